//! Encodings, line ends, control characters, and text that looks like the structure of a file.

use studybook::diagnostic::Severity;
use studybook::lint::Lint;
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook::report::{Format, report};

use super::{answer, question, refusal, site};

/// A page holds no character that XML forbids or that a terminal or a browser obeys.
pub fn check_characters(path: &str, text: &str) {
    let odd = text.chars().find(|&c| (c.is_control() && !"\t\n".contains(c)) || matches!(c, '\u{fffe}' | '\u{ffff}'));
    assert_eq!(odd, None, "{path} holds a control character");
}

/// What a person and two machines are shown about `content`.
fn reports(content: &str) -> String {
    let built = Pipeline::default().check(&Project::default().with_source("probe.md", content), &|_| {});
    let mut shown = Vec::new();
    for format in [Format::Human { color: false, width: 120 }, Format::Json, Format::Github] {
        report(&built.diagnostics, &|file| built.texts.get(file).cloned(), format, &mut shown).unwrap();
    }
    String::from_utf8(shown).unwrap()
}

#[test]
fn what_is_not_utf8_is_refused_at_its_byte() {
    let latin1 = [b"## Q1: caf".as_slice(), b"\xe9", b"\n\n**Answer:**\nx\n"].concat();
    let (lint, message) = refusal(&latin1);
    assert_eq!(lint, Lint::InvalidUtf8);
    assert!(message.contains("0xE9") && message.contains("10"), "{message}");
    let units =
        |to_bytes: fn(u16) -> [u8; 2]| "\u{feff}## Q1: x\n".encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    for bytes in [units(u16::to_le_bytes), units(u16::to_be_bytes)] {
        let (lint, message) = refusal(&bytes);
        assert_eq!(lint, Lint::InvalidUtf8);
        assert!(message.contains("UTF-16"), "{message}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_no_byte() {
    let text = question("1", "One", "`t`", "a\nb  \nc\n\n```\ncode\n\nmore\n```\n\n| a |\n|-|\n| b |")
        + &question("2", "Two", "`t`", "- a\n- b");
    let plain = site(&text).texts;
    for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
        assert_eq!(site(other).texts, plain);
    }
}

#[test]
fn control_characters_reach_neither_page_nor_terminal() {
    let text = question(
        "1",
        "nul\u{0}bell\u{7}esc\u{1b}[31m",
        "`a\u{0}b` `\u{1b}]0;x\u{7}`",
        "HERE \u{0}\u{1b}[2J\u{8}\u{7f}\u{9b}31m \u{202e}rtl",
    );
    let site = site(&text);
    assert!(site.words(site.questions()[0]).contains("HERE"));
    assert!(site.found(Lint::ControlCharacter) >= 8);
    check_characters("the reports", &reports(&text));
    let hidden = reports(&text).contains(['\u{202e}', '\u{200b}']);
    assert!(!hidden, "a report reorders its reader's terminal");
}

#[test]
fn text_that_reorders_titles_is_named() {
    for title in ["\u{202e}gpj.exe", "a \u{2066}b", "x\u{202b}y"] {
        let site = site(question("1", title, "`t`", "a"));
        assert_eq!(site.found(Lint::ControlCharacter), 1, "{title:?}");
    }
}

#[test]
fn small_files_are_no_trouble() {
    for content in ["", "\u{feff}", "\n", " ", "\n\n\n"] {
        let site = site(content);
        assert!(site.questions().is_empty());
        assert!(site.built.diagnostics.iter().all(|it| it.severity < Severity::Error));
    }
    let site = site("## Q1: Last\n**Tags:** `t`\n\n**Answer:**\nthe very LASTWORD");
    assert!(site.words("last").contains("LASTWORD"));
}

/// Every word in capitals of `content` is published or its block is named in a warning, and nothing is silent.
fn check_malformed(content: &str, questions: usize, lint: Lint) {
    let site = site(content);
    assert_eq!(site.questions().len(), questions, "{content}");
    assert!(site.found(lint) >= 1, "{content}: {:#?}", site.built.diagnostics);
    for word in content.split(|c: char| !c.is_alphabetic()).filter(|word| word.starts_with("KEPT")) {
        assert!(site.questions().iter().any(|id| site.words(id).contains(word)), "{word} of {content}");
    }
}

#[test]
fn malformed_questions_are_published_and_named() {
    for (content, questions, lint) in [
        ("## Q1 no colon\n**Tags:** `a`\n\n**Answer:**\nKEPTA\n", 1, Lint::HeadingForm),
        ("## Q1:no blank\n**Tags:** `a`\n\n**Answer:**\nKEPTB\n", 1, Lint::HeadingForm),
        ("## Q1: No tags\n\n**Question:**\nq\n\n**Answer:**\nKEPTC\n", 1, Lint::NoTags),
        ("## Q1: No answer\n**Tags:** `a`\n\n**Question:**\nKEPTD\n", 1, Lint::MissingAnswer),
        ("## Q1: Two\n**Tags:** `a`\n\n**Answer:**\nKEPTE\n\n**Answer:**\nKEPTF\n", 1, Lint::RepeatedField),
        ("### Q1: Deep\n**Tags:** `a`\n\n**Answer:**\nKEPTG\n", 1, Lint::LevelDrift),
        ("# Q1: High\n**Tags:** `a`\n\n**Answer:**\nKEPTH\n", 1, Lint::LevelDrift),
        ("## Q1: Again\n**Tags:** `a` `a`\n\n**Answer:**\nKEPTI\n", 1, Lint::RepeatedField),
        ("## Q1: End\n**Tags:** `a`\n\n**Answer:**\nKEPTJ\n\n## Q2: Nothing", 2, Lint::MissingAnswer),
        ("## Q1: \n**Tags:** `a`\n\n**Answer:**\nKEPTK\n", 1, Lint::HeadingForm),
    ] {
        check_malformed(content, questions, lint);
    }
}

#[test]
fn structure_inside_other_blocks_is_text() {
    for inside in [
        "```markdown\n## Q9: KEPTA\n---\n**Answer:**\n```",
        "~~~\n## Q9: KEPTA\n~~~",
        "> ## Q9: KEPTA",
        "    ## Q9: KEPTA",
        "- ## Q9: KEPTA",
        "````\n```\n## Q9: KEPTA\n```\n````",
        "1. a\n\n   ```\n   ## Q9: KEPTA\n   ```",
        "| a |\n|---|\n| ## Q9: KEPTA |",
        "KEPTA\n---",
        "a\n\n---\n\nKEPTA",
        "`## Q9: KEPTA`",
        "\\## Q9: KEPTA",
    ] {
        let site = site(answer(inside) + &question("2", "Next", "`probe`", "b"));
        assert_eq!(site.questions(), ["next", "probe"], "{inside}");
        assert!(site.words("probe").contains("KEPTA"), "{inside}");
    }
    let site =
        site(answer("<!-- ## Q9: hidden\n\n## Q8: hidden -->\n\nKEPTA") + &question("2", "Next", "`probe`", "b"));
    assert_eq!(site.questions(), ["next", "probe"]);
    assert!(site.words("probe").contains("KEPTA"));
}

/// `opening` is never closed: the questions behind it are published, or somebody hears of it.
fn check_unclosed(opening: &str, lint: Lint) {
    let content = answer(opening) + &question("2", "Next", "`probe`", "b");
    let site = site(&content);
    let at = content.find(opening.lines().next().unwrap()).unwrap();
    let named =
        site.built.diagnostics.iter().find(|it| it.lint == lint).unwrap_or_else(|| panic!("{opening}: silence"));
    assert_eq!(named.labels[0].0.span.start, at, "{opening}");
    assert!(named.severity >= Severity::Warning && named.message.contains("question"), "{opening}: {}", named.message);
}

#[test]
fn blocks_that_are_never_closed_are_named_where_they_open() {
    for fence in ["```rust\nfn f() {", "~~~\nx", "````\n```"] {
        check_unclosed(fence, Lint::UnclosedFence);
    }
    for html in ["<!-- never closed", "<script>", "<pre>", "<style>", "<textarea>", "<![CDATA[", "<?php", "<!DOCTYPE"] {
        check_unclosed(html, Lint::UnclosedHtml);
    }
}

#[test]
fn code_is_kept_byte_for_byte() {
    let code = "a  <b>&amp;</b>\t\"'`  \n\n  {{ x }} </code></pre> \\n é 日本 \u{200d} end";
    let long = "l".repeat(3000);
    for info in [
        "rust",
        "RUST",
        "c++",
        "C#",
        "no-such-language",
        "rust,ignore",
        "rust {2}",
        "\"><script>alert(1)</script>",
        "../../etc/passwd",
        "",
        "text",
        "js onload=alert(1)",
        "\u{202e}",
        &long,
        "{.line=1}",
        "{",
        "rust {999999999999999999999}",
    ] {
        let site = site(answer(&format!("~~~{info}\n{code}\n~~~")));
        assert!(site.words("probe").contains(code), "{info:?}: {}", site.words("probe"));
    }
}

#[test]
fn footnotes_belong_to_their_question() {
    let text = question("1", "One", "`t`", "one[^1] two[^b]\n\n[^1]: NOTEONE\n[^b]: NOTEB")
        + &question("2", "Two", "`t`", "three[^1]\n\n[^1]: NOTETWO");
    let site = site(text);
    assert!(site.words("one").contains("NOTEONE") && !site.words("one").contains("NOTETWO"));
    assert!(site.words("two").contains("NOTETWO") && !site.words("two").contains("NOTEONE"));
    let print = &site.pages["print/index.html"].words;
    assert!(print.contains("NOTEONE") && print.contains("NOTETWO") && print.contains("NOTEB"));
}

#[test]
fn footnotes_that_nothing_refers_to_or_that_refer_to_themselves_are_named_or_shown() {
    assert_eq!(site(answer("text\n\n[^z]: lost")).found(Lint::UnusedFootnote), 1);
    assert!(site(answer("x[^s]\n\n[^s]: LOOP [^s]")).words("probe").contains("LOOP"));
    assert!(site(answer("[^a]\n\n[^a]: ONLY")).words("probe").contains("ONLY"));
    assert!(site(answer("x[^none]")).words("probe").contains("[^none]"));
}

#[test]
fn headings_of_answers_stay_below_the_pages_own() {
    let site =
        site(answer("## Part\n\n#### Deep\n\n###### Deepest\n\n### Part") + &question("2", "Next", "`t`", "### Part"));
    for page in site.pages.values() {
        assert_eq!(page.tags.iter().filter(|(name, _)| name == "h1").count(), 1);
    }
    let heading = |name: &str| ["h1", "h2"].contains(&name);
    let own = site.pages["questions/next/index.html"].tags.iter().filter(|(name, _)| heading(name)).count();
    let other = site.pages["questions/probe/index.html"].tags.iter().filter(|(name, _)| heading(name)).count();
    assert_eq!(own, other);
}

#[test]
fn front_matter_chooses_no_path_and_runs_nothing() {
    for yaml in
        ["title: x\npermalink: ../../x", "a: &a [*a]", "a: !!python/object/apply:os.system ['true']", "draft: true"]
    {
        let (lint, _) = refusal(format!("---\n{yaml}\n---\n{}", answer("a")));
        assert_eq!(lint, Lint::YamlFrontMatter, "{yaml}");
    }
    for toml in
        ["permalink = \"../x\"", "path = \"/tmp/x\"", "slug = \"x\"", "output = \"x\"", "layout = \"/etc/passwd\""]
    {
        let (lint, _) = refusal(format!("+++\ntitle = \"T\"\n{toml}\n+++\n\n**Answer:**\na\n"));
        assert_eq!(lint, Lint::FrontMatter, "{toml}");
    }
    for (key, value) in [
        ("id", "\"../../x\""),
        ("id", "\"a/b\""),
        ("id", "\"CON\""),
        ("aliases", "[\"../x\"]"),
        ("aliases", "[\"/etc/passwd\"]"),
    ] {
        let (lint, _) = refusal(format!("+++\ntitle = \"T\"\n{key} = {value}\n+++\n\n**Answer:**\na\n"));
        assert!(matches!(lint, Lint::InvalidId | Lint::InvalidField), "{key} = {value}: {lint}");
    }
    let nested = format!("+++\ntitle = \"T\"\ntags = {}{}\n+++\n\nx\n", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refusal(nested).0, Lint::FrontMatter);
}

#[test]
fn drafts_are_nowhere() {
    let draft = "+++\ntitle = \"Hidden SECRETA\"\nid = \"hidden-secretb\"\ntags = [\"secretc\"]\ndraft = true\n+++\n\nSECRETD\n";
    let project =
        Project::default().with_source("draft.md", draft).with_source("a.md", question("1", "Shown", "`t`", "a"));
    let built = Pipeline::default().build(&project, &|_| {});
    for (path, bytes) in built.output.unwrap().iter() {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("secret") && !path.as_str().contains("secret"), "{path}");
    }
}

#[test]
fn text_is_cut_between_characters() {
    for text in
        ["日本語".repeat(400), "👩‍👩‍👧‍👦".repeat(200), format!("Z{}", "\u{301}".repeat(2000)), "שלום עולם ".repeat(200)]
    {
        let site = site(question("1", &text, "`t`", &text));
        assert!(!site.texts.values().any(|page| page.contains('\u{fffd}')));
    }
}
