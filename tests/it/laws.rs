//! What holds for any content: equal input gives equal bytes, nothing is lost, every page is whole and every link leads
//! somewhere. Content is drawn by a generator with a fixed seed, so that a failure today is a failure tomorrow.
#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use studybook::config::Base;
use studybook::lint::Lint;
use studybook::output::{Output, OutputPath};
use studybook::pipeline::{Built, Pipeline};
use studybook::project::Project;
use unicode_normalization::UnicodeNormalization;

use crate::golden::plain;

/// A site in words: Markdown by path.
type Sources = BTreeMap<String, String>;

/// Names that try what paths may do: folders, spaces, letters beyond ASCII, names that differ in case alone.
const PATHS: &[&str] = &["a.md", "A.md", "b.md", "deep/er/c.md", "with blank.md", "été.md", "index.md"];

/// The picture that content may show.
const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 2'/>";

/// Files that broke a law once, each as small as it could be made.
const TRAPS: &[&str] = &[
    // A relation that MathML must escape.
    "## Q1: Rivers\n\n**Question:** mark1x $a < b$\n\n**Answer:** So.\n",
    // Raw HTML and code that only a later question closes.
    "## Q1: Rivers\n\n**Question:** mark1x\n\n<script>\n\n## Q2: Lakes\n\n**Question:** mark2x\n\n**Answer:** <script></script>\n",
    "## Q1: Rivers\n\n**Answer:** mark1x\n\n```text\n\n## Q2: Lakes\n\n**Answer:** mark2x\n\n```rust\nlet x;\n```\n",
    // Raw HTML that is still open where the footnotes begin.
    "## Q1: Rivers\n\n**Question:** mark1x [^1]\n\n<!-- open\n\n[^1]: not seen\n",
    "## Q1: Rivers\n\n[^1]: A note.\n\n**Question:** mark1x [^1]\n\n<!-- open\n",
    "## Q1: Rivers\n\n[^1]: A note.\n\n**Question:** mark1x [^1]\n\n<a href=\"x\"><b>\n",
];

fn hold<S: Strategy>(cases: u32, strategy: S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let runs = Runs { cases, failure_persistence: None, max_shrink_iters: 400, ..Runs::default() };
    let mut runner = TestRunner::new_with_rng(runs, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(error) = runner.run(&strategy, law) {
        panic!("{error}");
    }
}

fn any_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    select(texts).prop_map(str::to_owned).boxed()
}

fn joined(part: BoxedStrategy<String>, between: &'static str, count: std::ops::Range<usize>) -> BoxedStrategy<String> {
    prop::collection::vec(part, count).prop_map(move |parts| parts.join(between)).boxed()
}

fn inline() -> BoxedStrategy<String> {
    let part = prop_oneof![
        6 => any_of(&["river", "lake", "the", "a", "and", "is", "flows", "deep", "Wide", "TODO"]),
        2 => any_of(&["`code`", "`` a`b ``", "**bold**", "*em*", "***both***", "~~gone~~", "`<b>&amp;`", "**Tags:**"]),
        2 => any_of(&["[one](#q1-rivers)", "[two](q:lakes)", "[file](b.md)", "[heading](#a-part)", "[none](#nowhere)",
            "[out](https://example.org/a?b=1&c=\"2\")", "[bad](javascript:x)", "[tags](/tags/)", "[page](/tags/deep/)",
            "<https://example.org>", "[former](q:old)", "![picture](p.svg)", "![picture](/p.svg \"A title\")"]),
        2 => any_of(&["$x^2$", "$a < b$", r"$\frac{1}{2}$", "$5", r"$\nosuch$", "$$a & b$$", "note[^1]", "note[^Two]"]),
        2 => any_of(&["Ã—", "â€™", "é", "e\u{301}", "日本語", "عربي", "🎉", "\u{200b}", "\u{7}", "\u{2028}", "&lt;i>",
            "&copy;", "\\*", "snake_case", "C++", "\"quoted\"", "it's", "--", "a\tb", "<", ">", "&", "[", "]", "|", "'"]),
    ];
    joined(part.boxed(), " ", 1..6)
}

fn block() -> BoxedStrategy<String> {
    let text = inline();
    prop_oneof![
        6 => joined(inline(), "\n", 1..3),
        2 => (any_of(&["```", "```rust", "~~~text {1}", "```nosuch"]), inline()).prop_map(|(fence, text)| {
            format!("{fence}\n## Q9: {text}\n---\n\n**Answer:** no\n{}", &fence[..3])
        }),
        2 => joined(inline(), "\n- ", 1..4).prop_map(|items| format!("- {items}\n  1. deeper\n\n     more\n- [ ] to do")),
        1 => (inline(), inline()).prop_map(|(one, two)| format!("| A | B |\n|:--|--:|\n| {one} | {two} |\n| c |")),
        1 => (any_of(&["> ", "> [!NOTE]\n> ", "> > "]), inline()).prop_map(|(mark, text)| format!("{mark}{text}")),
        1 => (any_of(&["###", "####", "######"]), inline()).prop_map(|(level, text)| format!("{level} {text}")),
        1 => any_of(&["### A part", "#### A part", "**A lead-in:**", "---", "***", "    indented\n\n    code"]),
        1 => text.prop_map(|text| format!("[^1]: {text}\n\n[^Two]: See [^1].")),
    ]
    .boxed()
}

/// A block of raw HTML: what is open in it is open in what follows.
fn raw() -> BoxedStrategy<String> {
    any_of(&[
        "<div>",
        "</div>",
        "<p onclick=x>text</p>",
        "<b>bold",
        "<script>x</script>",
        "text <!-- comment -->",
        "<details><summary>More</summary>\n\ntext\n\n</details>",
        "<img src=p.svg>",
        "<a href='q:lakes'>link</a>",
        "<hr/>",
        "<!-- open",
        "<script>\nopen",
        "<pre>open",
        "```text\nopen",
        "> ```\n> open",
        "<a href=\"x\"><b>",
        "<p>",
        "<li>",
        "<h3>title",
        "<em",
        "x <b title=\"",
        "<img alt='>'>",
        "text <kbd>x</kbd> <svg><script>x</script></svg>",
        "<table><tr><td>x",
        "</section></main>",
        "<unknown a=b>",
    ])
}

fn fields() -> BoxedStrategy<String> {
    let field = any_of(&[
        "**Tags:** `deep` `C++`",
        "**Tags:** wide, Deep",
        "**Topics:** First Things",
        "**Difficulty:** easy",
        "**Updated:** 2025-08-24",
        "**Related:** #lakes, q:rivers",
        "**Source:** [book](https://example.org/)",
        "**Draft:** no",
        "**Tags:** `load-balancer` `日本語` `🎉`",
        "**Tags**: `x`",
    ]);
    joined(field, "\n", 0..4)
}

/// Sections of questions whose text holds `mark-<file>-<number>`, with blocks drawn from `block`.
fn questions(block: BoxedStrategy<String>) -> BoxedStrategy<Vec<String>> {
    let title = any_of(&[
        "Rivers",
        "Lakes",
        "What `is` *deep*?",
        "C++ & <b>",
        "日本語",
        "🎉",
        "Con",
        "A \"title\"",
        "rivers",
        "",
    ]);
    let blocks = joined(block, "\n\n", 0..4);
    let question =
        (title, fields(), inline(), blocks.clone(), blocks).prop_map(|(title, fields, text, more, answer)| {
            format!("{title}\n{fields}\n\n**Question:** @mark {text}\n\n{more}\n\n**Answer:**\n\n{answer}")
        });
    prop::collection::vec(question, 1..4).boxed()
}

fn file(block: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let front = any_of(&["", "", "", "+++\ntitle = \"Many\"\ntags = [\"all\"]\n+++\n"]);
    let before = any_of(&[
        "",
        "# Water\n\nAn introduction.\n\n",
        "# W\n\n## Table of Contents\n- [Q1: Rivers](#q1-rivers)\n\n---\n\n",
    ]);
    let after = any_of(&[
        "",
        "## Topics\n- **First Things:** Q1, Q2\n",
        "*Last Updated: August 24, 2025*\n*Total Questions: 2*\n",
    ]);
    (front, before, questions(block), after)
        .prop_map(|(front, before, questions, after)| {
            let sections = questions.iter().enumerate().map(|(index, text)| format!("## Q{}: {text}\n\n", index + 1));
            format!("{front}{before}{}{after}", sections.collect::<String>())
        })
        .boxed()
}

/// Gives every question a mark of its own.
fn marked(files: Sources) -> Sources {
    let mut number = 0;
    let mut mark = |text: String| {
        let parts: Vec<&str> = text.split("@mark").collect();
        let mut marked = parts[0].to_owned();
        for part in &parts[1..] {
            number += 1;
            marked.push_str(&format!("mark{number}x{part}"));
        }
        marked
    };
    files.into_iter().map(|(path, text)| (path, mark(text))).collect()
}

fn site_of(file: BoxedStrategy<String>) -> BoxedStrategy<Sources> {
    prop::collection::btree_map(any_of(PATHS), file, 1..4).prop_map(marked).boxed()
}

/// Sites without raw HTML.
fn clean_site() -> BoxedStrategy<Sources> {
    site_of(file(block()))
}

fn site() -> BoxedStrategy<Sources> {
    site_of(file(prop_oneof![5 => block(), 1 => raw()].boxed()))
}

fn project(sources: &Sources) -> Project {
    let mut project = Project::default();
    project.attachments.insert("p.svg".to_owned(), PICTURE.as_bytes().into());
    sources.iter().fold(project, |project, (path, text)| project.with_source(path, text))
}

fn build(project: &Project) -> Built {
    Pipeline::default().build(project, &|_| {})
}

/// Holds when two builds came to the same: the same findings, the same files, the same bytes.
fn same(one: &Built, other: &Built) -> Result<(), TestCaseError> {
    prop_assert_eq!(&one.diagnostics, &other.diagnostics);
    prop_assert_eq!(one.questions, other.questions);
    let files = |built: &Built| {
        let files = built.output.iter().flat_map(Output::iter);
        files.map(|(path, bytes)| format!("{path}\n{}", String::from_utf8_lossy(bytes))).collect::<Vec<_>>()
    };
    let (one_files, other_files) = (files(one), files(other));
    prop_assert_eq!(one_files.len(), other_files.len());
    for (one, other) in one_files.iter().zip(&other_files) {
        prop_assert_eq!(one, other);
    }
    prop_assert_eq!(one.output.is_some(), other.output.is_some());
    Ok(())
}

#[test]
fn newlines_and_byte_order_marks_change_nothing() {
    hold(24, site(), |sources| {
        let of = |form: fn(&str) -> String| {
            let sources: Sources = sources.iter().map(|(path, text)| (path.clone(), form(text))).collect();
            build(&plain(project(&sources)))
        };
        let unix = of(str::to_owned);
        for form in [
            (|text| text.replace('\n', "\r\n")) as fn(&str) -> String,
            |text| text.replace('\n', "\r"),
            |text| format!("\u{feff}{text}"),
        ] {
            same(&of(form), &unix)?;
        }
        Ok(())
    });
}

#[test]
fn a_pipeline_that_remembers_gives_what_a_new_one_gives() {
    let edit = (any_of(PATHS), prop::option::weighted(0.8, file(block())));
    let edits = (clean_site(), prop::collection::vec(edit, 1..5));
    hold(20, edits, |(mut sources, edits)| {
        let mut warm = Pipeline::default();
        for (path, text) in edits {
            let project = plain(project(&sources));
            same(&warm.build(&project, &|_| {}), &build(&project))?;
            match (text, sources.pop_first()) {
                (Some(text), Some(first)) => drop((sources.insert(path, text), sources.insert(first.0, first.1))),
                // Without a new text, the first file gets a new name.
                (None, Some((_, text))) => drop(sources.insert(path, text)),
                (_, None) => {}
            }
            sources = marked(sources);
        }
        let project = plain(project(&sources));
        same(&warm.check(&project, &|_| {}), &Pipeline::default().check(&project, &|_| {}))?;
        Ok(())
    });
}

#[test]
fn threads_and_the_order_of_files_change_nothing() {
    let pools = [1, 2, 4].map(|count| rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap());
    hold(16, site(), |sources| {
        let project = plain(project(&sources));
        let mut turned = project.clone();
        turned.sources.clear();
        turned.sources.extend(project.sources.iter().rev().map(|(path, file)| (path.clone(), file.clone())));
        let expected = build(&turned);
        for pool in &pools {
            same(&pool.install(|| build(&project)), &expected)?;
        }
        Ok(())
    });
}

#[test]
fn no_text_makes_it_panic() {
    let token = any_of(&[
        "\n",
        "\n\n",
        "## Q1: ",
        "**Answer:**",
        "**Tags:**",
        "```",
        "~~~",
        "> ",
        "- ",
        "1. ",
        "    ",
        "|",
        "|-|-|\n",
        "[^1]",
        "[^1]: ",
        "[",
        "](",
        ")",
        "![",
        "<",
        ">",
        "<!--",
        "<div>",
        "</div>",
        "<script>",
        "$",
        "$$",
        "\\",
        "{",
        "}",
        "*",
        "_",
        "+++\n",
        "---\n",
        "title = \"x\"\n",
        "Ã",
        "©",
        "\u{0}",
        "\u{feff}",
        "\r",
        "a",
        "é",
        "🎉",
        "&#0;",
        "&",
        "{{",
        "{%",
        "~",
        ":",
        "# ",
    ]);
    let text = prop_oneof![joined(token, "", 0..200), any::<String>(), "\\PC{0,1000}", "(.|\n){0,300}"];
    hold(256, (text, any::<bool>()), |(mut text, trust)| {
        text.truncate(text.floor_char_boundary(4096));
        let mut project = plain(Project::default()).with_source("a.md", text);
        project.config.markdown.trust_html = trust;
        project.config.markdown.smart_punctuation = trust;
        let built = build(&project);
        prop_assert!(
            built.output.is_some()
                || built
                    .diagnostics
                    .iter()
                    .any(|it| it.lint.default_severity() >= studybook::diagnostic::Severity::Error)
        );
        Ok(())
    });
}

#[test]
fn every_question_is_published_or_named() {
    hold(48, site(), |sources| check_questions(&sources));
}

#[test]
fn pages_are_whole_and_links_lead_somewhere() {
    hold(32, (clean_site(), select(&["/", "/repo/"][..])), |(sources, base)| check_site(&sources, base));
}

#[test]
fn raw_html_leaves_pages_whole() {
    hold(24, site(), |sources| check_site(&sources, "/"));
}

#[test]
fn what_once_broke_a_law_does_so_no_more() {
    let problems = TRAPS.iter().filter_map(|text| {
        let sources = Sources::from([("a.md".to_owned(), (*text).to_owned())]);
        let error = check_questions(&sources).and_then(|()| check_site(&sources, "/")).err()?;
        Some(format!("{text}\n-> {error:.300}"))
    });
    let problems: Vec<String> = problems.collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

fn check_questions(sources: &Sources) -> Result<(), TestCaseError> {
    let built = build(&plain(project(sources)));
    let Some(output) = &built.output else {
        return Ok(());
    };
    let pages: String = output.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let named = |path: &str| {
        let file = format!("content/{path}");
        built.diagnostics.iter().any(|it| {
            matches!(it.lint, Lint::UnclosedFence | Lint::UnclosedHtml | Lint::NotAQuestion | Lint::NoQuestions)
                && it.labels.iter().any(|(place, _)| *place.file == *file)
        })
    };
    let mut written = 0;
    for (path, text) in sources {
        for mark in text.split_whitespace().filter(|word| word.starts_with("mark")) {
            written += 1;
            prop_assert!(pages.contains(mark) || named(path), "{mark} of {path} is gone");
        }
    }
    let any_named = sources.keys().any(|path| named(path));
    prop_assert!(any_named || built.questions == written, "of {} questions {} are published", written, built.questions);
    Ok(())
}

fn check_site(sources: &Sources, base: &str) -> Result<(), TestCaseError> {
    let mut project = project(sources);
    project.config.base = Base::parse(base).unwrap();
    project.config.page_size = 2;
    if let Some(output) = build(&project).output {
        check_paths(&output)?;
        check_pages(&output, base)?;
    }
    Ok(())
}

fn check_paths(output: &Output) -> Result<(), TestCaseError> {
    let mut seen = HashSet::new();
    for (path, _) in output.iter() {
        prop_assert!(OutputPath::new(path.as_str()).is_some(), "{path}");
        let folded = path.as_str().to_uppercase().to_lowercase().nfc().collect::<String>();
        prop_assert!(seen.insert(folded), "{path} meets another");
    }
    Ok(())
}

fn check_pages(output: &Output, base: &str) -> Result<(), TestCaseError> {
    let mut pages = HashMap::new();
    for (path, bytes) in output.iter() {
        let text = String::from_utf8_lossy(bytes);
        prop_assert!(!holds_token(&text), "a token is left in {path}:\n{text}");
        if !path.as_str().ends_with(".html") {
            continue;
        }
        let read = Page::read(&text).map_err(|problem| TestCaseError::fail(format!("{path}: {problem}\n{text}")))?;
        pages.insert(path.as_str().to_owned(), read);
    }
    for (path, page) in &pages {
        for link in page.links.iter().filter(|link| !is_elsewhere(link)) {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = target.split('?').next().unwrap_or_default();
            let decoded = percent_encoding::percent_decode_str(target).decode_utf8().unwrap();
            let file = match decoded.strip_prefix(base) {
                _ if target.is_empty() => path.clone(),
                Some(file) if file.is_empty() || file.ends_with('/') => format!("{file}index.html"),
                Some(file) => file.to_owned(),
                None => return Err(TestCaseError::fail(format!("{path}: `{link}` is not below {base}"))),
            };
            prop_assert!(output.get(&file).is_some(), "{}: `{}` leads nowhere", path, link);
            let known = anchor.is_empty() || pages.get(&file).is_some_and(|page| page.ids.contains(anchor));
            prop_assert!(known, "{}: there is no anchor `{}`", path, link);
        }
    }
    Ok(())
}

fn is_elsewhere(link: &str) -> bool {
    ["http:", "https:", "mailto:", "data:"].iter().any(|scheme| link.starts_with(scheme))
}

/// Whether 32 hexadecimal digits stand before the sign that ends a token of a page under construction.
fn holds_token(page: &str) -> bool {
    let mut digits = 0;
    page.bytes().any(|byte| {
        let ends = digits >= 32 && matches!(byte, b';' | b':');
        digits = if byte.is_ascii_hexdigit() { digits + 1 } else { 0 };
        ends
    })
}

/// What a page's tags say, once they are known to be nested as they should be.
#[derive(Debug, Default)]
struct Page {
    ids: HashSet<String>,
    links: Vec<String>,
}

const VOID: &[&str] = &["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Elements that end a paragraph they begin in.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "table",
    "pre",
    "blockquote",
    "section",
    "details",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

impl Page {
    /// Reads HTML written as this program writes it: every element closed, every attribute between double quotes.
    fn read(html: &str) -> Result<Self, String> {
        let mut page = Self::default();
        let mut open: Vec<&str> = Vec::new();
        let mut rest = html.strip_prefix("<!doctype html>").ok_or("there is no doctype")?;
        while let Some(start) = rest.find('<') {
            let tag = &rest[start + 1..];
            if let Some(comment) = tag.strip_prefix("!--") {
                rest = comment.split_once("-->").ok_or("a comment is never closed")?.1;
                continue;
            }
            let (end, attributes) = attributes(tag)?;
            rest = &tag[end + 1..];
            let name = tag[..end].split([' ', '\n']).next().unwrap_or_default();
            if let Some(name) = name.strip_prefix('/') {
                let last = open.pop().unwrap_or("nothing");
                if last != name {
                    return Err(format!("`</{name}>` ends {last} before {rest:.60}"));
                }
                continue;
            }
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
                return Err(format!("`<{name}>` is no tag before {rest:.60}"));
            }
            if open.contains(&"p") && BLOCKS.contains(&name) {
                return Err(format!("`<{name}>` stands inside a paragraph before {rest:.60}"));
            }
            page.add(name, attributes)?;
            if matches!(name, "script" | "style") {
                rest = rest.split_once(&format!("</{name}>")).ok_or("a script is never closed")?.1;
            } else if !VOID.contains(&name) {
                open.push(name);
            }
        }
        if open.is_empty() { Ok(page) } else { Err(format!("{open:?} are never closed")) }
    }

    fn add(&mut self, element: &str, attributes: Vec<(&str, String)>) -> Result<(), String> {
        let mut names = HashSet::new();
        for (name, value) in attributes {
            if !names.insert(name) {
                return Err(format!("`{element}` has two attributes `{name}`"));
            }
            match name {
                "id" if self.ids.contains(&value) => return Err(format!("two elements have the id `{value}`")),
                "id" => drop(self.ids.insert(value)),
                "href" | "src" => self.links.push(value),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The offset of the `>` that ends a tag, and the tag's attributes.
/// Attributes in their order, each with its value.
type Attributes<'t> = Vec<(&'t str, String)>;

fn attributes(tag: &str) -> Result<(usize, Attributes<'_>), String> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let step = tag[at..].find(['>', '=', '<']).ok_or("a tag is never closed")?;
        at += step;
        match tag.as_bytes()[at] {
            b'>' => return Ok((at, found)),
            b'=' => {
                let name = tag[..at].rsplit([' ', '\n']).next().unwrap_or_default();
                let value = tag[at + 1..].strip_prefix('"').ok_or("an attribute has no quotes")?;
                let length = value.find('"').ok_or("an attribute is never closed")?;
                found.push((name, unescaped(&value[..length])));
                at += length + 3;
            }
            _ => return Err(format!("`<` stands in the tag {tag:.60}")),
        }
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
