//! Markup, addresses and template code that want to run in a reader's browser or in the build.

use studybook::config::Config;
use studybook::lint::Lint;
use studybook::project::Project;

use super::{answer, question, site, site_of};

/// `text` as an answer, as a question, as a title and as a tag: the page is inert, which `site` checks.
fn check(text: &str) {
    site(answer(text));
    site(format!("## Q1: Probe\n**Tags:** `a`\n\n**Question:** {text}\n\n**Answer:**\na\n"));
    let one_line = text.replace('\n', " ");
    let site = site(question("1", &format!("T {one_line}"), &format!("`{}`", one_line.replace('`', "")), "a"));
    assert_eq!(site.questions().len(), 1, "{text}");
}

#[test]
fn raw_html_cannot_run_or_load() {
    for html in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<style>*{display:none}</style>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<form action=javascript:alert(1)><button>b</button></form>",
        "<base href=//example.org>",
        "<meta http-equiv=refresh content=\"0;url=//example.org\">",
        "<b onclick=alert(1)>b</b>",
        "<link rel=stylesheet href=//example.org/x.css>",
        "<object data=\"data:text/html,x\"></object>",
        "<p style=position:fixed>x</p>",
        "<details open ontoggle=alert(1)>x</details>",
        "</main></body></html><script>alert(1)</script>",
        "<input autofocus onfocus=alert(1)>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\" java\tscript:alert(1)\">x</a>",
        "<img src=//example.org/x.png>",
    ] {
        check(html);
    }
}

#[test]
fn markup_that_changes_when_it_is_read_again_is_gone() {
    for html in [
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg><a><set attributeName=\"href\" to=\"javascript:alert(1)\"/><text>x</text></a></svg>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<table><td><math><mi><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<p title='`<img src=x onerror=alert(1)>'>",
    ] {
        check(html);
    }
}

#[test]
fn text_cannot_leave_its_attribute_or_element() {
    for text in [
        "\" onmouseover=\"alert(1)",
        "' onmouseover='alert(1)",
        "</title><script>alert(1)</script>",
        "</a><script>alert(1)</script>",
        "--><script>alert(1)</script>",
        "]]><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "` ${alert(1)} \\u003cscript>",
        "\"><img src=x onerror=alert(1)>",
        "</textarea><script>alert(1)</script>",
    ] {
        check(text);
    }
}

#[test]
fn content_cannot_take_the_pages_own_names() {
    let text = "<form id=main name=search><input name=value></form><a id=answer></a><a name=question href=x></a>\n\n\
                ### search {#search}\n\n### main {#main .theme onclick=alert(1)}\n\n### answer {#answer}";
    let site = site(answer(text));
    for id in ["search", "value", "answer", "question", "main"] {
        let page = &site.pages["questions/probe/index.html"];
        let ours = ["answer", "question", "main"].contains(&id);
        assert_eq!(page.ids.contains(id), ours, "{id}");
    }
    let unnamed = site.pages["questions/probe/index.html"].tags.iter().all(|(name, attributes)| {
        name == "meta" || attributes.iter().all(|(attribute, value)| attribute != "name" || value.is_empty())
    });
    assert!(unnamed);
}

#[test]
fn only_harmless_schemes_become_links() {
    for address in [
        "javascript:x",
        "JaVaScRiPt:x",
        "&#106;avascript:x",
        "java&#10;script:x",
        "java&Tab;script:x",
        "javascript&colon;x",
        "vbscript:x",
        "data:text/html;base64,PHA+",
        "Data:text/html,x",
        "data:image/svg+xml,x",
        "file:///etc/passwd",
        "feed:javascript:x",
        "view-source:x",
        "blob:x",
        "about:blank",
        "\\\\example.org\\x",
        "/\\example.org",
    ] {
        for text in [format!("[x](<{address}>)"), format!("![x](<{address}>)"), format!("[x][r]\n\n[r]: <{address}>")] {
            let site = site(answer(&text));
            assert_eq!(site.found(Lint::UnsafeUrl), 1, "{text}");
        }
    }
    for text in ["<javascript:x>", "<VBSCRIPT:x>", "[x](<java\tscript:x>)"] {
        assert_eq!(site(answer(text)).found(Lint::UnsafeUrl), 1, "{text}");
    }
    site(answer("[x](\u{1}javascript:x)"));
}

#[test]
fn odd_but_harmless_addresses_are_escaped() {
    for (text, expected) in [
        ("[x](https://example.org/?a=1&b=<>\"'`)", "https://example.org/?a=1&b=%3C%3E%22'%60"),
        ("[x](https://example.org/ \"onclick=1 \\\" y\")", "https://example.org/"),
        ("[x](mailto:a@example.org)", "mailto:a@example.org"),
        ("[x](//example.org/y)", "https://example.org/y"),
    ] {
        let site = site(answer(text));
        let page = &site.pages["questions/probe/index.html"];
        let has =
            page.tags.iter().any(|(_, attributes)| attributes.contains(&("href".to_owned(), expected.to_owned())));
        assert!(has, "{text}: {:?}", page.tags.iter().filter(|(name, _)| name == "a").collect::<Vec<_>>());
    }
}

#[test]
fn content_is_never_a_template() {
    for text in [
        "{{ 6*7 }}",
        "{% include \"/etc/passwd\" %}",
        "{{ load_data(path=\"/etc/passwd\") }}",
        "{% for i in range(end=1000000000) %}x{% endfor %}",
        "{{ config }}",
        "{# gone #}",
        "{% raw %}",
        "{{< shortcode >}}",
        "${6+7}",
        "<%= 6+7 %>",
        "$0 $1 %s %n",
    ] {
        let escaped = text.replace('*', "\\*").replace('_', "\\_").replace('$', "\\$").replace('<', "\\<");
        let site = site(question(
            "1",
            &format!("Probe {escaped}"),
            &format!("`{text}`"),
            &format!("{escaped}\n\n`{text}`\n\n```text\n{text}\n```"),
        ));
        let id = site.questions()[0].to_owned();
        assert!(site.words(&id).matches(text).count() >= 3, "{text}: {}", site.words(&id));
    }
}

#[test]
fn trust_must_be_asked_for() {
    let html = "<video controls></video>";
    let project = Project::default().with_source("probe.md", answer(html));
    assert!(!site_of(project.clone()).html("probe").contains("<video"));
    let config = Config::parse("[markdown]\ntrust_html = true\n", &"studybook.toml".into()).value;
    assert!(site_of(Project { config, ..project }).html("probe").contains(html));
}
