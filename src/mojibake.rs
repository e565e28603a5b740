//! UTF-8 that was once read as Windows-1252: where it stands in a text, and what it was. In doubt, text is right.
//!
//! A broken character is a lead (`Â`–`ô`, the bytes C2–F4) and the tail its first byte asks for, together valid
//! UTF-8. Right text holds such sequences too (`é”…` is one, read as bytes), so a sequence counts only with a proof:
//!
//! - its tail could not follow a letter in writing (`â€™`, `Ã©`), or holds a C1 control;
//! - a capital stands inside a word of small letters (`NestleÂ®`);
//! - its lead is no word in any language (`Ã—` between spaces is `×`);
//! - it touches a proven one, or its line holds a proven one of the same script and it does not end a word.
//!
//! What stays ambiguous is left alone: `MANHÃ–TARDE` may be right and `KÃ–LN` may not, `É–` may be a word and a
//! dash, and a no-break space that an editor has made a plain one (`Ã la`) cannot be brought back. Two
//! kinds of right text are taken for broken: what shows broken characters on purpose, and the letters `Â`, `Ã`, `Î` and
//! `Ï` as words with a mark straight after them and no quotation marks around (`Õ, Ã…`).

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

/// How often the same text may have gone through the wrong decoder.
const LEVELS: usize = 3;

/// A stretch of broken text and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Bytes of the text searched; adjacent broken characters are one stretch.
    pub span: Range<usize>,
    /// What to put there; empty for a byte order mark.
    pub repaired: String,
}

/// Every stretch of broken text, in order, none overlapping. Time is linear, and plain ASCII costs a byte search only.
pub fn find(text: &str) -> Vec<Repair> {
    let mut repairs = find_once(text);
    for _ in 1..LEVELS {
        if repairs.is_empty() {
            break;
        }
        let mended = Mended::new(text, &repairs);
        let deeper = find_once(&mended.text);
        if deeper.is_empty() {
            break;
        }
        repairs = mended.with(deeper);
    }
    // A C1 control is no text: the bytes were something else than UTF-8.
    repairs.retain(|repair| !repair.repaired.chars().any(is_c1));
    for repair in &mut repairs {
        repair.repaired.retain(|c| c != '\u{feff}');
    }
    repairs
}

/// A text with its repairs in place.
struct Mended {
    text: String,
    /// For every repair its bytes in the broken text and in the mended one.
    places: Vec<(Range<usize>, Range<usize>)>,
}

impl Mended {
    fn new(broken: &str, repairs: &[Repair]) -> Self {
        let mut text = String::with_capacity(broken.len());
        let mut places = Vec::with_capacity(repairs.len());
        let mut at = 0;
        for repair in repairs {
            text.push_str(&broken[at..repair.span.start]);
            let start = text.len();
            text.push_str(&repair.repaired);
            places.push((repair.span.clone(), start..text.len()));
            at = repair.span.end;
        }
        text.push_str(&broken[at..]);
        Self { text, places }
    }

    /// The repairs of the broken text when `deeper` are those still to be made in this one.
    fn with(self, deeper: Vec<Repair>) -> Vec<Repair> {
        let mut first = self.places.into_iter().peekable();
        let mut second = deeper.into_iter().peekable();
        let mut repairs = Vec::new();
        // What a byte's place in the mended text lacks to its place in the broken one, before the next repair.
        let mut shift = 0;
        loop {
            let next = [first.peek().map(|(_, to)| to.start), second.peek().map(|repair| repair.span.start)];
            let Some(start) = next.into_iter().flatten().min() else {
                return repairs;
            };
            let broken_start = start + shift;
            let (mut end, mut at) = (start, start);
            let mut repaired = String::new();
            loop {
                if let Some((from, to)) = first.next_if(|(_, to)| to.start <= end) {
                    end = end.max(to.end);
                    shift = from.end - to.end;
                } else if let Some(repair) = second.next_if(|repair| repair.span.start <= end) {
                    repaired.push_str(&self.text[at..repair.span.start]);
                    repaired.push_str(&repair.repaired);
                    at = repair.span.end;
                    end = end.max(at);
                } else {
                    break;
                }
            }
            repaired.push_str(&self.text[at..end]);
            repairs.push(Repair { span: broken_start..end + shift, repaired });
        }
    }
}

fn find_once(text: &str) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let mut line = Vec::new();
    let mut end = 0;
    for run in runs(text) {
        if memchr(b'\n', &text.as_bytes()[end..run.span.start]).is_some() {
            judge_line(&mut line, &mut repairs);
        }
        end = run.span.end;
        line.push(run);
    }
    judge_line(&mut line, &mut repairs);
    repairs
}

/// Adjacent sequences that could each be a broken character.
struct Run {
    span: Range<usize>,
    units: Vec<Unit>,
}

struct Unit {
    span: Range<usize>,
    decoded: char,
    proof: Proof,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Proof {
    /// More likely right text.
    Against,
    /// Right text as easily as broken.
    Open,
    /// Unlikely in right text, but one alone is not enough.
    Hint,
    /// Cannot be right text.
    Certain,
}

fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut end = 0;
    memchr_iter(0xC3, text.as_bytes()).filter_map(move |start| {
        if start < end {
            return None;
        }
        let mut units = Vec::new();
        let mut at = start;
        while let Some(unit) = unit(text, at) {
            at = unit.span.end;
            units.push(unit);
        }
        end = at;
        (!units.is_empty()).then_some(Run { span: start..at, units })
    })
}

/// Moves what is broken of one line's runs to `repairs`.
fn judge_line(line: &mut Vec<Run>, repairs: &mut Vec<Repair>) {
    let proven = line.iter().filter(|run| is_certain(run)).flat_map(|run| &run.units);
    let scripts: BTreeSet<u32> = proven.map(|unit| script(unit.decoded)).collect();
    for run in line.drain(..) {
        let likely = |unit: &Unit| unit.proof >= Proof::Open && scripts.contains(&script(unit.decoded));
        if is_certain(&run) || run.units.iter().all(likely) {
            repairs.push(Repair { span: run.span, repaired: run.units.iter().map(|unit| unit.decoded).collect() });
        }
    }
}

fn is_certain(run: &Run) -> bool {
    let long = run.units.iter().filter(|unit| unit.decoded.len_utf8() > 2 && unit.proof >= Proof::Open).count();
    // Letter, mark, mark, three times over without a space.
    let chain = long >= 3 && long == run.units.len();
    let pair = run.units.windows(2).any(|pair| {
        script(pair[0].decoded) == script(pair[1].decoded) && pair.iter().any(|unit| unit.proof == Proof::Hint)
    });
    chain || pair || run.units.iter().any(|unit| unit.proof == Proof::Certain)
}

/// The sequence that begins at `start`, when its bytes in Windows-1252 are one character of UTF-8.
fn unit(text: &str, start: usize) -> Option<Unit> {
    let mut chars = text[start..].char_indices();
    let lead = chars.next()?.1;
    let length = match lead {
        'Â'..='ß' => 2,
        'à'..='ï' => 3,
        'ð'..='ô' => 4,
        _ => return None,
    };
    let mut tail = ['\0'; 3];
    let mut bytes = [byte(lead)?, 0, 0, 0];
    let mut end = start;
    for at in 1..length {
        let (offset, c) = chars.next()?;
        bytes[at] = byte(c)?;
        tail[at - 1] = c;
        end = start + offset + c.len_utf8();
    }
    let decoded = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    if !matches!(decoded, '\u{80}'..='\u{d7ff}' | '\u{f900}'..='\u{3ffff}' | '\u{e0020}'..='\u{e007f}') {
        return None;
    }
    let sequence = Sequence {
        head: &text[..start],
        before: before(text, start).unwrap_or(' '),
        lead,
        tail: &tail[..length - 1],
        after: text[end..].chars().next().unwrap_or(' '),
    };
    Some(Unit { span: start..end, decoded, proof: sequence.proof() })
}

fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

struct Sequence<'a> {
    head: &'a str,
    before: char,
    lead: char,
    tail: &'a [char],
    after: char,
}

impl Sequence<'_> {
    fn proof(&self) -> Proof {
        if self.tail.iter().any(|&c| is_c1(c)) {
            return Proof::Certain;
        }
        match (self.could_be_written(), self.lead) {
            (false, 'Â'..='Ì' | 'Î' | 'Ï' | 'à'..='ô') => Proof::Certain,
            (false, _) if self.is_capital_after_small() => Proof::Certain,
            (false, _) => Proof::Hint,
            (true, _) if self.is_quoted() => Proof::Against,
            (true, 'Â'..='ß') => self.proof_of_two(),
            (true, _) => self.proof_of_more(),
        }
    }

    /// For two bytes whose second could follow the first in writing.
    fn proof_of_two(&self) -> Proof {
        let no_word = matches!(self.lead, 'Â' | 'Ã' | 'Î' | 'Ï');
        let never_before_letter = matches!(self.tail[0], '‘' | '“' | '”' | '›' | '™');
        let may_stand_inside = matches!(self.tail[0], '’' | '–' | '—' | '…' | '·' | '\u{a0}');
        if self.is_capital_after_small() {
            let inside = self.after.is_lowercase() && !may_stand_inside && self.lead <= 'Ï';
            let plain = matches!(self.lead, 'Â' | 'Ã') || inside;
            if plain { Proof::Certain } else { Proof::Open }
        } else if self.before.is_uppercase() || (self.before.is_lowercase() && self.lead == 'ß') {
            let seldom_after_word = matches!(self.tail[0], '®' | '©' | '¹' | '²' | '³' | 'ª' | 'º' | '°' | '´');
            match self.lead {
                'Ã' if self.tail[0] == '©' || (self.after.is_uppercase() && never_before_letter) => Proof::Certain,
                'Ã' if self.after.is_lowercase() && !may_stand_inside => Proof::Certain,
                // The French for where, at the head of a sentence; `OÃ` is no word.
                'Ã' if self.tail[0] == '¹' && self.follows_lone('O') => Proof::Certain,
                'Ã' if self.after.is_uppercase() || seldom_after_word => Proof::Open,
                _ => Proof::Against,
            }
        } else if no_word {
            Proof::Certain
        } else {
            Proof::Open
        }
    }

    /// For three or four bytes of which the later could follow the first in writing.
    fn proof_of_more(&self) -> Proof {
        let quoted_next = matches!(self.tail[1], '“' | '”' | '‘' | '’' | '«' | '»' | '‹' | '›' | '–' | '—' | '…');
        if self.before.is_lowercase() || self.before.is_uppercase() {
            Proof::Against
        } else if self.lead == 'â' && matches!(self.tail[0], '–' | '—') && !quoted_next {
            Proof::Certain
        } else {
            Proof::Open
        }
    }

    fn follows_lone(&self, letter: char) -> bool {
        self.head.strip_suffix(letter).is_some_and(|head| !head.ends_with(char::is_alphanumeric))
    }

    fn is_capital_after_small(&self) -> bool {
        self.before.is_lowercase() && self.lead.is_uppercase()
    }

    /// A letter between quotation marks, spoken of as a letter.
    fn is_quoted(&self) -> bool {
        matches!(self.before, '“' | '‘' | '„' | '‚' | '«' | '»' | '‹' | '›' | '”' | '’')
            && matches!(self.tail[0], '“' | '‘' | '«' | '»' | '‹' | '›' | '”' | '’')
            && !self.after.is_alphanumeric()
    }

    /// Whether some language's right spelling and punctuation puts the tail after the lead.
    fn could_be_written(&self) -> bool {
        #[derive(Clone, Copy, PartialEq)]
        enum After {
            Letter,
            Mark,
            Gap,
        }
        let czech = matches!(
            self.lead,
            'á' | 'é' | 'í' | 'ä' | 'Á' | 'É' | 'Í' | 'Ó' | 'Ú' | 'Ý' | 'Ä' | 'Ô' | 'Õ' | 'Ö' | 'Ü'
        );
        let capital = self.lead.is_uppercase();
        let mut after = After::Letter;
        for &c in self.tail {
            after = match (after, c) {
                (_, '–' | '—' | '\u{a0}' | '·') => After::Gap,
                (_, '“' | '”' | '‘' | '’' | '«' | '»' | '‹' | '›' | '…') => After::Mark,
                (After::Letter | After::Mark, '®' | '™' | '©' | '¹' | '²' | '³') => After::Mark,
                (After::Letter, 'ª' | 'º' | '°' | '´') => After::Mark,
                (After::Letter, '†' | '‡' | '•') if capital => After::Mark,
                (After::Letter, '\u{ad}') if self.after.is_alphabetic() => After::Letter,
                (After::Letter, 'š' | 'ž') if czech => After::Letter,
                (After::Letter, 'Š' | 'Ž') if czech && capital => After::Letter,
                (After::Letter, '±') if self.lead == 'Å' => After::Gap,
                (After::Letter, '¼' | '½' | '¾') if self.lead == 'Ø' => After::Mark,
                (After::Letter, '¼' | '½' | '¾' | '£' | '¥' | '€' | '¢' | '±' | 'µ') if self.lead == '×' => {
                    After::Mark
                }
                (After::Gap, '„' | '‚' | '¡' | '¿' | '†' | '‡' | '•' | '¼' | '½' | '¾') => After::Mark,
                (After::Gap, '£' | '¥' | '¢' | '€' | '§' | '¶' | '±' | '©') => After::Mark,
                (After::Gap, 'š' | 'ž' | 'Š' | 'Ž' | 'œ' | 'Œ' | 'µ') => After::Letter,
                _ => return false,
            };
        }
        true
    }
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

/// A number shared by characters that belong to the same writing.
fn script(c: char) -> u32 {
    match u32::from(c) {
        0..=0x24F => 0,
        0x2000..=0x2BFF => 0x20,
        0x2E80..=0xD7FF => 0x4E,
        number => number >> 8,
    }
}

/// The byte that Windows-1252 reads as `c`; its five empty places and ISO 8859-1 give C1 controls.
fn byte(c: char) -> Option<u8> {
    Some(match c {
        '\u{80}'..='\u{ff}' => u8::try_from(u32::from(c)).expect("the arm's range is that of a byte"),
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        '‡' => 0x87,
        'ˆ' => 0x88,
        '‰' => 0x89,
        'Š' => 0x8A,
        '‹' => 0x8B,
        'Œ' => 0x8C,
        'Ž' => 0x8E,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '˜' => 0x98,
        '™' => 0x99,
        'š' => 0x9A,
        '›' => 0x9B,
        'œ' => 0x9C,
        'ž' => 0x9E,
        'Ÿ' => 0x9F,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{LEVELS, byte, find};
    use proptest::prelude::{Strategy, prop, prop_assert_eq, proptest};
    use proptest::sample::select;

    /// What a reader of Windows-1252 makes of the text's UTF-8.
    fn damage(text: &str) -> String {
        let table: Vec<char> = ('\u{80}'..='\u{2122}').filter(|&c| !('\u{80}'..='\u{9f}').contains(&c)).collect();
        let read = |b: u8| match b {
            0..=0x7F => char::from(b),
            _ => table.iter().copied().find(|&c| byte(c) == Some(b)).unwrap_or(char::from(b)),
        };
        text.bytes().map(read).collect()
    }

    fn repair(text: &str) -> String {
        let mut repaired = String::new();
        let mut at = 0;
        for repair in find(text) {
            repaired.push_str(&text[at..repair.span.start]);
            repaired.push_str(&repair.repaired);
            at = repair.span.end;
        }
        repaired + &text[at..]
    }

    fn check(broken: &str, right: &str) {
        assert_eq!(repair(broken), right, "repair of {broken:?}");
    }

    #[test]
    fn broken_text() {
        check("Users Ã— Photos Ã— Size", "Users × Photos × Size");
        check("3Ã—4", "3×4");
        check("a â‰\u{a0} b", "a ≠ b");
        check("donâ€™t", "don’t");
        check("â€œquotedâ€\u{9d}", "“quoted”");
        check("2010â€“2020 â€” so", "2010–2020 — so");
        check("A â†’ B", "A → B");
        check("cafÃ©", "café");
        check("20Â°C", "20°C");
        check("Â© 2020, NestlÃ©Â®", "© 2020, Nestlé®");
        check("NestleÂ®", "Nestle®");
        check("ok ðŸ˜€!", "ok 😀!");
        check("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет");
        check("itÃ¢â‚¬â„¢s", "it’s");
        check("ï¬\u{81}ne", "ﬁne");
        check("StraÃŸe, Ãœbung, Ã–sterreich, Ã„pfel", "Straße, Übung, Österreich, Äpfel");
        check("Ã‰cole, Ã€ la, voilÃ\u{a0}!", "École, À la, voilà!");
        check("ESPAÃ‘A, PARTICIPAÃ‡ÃƒO", "ESPAÑA, PARTICIPAÇÃO");
        check("LÃ³pez, JÃ©rÃ´me, RÃ\u{ad}o", "López, Jérôme, Río");
        check("OÃ¹ est-ce ?", "Où est-ce ?");
        check("CzÄ™stochowa, WaÅ‚Ä™sa", "Częstochowa, Wałęsa");
        check("â–º Play â–\u{a0} Stop â–¶", "► Play ■ Stop ▶");
        check("â””â”€â”€ src", "└── src");
        check("æ—¥æœ¬èªž", "日本語");
        check("Î» Ï€ Î” Î©", "λ π Δ Ω");
        check("uÌˆber", "u\u{308}ber");
        check("ï»¿# Title", "# Title");
        check("ï¿½", "\u{fffd}");
        check("MAÃ‡Ãƒâ€”", "MAÇÃ—");
    }

    #[test]
    fn right_text() {
        for text in [
            "IRMÃ—",
            "a MAÇÃ— e",
            "MAÇÃ…",
            "“cliché”…",
            "É–",
            "É — é",
            "LÃ¹, IRMÃ²",
            "à…»",
            "Nestlé®",
            "Ã",
            "a letra “Ã”",
            "«Â»",
            "AVÔ…",
            "CAFÉ”, CAFÉ™",
            "« à\u{a0}» et «\u{a0}é\u{a0}»",
            "né\u{a0}– ou",
            "à\u{a0}½ heure",
            "à\u{a0}£20",
            "José—¡hola!",
            "“Guð”…»",
            "Ð…",
            "Ñ…",
            "Úžasný, též…, máš“, víš’",
            "KÔŠ, NÔŽ",
            "1.54 Å±0.02, 5 Å³, 3 Å²",
            "2×½, 5×£10, 4×”",
            "Ø½”",
            "Spaß…», Spaß“",
            "JOSÉ†",
            "Здравствуй, мир… «ё»",
            "Ελληνικά «ναι»",
            "漢字と仮名…",
            "└── src │ ├─",
            "Á–É–Í–Ó–Ú",
            "“é”–“è”–“à”",
            "ROMÂ®, ROMÂ…",
            "Þ–, Æ–",
            "é² + è³",
            "PÅL’S",
            "LÍŠ…",
            "naïve»…",
            "CÔTÉ–",
            "ÖÖ–",
            "MANHÃ–TARDE",
            "señorÍ…",
            "ÀÉÎÕÜ",
            "ø…’",
            "™ ® © “x” ‘y’",
        ] {
            assert_eq!(find(text), [], "{text:?}");
        }
    }

    const SENTENCES: [&str; 18] = [
        "It’s “quoted” — 20 °C, 3 × 4 ≠ 12 → “no”.",
        "Où est l’été à Noël ? Ça coûte 5 € : « déjà » vu, cœur.",
        "El niño comió piñas en España; ¿qué? ¡Sí! Ñandú.",
        "São Paulo: maçã, irmã, você, avó, coração. À noite.",
        "Größe, Übermut, Straße, Öl, Äpfel, „schön“.",
        "Smörgåsbord på Åland är öppet; blåbær, Ærø, Øresund.",
        "Það er íslenska: Þór, Ísland, öll börn, ævi.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy, též… Ústí.",
        "Zażółć gęślą jaźń, Łódź, Świat, będzie, się, są.",
        "Árvíztűrő tükörfúrógép, Őr, ő.",
        "Çok güzel İstanbul, ığdır, Şişli, dağ.",
        "Съешь ещё этих мягких булок, да выпей чаю. В лесу и я.",
        "Їжак і ґанок: ці слова є в мові.",
        "Ελληνικά: λόγος, Αθήνα, ήταν «ναι».",
        "日本語のテキスト、漢字と仮名。",
        "مرحبا بالعالم و السلام",
        "שלום עולם, מה שלומך",
        "Tree: ├── a │ └── b ✓ ✗ ★ 😀 🎉 ≤ ≥ ∞ ½",
    ];

    #[test]
    fn damaged_sentences_come_back() {
        for right in SENTENCES {
            assert_eq!(find(right), [], "{right:?}");
            let mut broken = right.to_owned();
            for level in 1..=LEVELS {
                broken = damage(&broken);
                assert_eq!(repair(&broken), right, "level {level}: {broken:?}");
            }
        }
    }

    #[test]
    fn a_broken_word_beside_right_ones() {
        for word in ["IRMÃ—", "“cliché”…", "Nestlé®", "„Ä“", "É—"] {
            check(&format!("{word} caf\u{c3}\u{a9} {word}"), &format!("{word} café {word}"));
        }
    }

    #[test]
    fn spans_are_small() {
        let found = find("a Ã©Ã© b Ã¨");
        let spans: Vec<_> = found.iter().map(|repair| repair.span.clone()).collect();
        assert_eq!(spans, [2..10, 13..17]);
    }

    fn right_text_strategy() -> impl Strategy<Value = String> {
        let words: Vec<&str> = SENTENCES.iter().flat_map(|sentence| sentence.split(' ')).collect();
        let bare = words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        let mut bare: Vec<String> = bare.filter(|word| !word.is_empty()).collect();
        bare.extend(
            ["É", "à", "IRMÃ", "MAÇÃ", "cliché", "CAFÉ", "Ö", "Å", "ROMÂ", "ß", "Nestlé", "Guð", "KÔŠ"]
                .map(str::to_owned),
        );
        bare.extend(bare.clone().iter().map(|word| word.to_uppercase()));
        let close = select(vec![
            "",
            "",
            ",",
            "…",
            "”",
            "’",
            "»",
            "\u{a0}»",
            "”…",
            "™",
            "®",
            "²",
            "”—",
            "\u{a0}–",
            ")",
            "“",
            "‘",
        ]);
        let open = select(vec![" ", " “", " «\u{a0}", " (", "—", "–", " ‘", "\u{a0}", " „", " ¿", "—“", "\n"]);
        let word = (open, select(bare), close).prop_map(|(open, word, close)| format!("{open}{word}{close}"));
        prop::collection::vec(word, 1..12).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn right_text_is_never_touched(text in right_text_strategy()) {
            prop_assert_eq!(find(&text), []);
        }

        #[test]
        fn spans_are_ordered_and_on_boundaries(text in "[ÂÃÄÐâãðéaA €™ŸšžŒ“”\u{80}-\u{bf}]{0,40}") {
            let mut at = 0;
            for repair in find(&text) {
                prop_assert_eq!(repair.span.start >= at && text.get(repair.span.clone()).is_some(), true);
                at = repair.span.end;
            }
        }
    }
}
