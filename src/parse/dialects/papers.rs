//! What a file's name says: the papers of a project that hold no questions, and tags.

/// Names of files every project has.
const PAPERS: &[&str] = &[
    "contributing",
    "contribution",
    "contributors",
    "code_of_conduct",
    "code-of-conduct",
    "license",
    "licence",
    "changelog",
    "changes",
    "history-of-changes",
    "security",
    "support",
    "authors",
    "pull_request_template",
    "issue_template",
    "governance",
    "maintainers",
    "roadmap",
    "summary",
    "_sidebar",
    "_navbar",
    "_coverpage",
];

/// Names of folders and files that say nothing of what is in them.
const EMPTY_NAMES: &[&str] = &[
    "readme",
    "index",
    "docs",
    "doc",
    "src",
    "source",
    "content",
    "contents",
    "topics",
    "topic",
    "questions",
    "question",
    "interview",
    "interviews",
    "website",
    "pages",
    "main",
    "master",
    "current",
    "all",
    "list",
    "quiz",
    "quizzes",
    "notes",
    "files",
    "data",
    "category",
    "categories",
    "i18n",
    "translations",
    "certificates",
    "docusaurus-plugin-content-docs",
    "docusaurus-plugin-content-blog",
    "history",
    "theory",
];

/// Endings of names that say only that there are questions.
const EMPTY_ENDINGS: &[&str] = &[
    "-interview-questions",
    "_interview_questions",
    "-questions",
    "_questions",
    "-quiz",
    "_quiz",
    "-interview",
    "-qa",
    "-q-and-a",
    "questions",
    "quiz",
];

/// Whether a file is one of the papers every project has.
pub fn is_paper(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    PAPERS.contains(&&*stem)
}

/// The tags a path gives: the file's name, else the name of the nearest folder that says something.
pub fn tags(path: &str) -> Vec<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    if let Some(last) = parts.last_mut() {
        *last = last.rsplit_once('.').map_or(*last, |(stem, _)| stem);
    }
    parts.iter().rev().find_map(|part| telling(part)).into_iter().collect()
}

fn telling(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let ending = EMPTY_ENDINGS.iter().find(|ending| lower.ends_with(*ending)).map_or(0, |ending| ending.len());
    let bare = lower[..lower.len() - ending].trim_matches(['-', '_', ' ']);
    let is_language = super::translations::is_language(bare);
    let says_something = bare.chars().any(char::is_alphabetic) && !bare.starts_with(|c: char| c.is_ascii_digit());
    (says_something && !EMPTY_NAMES.contains(&bare) && !is_language).then(|| bare.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_tags() {
        for (path, tag) in [
            ("css/css-quiz.md", Some("css")),
            ("topics/ansible/README.md", Some("ansible")),
            ("topics/en/agile.md", Some("agile")),
            ("README.md", None),
            ("src/questions/html-questions.md", Some("html")),
            ("questions/001-macro.md", None),
            ("zh-cn.md", None),
        ] {
            assert_eq!(tags(path), tag.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{path}");
        }
    }
}
