//! The TOML between two `+++` lines at the head of a file.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::dialects::Dialect;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Difficulty, Fields, Origin, Placed};
use crate::lint::Lint;
use crate::source::Source;
use crate::toml_error;

/// What the front matter says.
#[derive(Debug, Default)]
pub struct FrontMatter {
    /// The title of the question, or of a file of many.
    pub title: Option<Placed<String>>,
    /// Everything else, as fields of a question.
    pub fields: Fields,
    /// How the file is to be read.
    pub dialect: Option<Dialect>,
    /// Where the Markdown begins.
    pub end: usize,
    /// Whether there was any.
    pub present: bool,
    /// Whether it could be read; if not, no more need be said of the file.
    pub is_readable: bool,
}

impl FrontMatter {
    /// Of a file that has none.
    pub fn none() -> Self {
        Self { is_readable: true, ..Self::default() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    title: Option<Spanned<String>>,
    id: Option<Spanned<String>>,
    #[serde(default)]
    tags: Vec<Spanned<String>>,
    #[serde(default)]
    topics: Vec<Spanned<String>>,
    difficulty: Option<Difficulty>,
    updated: Option<Spanned<Updated>>,
    #[serde(default)]
    related: Vec<Spanned<String>>,
    source: Option<SourceKey>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    #[serde(default)]
    draft: bool,
    dialect: Option<Spanned<String>>,
}

/// A date as a TOML date or in words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Updated {
    Toml(toml::value::Datetime),
    Text(String),
}

/// `source = "Name"` or `source = { text = "Name", url = "https://…" }`.
#[derive(Deserialize)]
#[serde(untagged)]
enum SourceKey {
    Text(String),
    Linked { text: String, url: String },
}

/// Reads the front matter of a file, if it has any.
pub fn front_matter(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> FrontMatter {
    let text = source.text();
    let Some((toml, end)) = fenced(text, "+++") else {
        return FrontMatter::none();
    };
    let Some(toml) = toml else {
        diagnostics.push(
            Diagnostic::new(Lint::FrontMatter, "front matter is never closed")
                .at(source.place(0..3), "opened here")
                .help("end it with a line `+++`"),
        );
        return FrontMatter::none();
    };
    match toml::from_str::<Keys>(&text[toml.clone()]) {
        Ok(keys) => keys.read(source, toml.start, end, diagnostics),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let place = source.place(toml.start + span.start..toml.start + span.end);
            diagnostics.push(toml_error::diagnostic(Lint::FrontMatter, error.message(), place));
            FrontMatter { end, present: true, is_readable: false, ..FrontMatter::default() }
        }
    }
}

/// The span between two fence lines at the head of the text, and where what follows begins.
fn fenced(text: &str, fence: &str) -> Option<(Option<Range<usize>>, usize)> {
    let first = text.split_inclusive('\n').next()?;
    if first.trim_end() != fence {
        return None;
    }
    let mut offset = first.len();
    for line in text[offset..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((Some(first.len()..offset), offset + line.len()));
        }
        offset += line.len();
    }
    Some((None, 0))
}

/// What another program's front matter says of a foreign file.
#[derive(Debug, Default)]
pub struct Foreign {
    /// Its bytes.
    pub span: Range<usize>,
    /// `title: …`
    pub title: Option<String>,
    /// Whether it says how hard something is.
    pub is_rated: bool,
    /// `tags: [a, b]`, or a list below the key; categories and topics likewise.
    pub tags: Vec<String>,
}

/// Reads the few keys that mean something here from front matter in YAML: plain lines, nothing nested.
pub fn foreign(source: &Source) -> Option<Foreign> {
    let text = source.text();
    let span = yaml(text)?;
    let unquoted = |value: &str| value.trim().trim_matches(['"', '\'']).trim().to_owned();
    let mut foreign = Foreign { span: span.clone(), ..Foreign::default() };
    let mut in_tags = false;
    for line in text[span].lines() {
        if let Some(value) = line.trim_start().strip_prefix("- ").filter(|_| in_tags) {
            foreign.tags.push(unquoted(value));
            continue;
        }
        let Some((key, value)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t'])) else { continue };
        in_tags = matches!(key.trim(), "tags" | "categories" | "topics" | "keywords");
        if key.trim() == "title" {
            foreign.title = Some(unquoted(value)).filter(|title| !title.is_empty());
        } else if matches!(key.trim(), "difficulty" | "level") {
            foreign.is_rated = !value.trim().is_empty();
        } else if in_tags {
            let values = value.trim().trim_start_matches('[').trim_end_matches(']').split(',');
            foreign.tags.extend(values.map(unquoted).filter(|value| !value.is_empty()));
        }
    }
    Some(foreign)
}

/// The finding for YAML in a native file.
pub fn refused(source: &Source, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Lint::YamlFrontMatter, "front matter in YAML is not read")
        .at(source.place(span), "this looks like YAML")
        .help("write TOML between two `+++` lines: `title = \"…\"`, `tags = [\"a\", \"b\"]`")
}

/// A `---` block at the head of a file whose first line reads `key: value`.
fn yaml(text: &str) -> Option<Range<usize>> {
    let (Some(inside), end) = fenced(text, "---")? else {
        return None;
    };
    let first = text[inside].lines().next()?;
    let (key, _) = first.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    is_key.then_some(0..end.min(text.len()))
}

impl Keys {
    fn read(self, source: &Source, base: usize, end: usize, diagnostics: &mut Vec<Diagnostic>) -> FrontMatter {
        let place = |span: Range<usize>| source.place(base + span.start..base + span.end);
        let placed = |value: Spanned<String>| {
            let span = value.span();
            Placed { value: value.into_inner(), place: place(span) }
        };
        let all = |values: Vec<Spanned<String>>| -> Vec<_> { values.into_iter().map(placed).collect() };
        let updated = self.updated.and_then(|updated| {
            let span = updated.span();
            let text = match updated.into_inner() {
                Updated::Toml(date) => date.date.map(|date| date.to_string()).unwrap_or_default(),
                Updated::Text(text) => text,
            };
            let date = Date::parse(&text);
            if date.is_none() {
                diagnostics.push(super::fields::not_a_date(&text, place(span)));
            }
            date
        });
        let dialect = self.dialect.and_then(|name| {
            let span = name.span();
            let found = Dialect::from_name(name.get_ref());
            if found.is_none() {
                diagnostics.push(not_a_dialect(name.get_ref(), place(span)));
            }
            found
        });
        let mut tags = all(self.tags);
        diagnostics.extend(super::fields::too_many(&mut tags));
        FrontMatter {
            title: self.title.map(placed),
            dialect,
            fields: Fields {
                id: self.id.map(placed),
                tags,
                topics: all(self.topics),
                difficulty: self.difficulty,
                updated,
                related: all(self.related),
                source: self.source.map(|source| match source {
                    SourceKey::Text(text) => Origin { text, url: None },
                    SourceKey::Linked { text, url } => Origin { text, url: super::links::external(&url) },
                }),
                aliases: all(self.aliases),
                draft: self.draft,
            },
            end,
            present: true,
            is_readable: true,
        }
    }
}

fn not_a_dialect(name: &str, place: Place) -> Diagnostic {
    let names: Vec<&str> = Dialect::ALL.iter().map(|(name, _)| *name).collect();
    Diagnostic::new(Lint::InvalidField, format!("`{name}` is not a dialect"))
        .at(place, "")
        .help(format!("write one of `{}`", names.join("`, `")))
}

/// The place of a file's first byte, for what concerns all of it.
pub fn start_of(source: &Source) -> Place {
    Place { file: Arc::clone(source.file()), span: 0..0 }
}
