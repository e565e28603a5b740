//! What a tab shows, in a few letters: enough to tell whether it is still what the site has.

use memchr::memmem;

/// Pages with equal fingerprints show the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of the page, whatever its style.
    pub page: String,
    /// Of the style sheets it names.
    pub styles: String,
}

const FOLDER: &[u8] = b"assets/";
const ENDING: &[u8] = b".css";
/// Letters of a hash in the name of an asset.
const HASH: usize = 10;

impl Fingerprint {
    /// Of a page as the site has it.
    pub fn of(page: &[u8]) -> Self {
        let (mut whole, mut styles) = (blake3::Hasher::new(), blake3::Hasher::new());
        let mut done = 0;
        for at in memmem::find_iter(page, FOLDER) {
            let start = at + FOLDER.len();
            let length = page[start..].iter().take_while(|byte| is_of_a_name(**byte)).count();
            let Some((before, hash)) = split(&page[start..start + length]) else { continue };
            whole.update(&page[done..start + before]);
            styles.update(hash);
            done = start + length;
        }
        whole.update(&page[done..]);
        let short = |hasher: &blake3::Hasher| hasher.finalize().to_hex()[..16].to_owned();
        Self { page: short(&whole), styles: short(&styles) }
    }
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'.' | b'-' | b'_')
}

/// How long the part before the hash is, and the hash, of the name of a style sheet.
fn split(name: &[u8]) -> Option<(usize, &[u8])> {
    let stem = name.strip_suffix(ENDING)?;
    let before = stem.len().checked_sub(HASH)?;
    let hash = &stem[before..];
    hash.iter().all(u8::is_ascii_hexdigit).then_some((before, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_is_told_apart_from_the_rest() {
        let of = |page: &str| Fingerprint::of(page.as_bytes());
        let page = of("<link href='/assets/style.0123456789.css'><p>assets/one");
        let restyled = of("<link href='/assets/style.abcdefabcd.css'><p>assets/one");
        let rewritten = of("<link href='/assets/style.0123456789.css'><p>assets/two");
        assert_eq!(page.page, restyled.page);
        assert_ne!(page.styles, restyled.styles);
        assert_ne!(page.page, rewritten.page);
        assert_eq!(page.styles, rewritten.styles);
        assert_ne!(of("assets/a.js").page, of("assets/b.js").page);
        assert_ne!(of("assets/x.css").page, of("assets/y.css").page);
    }
}
