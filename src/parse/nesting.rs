//! Cleaned HTML, mended so that elements stand where HTML lets them (HTML Standard, "content model" of each element).
//!
//! A cleaner gives back a tree, but not always one that may be written: `<b>` around paragraphs, items without a list,
//! folds without a label, pictures without words for them. Nothing of the text is lost here; at most the element around it.

use std::ops::Range;

/// Elements of a line: what holds a block is no such element.
const INLINE: &[&str] = &[
    "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
];

/// Elements that hold what their own parent may hold.
const TRANSPARENT: &[&str] = &["a", "del", "ins"];

/// Elements that stand between lines.
const BLOCKS: &[&str] = &[
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "ul",
];

/// Elements whose children are of certain kinds only: the parents, and the kinds.
const CHILDREN: &[(&[&str], &[&str])] =
    &[(&["ul", "ol"], &["li"]), (&["dl"], &["dt", "dd"]), (&["details"], &["summary"]), (&["figure"], &["figcaption"])];

/// The label of a fold that has none, as browsers say it.
const LABEL: &str = "Details";

/// An element of the tree.
struct Element<'h> {
    name: &'h str,
    /// Its tags' bytes; the second is empty if it has none.
    start: Range<usize>,
    end: Range<usize>,
    parent: Option<usize>,
    holds_block: bool,
    has_label: bool,
    shows: bool,
}

/// Mends cleaned HTML.
pub fn mend(html: &str) -> String {
    let elements = elements(html);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        let parent = parent(&elements, at);
        let tag = &html[element.start.clone()];
        if is_dropped(&elements, at) || (element.name == "img" && !tag.contains(" src=\"")) {
            edits.push((element.start.clone(), String::new()));
            edits.push((element.end.clone(), String::new()));
            continue;
        }
        if element.name == "img" && !tag.contains(" alt=\"") {
            let behind_name = element.start.start + "<img".len();
            edits.push((behind_name..behind_name, " alt=\"\"".to_owned()));
        }
        let own = CHILDREN.iter().find(|(_, children)| children.contains(&element.name));
        if own.is_some_and(|(parents, _)| !parent.is_some_and(|parent| parents.contains(&parent))) {
            // An item of no list is a block like others.
            edits.push((element.start.clone(), "<div>".to_owned()));
            edits.push((element.end.clone(), "</div>".to_owned()));
        } else if matches!(parent, Some("ul" | "ol")) && element.name != "li" {
            edits.push((element.start.start..element.start.start, "<li>".to_owned()));
            edits.push((element.end.end..element.end.end, "</li>".to_owned()));
        }
        if element.name == "details" && !element.has_label {
            edits.push((element.start.end..element.start.end, format!("<summary>{LABEL}</summary>")));
        }
        if let Some(address) = external(tag).filter(|_| element.name == "a" && !element.shows) {
            edits.push((element.end.start..element.end.start, address.to_owned()));
        }
    }
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut mended = String::with_capacity(html.len());
    let mut done = 0;
    for (span, text) in edits {
        mended.push_str(&html[done..span.start.max(done)]);
        mended.push_str(&text);
        done = span.end.max(done);
    }
    mended.push_str(&html[done..]);
    mended
}

/// Whether only what is in an element may stay.
fn is_dropped(elements: &[Element<'_>], at: usize) -> bool {
    let element = &elements[at];
    let in_list = || matches!(parent(elements, at), Some("ul" | "ol" | "dl"));
    element.holds_block && (INLINE.contains(&element.name) || (TRANSPARENT.contains(&element.name) && in_list()))
}

/// The name of the nearest element around one that stays.
fn parent<'h>(elements: &[Element<'h>], at: usize) -> Option<&'h str> {
    let mut around = elements[at].parent;
    while let Some(index) = around {
        let element = &elements[index];
        if !(element.holds_block && INLINE.contains(&element.name) || TRANSPARENT.contains(&element.name)) {
            return Some(element.name);
        }
        around = element.parent;
    }
    None
}

/// The address a link of cleaned HTML leads to, without its scheme, if it leaves the site.
fn external(tag: &str) -> Option<&str> {
    let (_, behind) = tag.split_once(" href=\"")?;
    let address = behind.split('"').next().unwrap_or_default();
    address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))
}

/// The elements of cleaned HTML, in which tags are balanced, in the order of their start tags.
fn elements(html: &str) -> Vec<Element<'_>> {
    let mut elements: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(next) = html[at..].find('<') {
        if html[at..at + next].contains(|c: char| !c.is_whitespace()) {
            open.iter().for_each(|index| elements[*index].shows = true);
        }
        let start = at + next;
        at = tag_end(html, start);
        let inside = &html[start + 1..at];
        let name = inside.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if inside.starts_with('/') {
            if let Some(index) = open.pop() {
                elements[index].end = start..at;
            }
            continue;
        }
        if BLOCKS.contains(&name) {
            open.iter().for_each(|index| elements[*index].holds_block = true);
        }
        if name == "img" && inside.contains(" alt=\"") && !inside.contains(" alt=\"\"") {
            open.iter().for_each(|index| elements[*index].shows = true);
        }
        if name == "summary"
            && let Some(fold) = open.iter().rev().find(|index| elements[**index].name == "details")
        {
            elements[*fold].has_label = true;
        }
        let (parent, is_void) = (open.last().copied(), matches!(name, "br" | "hr" | "img" | "wbr"));
        if !is_void {
            open.push(elements.len());
        }
        let (start, end) = (start..at, at..at);
        elements.push(Element { name, start, end, parent, holds_block: false, has_label: false, shows: false });
    }
    elements
}

/// Where the tag that begins at `start` ends; a `>` in an attribute's value ends none.
fn tag_end(html: &str, start: usize) -> usize {
    let mut is_quoted = false;
    for (at, byte) in html.bytes().enumerate().skip(start) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn elements_stand_where_they_may() {
        for (html, expected) in [
            ("<p><b>bold</b> <a href=\"https://a.example/\">b</a></p>", None),
            ("<ul><li><p>a</p></li></ul><details><summary>a</summary>b</details>", None),
            ("<div><a href=\"x\"><p>a</p></a></div>", None),
            ("<b>\n<p>a</p></b>", Some("\n<p>a</p>")),
            ("<ol><a href=\"x\"><li>a</li></a></ol>", Some("<ol><li>a</li></ol>")),
            ("<ul>a<p>b</p></ul>", Some("<ul>a<li><p>b</p></li></ul>")),
            ("<li>a</li><dd>b</dd><summary>c</summary>", Some("<div>a</div><div>b</div><div>c</div>")),
            ("<details>a</details>", Some("<details><summary>Details</summary>a</details>")),
            ("<img alt=\">\"><img src=\"a\" alt=\"\">", Some("<img src=\"a\" alt=\"\">")),
            ("<img src=\"a\">", Some("<img alt=\"\" src=\"a\">")),
            ("<img src=\"a\" title=\">\" alt=\"b\">", None),
            (
                "<a href=\"https://a.example/b\"><img src=\"x\" alt=\"\"></a>",
                Some("<a href=\"https://a.example/b\"><img src=\"x\" alt=\"\">a.example/b</a>"),
            ),
        ] {
            assert_eq!(mend(html), expected.unwrap_or(html), "{html}");
        }
    }
}
