use super::{Format, Lines, report, sort, summary};
use crate::diagnostic::{Diagnostic, Place};
use crate::lint::Lint;
use crate::report::escape::is_hidden;
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};
use std::sync::Arc;

const HUMAN: Format = Format::Human { color: false, width: 80 };

const FILE: &str =
    "# Title\n\n## Q1: Caching\n\n**Tags:** cachng, speed\n\nÜber\tten: cafÃ©\n\na\u{1b}[31mb \u{202e}c\n";
const OTHER: &str = "first\nsecond line\n";

/// The place in `file` (text `text`) where `words` stand.
fn place(file: &str, text: &str, words: &str) -> Place {
    let start = text.find(words).unwrap();
    Place { file: file.into(), span: start..start + words.len() }
}

fn render(diagnostic: Diagnostic, format: Format) -> String {
    let sources = |file: &str| match file {
        "a.md" => Some(FILE.into()),
        "b.md" => Some(OTHER.into()),
        _ => None,
    };
    let mut out = Vec::new();
    report(&[diagnostic], &sources, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(diagnostic: Diagnostic, expected: &str) {
    assert_eq!(render(diagnostic, HUMAN).trim_end(), expected.trim_matches('\n'));
}

fn near_duplicate() -> Diagnostic {
    Diagnostic::new(Lint::NearDuplicateTags, "`cachng` is close to `caching`")
        .at(place("a.md", FILE, "cachng"), "used once")
        .at(place("b.md", OTHER, "second"), "used here")
        .at(place("a.md", FILE, "Q1: Caching"), "")
        .help("write `caching`")
}

#[test]
fn labels_in_two_files() {
    check(
        near_duplicate(),
        r"
warning[near-duplicate-tags]: `cachng` is close to `caching`
 --> a.md:5:11
  |
3 | ## Q1: Caching
  |    -----------
4 |
5 | **Tags:** cachng, speed
  |           ^^^^^^ used once
  |
 ::: b.md:2:1
  |
2 | second line
  | ------ used here
  |
  = help: write `caching`",
    );
}

#[test]
fn no_place() {
    let nothing = || Diagnostic::new(Lint::NoQuestions, "no questions");
    check(nothing(), "warning[no-questions]: no questions");
    check(nothing().help("add one"), "warning[no-questions]: no questions\n |\n = help: add one");
}

#[test]
fn a_file_that_cannot_be_shown() {
    let gone = Place { file: "x\n\u{1b}[31m\u{202e}.md".into(), span: 3..9 };
    check(
        Diagnostic::new(Lint::UnreadableFile, "no\u{7} such\n`file`").at(gone, "").help("look\tup"),
        r"
error[unreadable-file]: no\u{7} such\n`file`
--> x\n\u{1b}[31m\u{202e}.md
 = help: look\tup",
    );
}

#[test]
fn hidden_characters_are_escaped_and_columns_are_true() {
    check(
        Diagnostic::new(Lint::ControlCharacter, "found").at(place("a.md", FILE, "c\n"), "\u{2066}here"),
        r"
warning[control-character]: found
 --> a.md:9:10
  |
9 | a\u{1b}[31mb \u{202e}c
  |                      ^ \u{2066}here",
    );
}

#[test]
fn tabs_and_wide_letters() {
    check(
        Diagnostic::new(Lint::Mojibake, "broken").at(place("a.md", FILE, "Ã©"), "is `é`"),
        r"
warning[mojibake]: broken
 --> a.md:7:14
  |
7 | Über    ten: cafÃ©
  |                 ^^ is `é`",
    );
}

#[test]
fn a_long_range_is_drawn_under_its_first_line() {
    let whole = Place { file: "a.md".into(), span: 0..usize::MAX };
    check(
        Diagnostic::new(Lint::UnclosedFence, "never closed").at(whole, "opened here"),
        r"
warning[unclosed-fence]: never closed
 --> a.md:1:1
  |
1 | # Title
  | ^^^^^^^ opened here",
    );
}

#[test]
fn a_long_line_is_cut() {
    let text: Arc<str> = format!("{}BAD{}", "é".repeat(500_000), "\u{1b}".repeat(500_000)).into();
    let bad = Diagnostic::new(Lint::LongLine, "long").at(place("l.md", &text, "BAD"), "here");
    let mut out = Vec::new();
    report(&[bad], &|_| Some(text.clone()), HUMAN, &mut out).unwrap();
    let shown = String::from_utf8(out).unwrap();
    assert!(shown.contains(" --> l.md:1:500001\n"), "{shown}");
    assert!(shown.contains("^^^ here") && shown.len() < 500, "{shown}");
}

#[test]
fn colour() {
    let format = Format::Human { color: true, width: 80 };
    let shown = render(near_duplicate(), format);
    assert!(shown.contains("\u{1b}[0ma.md:5:11\n"), "{shown:?}");
    assert!(!render(near_duplicate(), HUMAN).contains('\u{1b}'));
}

#[test]
fn json() {
    let shown = render(near_duplicate(), Format::Json);
    let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(value["severity"], "warning");
    assert_eq!(value["code"], "near-duplicate-tags");
    assert_eq!(
        value["places"][0],
        serde_json::json!({ "file": "a.md", "line": 5, "column": 11, "end_line": 5, "end_column": 17,
            "byte_start": 35, "byte_end": 41, "label": "used once" })
    );
    assert_eq!(
        render(Diagnostic::new(Lint::NoQuestions, "a\u{202e}\u{e0041}"), Format::Json),
        "{\"severity\":\"warning\",\"code\":\"no-questions\",\"message\":\"a\\u202e\\udb40\\udc41\",\"help\":null,\"places\":[]}\n"
    );
}

#[test]
fn github() {
    assert_eq!(
        render(near_duplicate(), Format::Github),
        "::warning file=a.md,line=5,endLine=5,col=11,endColumn=17,title=studybook near-duplicate-tags::\
         `cachng` is close to `caching` (used once)%0Ab.md:2:1: used here%0Aa.md:3:4%0Ahelp: write `caching`\n"
    );
    let odd = Place { file: "a,b:c%\n.md".into(), span: 0..0 };
    assert_eq!(
        render(Diagnostic::new(Lint::RawHtml, "50%\r\n::error::").at(odd, ""), Format::Github),
        "::notice file=a%2Cb%3Ac%25\\n.md,title=studybook raw-html::50%25\\r\\n::error::\n"
    );
}

#[test]
fn order() {
    let at = |file: &str, start| {
        Diagnostic::new(Lint::Todo, "x").at(Place { file: file.into(), span: start..start + 1 }, "")
    };
    let nowhere = Diagnostic::new(Lint::Todo, "x");
    let mut diagnostics = vec![at("b", 1), at("a", 9), at("a", 2), nowhere.clone()];
    sort(&mut diagnostics);
    assert_eq!(diagnostics, [nowhere, at("a", 2), at("a", 9), at("b", 1)]);
}

#[test]
fn counts() {
    assert_eq!(summary(3, 1, 0), "3 errors, 1 warning");
    assert_eq!(summary(0, 0, 2), "2 notes");
    assert_eq!(summary(0, 0, 0), "no problems");
}

proptest! {
    #[test]
    fn nothing_hidden_is_written(
        text in "(\\PC|[\u{0}-\u{1f}\n\n\t\u{7f}-\u{9f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}é漢👩\u{301}]|a{300}){0,40}",
        labels in prop::collection::vec((0..1200_usize, 0..1200_usize, any::<String>(), any::<bool>()), 0..4),
        message in any::<String>(),
        width in 0..200_usize,
    ) {
        let mut diagnostic = Diagnostic::new(Lint::Todo, message.clone()).help(message.clone());
        for (start, length, label, same) in labels {
            let file = if same { "a\u{1b}\n" } else { message.as_str() };
            diagnostic = diagnostic.at(Place { file: file.into(), span: start..start + length }, label);
        }
        let sources = |_: &str| Some(Arc::from(text.as_str()));
        for format in [Format::Human { color: false, width }, Format::Json, Format::Github] {
            let mut out = Vec::new();
            report(std::slice::from_ref(&diagnostic), &sources, format, &mut out).unwrap();
            let shown = String::from_utf8(out).unwrap();
            prop_assert!(!shown.contains(|c: char| is_hidden(c) && c != '\n'), "{:?}", shown);
            let one_line = shown.matches('\n').count() == 1;
            prop_assert!(one_line || !matches!(format, Format::Json | Format::Github), "{:?}", shown);
        }
    }

    #[test]
    fn positions_are_those_of_a_plain_count(text in "[aé漢\n]{0,3000}", at in 0..9000_usize) {
        let lines = Lines::new(text.as_str().into());
        let offset = text.floor_char_boundary(at);
        let position = lines.position(offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        prop_assert_eq!(position.line, before.matches('\n').count() + 1);
        prop_assert_eq!(position.column, before[line_start..].chars().count() + 1);
    }
}
