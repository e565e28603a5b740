//! `studybook.toml`: what may stand in it, and what it means.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use url::Url;

use crate::diagnostic::{Checked, Diagnostic, Place, Severity};
use crate::lint::Lint;
use crate::parse::Dialect;
use crate::toml_error;
use crate::{highlight, parse};

/// Everything an author can set, checked and with its defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's title; the title of the first collection if not set.
    pub title: Option<String>,
    /// One or two sentences for search engines and feeds.
    pub description: Option<String>,
    /// A BCP 47 tag such as `en` or `pt-BR`.
    pub language: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where the site will live.
    pub base: Base,
    /// The address of the repository, for a link in the footer.
    pub repository: Option<String>,
    /// The address at which a content file can be edited; `{path}` stands for its path from the content folder.
    pub edit_url: Option<String>,
    /// Questions on a page of a listing.
    pub page_size: usize,
    /// Questions on a page made for printing.
    pub print_size: usize,
    /// Questions in the feed.
    pub feed_size: usize,
    /// Whether readers can search.
    pub search: bool,
    /// Whether the site can be installed and read without a network.
    pub offline: bool,
    /// How Markdown is read.
    pub markdown: parse::Options,
    /// How code is shown.
    pub code: highlight::Options,
    /// Severities that differ from the register's; `None` is off.
    pub lints: BTreeMap<Lint, Option<Severity>>,
    /// The address at which the author's editor opens a place: `{path}`, `{line}` and `{column}` stand for it. Only
    /// the preview uses it.
    pub editor: Option<String>,
    /// Whatever the site's own templates want to know.
    pub extra: BTreeMap<String, toml::Value>,
}

/// Where a site will live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Base {
    /// Scheme and host, `https://example.org`, if known.
    pub origin: Option<String>,
    /// The path of the home page, with a slash at either end.
    pub path: String,
}

impl Default for Base {
    fn default() -> Self {
        Self { origin: None, path: "/".to_owned() }
    }
}

impl Base {
    /// Reads `https://example.org/repo/`, or a path alone: `/repo/`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (origin, path) = if text.starts_with('/') && !text.starts_with("//") {
            let url =
                Url::parse("http://localhost").and_then(|url| url.join(text)).map_err(|error| error.to_string())?;
            (None, url.path().to_owned())
        } else {
            let url = Url::parse(text)
                .map_err(|_| format!("`{text}` is neither a path that begins with `/` nor an address of the web"))?;
            if !matches!(url.scheme(), "http" | "https") {
                return Err(format!("`{}` is not a scheme of the web", url.scheme()));
            }
            (Some(url.origin().ascii_serialization()), url.path().to_owned())
        };
        let path = if path.ends_with('/') { path } else { format!("{path}/") };
        Ok(Self { origin, path })
    }

    /// The URL of a path of the site.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }

    /// The same with scheme and host, if they are known.
    pub fn absolute(&self, path: &str) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}{}{path}", self.path))
    }
}

/// The file as it is typed.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Keys {
    title: Option<String>,
    description: Option<String>,
    language: Option<Spanned<String>>,
    author: Option<String>,
    base_url: Option<Spanned<String>>,
    repository: Option<Spanned<String>>,
    edit_url: Option<Spanned<String>>,
    page_size: Option<Spanned<usize>>,
    print_size: Option<Spanned<usize>>,
    feed_size: Option<usize>,
    search: Option<bool>,
    offline: Option<bool>,
    markdown: MarkdownKeys,
    code: CodeKeys,
    serve: ServeKeys,
    lints: BTreeMap<Spanned<String>, Level>,
    extra: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct MarkdownKeys {
    smart_punctuation: bool,
    trust_html: bool,
    dialect: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct CodeKeys {
    line_numbers: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ServeKeys {
    editor: Option<Spanned<String>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Level {
    Off,
    Note,
    Warning,
    Error,
}

impl Default for Config {
    fn default() -> Self {
        Keys::default().check(&Place { file: "studybook.toml".into(), span: 0..0 }).value
    }
}

impl Config {
    /// Reads the text of a configuration file that diagnostics call `file`. What cannot be read keeps its default.
    pub fn parse(text: &str, file: &Arc<str>) -> Checked<Self> {
        let place = Place { file: Arc::clone(file), span: 0..0 };
        match toml::from_str::<Keys>(text) {
            Ok(keys) => keys.check(&place),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let diagnostic = toml_error::diagnostic(Lint::Configuration, error.message(), Place { span, ..place });
                Checked { value: Self::default(), diagnostics: vec![diagnostic] }
            }
        }
    }

    /// Gives every diagnostic the severity the configuration wants, and drops those it wants off.
    pub fn judge(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let judged = diagnostics.into_iter().filter_map(|mut diagnostic| {
            if let Some(severity) = self.lints.get(&diagnostic.lint) {
                diagnostic.severity = (*severity)?;
            }
            Some(diagnostic)
        });
        judged.collect()
    }

    /// The language readers search in, if they can.
    pub fn search_language(&self) -> Option<&str> {
        self.search.then_some(self.language.as_str())
    }

    /// `rtl` for languages written from right to left.
    pub fn direction(&self) -> &'static str {
        let language = self.language.split('-').next().unwrap_or_default().to_lowercase();
        if matches!(
            language.as_str(),
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi"
        ) {
            "rtl"
        } else {
            "ltr"
        }
    }
}

impl Keys {
    fn check(self, file: &Place) -> Checked<Config> {
        let mut diagnostics = Vec::new();
        let base = match self.base_url.map(|url| (Base::parse(url.get_ref()), url.span())) {
            None => Base::default(),
            Some((Ok(base), _)) => base,
            Some((Err(message), span)) => {
                diagnostics.push(
                    problem(file, span, format!("`base_url` is not an address: {message}"))
                        .help("write it like `https://example.org/notes/` or `/notes/`"),
                );
                Base::default()
            }
        };
        let mut link = |key: &str, value: Option<Spanned<String>>| {
            let value = value?;
            // As typed: `{path}` in it is no part of a URL yet.
            let url = parse::external(value.get_ref()).map(|_| value.get_ref().clone());
            if url.is_none() {
                let message = format!("`{key}` is not an `http` or `https` address");
                diagnostics.push(problem(file, value.span(), message).help("write it with `https://`"));
            }
            url
        };
        let repository = link("repository", self.repository);
        let edit_url = link("edit_url", self.edit_url);
        let mut size = |key: &str, value: Option<Spanned<usize>>, default: usize| match value {
            None => default,
            Some(value) if *value.get_ref() > 0 => value.into_inner(),
            Some(value) => {
                diagnostics.push(problem(file, value.span(), format!("`{key}` cannot be 0")).help("leave it out"));
                default
            }
        };
        let page_size = size("page_size", self.page_size, 50);
        let print_size = size("print_size", self.print_size, 200);
        let language = language(self.language, file, &mut diagnostics);
        let editor = editor(self.serve.editor, file, &mut diagnostics);
        let lints = lints(self.lints, file, &mut diagnostics);
        let value = Config {
            title: self.title,
            description: self.description,
            language,
            author: self.author,
            base,
            repository,
            edit_url,
            page_size,
            print_size,
            feed_size: self.feed_size.unwrap_or(30),
            search: self.search.unwrap_or(true),
            offline: self.offline.unwrap_or(true),
            markdown: parse::Options {
                smart_punctuation: self.markdown.smart_punctuation,
                trust_html: self.markdown.trust_html,
                repair_mojibake: lints.get(&Lint::Mojibake) != Some(&None),
                dialect: self.markdown.dialect.and_then(|name| dialect(&name, file, &mut diagnostics)),
            },
            code: highlight::Options { line_numbers: self.code.line_numbers },
            lints,
            editor,
            extra: self.extra,
        };
        Checked { value, diagnostics }
    }
}

fn language(value: Option<Spanned<String>>, file: &Place, diagnostics: &mut Vec<Diagnostic>) -> String {
    match value {
        Some(value) if is_language(value.get_ref()) => return value.into_inner(),
        Some(value) => {
            let message = format!("`{}` is not a language tag", value.get_ref());
            diagnostics.push(problem(file, value.span(), message).help("write it like `en` or `pt-BR`"));
        }
        None => {}
    }
    "en".to_owned()
}

fn editor(value: Option<Spanned<String>>, file: &Place, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let value = value?;
    if is_editor(value.get_ref()) {
        return Some(value.into_inner());
    }
    let message = "`editor` is not an address that opens an editor".to_owned();
    let help = "write it like `vscode://file/{path}:{line}:{column}`";
    diagnostics.push(problem(file, value.span(), message).help(help));
    None
}

/// Whether a text is an address of a scheme that runs nothing in the page, with a place for the path.
fn is_editor(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
    text.contains("{path}")
        && Url::parse(text).is_ok()
        && !matches!(&*scheme, "javascript" | "data" | "vbscript" | "blob")
}

fn dialect(name: &Spanned<String>, file: &Place, diagnostics: &mut Vec<Diagnostic>) -> Option<Dialect> {
    let found = Dialect::from_name(name.get_ref());
    if found.is_none() {
        let names: Vec<&str> = Dialect::ALL.iter().map(|(name, _)| *name).collect();
        diagnostics.push(
            Diagnostic::new(Lint::Configuration, format!("`{}` is not a dialect", name.get_ref()))
                .at(Place { file: file.file.clone(), span: name.span() }, "")
                .help(format!("write one of `{}`", names.join("`, `"))),
        );
    }
    found
}

/// Whether a text has the form of a BCP 47 tag: words of letters and digits, at most eight each, the first of letters.
fn is_language(text: &str) -> bool {
    let is_word = |word: &str| (1..=8).contains(&word.len()) && word.chars().all(|c| c.is_ascii_alphanumeric());
    text.split('-').all(is_word) && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn lints(
    levels: BTreeMap<Spanned<String>, Level>,
    file: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Lint, Option<Severity>> {
    let names: Vec<&str> = Lint::ALL.iter().map(|lint| lint.name()).collect();
    let mut lints = BTreeMap::new();
    for (name, level) in levels {
        let Some(lint) = Lint::from_name(name.get_ref()) else {
            let help = match toml_error::nearest(name.get_ref(), &names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "docs/lints/ lists them all".to_owned(),
            };
            let message = format!("there is no lint `{}`", name.get_ref());
            diagnostics.push(problem(file, name.span(), message).help(help));
            continue;
        };
        let severity = match level {
            Level::Off => None,
            Level::Note => Some(Severity::Note),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        };
        if lint.default_severity() == Severity::Error && severity != Some(Severity::Error) {
            let message = format!("`{lint}` is always an error");
            diagnostics.push(problem(file, name.span(), message).help("leave it out"));
            continue;
        }
        lints.insert(lint, severity);
    }
    lints
}

fn problem(file: &Place, span: std::ops::Range<usize>, message: String) -> Diagnostic {
    let place = Place { file: file.file.clone(), span };
    Diagnostic::new(Lint::Configuration, message).at(place, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, message: &str, help: &str) {
        let checked = Config::parse(text, &"studybook.toml".into());
        let [diagnostic] = checked.diagnostics.as_slice() else {
            panic!("{:?}", checked.diagnostics);
        };
        assert_eq!(diagnostic.message, message);
        assert_eq!(diagnostic.help.as_deref(), Some(help));
    }

    #[test]
    fn mistakes_are_named_with_a_suggestion() {
        check("titel = 'x'", "unknown key `titel`", "did you mean `title`?");
        check(
            "[markdown]\nsmart_punctuatoin = true",
            "unknown key `smart_punctuatoin`",
            "did you mean `smart_punctuation`?",
        );
        check("[lints]\nno-tag = 'off'", "there is no lint `no-tag`", "did you mean `no-tags`?");
        check("[lints]\nno-tags = 'of'", "unknown value `of`", "did you mean `off`?");
        check("[lints]\ninvalid-utf8 = 'off'", "`invalid-utf8` is always an error", "leave it out");
        check("language = 'e n'", "`e n` is not a language tag", "write it like `en` or `pt-BR`");
        check("page_size = 0", "`page_size` cannot be 0", "leave it out");
        for editor in ["vim", "javascript:alert({path})", "vscode://file/"] {
            let message = "`editor` is not an address that opens an editor";
            let help = "write it like `vscode://file/{path}:{line}:{column}`";
            check(&format!("[serve]\neditor = '{editor}'"), message, help);
        }
    }

    #[test]
    fn bases_have_a_slash_at_either_end() {
        let base = Base::parse("https://example.org/repo").unwrap();
        assert_eq!(base.url("tags/"), "/repo/tags/");
        assert_eq!(base.absolute("").as_deref(), Some("https://example.org/repo/"));
        assert_eq!(Base::parse("/notes").unwrap().path, "/notes/");
        assert!(Base::parse("ftp://x").is_err() && Base::parse("x").is_err());
    }
}
