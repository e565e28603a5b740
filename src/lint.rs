//! The register of everything `check` can say: one line a lint. Each has a page in `docs/lints/`.

use std::fmt;

use serde::{Serialize, Serializer};

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the site is what its author meant.
    Note,
    /// The site is built, but something in it is probably not what its author meant.
    Warning,
    /// The site is not built.
    Error,
}

macro_rules! lints {
    ($($variant:ident $name:literal $severity:ident $summary:literal)*) => {
        /// A rule, known to authors by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Lint { $(#[doc = $summary] $variant,)* }

        impl Lint {
            /// Every lint, in the order of the register.
            pub const ALL: &'static [Lint] = &[$(Lint::$variant,)*];

            /// The name used in messages, in `[lints]` and as the file name of its page.
            pub fn name(self) -> &'static str {
                match self { $(Lint::$variant => $name,)* }
            }

            /// What it reports as when configuration is silent.
            pub fn default_severity(self) -> Severity {
                match self { $(Lint::$variant => Severity::$severity,)* }
            }

            /// One line on what it finds.
            pub fn summary(self) -> &'static str {
                match self { $(Lint::$variant => $summary,)* }
            }
        }
    };
}

lints! {
    Configuration "configuration" Error "the configuration file cannot be understood"
    Synonyms "synonyms" Error "the file of synonyms cannot be understood"
    Template "template" Error "a template cannot be parsed or rendered"
    UnreadableFile "unreadable-file" Error "a file could not be read"
    FileTooLarge "file-too-large" Error "a file is larger than the limit"
    InvalidUtf8 "invalid-utf8" Error "a file is not UTF-8 text"
    SkippedEntry "skipped-entry" Warning "a link, device or oddly named file in the content folder was passed over"
    LeftOut "left-out" Note "a file is a translation or test data and is not read"
    ControlCharacter "control-character" Warning "a control character was replaced, or an invisible one reorders text"
    Mojibake "mojibake" Warning "UTF-8 text was once read as Windows-1252 and has been repaired"
    FrontMatter "front-matter" Error "the front matter is not valid TOML or holds an unknown key"
    ReadAs "read-as" Note "a file is not in the native form; how it is read, and why"
    YamlFrontMatter "yaml-front-matter" Error "front matter must be TOML between `+++` lines"
    NoQuestions "no-questions" Warning "a Markdown file holds no question"
    NotAQuestion "not-a-question" Warning "a section is neither a question nor a known part of a file and is not published"
    HeadingForm "heading-form" Warning "a question's heading is not written `## Q1: Title`"
    HeadingLevel "heading-level" Warning "a heading's level does not fit its place"
    LevelDrift "level-drift" Warning "a question's heading is of another level than the others"
    InvalidNumber "invalid-number" Error "a question number is too large"
    DuplicateNumber "duplicate-number" Warning "a question number is used twice in a file"
    InvalidField "invalid-field" Error "a field's value cannot be understood"
    RepeatedField "repeated-field" Warning "a field appears twice in a question"
    InvalidId "invalid-id" Error "an id holds characters that do not belong in a URL"
    DuplicateId "duplicate-id" Error "two questions have the same id, or an alias is taken"
    DuplicateTitle "duplicate-title" Warning "two questions have the same title"
    InvisibleText "invisible-text" Warning "a title or tag holds nothing a reader can see"
    MissingQuestion "missing-question" Warning "a question's text is announced and missing"
    MissingAnswer "missing-answer" Warning "a question has no answer"
    EmptyAnswer "empty-answer" Warning "an answer is empty"
    NoTags "no-tags" Warning "a question has no tags"
    SingleUseTag "single-use-tag" Note "a tag is used by one question only"
    NearDuplicateTags "near-duplicate-tags" Warning "two tags differ so little that they are probably one"
    TagSpelling "tag-spelling" Warning "one tag is written in several ways"
    UnknownTopicReference "unknown-topic-reference" Warning "the topic index names a question the file does not have"
    ContentsDrift "contents-drift" Warning "the table of contents and the questions differ"
    TotalDrift "total-drift" Warning "the stated total and the number of questions differ"
    DeadLink "dead-link" Warning "a link or image leads nowhere"
    UnsafeUrl "unsafe-url" Warning "a link's scheme is not allowed and was removed"
    RemoteImage "remote-image" Warning "an image on another host is shown as a link"
    RawHtml "raw-html" Note "raw HTML was cleaned"
    MathSyntax "math-syntax" Warning "a formula cannot be understood"
    UnclosedFence "unclosed-fence" Warning "a code fence is never closed"
    HiddenQuestion "hidden-question" Warning "a question stood inside code, HTML or a paragraph and was let out"
    UnclosedHtml "unclosed-html" Warning "a comment or another block of raw HTML is never closed"
    UnusedFootnote "unused-footnote" Warning "a footnote is never referred to and is not published"
    FenceLanguage "fence-language" Note "a code fence names no language"
    UnknownLanguage "unknown-language" Warning "a code fence names a language that is not known"
    LongLine "long-line" Warning "a line is very long"
    Todo "todo" Warning "a note to self was left in"
}

impl Lint {
    /// The lint of that name.
    pub fn from_name(name: &str) -> Option<Lint> {
        Lint::ALL.iter().copied().find(|lint| lint.name() == name)
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Lint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
