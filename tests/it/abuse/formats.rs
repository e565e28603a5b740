//! Content in the formats a site carries beside HTML: JSON, XML, and what a program may make of either.

use quick_xml::events::Event;
use studybook::config::{Base, Config};
use studybook::project::Project;

use super::{question, site, site_of};

/// Well-formed XML 1.0.
pub fn check_xml(path: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
            Event::Eof => return,
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.unwrap_or_else(|error| panic!("{path}: {error}"));
                }
            }
            _ => {}
        }
    }
}

/// A title, a tag and an answer that hold `text`: `site` reads every feed and all structured data back.
fn check(text: &str) {
    let one_line = text.replace(['\n', '\r'], " ");
    site(question("1", &format!("T {one_line}"), &format!("`t{one_line}`"), text));
}

#[test]
fn structured_data_and_feeds_survive_any_text() {
    for text in [
        "</script><script>alert(1)</script>",
        "<!--<script>--> x",
        "]]> x",
        "a \u{2028} b \u{2029} c",
        "\\ \" ' & < >",
        "&bogus; &#0; &#x1F; &amp;amp;",
        "\u{fffe}\u{ffff}",
        "\u{8}\u{b}\u{c}\u{1b}\u{0}",
        "\u{1fffe}",
        "{\"@type\": \"x\"}",
        "<?xml version=\"1.0\"?>",
        "<![CDATA[ x ]]>",
        "BEGIN:VEVENT\r\nATTACH:x",
    ] {
        check(text);
    }
}

#[test]
fn escapes_in_front_matter_bring_in_no_control_character() {
    let text =
        "+++\ntitle = \"a\\u001b[31m\\u0000\\ufffe b\"\ntags = [\"t\\u001b\\u0007\"]\n+++\n\n**Answer:**\n\nHERE\n";
    let site = site(text);
    assert!(site.words(site.questions()[0]).contains("HERE"));
}

#[test]
fn escapes_in_the_configuration_bring_in_no_control_character() {
    let toml = "title = \"T\\u001b\\u0000\"\nauthor = \"A\\ufffe\"\ndescription = \"\\u0008<&>\\\"\"\n";
    let config = Config::parse(toml, &"studybook.toml".into()).value;
    let project = Project { config, ..Project::default() };
    site_of(project.with_source("probe.md", question("1", "T", "`t`", "a")));
    let language = Config::parse("language = \"\\u001b\\\"><\"\n", &"studybook.toml".into());
    let project = Project { config: language.value, ..Project::default() };
    site_of(project.with_source("probe.md", question("1", "T", "`t`", "a")));
}

#[test]
fn names_of_prototypes_are_tags_like_any_other() {
    let site = site(question("1", "__proto__", "`__proto__` `constructor` `hasOwnProperty` `toString` `valueOf`", "a"));
    assert_eq!((site.questions().len(), site.tags().len()), (1, 5));
}

#[test]
fn ids_of_the_feed_do_not_depend_on_what_changes() {
    let feed = |title: &str, answer: &str| {
        let mut project = Project::default();
        project.config.base = Base::parse("https://example.org/").unwrap();
        let site =
            site_of(project.with_source("probe.md", question("1", &format!("{title} {{#kept}}"), "`t`", answer)));
        let ids: Vec<String> = site.texts["feed.xml"]
            .split("<id>")
            .skip(1)
            .map(|rest| rest.split("</id>").next().unwrap().to_owned())
            .collect();
        ids
    };
    assert_eq!(feed("One", "a"), feed("Two ]]>", "b"));
}

#[test]
fn formulas_of_spreadsheets_are_text() {
    for cell in ["=HYPERLINK(\"http://example.org\";\"x\")", "@SUM(1)", "+1", "-1"] {
        check(cell);
    }
}
