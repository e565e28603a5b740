//! The manual, the starter site and the project's own deployment, held against the program they describe.

mod manual;
mod theming;

use std::collections::BTreeSet;
use std::sync::Arc;

use manual::{Example, examples, fences, pages, prose, read, root};
use studybook::config::Config;
use studybook::diagnostic::Severity;
use studybook::embedded;
use studybook::lint::Lint;
use studybook::pipeline::{Built, Pipeline};
use studybook::project::Project;
use studybook::synonyms;
use studybook::theme::Template;

/// Lints whose cause no page can show: their pages have no example.
const NOT_SHOWN: [Lint; 4] = [Lint::UnreadableFile, Lint::FileTooLarge, Lint::SkippedEntry, Lint::LongLine];

/// Almost every example has a tag that stands alone; it is mentioned where it matters.
const PASSED_OVER: Lint = Lint::SingleUseTag;

fn build(files: &[(String, Vec<u8>)]) -> Built {
    let mut project = Project::default();
    for (name, bytes) in files {
        let text = || -> Arc<str> { String::from_utf8_lossy(bytes).into() };
        if name == "studybook.toml" {
            let checked = Config::parse(&text(), &"studybook.toml".into());
            project.config = checked.value;
            project.diagnostics.extend(checked.diagnostics);
        } else if name == "synonyms.toml" {
            let checked = synonyms::parse(&text(), &"synonyms.toml".into());
            project.synonyms = checked.value;
            project.diagnostics.extend(checked.diagnostics);
        } else if let Some(template) = name.strip_prefix("templates/") {
            let shown = name.as_str().into();
            project.templates.insert(template.to_owned(), Template { text: text(), shown });
        } else if let Some(file) = name.strip_prefix("static/") {
            project.static_files.insert(file.to_owned(), bytes.as_slice().into());
        } else if name.ends_with(".md") {
            project = project.with_source(name, bytes);
        } else {
            project.attachments.insert(name.clone(), bytes.as_slice().into());
        }
    }
    Pipeline::default().build(&project, &|_| {})
}

/// The names of the lints that found something, and each diagnostic in words.
fn found(built: &Built, wanted: &BTreeSet<&str>) -> (BTreeSet<&'static str>, String) {
    let counts = |lint: Lint| lint != PASSED_OVER || wanted.contains(lint.name());
    let found = built.diagnostics.iter().filter(|diagnostic| counts(diagnostic.lint));
    let lines = built.diagnostics.iter().map(|it| format!("{}: {}", it.lint, it.message));
    (found.map(|diagnostic| diagnostic.lint.name()).collect(), lines.collect::<Vec<_>>().join("\n"))
}

/// What an example does otherwise than its block `expect` says. That block's lines: `page: <path>` names a page that is
/// built and to which the lines below it belong; `shows: <html>` and `hides: <html>` are about that page's source;
/// `questions: <count>`; `reports: <lint>` names a lint that finds something: those not named must find nothing.
fn differences(example: &Example) -> Vec<String> {
    let files: Vec<_> =
        example.files.iter().filter_map(|fence| Some((fence.file()?.to_owned(), fence.bytes()))).collect();
    let built = build(&files);
    let lines = example.expected.text.lines();
    let lines: Vec<(&str, &str)> =
        lines.filter_map(|line| line.split_once(':').map(|(key, it)| (key, it.trim()))).collect();
    let wanted: BTreeSet<&str> = lines.iter().filter(|(key, _)| *key == "reports").map(|(_, lint)| *lint).collect();
    let (found, said) = found(&built, &wanted);
    let mut differences = Vec::new();
    if found != wanted {
        differences.push(format!("reports {found:?}:\n{said}"));
    }
    let mut page = String::new();
    for (key, value) in lines {
        let difference = match key {
            "reports" => None,
            "questions" => (built.questions.to_string() != value).then(|| format!("{} questions", built.questions)),
            "page" => {
                let file = if value == "home" { "index.html".to_owned() } else { format!("{value}index.html") };
                let bytes = built.output.as_ref().and_then(|output| output.get(&file));
                page = bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
                bytes.is_none().then(|| format!("no page `{value}`"))
            }
            "shows" => (!page.contains(value)).then(|| format!("`{value}` is not in\n{page}")),
            "hides" => page.contains(value).then(|| format!("`{value}` is in\n{page}")),
            _ => Some(format!("`{key}` is no key of `expect`")),
        };
        differences.extend(difference);
    }
    differences.iter().map(|difference| format!("{}: {difference}", example.expected.place)).collect()
}

#[test]
fn examples_do_what_the_manual_says() {
    let all = pages("docs").into_iter().chain(pages("docs/lints")).chain(["README.md".to_owned()]);
    let examples: Vec<Example> = all.flat_map(|page| examples(&page)).collect();
    let differences: Vec<String> = examples.iter().flat_map(differences).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(examples.len() >= 50, "{}", examples.len());
}

#[test]
fn every_lint_has_one_page() {
    let named: BTreeSet<String> = Lint::ALL.iter().map(|lint| format!("docs/lints/{lint}.md")).collect();
    assert_eq!(pages("docs/lints").into_iter().collect::<BTreeSet<_>>(), named);
    let index = read("docs/lints.md");
    for lint in Lint::ALL {
        let (page, severity) = (format!("docs/lints/{lint}.md"), severity(*lint));
        let text = read(&page);
        let opening = format!("# {lint}\n\n**{severity}.** ");
        assert!(text.starts_with(&opening), "{page} begins with\n{opening}");
        let row = format!("| [{lint}](lints/{lint}.md) | {} | {} |", severity.to_lowercase(), lint.summary());
        assert!(index.contains(&row), "docs/lints.md lacks\n{row}");
        let shows = examples(&page).iter().any(|it| it.expected.text == format!("reports: {lint}\n"));
        assert_eq!(shows, !NOT_SHOWN.contains(lint), "{page}: an example of which `{lint}` alone is reported");
    }
}

fn severity(lint: Lint) -> &'static str {
    match lint.default_severity() {
        Severity::Note => "Note",
        Severity::Warning => "Warning",
        Severity::Error => "Error",
    }
}

/// The keys of a table, which the message for an unknown one lists.
fn keys(toml: &str) -> Vec<String> {
    let checked = Config::parse(toml, &"studybook.toml".into());
    let help = checked.diagnostics[0].help.clone().unwrap_or_default();
    let keys: Vec<String> = help.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(help.starts_with("the keys are ") && !keys.is_empty(), "{help}");
    keys
}

#[test]
fn configuration_is_documented_key_by_key() {
    let text = read("docs/configuration.md");
    for table in ["", "[markdown]\n", "[code]\n"] {
        for key in keys(&format!("{table}zzzzzzzz = 1")) {
            assert!(text.contains(&format!("`{key}`")) || text.contains(&format!("`[{key}]`")), "`{key}`");
        }
    }
    let blocks = pages("docs/lints").into_iter().chain(["docs/configuration.md".to_owned()]);
    for fence in blocks.flat_map(|page| fences(&page)).filter(|it| it.language == "toml" && it.file().is_none()) {
        let checked = Config::parse(&fence.text, &"studybook.toml".into());
        assert_eq!(checked.diagnostics, [], "{}", fence.place);
        if fence.attributes == ["defaults"] {
            assert_eq!(checked.value, Config::default(), "{}", fence.place);
        }
    }
}

#[test]
fn front_matter_is_documented_key_by_key() {
    let built = build(&[("a.md".to_owned(), b"+++\nzzzzzzzz = 1\n+++\n".to_vec())]);
    let unknown = built.diagnostics.iter().find(|diagnostic| diagnostic.message.starts_with("unknown key"));
    let help = unknown.and_then(|diagnostic| diagnostic.help.clone()).unwrap_or_default();
    assert!(help.starts_with("the keys are "), "{help}");
    let text = read("docs/format.md");
    for key in help.split('`').skip(1).step_by(2) {
        assert!(text.contains(&format!("| `{key}` |")), "`{key}`");
    }
}

#[test]
fn the_starter_is_clean() {
    let files = embedded::starter();
    let site = files.iter().filter_map(|(name, bytes)| {
        let name = if name == "studybook.toml" { Some(name.as_str()) } else { name.strip_prefix("content/") };
        Some((name?.to_owned(), bytes.to_vec()))
    });
    let built = build(&site.collect::<Vec<_>>());
    let doubtful: Vec<_> = built.diagnostics.iter().filter(|it| it.severity > Severity::Note).collect();
    assert!(doubtful.is_empty(), "{doubtful:#?}");
    assert_eq!(built.questions, 4);
    for name in [".gitignore", ".github/workflows/pages.yml", "README.md", "netlify.toml", "studybook.toml"] {
        assert!(files.contains_key(name), "{name}");
    }
    let config = String::from_utf8_lossy(&files["studybook.toml"]).into_owned();
    for key in keys("zzzzzzzz = 1") {
        assert!(config.contains(&key), "the starter's studybook.toml explains `{key}`");
    }
}

/// The rules of a file `_headers`: each path with its headers.
fn rules(headers: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut rules: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in headers.lines() {
        match (line.strip_prefix("  ").and_then(|line| line.split_once(": ")), rules.last_mut()) {
            (Some((name, value)), Some((_, headers))) => headers.push((name.to_owned(), value.to_owned())),
            _ => rules.push((line.to_owned(), Vec::new())),
        }
    }
    for (_, headers) in &mut rules {
        headers.sort();
    }
    rules
}

/// Netlify joins `_headers` and `netlify.toml`; equal rules are one rule, others would meet in one response.
#[test]
fn netlify_sends_the_headers_of_the_theme() {
    let toml: toml::Table = read("netlify.toml").parse().expect("netlify.toml is TOML");
    assert_eq!(toml["build"]["publish"].as_str(), Some("site"));
    let command = toml["build"]["command"].as_str().unwrap_or_default();
    assert!(command.contains("cargo run --release --locked -- build"), "{command}");
    let rule = |rule: &toml::Value| {
        let values = rule["values"].as_table().expect("a rule has values").iter();
        let values = values.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        let mut values: Vec<_> = values.collect();
        values.sort();
        (rule["for"].as_str().unwrap_or_default().to_owned(), values)
    };
    let stated: Vec<_> = toml["headers"].as_array().expect("headers are a list").iter().map(rule).collect();
    let output = build(&[]).output.expect("an empty site has no errors");
    let sent = rules(&String::from_utf8_lossy(output.get("_headers").expect("every site has headers")));
    assert_eq!(stated, sent);
    let policy = sent[0].1.iter().find(|(name, _)| name == "Content-Security-Policy");
    let policy = policy.map(|(_, value)| value.as_str()).expect("the first rule holds the policy");
    assert!(!policy.contains("unsafe-inline") && read("docs/deploy.md").contains(policy), "{policy}");
}

#[test]
fn commands_are_in_the_readme() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_studybook")).arg("--help").output();
    let output = output.expect("the program runs");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let readme = read("README.md");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(readme.contains(&format!("`studybook {command}")), "`{command}`");
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let own = ["README.md", "CONTRIBUTING.md"].map(str::to_owned);
    for page in pages("docs").into_iter().chain(pages("docs/lints")).chain(own) {
        let file = root().join(&page);
        let folder = file.parent().expect("a page stands in a folder");
        for link in prose(&page).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            assert!(path.is_empty() || link.contains(':') || folder.join(path).exists(), "{page}: `{link}`");
        }
    }
}
