//! The languages whose words have stems, each a feature of this crate.

use frostem::Algorithm;

use super::english;

/// The engine of all other languages, as in `engine.und.wasm`.
pub const UNDETERMINED: &str = "und";

macro_rules! languages {
    ($($tag:literal => $algorithm:ident,)*) => {
        /// The languages there are stemmers for, by the tags their engines are named after.
        pub const LANGUAGES: &[&str] = &["en", $($tag),*];

        fn algorithm(tag: &str) -> Option<Algorithm> {
            match tag {
                $(#[cfg(feature = $tag)] $tag => Some(Algorithm::$algorithm),)*
                _ => None,
            }
        }
    };
}

languages! {
    "ar" => Arabic,
    "ca" => Catalan,
    "cs" => Czech,
    "da" => Danish,
    "de" => German,
    "el" => Greek,
    "eo" => Esperanto,
    "es" => Spanish,
    "et" => Estonian,
    "eu" => Basque,
    "fa" => Persian,
    "fi" => Finnish,
    "fr" => French,
    "ga" => Irish,
    "hi" => Hindi,
    "hu" => Hungarian,
    "hy" => Armenian,
    "id" => Indonesian,
    "it" => Italian,
    "lt" => Lithuanian,
    "ne" => Nepali,
    "nl" => Dutch,
    "no" => Norwegian,
    "pl" => Polish,
    "pt" => Portuguese,
    "ro" => Romanian,
    "ru" => Russian,
    "sr" => Serbian,
    "st" => Sesotho,
    "sv" => Swedish,
    "ta" => Tamil,
    "tr" => Turkish,
    "uk" => Ukrainian,
    "yi" => Yiddish,
}

/// The tag of the engine for a language by its tag (`pt-BR`): its own, or [`UNDETERMINED`].
pub fn engine_of(language: &str) -> &'static str {
    let tag = primary(language);
    LANGUAGES.iter().find(|known| tag == **known).copied().unwrap_or(UNDETERMINED)
}

/// What finds the stems of a language's words.
#[derive(Clone, Copy)]
pub(crate) enum Stemmer {
    English,
    Other(frostem::Stemmer),
}

impl Stemmer {
    /// Of a language by its tag, if there is one and it is built in.
    pub(crate) fn of(language: &str) -> Option<Self> {
        match primary(language) {
            "en" if cfg!(feature = "en") => Some(Self::English),
            tag => algorithm(tag).map(|algorithm| Self::Other(frostem::Stemmer::new(algorithm))),
        }
    }

    pub(crate) fn stem(self, word: &str) -> String {
        match self {
            // Without the feature there is none: then its code need not be there either.
            Self::English if cfg!(feature = "en") => english::stem(word),
            Self::English => word.to_owned(),
            Self::Other(stemmer) => stemmer.stem(word).into_owned(),
        }
    }
}

/// A tag's first part; both written forms of Norwegian have one stemmer.
fn primary(language: &str) -> &str {
    let end = language.bytes().position(|byte| byte == b'-').unwrap_or(language.len());
    match &language[..end] {
        "nb" | "nn" => "no",
        tag => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_stemmer() {
        for tag in LANGUAGES {
            assert!(Stemmer::of(tag).is_some(), "{tag}");
        }
    }

    #[test]
    fn regions_and_unknown_languages_have_an_engine() {
        for (language, engine) in [("pt-BR", "pt"), ("nb", "no"), ("nn-NO", "no"), ("zh", "und"), ("", "und")] {
            assert_eq!(engine_of(language), engine, "{language}");
        }
    }
}
