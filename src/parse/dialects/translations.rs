//! Which files only repeat another in a different language.

/// Codes of languages, as files and folders are named by them; `ch`, `cn`, `ua` and `jp` are countries, and used so.
const CODES: &[&str] = &[
    "ar", "bg", "bn", "bs", "ca", "ch", "cn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fil", "fr", "gr",
    "gu", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "jp", "ka", "kk", "kn", "ko", "kr", "lt", "lv", "mk", "ml",
    "mn", "mr", "ms", "my", "ne", "nl", "no", "np", "pa", "pl", "pt", "ro", "rs", "ru", "si", "sk", "sl", "sq", "sr",
    "sv", "sw", "ta", "te", "th", "tl", "tr", "ua", "uk", "ur", "uz", "vi", "vn", "zh",
];

/// Whether a name is that of a language: `zh`, `pt-br`, `zh_CN`, `ZH-Hans`.
pub fn is_language(name: &str) -> bool {
    let name = name.to_lowercase();
    let (code, region) = name.split_once(['-', '_']).unwrap_or((&name, ""));
    let is_region = region.len() == 2 || ["", "hans", "hant", "latn", "cyrl", "419"].contains(&region);
    CODES.contains(&code) && is_region && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether the file at `path` only repeats another in a different language: it stands in a folder of translations, or
/// is named like its original with a language behind. `exists` tells which other files there are.
pub fn is_translation(path: &str, exists: &dyn Fn(&str) -> bool) -> bool {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    if folder.split('/').any(|part| matches!(part.to_lowercase().as_str(), "translations" | "translation" | "locales"))
    {
        return true;
    }
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let parted = stem.char_indices().filter(|(_, c)| matches!(c, '-' | '_' | '.'));
    let mut parted = parted.map(|(at, _)| (&stem[..at], &stem[at + 1..]));
    parted.any(|(original, language)| {
        let beside = if folder.is_empty() {
            format!("{original}.{extension}")
        } else {
            format!("{folder}/{original}.{extension}")
        };
        !original.is_empty() && is_language(language) && (exists(&beside) || ends_like_others(original))
    })
}

/// Whether a name ends as the names of files of questions do, so that a language behind it is no part of a title.
fn ends_like_others(name: &str) -> bool {
    let name = name.to_lowercase();
    ["readme", "quiz", "questions", "interview", "answers"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a file stands in a folder of things to test a program with.
pub fn is_test_data(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|part| matches!(part, "test" | "tests" | "__tests__" | "testcases" | "fixtures"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_are_told_from_originals() {
        let exists = |path: &str| ["README.md", "git/git-quiz.md", "go/how-to.md"].contains(&path);
        for path in [
            "README-zh_CN.md",
            "README.ja.md",
            "git/git-quiz-es.md",
            "x/django-quiz-hi.md",
            "src/translations/a/README.md",
        ] {
            assert!(is_translation(path, &exists), "{path}");
        }
        for path in
            ["README.md", "zh-cn.md", "topics/ko/java.md", "git/git-quiz.md", "learn/what-is-it.md", "go/on-no.md"]
        {
            assert!(!is_translation(path, &exists), "{path}");
        }
    }
}
