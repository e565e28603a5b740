//! How well a document answers a term: BM25 with tantivy's constants and its length norms, summed over fields.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009. A document's whole text is
//! one field with a length; to be in the title, among the tags, in a heading or in the question's own words adds to
//! that. The added fields are short everywhere, so their lengths count as one.

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Where a word can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Everywhere: title, tags, headings, question, answer and code.
    Text,
    /// The title.
    Title,
    /// The names of tags.
    Tags,
    /// Headings and bold lead-ins.
    Headings,
    /// The question's own text.
    Question,
}

/// All fields, in the order of [`Field`].
pub const FIELDS: [Field; 5] = [Field::Text, Field::Title, Field::Tags, Field::Headings, Field::Question];

/// How much a field counts.
pub const WEIGHTS: [f32; 5] = [1.0, 0.6, 0.4, 0.2, 0.2];

/// What a document holds of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The document's number.
    pub document: u32,
    /// How often the term stands in each field; the whole text first.
    pub counts: [u32; 5],
}

/// In how many documents a term stands in each field, from all its postings.
pub fn frequencies<'p>(postings: impl IntoIterator<Item = &'p Posting>) -> [u32; 5] {
    let mut frequencies = [0; 5];
    for posting in postings {
        for (frequency, count) in frequencies.iter_mut().zip(&posting.counts) {
            *frequency += u32::from(*count > 0);
        }
    }
    frequencies
}

/// What of a collection scoring depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// The number of documents.
    pub documents: u32,
    /// The number of tokens of each field in all documents.
    pub tokens: [u32; 5],
}

impl Collection {
    /// About the same: sizes to four binary digits, so that an edit seldom changes them.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let round = |number: u32| {
            let dropped = number.checked_ilog2().unwrap_or(0).saturating_sub(4);
            number >> dropped << dropped
        };
        let documents = round(self.documents).max(1);
        let average = |tokens: u32| u64::from(tokens) * 8 / u64::from(self.documents.max(1));
        let tokens = self.tokens.map(|tokens| round(average(tokens) as u32).saturating_mul(documents) / 8);
        Self { documents, tokens }
    }
}

/// Scores the documents of a collection.
#[derive(Debug, Clone)]
pub struct Scorer {
    documents: u32,
    /// What a text's length subtracts, by its norm.
    text: [f32; 256],
    /// The same for the other fields, whose length is taken as one.
    others: [f32; 5],
}

impl Scorer {
    /// For a collection.
    pub fn new(collection: &Collection) -> Self {
        let average = |field: usize| collection.tokens[field] as f32 / collection.documents as f32;
        let mut text = [0.0; 256];
        for (norm, slot) in text.iter_mut().enumerate() {
            *slot = dampening(length(norm as u8), average(0));
        }
        let mut others = [0.0; 5];
        for (field, slot) in others.iter_mut().enumerate() {
            *slot = dampening(1, average(field));
        }
        Self { documents: collection.documents, text, others }
    }

    /// What a term weighs in each field, from the numbers of documents that hold it there.
    pub fn weights(&self, frequencies: &[u32; 5]) -> [f32; 5] {
        let mut weights = [0.0; 5];
        for (field, weight) in weights.iter_mut().enumerate().filter(|(field, _)| frequencies[*field] > 0) {
            *weight = WEIGHTS[field] * (1.0 + K1) * self.rarity(frequencies[field]);
        }
        weights
    }

    /// Inverse document frequency.
    pub fn rarity(&self, frequency: u32) -> f32 {
        let (frequency, documents) = (frequency as f32, self.documents as f32);
        ln(1.0 + ((documents - frequency).max(0.0) + 0.5) / (frequency + 0.5))
    }

    /// A document's score for a term of these weights, the document's text having this norm.
    pub fn score(&self, weights: &[f32; 5], posting: &Posting, norm: u8) -> f32 {
        let mut score = part(weights[0], posting.counts[0], self.text[usize::from(norm)]);
        let others = weights.iter().zip(&posting.counts).zip(&self.others).skip(1);
        for ((weight, count), dampening) in others.filter(|((_, count), _)| **count > 0) {
            score += part(*weight, *count, *dampening);
        }
        score
    }
}

/// The natural logarithm of a number that is at least one, by the series of the inverse hyperbolic tangent
/// (Abramowitz and Stegun, 4.1.27).
///
/// Libraries of machines differ in the last digit; arithmetic does not, and all engines shall give the same scores.
pub(crate) fn ln(number: f32) -> f32 {
    let bits = number.to_bits();
    let doublings = (bits >> 23) as i32 - 127;
    let mantissa = f64::from(f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000));
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let (mut power, mut sum) = (ratio, 0.0);
    for odd in (1..=13).step_by(2) {
        sum += power / f64::from(odd);
        power *= ratio * ratio;
    }
    (f64::from(doublings) * std::f64::consts::LN_2 + 2.0 * sum) as f32
}

fn part(weight: f32, count: u32, dampening: f32) -> f32 {
    let count = count as f32;
    weight * (count / (count + dampening))
}

fn dampening(length: u32, average: f32) -> f32 {
    K1 * (1.0 - B + B * length as f32 / average)
}

/// The length a norm stands for: exact to 40, then in steps of an eighth.
pub fn length(norm: u8) -> u32 {
    const EXACT: u32 = 24;
    let norm = u32::from(norm);
    if norm < EXACT {
        return norm;
    }
    let (bits, shift) = ((norm - EXACT) & 7, (norm - EXACT) >> 3);
    EXACT + if shift == 0 { bits } else { (bits | 8) << (shift - 1) }
}

#[cfg(test)]
mod tests {
    use super::ln;

    #[test]
    fn logarithms_are_those_of_the_library() {
        let mut number = 1.0_f32;
        while number < 1e9 {
            let expected = f64::from(number).ln();
            assert!((f64::from(ln(number)) - expected).abs() <= 1e-6 * expected.max(1e-2), "{number}");
            number *= 1.0007;
        }
    }
}
