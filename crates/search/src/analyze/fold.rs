//! Letters without case and diacritics: what makes `Café`, `cafe` and `CAFE` one word.

/// For each of U+00C0–U+024F the letter it is without its diacritic; `.` where there is none.
const LATIN: &[u8; 400] =
    b"aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggg\
hhhhiiiiiiiiii..jjkk.llllllllllnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs........\
........................oo.............uu............................aaiioouuuuuuuuuu.aaaa....ggkkoo\
oo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";

/// The same for U+1E00–U+1EFF.
const LATIN_ADDITIONAL: &[u8; 256] =
    b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// Appends the text in lower case, with diacritics kept: what stemmers of most languages expect.
pub(crate) fn push_lower(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            'A'..='Z' => into.push(letter.to_ascii_lowercase()),
            '\0'..='\x7f' => into.push(letter),
            '’' | 'ʼ' => into.push('\''),
            // Full-width forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter);
                into.push(ascii.to_ascii_lowercase());
            }
            _ => into.extend(letter.to_lowercase()),
        }
    }
}

/// Appends the text, already in lower case, without diacritics.
pub(crate) fn push_folded(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            '\0'..='\x7f' => into.push(letter),
            'æ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            'ß' => into.push_str("ss"),
            'þ' => into.push_str("th"),
            'ĳ' => into.push_str("ij"),
            '\u{c0}'..='\u{24f}' => into.push(of_table(LATIN, letter, 0xc0)),
            '\u{1e00}'..='\u{1eff}' => into.push(of_table(LATIN_ADDITIONAL, letter, 0x1e00)),
            // Marks that combine with the letter before: Latin, Hebrew and Arabic.
            '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'..='\u{5c7}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}' => {}
            'ά' => into.push('α'),
            'έ' => into.push('ε'),
            'ή' => into.push('η'),
            'ί' | 'ϊ' | 'ΐ' => into.push('ι'),
            'ό' => into.push('ο'),
            'ύ' | 'ϋ' | 'ΰ' => into.push('υ'),
            'ώ' => into.push('ω'),
            'ς' => into.push('σ'),
            'ё' => into.push('е'),
            _ => into.push(letter),
        }
    }
}

fn of_table(table: &[u8], letter: char, first: u32) -> char {
    match table.get((u32::from(letter) - first) as usize) {
        Some(b'.') | None => letter,
        Some(base) => char::from(*base),
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    use super::*;

    fn fold(text: &str) -> String {
        let (mut lower, mut folded) = (String::new(), String::new());
        push_lower(text, &mut lower);
        push_folded(&lower, &mut folded);
        folded
    }

    #[test]
    fn every_decomposable_latin_letter_is_its_base() {
        for letter in ('\u{c0}'..='\u{24f}').chain('\u{1e00}'..='\u{1eff}') {
            let base: Vec<char> = letter.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
            if let [base] = base[..]
                && base.is_ascii_alphabetic()
            {
                assert_eq!(fold(&letter.to_string()), base.to_ascii_lowercase().to_string(), "{letter}");
            }
        }
    }

    #[test]
    fn composed_and_decomposed_text_are_one() {
        for word in ["Café", "NAÏVE", "Ångström", "Ώρα", "straße", "Œuvre", "ＡＢＣ"] {
            assert_eq!(fold(&word.nfc().collect::<String>()), fold(&word.nfd().collect::<String>()));
        }
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold("don’t"), "don't");
    }
}
