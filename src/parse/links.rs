//! What the destination of a link means, judged on the decoded value. Only `http`, `https` and `mailto` lead out.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::document::Target;

/// ASCII that may not stand in a URL. Letters of other scripts are left to the browser, as in IRIs (RFC 3987).
const NOT_IN_URLS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// A destination, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Another site or a mail address, ready to be published.
    External(String),
    /// Something of this site.
    Internal(Target),
    /// A scheme that is not allowed.
    Unsafe,
}

/// Understands `destination` as written in the file `from` (its path from the content folder).
pub fn classify(destination: &str, from: &str) -> Destination {
    let cleaned = without_ignored(destination);
    if let Some((scheme, rest)) = scheme(&cleaned) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "mailto" => Destination::External(encoded(&cleaned)),
            "q" => Destination::Internal(Target::Question(rest.trim_start_matches('#').to_owned())),
            _ => Destination::Unsafe,
        };
    }
    if let Some(host) = cleaned.strip_prefix("//") {
        return Destination::External(encoded(&format!("https://{host}")));
    }
    if cleaned.contains('\\') {
        return Destination::Unsafe;
    }
    if let Some(anchor) = cleaned.strip_prefix('#') {
        return Destination::Internal(Target::Anchor(decode(anchor)));
    }
    if let Some(path) = cleaned.strip_prefix('/') {
        return Destination::Internal(Target::Page(decode(path)));
    }
    Destination::Internal(file(&cleaned, from))
}

/// The destination if it leads to another site.
pub fn external(destination: &str) -> Option<String> {
    match classify(destination, "") {
        Destination::External(url) => Some(url),
        _ => None,
    }
}

/// A URL with what may not stand in one (RFC 3986, section 2) percent-encoded; what is encoded already stays.
fn encoded(url: &str) -> String {
    utf8_percent_encode(url, NOT_IN_URLS).to_string()
}

/// Browsers pass over tabs, newlines and surrounding control characters in a URL, so judgement must too.
fn without_ignored(destination: &str) -> String {
    destination.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// The scheme and what follows it, by RFC 3986 section 3.1; spaces inside do not hide one.
fn scheme(url: &str) -> Option<(String, &str)> {
    let (before, rest) = url.split_once(':')?;
    let name: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let mut letters = name.chars();
    let starts = letters.next().is_some_and(|c| c.is_ascii_alphabetic());
    (starts && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))).then_some((name, rest))
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Walks a relative path from the folder of `from`.
fn file(destination: &str, from: &str) -> Target {
    let (path, anchor) = match destination.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (destination, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let mut components: Vec<String> = from.split('/').map(str::to_owned).collect();
    components.pop();
    for component in decode(path).split('/') {
        match component {
            "" | "." => {}
            ".." => {
                if components.pop().is_none() {
                    return Target::Outside(destination.to_owned());
                }
            }
            name => components.push(name.to_owned()),
        }
    }
    Target::File { path: components.join("/"), anchor }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(destination: &str, expected: Destination) {
        assert_eq!(classify(destination, "a/b.md"), expected, "{destination}");
    }

    #[test]
    fn schemes_are_judged_on_the_decoded_value() {
        for hostile in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "java\nscript:x",
            "\u{1}javascript:x",
            " vbscript:x",
            "data:text/html,x",
            "C:\\x",
            "/\\evil.example",
            "java script:x",
        ] {
            check(hostile, Destination::Unsafe);
        }
        check("HTTPS://x.example/a b", Destination::External("HTTPS://x.example/a%20b".into()));
        check("//x.example/", Destination::External("https://x.example/".into()));
        check("mailto:a@b.example", Destination::External("mailto:a@b.example".into()));
    }

    #[test]
    fn paths_are_walked_from_the_file_and_never_out_of_the_folder() {
        let file = |path: &str, anchor: Option<&str>| {
            Destination::Internal(Target::File { path: path.into(), anchor: anchor.map(str::to_owned) })
        };
        check("c.md#x", file("a/c.md", Some("x")));
        check("../images/d%20e.svg", file("images/d e.svg", None));
        check("../../etc/passwd", Destination::Internal(Target::Outside("../../etc/passwd".into())));
        check("%2e%2e/%2e%2e/x", Destination::Internal(Target::Outside("%2e%2e/%2e%2e/x".into())));
        check("q:some-id", Destination::Internal(Target::Question("some-id".into())));
        check("#some-id", Destination::Internal(Target::Anchor("some-id".into())));
        check("/tags/", Destination::Internal(Target::Page("tags/".into())));
    }
}
