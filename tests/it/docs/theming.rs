//! docs/theming.md against what templates really receive: the template engine is asked for its whole context.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use studybook::config::Config;
use studybook::embedded;
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook::theme::Template;

use super::manual::read;

/// Questions that fill every variable: the second one has neighbours on both sides.
const QUESTIONS: &str = "# Set\n\nIntroduction.\n\n## Q1: One\n**Tags:** `a` `b`\n\n**Answer:** Yes.\n\n\
    ## Q2: Two {#two}\n**Tags:** `a` `b`\n**Topics:** t\n**Difficulty:** easy\n**Updated:** 2026-01-02\n\
    **Source:** [Book](https://example.org)\n**Related:** #one\n**Aliases:** zwei\n\n**Question:** Why?\n\n\
    **Answer:**\n\n### Because\n\nYes.\n\n## Q3: Three\n**Tags:** `a` `b`\n**Topics:** t\n\n**Question:** Which?\n\n\
    - [ ] one\n- [x] other\n\n  more\n\n**Answer:** Yes.\n";

const CONFIG: &str = "title = 'T'\ndescription = 'D'\nauthor = 'A'\nbase_url = 'https://example.org/'\npage_size = 1\n\
    print_size = 1\nrepository = 'https://example.org/r'\nedit_url = 'https://example.org/{path}'\n[extra]\nx = 1\n";

/// The variables of each template, as paths like `question.tags[].name`.
fn received() -> BTreeMap<String, BTreeSet<String>> {
    let mut project = Project::default().with_source("a.md", QUESTIONS);
    project.config = Config::parse(CONFIG, &"studybook.toml".into()).value;
    for (name, template) in &mut project.templates {
        let text = format!("{name}\n{{{{ __tera_context | safe }}}}").into();
        *template = Template { text, ..template.clone() };
    }
    let built = Pipeline::default().build(&project, &|_| {});
    let output = built.output.expect("the sample has no errors");
    let mut received: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let is_index = |path: &str| path.starts_with("search/") && path.ends_with(".txt");
    let is_page = |path: &str| !(path.starts_with("assets/") || is_index(path) || path == "sw.js");
    for (path, bytes) in output.iter().filter(|(path, _)| is_page(path.as_str())) {
        let text = std::str::from_utf8(bytes).expect("pages are text");
        let (name, context) = text.split_once('\n').expect("the name comes first");
        let context: Value = serde_json::from_str(context).expect("a context is JSON");
        assert!(context.is_object(), "{path}");
        flatten("", &context, received.entry(name.to_owned()).or_default());
    }
    received
}

fn flatten(path: &str, value: &Value, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if path != "site.extra" => {
            for (name, value) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(&format!("{path}{dot}{name}"), value, paths);
            }
        }
        Value::Array(items) if items.is_empty() => {
            paths.insert(format!("{path}[]?"));
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(&format!("{path}[]"), item, paths)),
        Value::Null => {
            paths.insert(format!("{path}?"));
        }
        _ => {
            paths.insert(path.to_owned());
        }
    }
}

/// Leaves out of `received` what was null or empty on one page and filled on another.
fn settled(received: &BTreeSet<String>) -> BTreeSet<String> {
    let is_filled = |unknown: &str| {
        received
            .iter()
            .any(|path| path == unknown || path.strip_prefix(unknown).is_some_and(|rest| rest.starts_with(['.', '['])))
    };
    let keep = |path: &&String| path.strip_suffix('?').is_none_or(|unknown| !is_filled(unknown));
    received.iter().filter(keep).cloned().collect()
}

/// A row of a table: the variables it names, and the shape it says they have.
type Row = (Vec<String>, Option<String>);

/// The tables of the page, by the heading they stand under.
fn tables() -> BTreeMap<String, Vec<Row>> {
    let mut tables: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut heading = String::new();
    for line in read("docs/theming.md").lines() {
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim().replace('`', "").to_lowercase();
        } else if let Some((variables, meaning)) = line.strip_prefix("| `").and_then(|row| row.split_once("` | ")) {
            let variables = variables.split("`, `").map(str::to_owned).collect();
            let shape = meaning.split_once("(#").and_then(|(_, rest)| rest.split_once(')'));
            let row = (variables, shape.map(|(name, _)| name.to_owned()));
            tables.entry(heading.clone()).or_default().push(row);
        }
    }
    tables
}

/// The variables under a heading. A row that links to a shape stands for everything in it.
fn documented(tables: &BTreeMap<String, Vec<Row>>, heading: &str) -> BTreeSet<String> {
    let rows = tables.get(heading).into_iter().flatten();
    let expand = |(variables, shape): &Row| -> Vec<String> {
        let with_keys = |variable: &String| match shape {
            None => vec![variable.clone()],
            Some(shape) => documented(tables, shape).iter().map(|key| format!("{variable}.{key}")).collect(),
        };
        variables.iter().flat_map(with_keys).collect()
    };
    rows.flat_map(expand).collect()
}

#[test]
fn every_variable_of_every_template_is_documented_and_no_other() {
    let tables = tables();
    let common = documented(&tables, "in every template");
    let is_common = |path: &&String| path.starts_with("site.") || path.starts_with("page.");
    for (template, paths) in received() {
        let paths = settled(&paths);
        let own: BTreeSet<&String> = paths.iter().filter(|path| !is_common(path)).collect();
        let said = documented(&tables, &template);
        assert_eq!(own, said.iter().collect(), "{template}: what it receives, and what docs/theming.md says");
        for path in paths.iter().filter(is_common).map(|path| path.trim_end_matches('?')) {
            assert!(common.contains(path), "{template}: `{path}`");
        }
    }
}

#[test]
fn templates_blocks_and_colours_are_named() {
    let text = read("docs/theming.md");
    for (name, bytes) in embedded::templates() {
        assert!(text.contains(&format!("`{name}`")), "{name}");
        let template = String::from_utf8_lossy(&bytes).into_owned();
        for part in template
            .split("{%")
            .skip(1)
            .filter_map(|part| part.trim_start_matches('-').trim_start().strip_prefix("block "))
        {
            let block = part.split([' ', '-', '%']).next().unwrap_or_default();
            assert!(text.contains(&format!("`{block}`")), "block {block} of {name}");
        }
    }
    let folder = embedded::static_files();
    let tokens = String::from_utf8_lossy(&folder["css/10-tokens.css"]).into_owned();
    for token in tokens.lines().filter_map(|line| line.trim().strip_prefix("--")?.split(':').next()) {
        assert!(text.contains(&format!("--{token}`")), "--{token}");
    }
    for name in folder.keys() {
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
}
