//! Words that say little by themselves: `the`, `what`. The one room of the crate `stop-words`.

/// The stop words of a language by its BCP 47 tag; none for languages without a list.
pub(super) fn of(language: &str) -> impl Iterator<Item = &'static str> {
    let primary = language.split('-').next().unwrap_or_default();
    stop_words::lookup(primary).unwrap_or_default().iter().copied()
}
