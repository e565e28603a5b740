//! From a path to what a reader is shown there: looked up in what is published, never joined to a folder. Pages are sent
//! with a script that stands in no file of the site.

use std::sync::Arc;

use axum::body::Bytes;
use memchr::memmem;
use percent_encoding::percent_decode_str;

use super::fingerprint::Fingerprint;
use super::published::Published;
use crate::html::push_escaped;
use crate::output::Output;
use crate::site::question_path;

/// What stands at a path.
pub enum Found {
    /// The file at that path of the output.
    File(String, Arc<[u8]>),
    /// Something at another path of this server.
    Moved(String),
    /// Nothing.
    Missing,
}

/// Looks a request's path up.
pub fn find(published: &Published, path: &str) -> Found {
    let (Some(output), Some(path)) = (&published.output, decode(&published.base, path)) else {
        return Found::Missing;
    };
    let index = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
    if let Some(bytes) = output.get(&index) {
        return Found::File(index, bytes.clone());
    }
    match output.get(&format!("{path}/index.html")) {
        Some(_) => Found::Moved(format!("{}{path}/", published.base)),
        None => Found::Missing,
    }
}

/// The path in the output that a request names, decoded once.
fn decode(base: &str, path: &str) -> Option<String> {
    let path = path.strip_prefix(base).or_else(|| (format!("{path}/") == base).then_some(""))?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_plain = !path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'));
    is_plain.then(|| path.into_owned())
}

/// What is sent where there is nothing: the site's page for that, or ours if there is no site yet.
pub fn missing(published: &Published) -> Option<Arc<[u8]>> {
    match &published.output {
        Some(output) => output.get("404.html").cloned(),
        None => crate::embedded::preview().get("waiting.html").cloned(),
    }
}

/// What a tab at some path would be shown.
pub struct ShownPage {
    /// Of the page.
    pub fingerprint: Fingerprint,
    /// Whether the site has no such page.
    pub is_missing: bool,
}

/// What a tab at `path`, as its address has it, is shown now. The desk shows something new with every build.
pub fn shown_at(published: &Published, path: &str) -> ShownPage {
    if path == super::desk::FOLDER {
        let fingerprint = Fingerprint { page: published.number.to_string(), styles: String::new() };
        return ShownPage { fingerprint, is_missing: false };
    }
    let (bytes, is_missing) = match find(published, path) {
        Found::File(_, bytes) => (bytes, false),
        _ => (missing(published).unwrap_or_default(), published.output.is_some()),
    };
    ShownPage { fingerprint: Fingerprint::of(&bytes), is_missing }
}

/// A page with the script that keeps it fresh; `file` is its path in the output, none if it stands in for another.
pub fn with_script(published: &Published, file: Option<&str>, page: &[u8]) -> Bytes {
    let Fingerprint { page: fingerprint, styles } = Fingerprint::of(page);
    let mut script = String::from("<script type=\"module\" src=\"/__studybook/client.js\" data-studybook");
    let mut attribute = |name: &str, value: &str| {
        script.push_str(&format!(" data-{name}=\""));
        push_escaped(&mut script, value);
        script.push('"');
    };
    attribute("page", &fingerprint);
    attribute("styles", &styles);
    attribute("home", &published.base);
    match file.map(|file| source(published, file)) {
        Some(Some(url)) => attribute("source", &url),
        Some(None) => {}
        None => attribute("missing", "1"),
    }
    script.push_str("></script>\n");
    let ends = ["</head>", "</body>"];
    let at = ends.iter().find_map(|end| memmem::find(page, end.as_bytes())).unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat().into()
}

/// The address that opens the question of a page in its author's editor.
fn source(published: &Published, file: &str) -> Option<String> {
    let (editor, site) = (published.editor.as_ref()?, published.site.as_ref()?);
    let path = file.strip_suffix("index.html")?;
    let question = site.questions.iter().find(|question| question_path(&question.id) == path)?;
    Some(editor.url(&question.entry().heading.file, question.entry().line, 1))
}

/// Whether a file of the output is a page.
pub fn is_page(file: &str) -> bool {
    file.ends_with(".html")
}

/// How many pages there are.
pub fn count(output: &Output) -> usize {
    output.iter().filter(|(path, _)| is_page(path.as_str())).count()
}
