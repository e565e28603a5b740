//! Code blocks from templates, with names and numbers put in, so that hardly two blocks of a site are the same.

use super::prose;
use super::random::Random;
use super::vocabulary::Vocabulary;

/// Blocks that each begin with `=== language`. Names stand as «a» to «d», in capitals as types; «n», «m» and «k» are
/// numbers, «s» and «S» short phrases, «h» is a name with a hyphen.
const TEMPLATES: &str = include_str!("data/code.txt");

/// The templates, parsed once.
pub struct Templates(Vec<(&'static str, &'static str)>);

impl Templates {
    /// All of them.
    pub fn new() -> Self {
        let blocks = TEMPLATES.split("=== ").filter_map(|block| block.split_once('\n'));
        Self(blocks.collect())
    }

    /// A fenced block in one of the languages.
    pub fn block(&self, vocabulary: &Vocabulary, random: &mut Random) -> String {
        let (language, template) = random.pick(&self.0);
        let mut text = template.to_owned();
        for letter in ["a", "b", "c", "d"] {
            let name = prose::snake(vocabulary, random);
            let kind: String = name.split('_').map(prose::capitalised).collect();
            text = text.replace(&format!("«{letter}»"), &name);
            text = text.replace(&format!("«{}»", letter.to_uppercase()), &kind);
        }
        let words = prose::phrase(vocabulary, random, 4);
        let text = text
            .replace("«s»", &words.to_lowercase())
            .replace("«S»", &words)
            .replace("«h»", &prose::snake(vocabulary, random).replace('_', "-"))
            .replace("«n»", &random.between(2, 900).to_string())
            .replace("«m»", &random.between(2, 9000).to_string())
            .replace("«k»", &random.between(1, 9).to_string());
        format!("```{language}\n{text}```\n")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn blocks_are_distinct_and_whole() {
        let (templates, vocabulary) = (Templates::new(), Vocabulary::new());
        let mut random = Random::new(1, 3);
        let blocks: BTreeSet<_> = (0..1000).map(|_| templates.block(&vocabulary, &mut random)).collect();
        assert!(blocks.len() > 990, "{}", blocks.len());
        for block in blocks {
            assert!(!block.contains(['«', '»']), "{block}");
            assert!((6..=15).contains(&(block.lines().count() - 2)), "{block}");
        }
    }
}
