//! Input made to take long, to nest deep, or to come out much larger than it went in.

use std::time::{Duration, Instant};

use studybook::lint::Lint;
use studybook::pipeline::Pipeline;
use studybook::project::Project;

use super::{answer, found, question, site};

/// Far more than an unoptimised build needs; what grows with the square of its input does not end by then.
const PATIENCE: Duration = Duration::from_secs(30);

/// A quarter of a thread's usual stack.
const STACK: usize = 512 << 10;

/// What a site holds beside its content, in bytes; the search engine is a third of it.
const THEME: usize = 450_000;

/// Builds `content` on a small stack, in time, to a site at most `times` its size.
fn check(name: &str, content: String, times: usize) {
    let length = content.len();
    let begun = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().unwrap();
    let project = Project::default().with_source("probe.md", content);
    let built = pool.install(|| Pipeline::default().build(&project, &|_| {}));
    let output = built.output.unwrap_or_else(|| panic!("{name}: {:?}", built.diagnostics));
    let bytes: usize = output.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < times * length + THEME, "{name}: {length} bytes became {bytes}");
    assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
}

#[test]
fn pathological_markdown_takes_linear_time_and_a_small_stack() {
    let n = 2000;
    for (name, text) in [
        ("emphasis", "*a **a ".repeat(n) + &" a** a*".repeat(n)),
        ("closers", "a_ ".repeat(n)),
        ("openers", "_a ".repeat(n)),
        ("link closers", "a]".repeat(n)),
        ("link openers", "[a".repeat(n)),
        ("mismatched", "*a_ ".repeat(n)),
        ("brackets", "[".repeat(n) + "a" + &"]".repeat(n)),
        ("brackets and parentheses", "[ (](".repeat(n)),
        ("images in images", "![[]()".repeat(n)),
        ("quotes", "> ".repeat(n) + "a"),
        ("quotes and emphasis", ">".repeat(n) + &"a*".repeat(n)),
        ("empty lists", "- ".repeat(n) + "x" + &"\n".repeat(n)),
        ("numbered lists", "1. ".repeat(n) + "x"),
        ("tasks", "- [ ] ".repeat(n) + "x"),
        ("nested lists", (0..400).map(|depth| format!("{}* a\n", "  ".repeat(depth))).collect()),
        ("lists in quotes", "> ".to_owned() + &"- ".repeat(n) + "x\n" + &">\n".repeat(n)),
        ("backticks", (1..300).map(|length| format!("e{}", "`".repeat(length))).collect()),
        ("open links", "[a](<b".repeat(n)),
        ("open comments", "</".to_owned() + &"<!--".repeat(n)),
        ("open tags", "<a ".repeat(n)),
        ("CDATA", "x <![CDATA[".repeat(n)),
        ("entities", "&#x".repeat(n)),
        ("autolinks", "<http:".repeat(n)),
        ("formulas", "$a $$b".repeat(n)),
        ("alerts", "> [!NOTE]\n".repeat(n)),
        ("references", (0..n).map(|n| format!("[{n}]: u{n}\n")).collect::<String>() + "\n" + &"[0] ".repeat(n)),
        (
            "footnotes",
            (0..n).map(|n| format!("[^{n}] ")).collect::<String>()
                + "\n\n"
                + &(0..n).map(|n| format!("[^{n}]: x\n\n")).collect::<String>(),
        ),
        (
            "chained footnotes",
            "[^0]\n\n".to_owned() + &(0..n).map(|n| format!("[^{n}]: [^{}]\n\n", n + 1)).collect::<String>(),
        ),
        ("equal footnotes", "[^a]: x\n".repeat(n) + "\n" + &"[^a]".repeat(n)),
        ("equal headings", "### h\n".repeat(n)),
        ("equal lead-ins", "**Lead:**\n\n".repeat(n)),
        ("rules", "***\n".repeat(n)),
        ("fences", "```\nx\n```\n".repeat(n)),
        ("table pipes", "|".repeat(n) + "\n" + &"|-".repeat(n)),
        ("escapes", "\\".repeat(n)),
        ("combining marks", "a".to_owned() + &"\u{301}".repeat(n)),
        ("joiners", "\u{200d}".repeat(n)),
        ("carriage returns", "a\r".repeat(n)),
    ] {
        check(name, answer(&text), 300);
    }
}

#[test]
fn raw_html_nests_no_deeper_than_a_browser_takes() {
    let n = 3000;
    for (name, html) in [
        ("divisions", "<div>\n\n".repeat(n)),
        ("quotes", "<blockquote>".repeat(n)),
        ("spans", "x ".to_owned() + &"<span>".repeat(n)),
        ("tables", "<table><tr><td>".repeat(n)),
        ("formatting", (0..n).map(|n| format!("<b title={n}>")).collect::<String>() + "\n\n" + &"x\n\n".repeat(n)),
        ("misnested", "<b><i></b>".repeat(n)),
    ] {
        check(name, answer(&html), 300);
        site(answer(&html[..html.len().min(30_000)]));
    }
}

#[test]
fn one_line_of_a_megabyte_is_no_trouble() {
    check("words", answer(&"word ".repeat(200_000)), 8);
    check("one word", answer(&"x".repeat(1_000_000)), 8);
}

#[test]
fn a_file_may_hold_thousands_of_questions() {
    let text: String = (1..=3000).map(|n| question(&n.to_string(), &format!("Title {n}"), "`t`", "a")).collect();
    check("questions", text, 72);
}

#[test]
fn a_question_of_thousands_of_tags_does_not_multiply() {
    let tags: Vec<String> = (0..3000).map(|n| format!("`tag{n}`")).collect();
    let project = Project::default().with_source("probe.md", question("1", "T", &tags.join(" "), "a"));
    let built = Pipeline::default().build(&project, &|_| {});
    let bytes = built.output.iter().flat_map(|output| output.iter()).map(|(_, bytes)| bytes.len()).sum::<usize>();
    assert!(bytes < 20_000_000, "{bytes} bytes");
    assert!(found(&built, Lint::InvalidField) + found(&built, Lint::SingleUseTag) >= 1);
}

#[test]
fn code_that_is_slow_to_highlight_goes_out_plain() {
    let n = 20_000;
    for (language, code) in [
        ("bash", "x".repeat(5 * n)),
        ("css", (" ".repeat(1000) + "\n").repeat(40)),
        ("cs", "a".repeat(n)),
        ("cpp", "a::".repeat(n)),
        ("make", "\t$(eval A := $(shell bash r.sh $(B)))\n".repeat(50)),
        ("bat", "if ".repeat(n)),
        ("d", "/a ".repeat(n)),
        ("rust", "(".repeat(n) + &")".repeat(n)),
        ("json", "[".repeat(n)),
        ("html", "<div>".repeat(n)),
        ("python", "'''".repeat(n)),
        ("js", "a".to_owned() + &"\t".repeat(n)),
    ] {
        let content = answer(&format!("```{language}\n{code}\n```"));
        check(language, content.clone(), 40);
        let kept = code.trim_end().lines().all(|line| site(&content).words("probe").contains(line.trim_end()));
        assert!(code.lines().count() > 1 || kept, "{language}");
    }
}

#[test]
fn tables_do_not_multiply() {
    let n = 1500;
    let table = format!("|{}\n|{}\n{}", "a|".repeat(n), "-|".repeat(n), "a\n".repeat(n));
    let built = site(answer(&table));
    let bytes: usize = built.texts.values().map(String::len).sum();
    assert!(bytes < 20_000_000, "{bytes}");
}
