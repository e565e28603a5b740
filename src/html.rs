//! Escaping for HTML and XML text and double-quoted attribute values.

/// A transparent pixel: what stands for a picture that may not or cannot be shown, so that its description still is.
pub const NO_PICTURE: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

/// The bytes that may begin something to be escaped; most text is passed over by this table alone.
const NEEDS_A_LOOK: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte < 0x20 || matches!(byte as u8, b'&' | b'<' | b'>' | b'"' | 0x7f | 0xc2 | 0xef);
        byte += 1;
    }
    table
};

/// Appends `text` to `out` so that it stays text wherever it stands. What may stand in no document becomes U+FFFD.
pub fn push_escaped(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (index, byte) in bytes.iter().enumerate().filter(|(_, byte)| NEEDS_A_LOOK[usize::from(**byte)]) {
        let (entity, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            b'\t' | b'\n' | b'\r' => continue,
            0..=0x1f | 0x7f => ("\u{fffd}", 1),
            0xc2 if bytes[index + 1] < 0xa0 => ("\u{fffd}", 2),
            0xef if bytes[index + 1] == 0xbf && bytes[index + 2] >= 0xbe => ("\u{fffd}", 3),
            _ => continue,
        };
        out.push_str(&text[copied..index]);
        out.push_str(entity);
        copied = index + length;
    }
    out.push_str(&text[copied..]);
}

/// Whether a character may stand in no HTML or XML document: a control other than tab and newline, U+FFFE or U+FFFF.
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Whether a character reorders the text around it (Unicode's embeddings, overrides and isolates).
pub fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text`, escaped. Single quotes stay as they are: attribute values are always written between double ones.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    push_escaped(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;'");
        assert_eq!(escape("a\u{1b}b\u{85}c\u{ffff}d\u{a0}e\u{fffd}é"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{a0}e\u{fffd}é");
    }
}
