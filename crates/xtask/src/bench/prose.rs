//! Sentences, titles and names made of the vocabulary's words.

use super::random::Random;
use super::vocabulary::Vocabulary;

/// A paragraph of about `words` words; code, bold and links appear as they do in real answers.
pub fn paragraph(vocabulary: &Vocabulary, random: &mut Random, words: usize) -> String {
    let mut sentences = Vec::new();
    let mut left = words;
    while left > 0 {
        let length = random.between(8, 22).min(left);
        sentences.push(sentence(vocabulary, random, length));
        left -= length;
    }
    sentences.join(" ")
}

/// A sentence of exactly `words` words.
pub fn sentence(vocabulary: &Vocabulary, random: &mut Random, words: usize) -> String {
    let mut text = capitalised(vocabulary.word(random));
    for position in 1..words {
        if position % 7 == 6 && random.one_in(2) {
            text.push(',');
        }
        text.push(' ');
        match random.below(60) {
            0 => text.push_str(&format!("`{}`", snake(vocabulary, random))),
            1 => text.push_str(&format!("**{}**", vocabulary.word(random))),
            2 => text.push_str(&format!("*{}*", vocabulary.word(random))),
            3 => text.push_str(&random.between(2, 5000).to_string()),
            _ => text.push_str(vocabulary.word(random)),
        }
    }
    text.push('.');
    text
}

/// Words that carry meaning, the first one capitalised.
pub fn phrase(vocabulary: &Vocabulary, random: &mut Random, words: usize) -> String {
    let words: Vec<_> = (0..words).map(|_| vocabulary.content_word(random)).collect();
    capitalised(&words.join(" "))
}

/// A name as in `shard_router`.
pub fn snake(vocabulary: &Vocabulary, random: &mut Random) -> String {
    format!("{}_{}", vocabulary.content_word(random), vocabulary.content_word(random))
}

/// The text with its first letter as a capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
