//! TOML errors in this project's voice, with a suggestion for a mistyped key.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::Lint;

/// A diagnostic for the message of a TOML error at a place.
///
/// Serde names an unknown field and every field there is between backticks, in that order; the names it gives are the
/// only list of keys there is, so a suggestion is taken from them.
pub fn diagnostic(lint: Lint, message: &str, place: Place) -> Diagnostic {
    let first_line = message.lines().next().unwrap_or_default().trim_end_matches('.');
    if !first_line.starts_with("unknown field") && !first_line.starts_with("unknown variant") {
        return Diagnostic::new(lint, first_line)
            .at(place, "")
            .help(format!("{} says what may stand here", manual(lint)));
    }
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (found, known) = names.split_first().map_or(("", &[][..]), |(found, known)| (*found, known));
    let kind = if first_line.starts_with("unknown field") { "key" } else { "value" };
    let diagnostic = Diagnostic::new(lint, format!("unknown {kind} `{found}`")).at(place, "");
    match nearest(found, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("the {kind}s are {}", list(known))),
    }
}

/// The page of the manual that lists the keys.
fn manual(lint: Lint) -> &'static str {
    match lint {
        Lint::Configuration => "docs/configuration.md",
        Lint::Synonyms => "docs/search.md",
        _ => "docs/format.md",
    }
}

/// The name most like `found`, if one is alike at all.
pub fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (strsim::jaro_winkler(found, name), *name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
