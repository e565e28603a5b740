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
            '’' | 'ʼ' => into.push('\''),
            // Full-width forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => into.push(small(char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter))),
            _ => into.push(small(letter)),
        }
    }
}

/// Capitals that are no fixed step before their small letters, each followed by its small letter.
const IRREGULAR: &str = "ƁɓƆɔƉɖƊɗƏəƐɛƓɠƔɣƖɩƘƙƝɲƠơƯưƱʊƲʋƳƴƷʒǴǵΆάΈέΉήΊίΌόΎύΏώӀӏẞßŸÿ\u{130}i\u{2126}ω\u{212a}k\u{212b}å";

/// The small letter of a capital; other characters are their own.
///
/// [`char::to_lowercase`] knows capitals that hardly anybody writes (Cherokee, Deseret, Roman numerals), in a table that
/// is longer than this file.
pub(crate) fn small(letter: char) -> char {
    let code = u32::from(letter);
    let small = match code {
        0x41..=0x5a | 0xc0..=0xde | 0x391..=0x3ab | 0x410..=0x42f => code + 32,
        // Most small letters there are.
        0..=0xff | 0x3ac..=0x3ce | 0x430..=0x45f => code,
        0x400..=0x40f => code + 80,
        0x531..=0x556 => code + 48,
        0x1c90..=0x1cbf => code - 0xbc0,
        0x1f00..=0x1f6f | 0x1f80..=0x1faf => code & !8,
        // Capital and small letter in turn, from an even number on and from an odd one on.
        0x100..=0x12f
        | 0x132..=0x137
        | 0x14a..=0x177
        | 0x1de..=0x1ef
        | 0x1f8..=0x21f
        | 0x222..=0x233
        | 0x246..=0x24f
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => code | 1,
        0x139..=0x148 | 0x179..=0x17e | 0x1cd..=0x1dc | 0x4c1..=0x4ce => code + (code & 1),
        _ => {
            let mut letters = IRREGULAR.chars();
            while let (Some(capital), Some(small)) = (letters.next(), letters.next()) {
                if capital == letter {
                    return small;
                }
            }
            code
        }
    };
    char::from_u32(small).unwrap_or(letter)
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
    fn capitals_have_the_small_letters_of_the_standard_library() {
        for letter in '\0'..='\u{10ffff}' {
            let hardly_written = matches!(letter,
                '\u{182}'..='\u{245}' | '\u{370}'..='\u{37f}' | '\u{3cf}'..='\u{3ff}'
                    | '\u{10a0}'..='\u{10cd}' | '\u{13a0}'..='\u{13f5}' | '\u{1c89}' | '\u{1fb8}'..='\u{1fff}' | '\u{2132}'..);
            let expected = letter.to_lowercase().next().unwrap();
            let found = small(letter);
            assert!(
                found == expected || found == letter && hardly_written || !letter.is_alphabetic(),
                "{letter:?} {found:?}"
            );
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
