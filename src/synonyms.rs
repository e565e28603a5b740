//! `synonyms.toml`: words and phrases that search takes for one another.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::lint::Lint;
use crate::toml_error;

/// What a word means: `k8s = "kubernetes"`, or `lb = ["load balancer", "load balancing"]`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "the synonyms of a word are a text or a list of texts")]
enum Meaning {
    One(String),
    Several(Vec<String>),
}

/// Reads the text of a file that diagnostics call `file`: groups of words and phrases that mean the same.
pub fn parse(text: &str, file: &Arc<str>) -> Checked<Vec<Vec<String>>> {
    let place = |span| Place { file: Arc::clone(file), span };
    let table: BTreeMap<String, Spanned<Meaning>> = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => {
            let place = place(error.span().unwrap_or(0..0));
            let diagnostic = toml_error::diagnostic(Lint::Synonyms, error.message(), place);
            return Checked { value: Vec::new(), diagnostics: vec![diagnostic] };
        }
    };
    let mut groups = Vec::with_capacity(table.len());
    let mut diagnostics = Vec::new();
    for (word, meaning) in table {
        let span = meaning.span();
        let others = match meaning.into_inner() {
            Meaning::One(other) => vec![other],
            Meaning::Several(others) => others,
        };
        let says_something = |text: &String| text.chars().any(char::is_alphanumeric);
        if others.is_empty() || !others.iter().chain([&word]).all(says_something) {
            let message = format!("`{word}` stands for something without a letter or digit");
            let help = "write the words it stands for, like `k8s = \"kubernetes\"`";
            diagnostics.push(Diagnostic::new(Lint::Synonyms, message).at(place(span), "").help(help));
        } else {
            groups.push([word].into_iter().chain(others).collect());
        }
    }
    Checked { value: groups, diagnostics }
}
