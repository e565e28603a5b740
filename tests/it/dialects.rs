//! Foreign files: what is found in them, where, and that importing and then building is building.
#![allow(clippy::unwrap_used, reason = "these tests fail by panicking")]

use std::sync::Arc;

use proptest::prelude::*;

use studybook::import::import;
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook::site::Site;

/// A small file of every shape, with the lines its questions begin on.
const SHAPES: &[(&str, &str, &[usize])] = &[
    ("headed-questions.md", "# Sets\n\n### What is a union?\nAll.\n\n# More\n\n### Why sets?\n", &[3, 8]),
    (
        "numbered.md",
        "## Basics\n\n### 1. What is a list?\n\nOne.\n\n### 2. Tuples\n\nTwo.\n\n### 3. Maps\n",
        &[3, 7, 11],
    ),
    ("drift-quiz.md", "#### Q1. A?\n\none\n\n#### Q2. B?\n\ntwo\n\n## Q3. C?\n\n#### 4. D?\n", &[1, 5, 9, 11]),
    (
        "drift-in-chapters.md",
        "# C\n\n- [What is a?](#what-is-a)\n- [What is b?](#what-is-b)\n- [What is c?](#what-is-c)\n- [What is d?](#what-is-d)\n- [What is e?](#what-is-e)\n\n### What is a?\n\na\n\n### What is b?\n\nb\n\n### What is c?\n\nc\n\n#### What is d?\n\nd\n\n## What is e?\n\ne\n\n### What is f?\n\n#### Why f?\n\nf\n",
        &[9, 13, 17, 21, 25, 29],
    ),
    ("q-dot.md", "## Q. What is a scope?\n\nText.\n\n## Q. Hoisting\n\nText.\n", &[1, 5]),
    ("list-headings.md", "1. ### What is JSX?\n\n   One.\n\n  2.  ### What are props?\n      Two.\n", &[1, 5]),
    (
        "folds.md",
        "<details>\n<summary>What is a pod?</summary><br><b>\n\nOne.\n</b></details>\n\n<details>\n<summary>What is a node?</summary>\n</details>\n",
        &[2, 8],
    ),
    ("bold-questions.md", "**1. What is a join?**\nRows.\n\n**2. What is an index?**\n\nA tree.\n", &[1, 4]),
    ("bold-items.md", "- **What is a DAG?** A graph.\n- **What is an RDD?**\n  - A set.\n", &[1, 2]),
    ("labels.md", "**Q:** What is an image?\n**A:** Files.\n\n**Q: What is a layer?**\n\nA: A difference.\n", &[1, 4]),
    ("plain-labels.md", "Q1: What is a pod?\nA1: A group.\n\nQ2: What is a node?\nA2: A machine.\n", &[1, 4]),
    ("bullets.md", "# Them\n\n* What do you do?\n* Why do you do it?\n  * Really?\n", &[3, 4]),
    (
        "groups.md",
        "- Day 1\n    - [css] [What is a box?](https://example.org/1)\n- Day 2\n    - [js] [What is `this`?](https://example.org/2)\n",
        &[2, 4],
    ),
    ("rows-questions.md", "| n | q |\n|---|---|\n| 1 | What is a row? |\n| 2 | What is a cell? |\n", &[3, 4]),
    ("why-is-it-so.md", "# Why is it so?\n\nIt is.\n", &[1]),
    ("questions/001-first-steps.md", "Answer: 12\n\n# Hint\n\nCount.\n", &[1]),
    (
        "boxes-quiz.md",
        "### Which?\n\n- [ ] no\n- [x] yes\n\n### Which two?\n\n- [x] a\n- [x] b\n\n```js\n1\n```\n",
        &[1, 6],
    ),
    (
        "letters-quiz.md",
        "### What is first?\n\n- أ: one\n- ب: two\n\n**Answer: ب**\n\n### What is last?\n\na) one\nb) two\n\nAnswer: a\n",
        &[1, 8],
    ),
    (
        "fence-quiz.md",
        "#### Q1. A?\n\n```\nx\n\n#### Q2. B?\n\ny\n\n###Q3. C?\n\nQ4. D?\n\n#### Q5. E?\n\n#### Q6. F?\n",
        &[1, 6, 10, 12, 14, 16],
    ),
    (
        "parted-questions.md",
        "1. What is Redis?\n\nA store.\n\n2. What is AOF?\n\nA log.\n\n- one\n- two\n\n3. Explain eviction.\n\n```\nx\n```\n\nSo.\n",
        &[1, 5, 12],
    ),
    (
        "parted-quiz.md",
        "1. Which stores objects?\n\n- [ ] A. EC2\n- [ ] B. S3\n\nAnswer: B\n\n2. Which runs functions?\n\n- [ ] A. Lambda\n- [ ] B. S3\n\nAnswer: A\n",
        &[1, 8],
    ),
    (
        "items-quiz.md",
        "1. What is HTML?\n   - a) Hyper\n   - b) High\n\n   **Answer:** a\n\n2. What is CSS?\n   - a) Cascading\n   - b) Creative\n\n   **Answer:** b\n",
        &[1, 7],
    ),
    (
        "fold-letters-quiz.md",
        "**1. What holds containers?**\n- A. Pod\n- B. Node\n\n<details><summary>Show answer</summary>\n\nA\n\n</details>\n\n**2. What runs pods?**\n- A. Pod\n- B. Node\n\n<details><summary>Show answer</summary>\n\nB. Node\n\n</details>\n",
        &[1, 11],
    ),
    ("outer-quiz.md", "## Q1. Which?\n\n- [ ] a\n- [x] b\n\n## Q2. Which two?\n\n- [x] a\n- [x] b\n", &[1, 6]),
    ("slanted.md", "*Question:* What is a?\n\n*Answer:* It.\n\n*Q2: What is b?*\n\n*Answer:* It too.\n", &[1, 5]),
    (
        "parentheses.md",
        "# Java Interview Questions\n\n### 1) What is JVM?\n\n> It.\n\n### 2) JDK and JRE\n\nTwo.\n",
        &[3, 7],
    ),
    ("keycaps-questions.md", "## 1️⃣ What is a?\n\na\n\n## 🔟 Explain b\n\nb\n", &[1, 5]),
    (
        "underlined.md",
        "Git questions\n===\n\nWhat is a commit?\n---\n\nA snapshot.\n\nHow do you rebase?\n---\n\nSo.\n",
        &[4, 9],
    ),
    ("asked.md", "Q1. What is TCP?\nAns: One.\n\nQ2. Explain UDP\nAns: Another.\n", &[1, 4]),
    ("yaml-questions.md", "---\ntitle: Sets\ntags: [a, b]\n---\n\n### What is one?\n\n### What is two?\n", &[6, 8]),
];

/// Files without questions.
const NOTHING: &[(&str, &str)] = &[
    (
        "README.md",
        "# Tool\n\n- [Use](#use)\n- [License](#license)\n\n## Use\n\n1. Install\n2. Run\n\n- [x] done\n- [ ] open\n\n## License\n\nMIT\n",
    ),
    (
        "links.md",
        "# Awesome questions\n\n## A\n\n- [What is it?](https://a.example)\n- [B](https://b.example)\n- [C](https://c.example)\n\n## D\n\n- [E](https://e.example)\n",
    ),
    ("tool.md", "# Tool\n\n## Why this tool\n\nGood.\n\n## Install\n\n1. Load\n2. Run\n\n## What next\n\nRead.\n"),
    ("steps.md", "# Install\n\n1. Load it\n\nThere.\n\n2. Run it\n\nSo.\n\n3. Is it running?\n\nFine.\n"),
    ("CONTRIBUTING.md", "### How do I start?\n\nFork.\n\n### How do I test?\n\nRun it.\n"),
    ("empty.md", ""),
];

fn site(files: &[(&str, &str)]) -> (Project, Arc<Site>) {
    let project = files.iter().fold(Project::default(), |project, (name, text)| project.with_source(name, text));
    let site = Pipeline::once().site(&project, &|_| {});
    (project, site)
}

/// What must be the same of a question however it was written: its id, title, texts, choices and tags.
fn said(site: &Site) -> Vec<String> {
    let question = |question: &studybook::site::Question| {
        let entry = question.entry();
        let tags: Vec<&str> = question.tags.iter().map(|tag| site.tags[*tag].name.as_str()).collect();
        let html: Vec<&str> = entry.bodies().map(|body| body.html.as_str()).collect();
        let code: Vec<&str> = entry.bodies().flat_map(|body| &body.blocks).map(|block| block.text.as_str()).collect();
        let right: Vec<bool> = entry.choices.iter().map(|choice| choice.is_correct).collect();
        format!("{} {:?} {tags:?} {html:?} {code:?} {right:?}", question.id, entry.title)
    };
    site.questions.iter().map(question).collect()
}

/// Imports, and imports what came of it.
fn assert_import_keeps(files: &[(&str, &str)]) {
    let (project, direct) = site(files);
    let once = import(&project, &direct);
    let texts: Vec<(String, String)> =
        once.files.iter().map(|(name, bytes)| (name.clone(), String::from_utf8_lossy(bytes).into_owned())).collect();
    let borrowed: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (imported_project, imported) = site(&borrowed);
    assert_eq!(said(&imported), said(&direct), "{texts:#?}");
    assert_eq!(import(&imported_project, &imported).files, once.files);
}

#[test]
fn every_shape_is_read_where_it_stands() {
    for (name, text, lines) in SHAPES {
        let (_, site) = site(&[(name, text)]);
        let found: Vec<usize> = site.questions.iter().map(|question| question.entry().line).collect();
        assert_eq!(found, *lines, "{name}");
    }
}

#[test]
fn what_holds_no_question_gives_none() {
    for (name, text) in NOTHING {
        assert_eq!(site(&[(name, text)]).1.questions.len(), 0, "{name}");
    }
}

#[test]
fn the_same_is_found_in_a_mixed_folder() {
    let all: Vec<(&str, &str)> =
        SHAPES.iter().map(|(name, text, _)| (*name, *text)).chain(NOTHING.iter().copied()).collect();
    let expected: usize = SHAPES.iter().map(|(.., lines)| lines.len()).sum();
    assert_eq!(site(&all).1.questions.len(), expected);
    assert_import_keeps(&all);
}

#[test]
fn choices_are_read_with_their_answers() {
    let right = |name: &str| {
        let (_, text, _) = SHAPES.iter().find(|(shape, ..)| *shape == name).unwrap();
        let (_, site) = site(&[(name, text)]);
        let of = |question: &studybook::site::Question| {
            let choices = &question.entry().choices;
            choices.iter().filter(|choice| choice.is_correct).map(|choice| choice.label.clone()).collect::<String>()
        };
        site.questions.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(right("boxes-quiz.md"), ["B", "AB"]);
    assert_eq!(right("letters-quiz.md"), ["ب", "a"]);
    assert_eq!(right("outer-quiz.md"), ["B", "AB"]);
    assert_eq!(right("parted-quiz.md"), ["B", "A"]);
    assert_eq!(right("items-quiz.md"), ["a", "b"]);
    assert_eq!(right("fold-letters-quiz.md"), ["A", "B"]);
}

#[test]
fn a_dialect_that_is_named_is_used() {
    let text = "+++\ndialect = \"headed\"\n+++\n\n## Rust\n\nA language.\n\n## Go\n\nAnother.\n";
    assert_eq!(site(&[("a.md", text)]).1.questions.len(), 2);
    let native = "+++\ndialect = \"native\"\n+++\n\n### What is it?\n\nText.\n\n### Why?\n";
    assert_eq!(site(&[("a.md", native)]).1.questions.len(), 1);
}

#[test]
fn what_stands_between_questions_is_kept_by_an_import() {
    let text = "# Sets\n\nIn front.\n\n## Basics\n\nAbout *basics*, see [x].\n\n### What is a set?\n\nThings.\n\n## Topics\n\nA word on what follows:\n\n- one\n- two\n\n#### Q9: Not one\n\n```md\n# Code\n```\n\n### What is a union?\n\nAll.\n\nEnd\n---\n\nBye.\n\n<!-- never closed\n\n[x]: https://example.org\n";
    let (project, direct) = site(&[("sets-questions.md", text)]);
    assert_eq!(direct.questions.len(), 2);
    let files = import(&project, &direct).files;
    let imported = String::from_utf8_lossy(&files["sets-questions.md"]).into_owned();
    for kept in ["In front.", "About *basics*, see [x].", "A word on what follows:", "- two", "# Code", "never closed"]
    {
        assert!(imported.contains(kept), "{kept} in {imported}");
    }
    assert!(imported.contains("\n# Basics\n"), "{imported}");
    assert!(imported.contains("\n# End\n"), "{imported}");
    assert_import_keeps(&[("sets-questions.md", text)]);
    let folds = "<details><summary>What is a?</summary>\na\n</details>\n\nBetween two.\n\n<details><summary>What is b?</summary>\nb\n</details>\n\nBehind.\n";
    let (project, direct) = site(&[("folds.md", folds)]);
    let files = import(&project, &direct).files;
    let imported = String::from_utf8_lossy(&files["folds.md"]).into_owned();
    assert!(imported.contains("# Notes\n\n\nBetween two."), "{imported}");
    assert!(imported.contains("Behind."), "{imported}");
    assert_import_keeps(&[("folds.md", folds)]);
}

#[test]
fn code_whose_end_is_indented_too_far_swallows_no_question() {
    let text = "1. ### What?\n\n     2. As this\n      ```jsx\n        x\n\n    ```\n     \n\n2. ### Why?\n\n   x\n";
    assert_eq!(site(&[("some-questions.md", text)]).1.questions.len(), 2);
    assert_import_keeps(&[("some-questions.md", text)]);
}

#[test]
fn what_the_end_of_a_fold_lets_open_swallows_no_question() {
    let items = "1. ### What?\n\n   x\n\n1. ### Why?\n\n   x\n\n";
    for opened in ["```md\n# T", "<!-- T", "~~~~\nT\n~~~"] {
        let text = format!("<details>\n{opened}\n\n{items}```\n## Q1: a\n| a | What? |\n|---|---|\n| b | Why? |\n");
        assert_eq!(site(&[("some-questions.md", &text)]).1.questions.len(), 2, "{text}");
        assert_import_keeps(&[("some-questions.md", &text)]);
    }
}

#[test]
fn an_import_says_that_it_is_native_where_it_does_not_look_so() {
    for (text, is_said) in [
        (":::note\n+++\n# T\n+++\n### 1. What is it?\n\n### 1. What is it?\n\n", true),
        ("### 1. What is it?\n\na\n\n### 2. What is it for?\n\nb\n", false),
    ] {
        let (project, direct) = site(&[("some-questions.md", text)]);
        let imported = import(&project, &direct).files["some-questions.md"].clone();
        assert_eq!(imported.starts_with(b"+++\ndialect = \"native\"\n+++\n"), is_said, "{text}");
        assert_import_keeps(&[("some-questions.md", text)]);
    }
}

/// Pieces files are made of, the marks of all dialects among them.
const PIECES: &[&str] = &[
    "# T\n\n",
    "## Q1: a\n",
    "### 1. What is it?\n\n",
    "#### Q2. B?\n\n",
    "###Q3. C\n",
    "1. ### What?\n\n   x\n\n",
    "- [ ] a\n",
    "- [x] b\n",
    "- A: x\n",
    "#### Answer: A\n",
    "**Answer:** B\n\n",
    "**Why?**\n",
    "Question: who?\n",
    "A: he\n",
    "<details>\n",
    "<summary>What?</summary>\n\n",
    "</details>\n",
    "<!--\n",
    "-->\n",
    "```md\n",
    "```\n",
    "    code\n",
    "text\n\n",
    "\n",
    "---\n",
    "| a | What? |\n|---|---|\n| b | Why? |\n",
    "* What?\n  * x\n",
    "[a](#b)\n\n",
    "[x]: y\n",
    "[^1]: note\n\n",
    "see [^1] {#id}\n",
    "### What {x}\n",
    "What #\n===\n",
    "\u{200b}#### Q4. D?\n",
    "Q5. E?\n",
    "<p>\n",
    "$$\n",
    ":::note\n",
    "import a from 'b';\n",
    "+++\n",
    "---\ntitle: x\n---\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn importing_and_building_is_building(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 1..25)) {
        let text = pieces.concat();
        assert_import_keeps(&[("some-questions.md", &text)]);
    }

    #[test]
    fn shapes_in_any_order_are_kept(shapes in proptest::collection::vec(proptest::sample::select(SHAPES), 1..6)) {
        let text: String = shapes.iter().map(|(_, text, _)| *text).collect::<Vec<_>>().join("\n\n");
        assert_import_keeps(&[("some-questions.md", &text)]);
    }
}
