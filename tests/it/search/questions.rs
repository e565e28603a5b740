//! What readers might ask a collection, drawn from its own words.

use studybook::index::Record;
use studybook_search::plan::Reading;

/// Numbers that are the same on every run: SplitMix64 (Steele, Lea and Flood, 2014).
pub struct Random(u64);

impl Random {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    /// A number from nought to one.
    pub fn unit(&mut self) -> f64 {
        self.below(1 << 30) as f64 / f64::from(1 << 30)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    pub fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// So many queries of every kind.
pub fn questions(records: &[Record], count: usize) -> Vec<(String, Reading)> {
    let mut random = Random::new(7);
    (0..count).map(|number| question(&mut random, records, number)).collect()
}

fn question(random: &mut Random, records: &[Record], number: usize) -> (String, Reading) {
    let record = &records[random.below(records.len())];
    let text: Vec<&str> = record.passages.iter().flat_map(|(_, text)| text.split_whitespace()).collect();
    let words = |random: &mut Random, count: usize| {
        let start = random.below(text.len().saturating_sub(count));
        text[start..(start + count).min(text.len())].join(" ").replace('"', "")
    };
    let word = words(random, 1);
    let other = words(random, 1);
    let tag = record.tags.first().map_or("", |(slug, _)| slug.as_str());
    let query = match number % 14 {
        0 => word,
        1 => format!("{word} {other}"),
        2 => words(random, 5),
        3 => format!("\"{}\"", words(random, 2)),
        4 => format!("\"{}\" {other}", words(random, 3)),
        5 => format!("{word} tag:{tag}"),
        6 => format!("{} -{other}", words(random, 2)),
        7 => format!("{}*", beginning(random, &word)),
        8 => return (format!("{other} {}", beginning(random, &word)), Reading::Typing),
        9 => misspelt(random, &word),
        10 => format!("{} {}", misspelt(random, &word), other),
        11 => format!("title:{} {word}", record.title.split_whitespace().next().unwrap_or_default()),
        12 => record.title.clone(),
        _ => format!("difficulty:easy {word} -\"{}\"", words(random, 2)),
    };
    (query, Reading::Whole)
}

fn beginning(random: &mut Random, word: &str) -> String {
    let letters = word.chars().count();
    word.chars().take(1 + random.below(letters)).collect()
}

/// A word with one letter left out, doubled, changed, or swapped with its neighbour.
pub fn misspelt(random: &mut Random, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return word.to_owned();
    }
    let at = random.below(letters.len() - 1);
    match random.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = 'x',
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
