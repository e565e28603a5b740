//! Tags that are probably mistakes: used once, or nearly the same as another.

use std::collections::HashMap;

use super::Grouped;
use crate::diagnostic::Diagnostic;
use crate::lint::Lint;

/// Endings that make different words of one thing, longest first.
const ENDINGS: &[&str] =
    &["ations", "ation", "ings", "ing", "ers", "ors", "ies", "er", "or", "ed", "es", "s", "y", "e"];

/// Reports tags that are used once and tags that are nearly the same.
pub fn doubtful(tags: &Grouped, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for (index, group) in tags.groups.iter().enumerate() {
        let earlier = *first.entry(stem(&group.name)).or_insert(index);
        if earlier != index {
            let other = &tags.groups[earlier];
            let (rare, common) =
                if group.questions.len() <= other.questions.len() { (index, earlier) } else { (earlier, index) };
            let (rare_name, common_name) = (&tags.groups[rare].name, &tags.groups[common].name);
            diagnostics.push(
                Diagnostic::new(
                    Lint::NearDuplicateTags,
                    format!("`{rare_name}` and `{common_name}` are nearly the same tag"),
                )
                .at(tags.places[rare].clone(), "")
                .at(tags.places[common].clone(), "the other one")
                .help(format!("if they mean the same, write `{common_name}` for both")),
            );
        }
        if group.questions.len() == 1 {
            diagnostics.push(
                Diagnostic::new(Lint::SingleUseTag, format!("the tag `{}` is used by one question only", group.name))
                    .at(tags.places[index].clone(), "")
                    .help("a tag helps readers when several questions share it"),
            );
        }
    }
}

/// What is left of a tag without case, separators and the ending of each word.
fn stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| c == '-' || c == '_' || c.is_whitespace());
    words.map(|word| without_ending(word).to_owned()).collect()
}

fn without_ending(word: &str) -> &str {
    let stem = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).find(|stem| stem.chars().count() >= 4);
    stem.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn near_duplicates_share_a_stem() {
        assert_eq!(stem("load-balancing"), stem("load-balancer"));
        assert_eq!(stem("micro-services"), stem("microservice"));
        assert_eq!(stem("database"), stem("Databases"));
        assert_ne!(stem("c"), stem("c++"));
        assert_ne!(stem("java"), stem("javascript"));
    }
}
