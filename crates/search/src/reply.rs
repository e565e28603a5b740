//! Answers as JSON, for the page.

use crate::engine::{Answer, Fault, Results, TagCount};
use crate::pack::{Defect, Tag};
use crate::snippet::Part;

/// The answer to a question.
pub fn results(answer: Result<Answer<Results>, Fault>) -> String {
    reply(answer, |results, json| {
        json.key("hits");
        json.list(&results.hits, |hit, json| {
            json.open();
            json.text("url", &hit.card.url);
            json.key("title");
            json.parts(&hit.snippet.title);
            json.key("tags");
            json.list(&hit.card.tags, |tag, json| json.tag(tag));
            json.key("passage");
            json.parts(&hit.snippet.passage);
            json.text("fragment", &hit.snippet.anchor);
            json.text("text", &hit.snippet.quote);
            json.key("document");
            json.number(hit.document);
            json.key("score");
            json.decimal(hit.score);
            json.close();
        });
        json.key("total");
        json.number(results.total);
        json.key("exact");
        json.out.push_str(if results.is_exact { "true" } else { "false" });
        json.key("corrections");
        json.list(&results.corrections, |correction, json| {
            json.open();
            json.text("from", &correction.from);
            json.text("to", &correction.to);
            json.close();
        });
        json.text("instead", &results.instead);
        json.key("suggestions");
        json.list(&results.suggestions, |suggestion, json| json.string(suggestion));
    })
}

/// The tags among all that answers.
pub fn facets(answer: Result<Answer<Vec<TagCount>>, Fault>) -> String {
    reply(answer, |facets, json| {
        json.key("facets");
        json.list(&facets, |facet, json| {
            json.open();
            json.text("tag", &facet.tag.slug);
            json.text("label", &facet.tag.label);
            json.key("count");
            json.number(facet.documents);
            json.close();
        });
    })
}

/// The tags to offer before anything is asked.
pub fn popular(tags: &[Tag]) -> String {
    let mut json = Json::default();
    json.open();
    json.key("popular");
    json.list(tags, |tag, json| json.tag(tag));
    json.close();
    json.out
}

/// What came of a file: nothing to say, or what is wrong with it.
pub fn loaded(result: Result<(), Fault>) -> String {
    result.map_or_else(fault, |()| String::from("{}"))
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
    json.open();
    json.text("error", sentence);
    json.text("kind", kind);
    json.close();
    json.out
}

fn reply<T>(answer: Result<Answer<T>, Fault>, write: impl FnOnce(T, &mut Json)) -> String {
    let mut json = Json::default();
    json.open();
    match answer {
        Err(reason) => return fault(reason),
        Ok(Answer::Wants(names)) => {
            json.key("wants");
            json.list(&names, |name, json| json.string(name));
        }
        Ok(Answer::Ready(value)) => write(value, &mut json),
    }
    json.close();
    json.out
}

/// Writes JSON without what is not needed here: the browser's engine must be small.
#[derive(Default)]
struct Json {
    out: String,
}

impl Json {
    fn open(&mut self) {
        self.separate();
        self.out.push('{');
    }

    fn close(&mut self) {
        self.out.push('}');
    }

    fn separate(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(['{', '[', ':', ',']) {
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
        self.separate();
        self.out.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => {
                    self.out.push('\\');
                    self.out.push(letter);
                }
                '\u{0}'..='\u{1f}' => {
                    self.out.push_str("\\u00");
                    for digit in [letter as u32 >> 4, letter as u32 & 15] {
                        self.out.extend(char::from_digit(digit, 16));
                    }
                }
                _ => self.out.push(letter),
            }
        }
        self.out.push('"');
    }

    fn number(&mut self, mut number: u32) {
        self.separate();
        let mut digits = [0_u8; 10];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
    }

    /// To four places.
    fn decimal(&mut self, value: f32) {
        let scaled = (f64::from(value.max(0.0)) * 10_000.0 + 0.5) as u32;
        self.number(scaled / 10_000);
        self.out.push('.');
        for power in [1_000, 100, 10, 1] {
            self.out.push(char::from(b'0' + (scaled / power % 10) as u8));
        }
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&T, &mut Self)) {
        self.separate();
        self.out.push('[');
        for item in items {
            write(item, self);
        }
        self.out.push(']');
    }

    fn parts(&mut self, parts: &[Part]) {
        self.list(parts, |part, json| {
            json.separate();
            json.out.push('[');
            json.string(&part.text);
            json.number(u32::from(part.is_match));
            json.out.push(']');
        });
    }

    fn tag(&mut self, tag: &Tag) {
        self.separate();
        self.out.push('[');
        self.string(&tag.slug);
        self.string(&tag.label);
        self.out.push(']');
    }
}
