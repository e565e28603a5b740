//! LaTeX formulas to MathML. The only room of `pulldown-latex`.

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// Longer formulas, in bytes, are shown as they were typed.
const MAX_LENGTH: usize = 8_000;
/// Formulas nested deeper than this are shown as they were typed: the library's parser recurses.
const MAX_DEPTH: usize = 64;

/// The MathML of a formula, or what is wrong with it.
pub fn mathml(latex: &str, display: bool) -> Result<String, String> {
    if latex.len() > MAX_LENGTH {
        return Err(format!("this formula is longer than {MAX_LENGTH} bytes"));
    }
    if depth(latex) > MAX_DEPTH {
        return Err(format!("this formula nests deeper than {MAX_DEPTH} levels"));
    }
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(latex, &storage) {
        match event {
            Ok(event) => events.push(event),
            Err(error) => return Err(first_line(&error.to_string())),
        }
    }
    let config = RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        xml: false,
        ..RenderConfig::default()
    };
    let mut html = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut html, events, config).map_err(|error| error.to_string())?;
    Ok(mended(&html))
}

/// The library spaces and colours some elements with `style` attributes, which a strict Content-Security-Policy refuses,
/// and forgets a blank before some attributes.
fn mended(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (index, part) in html.split('<').enumerate() {
        let is_tag = part.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
        if index > 0 && !is_tag {
            // An operator that the library did not escape.
            out.push_str("&lt;");
            out.push_str(part);
            continue;
        }
        if index > 0 {
            out.push('<');
        }
        let (tag, text) = part.split_once('>').map_or(("", part), |(tag, text)| (tag, text));
        if index > 0 {
            // Some attributes follow the one before without the blank that HTML asks for.
            let tag = &tag.replace("\"minsize=", "\" minsize=").replace("\"maxsize=", "\" maxsize=");
            match tag.split_once(" style=\"") {
                Some((before, rest)) => {
                    out.push_str(before);
                    out.push_str(rest.split_once('"').map_or("", |(_, after)| after));
                }
                None => out.push_str(tag),
            }
            out.push('>');
        }
        out.push_str(text);
    }
    out
}

fn depth(latex: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in latex.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest.max(latex.matches("\\left").count()).max(latex.matches("\\begin").count())
}

fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    line.trim_start_matches("parsing error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_and_mistakes_are_told() {
        let html = mathml(r"\frac{a}{b} < c", false).unwrap();
        assert!(html.contains("<mfrac>") && html.contains("&lt;"), "{html}");
        assert!(!html.contains("style="), "{html}");
        assert!(!mathml(r"\color{red}{x} \quad y \\[1em] z", true).unwrap_or_default().contains("style="));
        assert!(mathml(r"\frac{a", true).is_err());
        assert!(mathml(&"{".repeat(50_000), true).is_err());
    }
}
