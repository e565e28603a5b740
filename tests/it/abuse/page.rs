//! A page taken apart as a browser would, as far as attacks need it, and what must hold of any page.

use std::collections::BTreeSet;

/// Elements that content may never bring into a page.
const FORBIDDEN: &[&str] = &[
    "iframe", "object", "embed", "applet", "base", "form", "style", "svg", "frame", "frameset", "template", "noscript",
];

const VOID: &[&str] = &["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Browsers flatten what is nested deeper than 512.
const DEEPEST: usize = 400;

/// What a page consists of.
#[derive(Default)]
pub struct Page {
    pub tags: Vec<(String, Vec<(String, String)>)>,
    pub ids: BTreeSet<String>,
    pub links: Vec<String>,
    pub words: String,
    doubled: Vec<String>,
    depth: usize,
    data: Vec<String>,
}

impl Page {
    /// Reads the HTML this program writes: every attribute value quoted, every `<` and `&` of text escaped.
    pub fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            page.words.push_str(&unescape(&rest[..start]));
            let (tag, after) = split_tag(&rest[start..]);
            rest = after;
            if let Some(name) = tag.strip_prefix("</") {
                let name = name.trim_end_matches('>').trim();
                if let Some(at) = open.iter().rposition(|it| it == name) {
                    open.truncate(at);
                }
            } else if !tag.starts_with("<!") {
                let (name, attributes) = take_apart(tag);
                if !VOID.contains(&&*name) {
                    open.push(name.clone());
                }
                page.depth = page.depth.max(open.len());
                if name == "script" {
                    let (data, after) = rest.split_once("</script>").unwrap();
                    page.data.push(data.to_owned());
                    rest = after;
                    open.pop();
                }
                page.element(name, attributes);
            }
        }
        page.words.push_str(&unescape(rest));
        page
    }

    fn element(&mut self, name: String, attributes: Vec<(String, String)>) {
        for (attribute, value) in &attributes {
            match &**attribute {
                "id" if !self.ids.insert(value.clone()) => self.doubled.push(value.clone()),
                "href" | "src" if scheme(value).is_none() => self.links.push(value.clone()),
                _ => {}
            }
        }
        self.tags.push((name, attributes));
    }

    /// What must hold of any page, whatever its content.
    pub fn check(&self, path: &str) {
        assert!(self.doubled.is_empty(), "{path}: ids used twice: {:?}", self.doubled);
        assert!(self.depth <= DEEPEST, "{path}: {} levels deep", self.depth);
        for (name, attributes) in &self.tags {
            let shown = || format!("{path}: <{name} {attributes:?}>");
            let get = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| &**value);
            let is_search = path == "search/index.html" && name == "form" && get("action") == Some("/search/");
            assert!(!FORBIDDEN.contains(&&**name) || is_search, "{}", shown());
            let is_data = get("type") == Some("application/ld+json");
            let is_ours = get("src").is_some_and(|src| src.starts_with("/assets/"));
            assert!(name != "script" || is_data || is_ours, "{}", shown());
            let refresh =
                get("http-equiv").filter(|_| name == "meta").is_some_and(|it| it.eq_ignore_ascii_case("refresh"));
            assert!(!refresh, "{}", shown());
            for (attribute, value) in attributes {
                let is_handler = attribute.starts_with("on") || ["style", "srcdoc"].contains(&&**attribute);
                let is_odd = !attribute.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == ':');
                assert!(!is_handler && !is_odd, "{}", shown());
                if ["href", "src", "action", "formaction", "cite", "poster"].contains(&&**attribute) {
                    check_address(value, name).unwrap_or_else(|why| panic!("{}: {why}", shown()));
                }
            }
        }
        for data in self.data.iter().filter(|data| !data.trim().is_empty()) {
            let is_safe = !data.contains(['<', '\u{2028}', '\u{2029}']);
            assert!(is_safe && serde_json::from_str::<serde_json::Value>(data).is_ok(), "{path}: {data}");
        }
    }
}

/// The scheme a browser sees: it ignores controls and blanks.
fn scheme(address: &str) -> Option<String> {
    let bare: String = address.chars().filter(|c| *c > ' ').collect::<String>().to_lowercase();
    let (scheme, _) = bare.split_once(':')?;
    let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (is_scheme && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| scheme.to_owned())
}

fn check_address(address: &str, element: &str) -> Result<(), String> {
    match scheme(address).as_deref() {
        Some("http" | "https") if element == "img" => Err("another host's image".to_owned()),
        Some("http" | "https" | "mailto") => Ok(()),
        Some("data") if element == "img" && address.starts_with("data:image/gif;base64,") => Ok(()),
        Some(scheme) => Err(format!("the scheme `{scheme}`")),
        None if address.contains('\\') || address.starts_with("//") => Err("another host".to_owned()),
        None => Ok(()),
    }
}

/// The tag `html` begins with, and what follows it.
fn split_tag(html: &str) -> (&str, &str) {
    if html.starts_with("<!--") {
        return html.split_at(html.find("-->").unwrap() + 3);
    }
    let mut is_quoted = false;
    let end = html.find(|c| {
        is_quoted ^= c == '"';
        c == '>' && !is_quoted
    });
    html.split_at(end.unwrap_or_else(|| panic!("an open tag: {}", html.chars().take(80).collect::<String>())) + 1)
}

fn take_apart(tag: &str) -> (String, Vec<(String, String)>) {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let value = after.strip_prefix("=\"").map(|after| after.split_once('"').unwrap());
        assert!(value.is_some() || !after.starts_with('='), "unquoted: {tag}");
        let (value, after) = value.unwrap_or(("", after));
        attributes.push((attribute.to_owned(), unescape(value)));
        rest = after;
    }
    (name.to_owned(), attributes)
}

fn unescape(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#x2F;", "/")];
    let text = named.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
    text.replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}
