//! A set of generated questions. Question i is a function of i alone, so that any number of them can be streamed out.

use super::code::Templates;
use super::prose;
use super::random::Random;
use super::vocabulary::Vocabulary;
use super::zipf::Zipf;

const SEED: u64 = 20_250_824;
const TAGS: usize = 400;
const TOPICS: usize = 60;

/// The questions of a generated site.
pub struct Corpus {
    /// How many questions there are.
    pub count: usize,
    vocabulary: Vocabulary,
    templates: Templates,
    tags: Vec<String>,
    tag_law: Zipf,
    topics: Vec<String>,
}

/// What is known of a question without its text.
pub struct Heading {
    /// Unique in the site, a path component.
    pub id: String,
    /// Plain text.
    pub title: String,
}

/// A whole question; both texts are Markdown.
pub struct Question {
    /// Its id and title.
    pub heading: Heading,
    /// Three to five, no two the same.
    pub tags: Vec<String>,
    /// One or two positions in [`Corpus::topics`].
    pub topics: Vec<usize>,
    /// `easy`, `medium` or `hard`.
    pub difficulty: &'static str,
    /// As in `2025-08-24`.
    pub updated: String,
    /// What is asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
}

impl Corpus {
    /// A site of `count` questions.
    pub fn new(count: usize) -> Self {
        let vocabulary = Vocabulary::new();
        let mut random = Random::new(SEED, u64::MAX);
        let tags = (0..TAGS).map(|_| prose::snake(&vocabulary, &mut random).replace('_', "-")).collect();
        let topics = (0..TOPICS).map(|_| prose::phrase(&vocabulary, &mut random, 2)).collect();
        Self { count, vocabulary, templates: Templates::new(), tags, tag_law: Zipf::new(TAGS), topics }
    }

    /// The names of all topics.
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    /// Question `index`, with links to other questions written as `link` writes the address of an id.
    pub fn question(&self, index: usize, link: fn(&str) -> String) -> Question {
        let mut random = Random::new(SEED, 2 * index as u64 + 1);
        let mut tags: Vec<String> = Vec::new();
        let wanted = random.between(3, 5);
        while tags.len() < wanted {
            let tag = &self.tags[self.tag_law.draw(&mut random)];
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        let mut topics: Vec<usize> = (0..random.between(1, 2)).map(|_| random.below(TOPICS)).collect();
        topics.dedup();
        let words = random.between(300, 600);
        let asked = words / 6;
        Question {
            heading: self.heading(index),
            tags,
            topics,
            difficulty: random.pick(&["easy", "medium", "hard"]),
            updated: format!("2025-{:02}-{:02}", random.between(1, 12), random.between(1, 28)),
            question: format!("{}\n", prose::paragraph(&self.vocabulary, &mut random, asked)),
            answer: self.answer(&mut random, words - asked, link),
        }
    }

    /// What is known of question `index` without its text.
    pub fn heading(&self, index: usize) -> Heading {
        let mut random = Random::new(SEED, 2 * index as u64);
        let words = random.between(3, 8);
        let title = prose::phrase(&self.vocabulary, &mut random, words);
        let id = title.to_lowercase().split(' ').take(3).collect::<Vec<_>>().join("-");
        Heading { id: format!("{id}-{index}"), title }
    }

    fn answer(&self, random: &mut Random, words: usize, link: fn(&str) -> String) -> String {
        let part = words / 6;
        let mut text = String::new();
        for position in 0..4 {
            let lead = prose::phrase(&self.vocabulary, random, 3);
            text.push_str(&format!("**{lead}:**\n\n{}\n\n", prose::paragraph(&self.vocabulary, random, part)));
            if position % 2 == 0 {
                text.push_str(&self.templates.block(&self.vocabulary, random));
                text.push('\n');
            } else {
                text.push_str(&self.list(random, part));
            }
        }
        if random.one_in(3) {
            text.push_str(&self.table(random));
        }
        let other = self.heading(random.below(self.count));
        text.push_str(&format!("See also [{}]({}).\n", other.title, link(&other.id)));
        text
    }

    fn list(&self, random: &mut Random, words: usize) -> String {
        let mark = random.pick(&["-", "1."]);
        let items = (0..4).map(|_| {
            let name = prose::phrase(&self.vocabulary, random, 2);
            format!("{mark} **{name}:** {}\n", prose::sentence(&self.vocabulary, random, words / 4))
        });
        items.collect::<String>() + "\n"
    }

    fn table(&self, random: &mut Random) -> String {
        let mut text = String::from("| Choice | Cost | When |\n| --- | ---: | --- |\n");
        for _ in 0..random.between(3, 6) {
            let name = prose::phrase(&self.vocabulary, random, 2);
            let when = prose::phrase(&self.vocabulary, random, 4);
            text.push_str(&format!("| {name} | {} | {when} |\n", random.between(1, 900)));
        }
        text + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_do_not_hang_on_how_many_there_are() {
        let [small, large] = [10, 1000].map(Corpus::new).map(|corpus| corpus.question(7, str::to_owned));
        assert_eq!(small.heading.id, large.heading.id);
        assert_eq!(small.question, large.question);
    }

    #[test]
    fn a_third_of_the_questions_has_a_table_and_all_have_two_code_blocks() {
        let corpus = Corpus::new(600);
        let answers: Vec<String> = (0..600).map(|index| corpus.question(index, str::to_owned).answer).collect();
        let tables = answers.iter().filter(|answer| answer.contains("| --- |")).count();
        assert!((150..250).contains(&tables), "{tables}");
        assert!(answers.iter().all(|answer| answer.matches("\n```\n").count() == 2));
    }
}
