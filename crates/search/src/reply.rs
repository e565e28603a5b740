//! Answers as JSON, for the page.

use crate::engine::{Answer, Fault, Results, TagCount, Wanted};
use crate::pack::{Defect, Tag};
use crate::snippet::Part;

/// The answer to a question.
pub fn results(answer: Result<Answer<Results<'_>>, Fault>) -> String {
    let results = match ready(answer) {
        Ok(results) => results,
        Err(reply) => return reply,
    };
    let mut json = Json::default();
    json.open('{');
    json.key("hits");
    json.open('[');
    for hit in &results.hits {
        json.open('{');
        json.text("url", &hit.card.url);
        json.parts("title", &hit.snippet.title);
        json.tags("tags", &hit.card.tags);
        json.parts("passage", &hit.snippet.passage);
        json.text("fragment", &hit.snippet.anchor);
        json.text("text", &hit.snippet.quote);
        json.key("document");
        json.number(hit.document);
        json.key("score");
        json.number(ten_thousandths(hit.score));
        json.close('}');
    }
    json.close(']');
    json.key("total");
    json.number(results.total);
    json.key("exact");
    json.out.push_str(if results.is_exact { "true" } else { "false" });
    json.key("corrections");
    json.open('[');
    for correction in &results.corrections {
        json.open('{');
        json.text("from", &correction.from);
        json.text("to", &correction.to);
        json.close('}');
    }
    json.close(']');
    json.text("instead", &results.instead);
    json.strings("suggestions", &results.suggestions);
    json.close('}');
    json.out
}

/// The tags among all that answers.
pub fn facets(answer: Result<Answer<Vec<TagCount>>, Fault>) -> String {
    let facets = match ready(answer) {
        Ok(facets) => facets,
        Err(reply) => return reply,
    };
    let mut json = Json::default();
    json.open('{');
    json.key("facets");
    json.open('[');
    for facet in &facets {
        json.open('{');
        json.text("tag", &facet.tag.slug);
        json.text("label", &facet.tag.label);
        json.key("count");
        json.number(facet.documents);
        json.close('}');
    }
    json.close(']');
    json.close('}');
    json.out
}

/// What came of a file: nothing to say, or what is wrong with it.
pub fn loaded(result: Result<(), Fault>) -> String {
    result.map_or_else(fault, |()| String::from("{}"))
}

/// The answer if there is one, or the reply in its stead.
fn ready<T>(answer: Result<Answer<T>, Fault>) -> Result<T, String> {
    match answer {
        Ok(Answer::Ready(ready)) => Ok(ready),
        Ok(Answer::Wants(files)) => Err(wants(&files)),
        Err(reason) => Err(fault(reason)),
    }
}

fn wants(files: &[Wanted]) -> String {
    let mut json = Json::default();
    json.open('{');
    json.key("wants");
    json.open('[');
    for Wanted { name, slot } in files {
        json.open('[');
        json.string(name);
        json.number(*slot);
        json.close(']');
    }
    json.close(']');
    json.close('}');
    json.out
}

/// What is wrong, in a word.
pub fn fault(fault: Fault) -> String {
    let kind = match fault {
        Fault::Defect(Defect::Version) | Fault::Language => "version",
        Fault::Defect(Defect::Checksum) => "checksum",
        Fault::Defect(Defect::Foreign | Defect::Malformed) | Fault::NoRoot => "format",
    };
    let mut json = Json::default();
    json.open('{');
    json.text("error", kind);
    json.close('}');
    json.out
}

/// A score as a whole number.
fn ten_thousandths(score: f32) -> u32 {
    (score * 10_000.0 + 0.5) as u32
}

/// Writes JSON without what is not needed here: the browser's engine must be small.
#[derive(Default)]
struct Json {
    out: String,
}

impl Json {
    /// Begins an object or a list.
    fn open(&mut self, bracket: char) {
        self.separate();
        self.out.push(bracket);
    }

    fn close(&mut self, bracket: char) {
        self.out.push(bracket);
    }

    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':' | b',')) {
            self.out.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push(':');
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    fn string(&mut self, text: &str) {
        self.open('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => self.out.push('\\'),
                '\0'..='\x1f' => {
                    self.out.push_str("\\u00");
                    self.out.push(if letter < '\x10' { '0' } else { '1' });
                    self.out.push(char::from(b"0123456789abcdef"[letter as usize & 15]));
                    continue;
                }
                _ => {}
            }
            self.out.push(letter);
        }
        self.out.push('"');
    }

    fn number(&mut self, number: u32) {
        self.separate();
        let mut scale = 1;
        while number / scale >= 10 {
            scale *= 10;
        }
        while scale > 0 {
            self.out.push(char::from(b'0' + (number / scale % 10) as u8));
            scale /= 10;
        }
    }

    fn strings(&mut self, key: &str, strings: &[String]) {
        self.key(key);
        self.open('[');
        strings.iter().for_each(|string| self.string(string));
        self.close(']');
    }

    fn parts(&mut self, key: &str, parts: &[Part]) {
        self.key(key);
        self.open('[');
        for part in parts {
            self.open('[');
            self.string(&part.text);
            self.number(u32::from(part.is_match));
            self.close(']');
        }
        self.close(']');
    }

    fn tags(&mut self, key: &str, tags: &[Tag]) {
        self.key(key);
        self.open('[');
        for tag in tags {
            self.open('[');
            self.string(&tag.slug);
            self.string(&tag.label);
            self.close(']');
        }
        self.close(']');
    }
}
