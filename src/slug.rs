//! Names for URLs and files made from any text, and the keys that tell whether two names would meet on a disk.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The longest slug, in bytes: room for a folder, an extension and a number below the usual limit of 255.
const MAX_BYTES: usize = 100;

/// One component of a URL or path made from `text`; `""` when nothing in it can be kept (the caller then decides).
///
/// Letters, digits and the marks that belong to them are kept in every script, folded with NFKC and case folding, and
/// so are underscores inside a word; everything else becomes one `-`, none at the ends. A slug is its own
/// [`collision_key`]: two different slugs never meet on a disk. Names of programming give slugs of their own, by rule:
///
/// | text | slug | rule |
/// |---|---|---|
/// | `C++`, `g++` | `cpp`, `gpp` | `++` straight after a letter or digit is `pp` |
/// | `C#`, `A*`, `A+` | `c-sharp`, `a-star`, `a-plus` | the last character of a word |
/// | `.NET` | `dotnet` | a dot that begins a word of letters is `dot` |
/// | `ASP.NET`, `Node.js` | `asp-net`, `node-js` | a dot inside is like any other character |
/// | `don't`, `Q&A` | `dont`, `qa` | apostrophes and `&` vanish, and so does what nobody can see |
///
/// A slug longer than 100 bytes is cut between two graphemes and ends in `-` and 8 hexadecimal digits of the BLAKE3
/// hash of the whole. The names of Windows' devices get `-page` at their end.
pub fn slug(text: &str) -> String {
    let mut whole = words(&fold(text));
    // Dropping a character can put a letter next to a mark it composes with.
    loop {
        let again = words(&fold(&whole));
        if again == whole {
            break;
        }
        whole = again;
    }
    if whole.len() > MAX_BYTES {
        return cut(&whole);
    }
    if is_reserved(&whole) {
        whole.push_str("-page");
    }
    whole
}

/// Whether an author's own id can be used as it is: at most 100 bytes of lower-case letters, digits and their marks,
/// `-` and `_`, in NFC, neither end `-` or `_`, and not the name of a Windows device.
///
/// Whether two ids meet is a question for [`collision_key`]: this lets `straße` and `strasse` pass.
pub fn is_slug(text: &str) -> bool {
    let separator = ['-', '_'];
    let mut after_letter = false;
    !text.is_empty()
        && text.len() <= MAX_BYTES
        && !text.starts_with(separator)
        && !text.ends_with(separator)
        && text.chars().all(|c| {
            let kept = is_kept(c, after_letter);
            after_letter = kept;
            kept || separator.contains(&c)
        })
        && text.to_lowercase() == text
        && text.nfc().eq(text.chars())
        && !is_reserved(text)
}

/// A key equal for names that a file system which ignores case, normalises, or skips invisible characters would merge.
///
/// Canonical caseless matching (the Unicode Standard, section 3.13, D145) on text without default-ignorable characters;
/// a character is folded by lower case of upper case of lower case, which merges all that full case folding merges,
/// and `ı` with `i` besides.
pub fn collision_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded: String = visible(text).nfd().flat_map(fold_case).collect();
    folded.nfc().collect()
}

/// The anchor GitHub gives a heading of this text, without the number it adds to repeated ones.
pub fn github_anchor(text: &str) -> String {
    let word = |c: char| {
        let connector = matches!(c, '_' | '‿' | '⁀' | '⁔' | '︳' | '︴' | '﹍'..='﹏' | '＿');
        let digit = c.is_numeric() && (c.is_ascii() || std::iter::once(c).nfkd().eq([c]));
        c.is_alphabetic() || digit || is_combining_mark(c) || connector || c == '-'
    };
    let lower = text.trim().to_lowercase();
    lower.chars().filter_map(|c| if c == ' ' { Some('-') } else { word(c).then_some(c) }).collect()
}

/// NFKC and case folding until neither changes anything, after Unicode's NFKC_Casefold.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded: String = visible(text).nfkc().collect();
    loop {
        let again: String = visible(&collision_key(&folded)).nfkc().collect();
        if again == folded {
            return folded;
        }
        folded = again;
    }
}

fn fold_case(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !is_ignorable(c))
}

/// Unicode's Default_Ignorable_Code_Point.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_kept(c: char, after_kept: bool) -> bool {
    let mark = is_combining_mark(c) && !is_ignorable(c);
    if mark { after_kept } else { c.is_alphanumeric() && !is_ignorable(c) && !is_apostrophe(c) }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‛' | 'ʼ' | 'ʻ')
}

/// Keeps letters and digits of folded text, says some symbols, and puts one `-` for what stands between.
fn words(folded: &str) -> String {
    let mut slug = String::with_capacity(folded.len());
    let mut chars = folded.chars().filter(|&c| !is_apostrophe(c) && c != '&').peekable();
    let mut before = None;
    let mut gap = String::new();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let after_kept = gap.is_empty() && !slug.is_empty();
        let ends_word = after_kept && !next.is_some_and(|next| next.is_alphanumeric() || next == c);
        let begins_word = before.is_none_or(|c: char| c.is_whitespace() || "([{<\"“«/,;:".contains(c));
        match c {
            _ if is_kept(c, after_kept) => {
                join(&mut slug, &mut gap);
                slug.push(c);
            }
            '+' if after_kept && next == Some('+') => {
                chars.next();
                slug.push_str("pp");
            }
            '+' if ends_word => slug.push_str("-plus"),
            '#' | '♯' if ends_word => slug.push_str("-sharp"),
            '*' if ends_word => slug.push_str("-star"),
            '.' if begins_word && next.is_some_and(char::is_alphabetic) => {
                join(&mut slug, &mut gap);
                slug.push_str("dot");
            }
            _ => gap.push(c),
        }
        before = Some(c);
    }
    slug
}

/// Ends the gap before a kept character: underscores alone stay, anything else is one `-`.
fn join(slug: &mut String, gap: &mut String) {
    if !gap.is_empty() && !slug.is_empty() {
        let between = if gap.bytes().all(|b| b == b'_') { gap.as_str() } else { "-" };
        slug.push_str(between);
    }
    gap.clear();
}

fn cut(whole: &str) -> String {
    let hash = blake3::hash(whole.as_bytes()).to_hex();
    let digits = &hash.as_str()[..8];
    let room = MAX_BYTES - digits.len() - 1;
    let fits = |&(start, grapheme): &(usize, &str)| start + grapheme.len() <= room;
    let end =
        whole.grapheme_indices(true).take_while(fits).last().map_or(0, |(start, grapheme)| start + grapheme.len());
    let head = whole[..end].trim_end_matches(['-', '_']);
    if head.is_empty() { digits.to_owned() } else { format!("{head}-{digits}") }
}

fn is_reserved(name: &str) -> bool {
    let port =
        |prefix| matches!(name.strip_prefix(prefix), Some(n) if n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(name, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || port("com") || port("lpt")
}

#[cfg(test)]
mod tests {
    use super::{collision_key, github_anchor, is_slug, slug};
    use crate::output::OutputPath;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use unicode_normalization::UnicodeNormalization;

    fn check(text: &str, expected: &str) {
        assert_eq!(slug(text), expected, "slug of {text:?}");
        assert!(expected.is_empty() || is_slug(expected), "{expected:?} is not a slug");
    }

    #[test]
    fn programming_names() {
        check("C", "c");
        check("C++", "cpp");
        check("C++20", "cpp20");
        check("C++'s move", "cpps-move");
        check("Why C++?", "why-cpp");
        check("g++", "gpp");
        check("C#", "c-sharp");
        check("C♯", "c-sharp");
        check("F#", "f-sharp");
        check("C# 12: `record`", "c-sharp-12-record");
        check("A*", "a-star");
        check("A* search", "a-star-search");
        check("D*-Lite", "d-star-lite");
        check("Google+", "google-plus");
        check("Ctrl+C", "ctrl-c");
        check("a**b", "a-b");
        check(".NET", "dotnet");
        check("NET", "net");
        check("(.NET)", "dotnet");
        check("ASP.NET", "asp-net");
        check("Node.js", "node-js");
        check("wait...what", "wait-what");
        check("...and so on", "and-so-on");
        check("user_id", "user_id");
        check("__proto__", "proto");
        check("_headers", "headers");
        check("a _ b", "a-b");
        check("O(n log n)", "o-n-log-n");
        check("issue #42", "issue-42");
    }

    #[test]
    fn punctuation() {
        check("Q1: Photo Storage Sharding", "q1-photo-storage-sharding");
        check("don't — can’t", "dont-cant");
        check("Q&A", "qa");
        check("R & D", "r-d");
        check("../../../../tmp/X", "tmp-x");
        check("..", "");
        check(".", "");
        check("%2e%2e%2f", "2e-2e-2f");
        check("..\\..\\X", "x");
        check("~root", "root");
        check("a\0b\u{1b}[31m", "a-b-31m");
        check("index.html", "index-html");
        check("==", "");
        check("", "");
        check("  --  ", "");
    }

    #[test]
    fn scripts() {
        check("分散システム設計", "分散システム設計");
        check("一致性哈希 是什么？", "一致性哈希-是什么");
        check("ما هو التجزئة؟", "ما-هو-التجزئة");
        check("สวัสดี ที่นี่", "สวัสดี-ที่นี่");
        check("हिन्दी में", "हिन्दी-में");
        check("می\u{200c}خواهم", "میخواهم");
        check("Straße", "strasse");
        check("ΛΌΓΟΣ", "λόγοσ");
        check("Cafe\u{301}", "café");
        check("ＣＡＦÉ", "café");
        check("ﬁle №①", "file-no1");
        check("\u{212a}elvin", "kelvin");
        check("x²", "x2");
        check("½", "1-2");
        check("\u{301}a", "a");
        check("e'\u{301}", "é");
    }

    #[test]
    fn invisible_and_emoji() {
        check("🎉", "");
        check("Party 🎉 time", "party-time");
        check("👩\u{200d}💻", "");
        check("\u{200b}\u{feff}\u{202e}", "");
        check("a\u{202e}b", "ab");
        check("❤\u{fe0f}x", "x");
    }

    #[test]
    fn reserved_names() {
        check("CON", "con-page");
        check("nul", "nul-page");
        check("NUL.html", "nul-html");
        check("COM¹", "com1-page");
        check("com0", "com0-page");
        check("lpt9", "lpt9-page");
        check("com10", "com10");
        check("CONIN$", "conin");
        check("ａｕｘ. ", "aux-page");
    }

    #[test]
    fn long_text_is_cut_and_stays_unique() {
        let letters = slug(&"a".repeat(300));
        assert_eq!(letters.len(), 100);
        assert_ne!(letters, slug(&"a".repeat(301)));
        let ideographs = slug(&"漢".repeat(200));
        assert_eq!(ideographs.chars().count(), 30 + 9);
        assert!(ideographs.len() <= 100 && is_slug(&ideographs));
        let marks = slug(&format!("a{}", "\u{316}".repeat(200)));
        assert_eq!(marks.len(), 8);
        assert_eq!(slug(&"e\u{301} ".repeat(99)), slug(&"É-".repeat(99)));
    }

    #[test]
    fn own_ids() {
        for id in ["a", "a-b", "a_b", "q1", "straße", "日本", "a--b", "café", &"a".repeat(100)] {
            assert!(is_slug(id), "{id}");
        }
        for id in ["", "A", "-a", "a-", "_a", "a b", "a.b", "a/b", "con", "com1", "cafe\u{301}", "\u{301}", "a\u{200b}"]
        {
            assert!(!is_slug(id), "{id}");
        }
        assert!(!is_slug(&"a".repeat(101)));
    }

    #[test]
    fn names_that_meet() {
        for (one, other) in [
            ("Straße", "STRASSE"),
            ("ẞ", "ss"),
            ("\u{212a}", "k"),
            ("İ", "i\u{307}"),
            ("café", "CAFE\u{301}"),
            ("λόγος", "ΛΌΓΟΣ"),
            ("a\u{200d}b", "ab"),
            ("ᾳ", "ΑΙ"),
        ] {
            assert_eq!(collision_key(one), collision_key(other), "{one} {other}");
        }
        assert_ne!(collision_key("a"), collision_key("á"));
    }

    #[test]
    fn anchors() {
        for (text, anchor) in [
            ("Q1: Photo Storage Sharding", "q1-photo-storage-sharding"),
            ("C++ & C#", "c--c"),
            ("  `code_span` — dash", "code_span--dash"),
            ("Überblick 日本", "überblick-日本"),
            ("x² 🎉", "x-"),
        ] {
            assert_eq!(github_anchor(text), anchor);
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_empty_or_a_safe_name(text in any::<String>()) {
            let slug = slug(&text);
            prop_assert!(slug.is_empty() || is_slug(&slug), "{:?}", slug);
            prop_assert!(slug.is_empty() || OutputPath::new(&slug).is_some());
        }

        #[test]
        fn a_slug_of_a_slug_is_the_slug(text in "\\PC{0,60}|[A-C+#*._' \u{300}-\u{345}ΣßİıÉ\u{200d}&-]{0,80}|[a-zé漢 ]{80,200}") {
            let once = slug(&text);
            prop_assert_eq!(slug(&once), once.clone());
            prop_assert_eq!(collision_key(&once), once);
        }

        #[test]
        fn spelling_forms_of_a_text_share_slug_and_key(text in "\\PC{0,60}") {
            let nfd: String = text.nfd().collect();
            prop_assert_eq!(slug(&nfd), slug(&text));
            prop_assert_eq!(collision_key(&nfd), collision_key(&text));
            prop_assert_eq!(collision_key(&collision_key(&text)), collision_key(&text));
        }
    }
}
