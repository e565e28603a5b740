//! Documents and questions made of a few thousand words, common and rare ones, always the same for the same number.

use super::Document;

/// Numbers that look random: SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    pub fn of<'t, T: ?Sized>(&mut self, items: &[&'t T]) -> &'t T {
        items[self.below(items.len())]
    }
}

const BEGINNINGS: [&str; 16] = [
    "cach", "shard", "lock", "mem", "thread", "ind", "Über", "repl", "con", "tra", "queue", "sche", "pag", "hash", "é",
    "ser",
];
const MIDDLES: [&str; 12] = ["", "er", "ing", "al", "ist", "or", "ation", "ti", "man", "ous", "ßen", "low"];
const ENDINGS: [&str; 8] = ["", "s", "ed", "ing", "er", "ly", "e", "en"];
const NAMES: [&str; 16] = [
    "C++",
    "C#",
    ".NET",
    "O(n log n)",
    "user_id",
    "consistent-hashing",
    "getUserId",
    "e-mail",
    "数据库索引",
    "한국어",
    "node.js",
    "3.14",
    "std::map",
    "don’t",
    "k8s",
    "Straße",
];
const SMALL: [&str; 8] = ["the", "of", "a", "is", "und", "what", "to", "in"];
const TAGS: [&str; 7] = ["Rust", "Load Balancing", "C++", "databases", "networks", "größen", "索引"];

/// A word; low numbers are common.
fn word(number: usize) -> String {
    if number < SMALL.len() {
        return SMALL[number].to_owned();
    }
    if number % 23 == 7 {
        return NAMES[number / 23 % NAMES.len()].to_owned();
    }
    let (beginning, number) = (BEGINNINGS[number % 16], number / 16);
    [beginning, MIDDLES[number % 12], ENDINGS[number / 12 % 8]].concat()
}

fn any_word(random: &mut Random) -> String {
    let rarity = 1 << (3 + random.below(9));
    word(random.below(rarity))
}

fn text(random: &mut Random, words: usize) -> String {
    let mut text = String::new();
    for _ in 0..words {
        text += &any_word(random);
        text += random.of(&[" ", " ", " ", " ", " ", ". ", ", ", "\n"]);
    }
    text
}

/// So many documents.
pub fn documents(count: usize, seed: u64) -> Vec<Document> {
    let random = &mut Random(seed);
    let document = |_| {
        let tags = (0..random.below(4)).map(|_| random.of(&TAGS).to_owned());
        let mut tags: Vec<String> = tags.collect();
        tags.sort();
        tags.dedup();
        let [title, heading, question, answer] = [4, 3, 12, 60].map(|most| {
            let words = 1 + random.below(most);
            text(random, words)
        });
        Document { title, tags, heading, question, answer }
    };
    (0..count).map(document).collect()
}

/// So many questions of every kind.
pub fn queries(count: usize, seed: u64) -> Vec<String> {
    let random = &mut Random(seed);
    (0..count).map(|_| query(random)).collect()
}

fn query(random: &mut Random) -> String {
    let parts = 1 + random.below(3);
    let mut query = String::new();
    for _ in 0..parts {
        let word = any_word(random);
        query += &match random.below(12) {
            0 => format!("\"{word} {}\"", any_word(random)),
            1 => format!("-{word}"),
            2 => format!("{}*", word.chars().take(3).collect::<String>()),
            3 => slip(&word, random),
            4 => format!("tag:\"{}\"", random.of(&TAGS)),
            5 => format!("title:{word}"),
            6 => format!("+{}", slip(&word, random)),
            7 => format!("-tag:{}", random.of(&TAGS)),
            8 => format!("\"{}", text(random, 2)),
            _ => word,
        };
        query.push(' ');
    }
    query.truncate(query.trim_end().len());
    query
}

/// The word with two neighbours swapped or a letter left out.
fn slip(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 2 {
        let at = random.below(letters.len() - 1);
        if random.below(2) == 0 {
            letters.swap(at, at + 1);
        } else {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}
