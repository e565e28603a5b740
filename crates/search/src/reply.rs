//! Answers as JSON, for the page.

use crate::engine::{Answer, Fault, Results, TagCount};
use crate::pack::{Defect, Tag, text};
use crate::snippet::Part;

/// The answer to a question.
pub fn results(answer: Result<Answer<Results>, Fault>) -> String {
    let results = match ready(answer) {
        Ok(results) => results,
        Err(reply) => return reply,
    };
    let mut json = Json::default();
    json.open(b'{');
    json.key("hits");
    json.open(b'[');
    for hit in &results.hits {
        json.open(b'{');
        json.text("url", &hit.card.url);
        json.parts("title", &hit.snippet.title);
        json.tags("tags", &hit.card.tags);
        json.parts("passage", &hit.snippet.passage);
        json.text("fragment", &hit.snippet.anchor);
        json.text("text", &hit.snippet.quote);
        json.key("document");
        json.number(hit.document);
        json.key("score");
        json.decimal(hit.score);
        json.close(b'}');
    }
    json.close(b']');
    json.key("total");
    json.number(results.total);
    json.key("exact");
    json.push(if results.is_exact { "true" } else { "false" });
    json.key("corrections");
    json.open(b'[');
    for correction in &results.corrections {
        json.open(b'{');
        json.text("from", &correction.from);
        json.text("to", &correction.to);
        json.close(b'}');
    }
    json.close(b']');
    json.text("instead", &results.instead);
    json.strings("suggestions", &results.suggestions);
    json.close(b'}');
    json.finish()
}

/// The tags among all that answers.
pub fn facets(answer: Result<Answer<Vec<TagCount>>, Fault>) -> String {
    let facets = match ready(answer) {
        Ok(facets) => facets,
        Err(reply) => return reply,
    };
    let mut json = Json::default();
    json.open(b'{');
    json.key("facets");
    json.open(b'[');
    for facet in &facets {
        json.open(b'{');
        json.text("tag", &facet.tag.slug);
        json.text("label", &facet.tag.label);
        json.key("count");
        json.number(facet.documents);
        json.close(b'}');
    }
    json.close(b']');
    json.close(b'}');
    json.finish()
}

/// The tags to offer before anything is asked.
pub fn popular(tags: &[Tag]) -> String {
    let mut json = Json::default();
    json.open(b'{');
    json.tags("popular", tags);
    json.close(b'}');
    json.finish()
}

/// What came of a file: nothing to say, or what is wrong with it.
pub fn loaded(result: Result<(), Fault>) -> String {
    result.map_or_else(fault, |()| String::from("{}"))
}

/// The answer if there is one, or the reply in its stead.
fn ready<T>(answer: Result<Answer<T>, Fault>) -> Result<T, String> {
    match answer {
        Ok(Answer::Ready(ready)) => Ok(ready),
        Ok(Answer::Wants(names)) => Err(wants(&names)),
        Err(reason) => Err(fault(reason)),
    }
}

fn wants(names: &[String]) -> String {
    let mut json = Json::default();
    json.open(b'{');
    json.strings("wants", names);
    json.close(b'}');
    json.finish()
}

/// What is wrong.
pub fn fault(fault: Fault) -> String {
    let (kind, sentence) = match fault {
        Fault::Defect(Defect::Version) => ("version", "the search index is of another version than this page"),
        Fault::Defect(Defect::Checksum) => ("checksum", "a file of the search index arrived damaged"),
        Fault::Defect(Defect::Foreign) => ("format", "a file of the search index is something else"),
        Fault::Defect(Defect::Malformed) => ("format", "a file of the search index contradicts itself"),
        Fault::NoRoot => ("format", "the search index is not loaded"),
        Fault::Language => ("version", "the search index is in another language than the search program"),
    };
    let mut json = Json::default();
    json.open(b'{');
    json.text("error", sentence);
    json.text("kind", kind);
    json.close(b'}');
    json.finish()
}

/// Writes JSON without what is not needed here: the browser's engine must be small.
#[derive(Default)]
struct Json {
    out: Vec<u8>,
}

impl Json {
    /// Begins an object or a list.
    fn open(&mut self, bracket: u8) {
        self.separate();
        self.out.push(bracket);
    }

    fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
    }

    fn finish(self) -> String {
        text(&self.out).unwrap_or_default().to_owned()
    }

    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':' | b',')) {
            self.out.push(b',');
        }
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push(b':');
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    fn string(&mut self, text: &str) {
        self.open(b'"');
        for byte in text.bytes() {
            match byte {
                b'"' | b'\\' => self.out.push(b'\\'),
                0..=0x1f => {
                    self.push("\\u00");
                    self.out.push(b'0' + (byte >> 4));
                    self.out.push(b"0123456789abcdef"[usize::from(byte & 15)]);
                    continue;
                }
                _ => {}
            }
            self.out.push(byte);
        }
        self.out.push(b'"');
    }

    fn number(&mut self, number: u32) {
        self.separate();
        self.digits(number, 1);
    }

    /// The digits of a number, at least so many.
    fn digits(&mut self, mut number: u32, least: usize) {
        let start = self.out.len();
        while number > 0 || self.out.len() < start + least {
            self.out.push(b'0' + (number % 10) as u8);
            number /= 10;
        }
        self.out[start..].reverse();
    }

    /// To four places.
    fn decimal(&mut self, value: f32) {
        let scaled = (f64::from(value.max(0.0)) * 10_000.0 + 0.5) as u32;
        self.number(scaled / 10_000);
        self.out.push(b'.');
        self.digits(scaled % 10_000, 4);
    }

    fn strings(&mut self, key: &str, strings: &[String]) {
        self.key(key);
        self.open(b'[');
        strings.iter().for_each(|string| self.string(string));
        self.close(b']');
    }

    fn parts(&mut self, key: &str, parts: &[Part]) {
        self.key(key);
        self.open(b'[');
        for part in parts {
            self.open(b'[');
            self.string(&part.text);
            self.number(u32::from(part.is_match));
            self.close(b']');
        }
        self.close(b']');
    }

    fn tags(&mut self, key: &str, tags: &[Tag]) {
        self.key(key);
        self.open(b'[');
        for tag in tags {
            self.open(b'[');
            self.string(&tag.slug);
            self.string(&tag.label);
            self.close(b']');
        }
        self.close(b']');
    }
}
