//! From scopes to classes: which of a handful of classes a piece of code gets for its place in the grammar.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

/// What a token is, as far as the style sheet can tell. The class attribute is `tok-` and one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// `tok-c`
    Comment,
    /// `tok-s`
    String,
    /// `tok-e`: escapes in strings, regular expressions
    Escape,
    /// `tok-n`: numbers and named constants
    Number,
    /// `tok-k`
    Keyword,
    /// `tok-o`
    Operator,
    /// `tok-t`: types, classes, modules
    Type,
    /// `tok-f`: functions, defined or called
    Function,
    /// `tok-v`: variables and parameters where the grammar tells them from other names
    Variable,
    /// `tok-a`: attributes, decorators, annotations, keys of data formats
    Attribute,
    /// `tok-g`: names of markup tags
    Tag,
    /// `tok-h`: headings
    Heading,
    /// `tok-i`: inserted lines
    Inserted,
    /// `tok-d`: deleted lines
    Deleted,
}

impl Class {
    /// The value of the class attribute.
    pub fn attribute(self) -> &'static str {
        match self {
            Class::Comment => "tok-c",
            Class::String => "tok-s",
            Class::Escape => "tok-e",
            Class::Number => "tok-n",
            Class::Keyword => "tok-k",
            Class::Operator => "tok-o",
            Class::Type => "tok-t",
            Class::Function => "tok-f",
            Class::Variable => "tok-v",
            Class::Attribute => "tok-a",
            Class::Tag => "tok-g",
            Class::Heading => "tok-h",
            Class::Inserted => "tok-i",
            Class::Deleted => "tok-d",
        }
    }
}

/// What a scope says about the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Is(Class),
    /// Back to no class, whatever is around: code embedded in a string.
    Plain,
}

/// The longest matching prefix decides. A scope that matches none leaves the class of what is around it.
#[rustfmt::skip]
const RULES: &[(Rule, &[&str])] = &[
    (Rule::Is(Class::Comment), &["comment"]),
    (Rule::Is(Class::String), &["string", "markup.raw", "constant.other.symbol", "support.constant.property-value"]),
    (Rule::Is(Class::Escape), &["constant.character.escape", "constant.character.entity", "constant.other.placeholder", "string.regexp"]),
    (Rule::Is(Class::Number), &["constant", "support.constant"]),
    (Rule::Is(Class::Keyword), &[
        "keyword", "storage", "variable.language", "keyword.operator.word", "markup.list.bullet", "punctuation.definition.list_item",
    ]),
    (Rule::Is(Class::Operator), &["keyword.operator", "punctuation.accessor.arrow"]),
    (Rule::Is(Class::Type), &[
        "entity.name.type", "entity.name.class", "entity.name.struct", "entity.name.enum", "entity.name.union", "entity.name.trait",
        "entity.name.interface", "entity.name.impl", "entity.name.namespace", "entity.name.module", "entity.name.package",
        "entity.other.inherited-class", "entity.name.scope-resolution", "support.type", "support.class", "storage.type.primitive",
    ]),
    (Rule::Is(Class::Function), &[
        "entity.name.function", "entity.name.macro", "support.function", "support.macro", "variable.function", "meta.function-call.identifier",
    ]),
    (Rule::Is(Class::Variable), &["variable.parameter", "variable.other.readwrite.shell", "variable.other.normal.shell", "entity.name.variable"]),
    (Rule::Is(Class::Attribute), &[
        "entity.other.attribute-name", "meta.annotation", "meta.attribute", "meta.decorator", "variable.annotation", "support.type.property-name",
        "meta.mapping.key", "entity.name.tag.yaml", "entity.name.tag.toml", "keyword.other.definition.ini", "support.type.property-name.json",
    ]),
    (Rule::Is(Class::Tag), &["entity.name.tag", "meta.tag.sgml.doctype"]),
    (Rule::Is(Class::Heading), &["markup.heading", "entity.name.section", "meta.diff.header", "meta.diff.range"]),
    (Rule::Is(Class::Inserted), &["markup.inserted"]),
    (Rule::Is(Class::Deleted), &["markup.deleted"]),
    (Rule::Plain, &["meta.interpolation", "meta.template.expression", "source", "meta.embedded", "meta.string-contents.unquoted"]),
];

/// Rules by the first atom of their prefix, longest first, so that the many `meta` scopes cost next to nothing.
static BY_FIRST_ATOM: LazyLock<HashMap<u16, Vec<(Scope, Rule)>>> = LazyLock::new(|| {
    let mut by_first_atom: HashMap<u16, Vec<(Scope, Rule)>> = HashMap::new();
    for (rule, prefixes) in RULES {
        for prefix in *prefixes {
            let scope = Scope::new(prefix).expect("every prefix has fewer than eight atoms");
            by_first_atom.entry(scope.atom_at(0)).or_default().push((scope, *rule));
        }
    }
    for rules in by_first_atom.values_mut() {
        rules.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    }
    by_first_atom
});

fn rule_of(scope: Scope) -> Option<Rule> {
    let rules = BY_FIRST_ATOM.get(&scope.atom_at(0))?;
    rules.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, rule)| *rule)
}

/// Follows the parser's scopes, keeping of each only the class that holds inside it.
#[derive(Debug, Default)]
pub(super) struct ClassStack {
    classes: Vec<Option<Class>>,
    cleared: Vec<Vec<Option<Class>>>,
}

impl ClassStack {
    /// The class of text at this place.
    pub(super) fn top(&self) -> Option<Class> {
        self.classes.last().copied().flatten()
    }

    /// Enters and leaves scopes. What a broken grammar pops too much is ignored.
    pub(super) fn apply(&mut self, op: &ScopeStackOp) {
        match *op {
            ScopeStackOp::Push(scope) => self.classes.push(match rule_of(scope) {
                // A quoted key of a data format is a key first.
                Some(Rule::Is(Class::String)) if self.top() == Some(Class::Attribute) => self.top(),
                Some(Rule::Is(class)) => Some(class),
                Some(Rule::Plain) => None,
                None => self.top(),
            }),
            ScopeStackOp::Pop(count) => self.classes.truncate(self.classes.len().saturating_sub(count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(count) => self.classes.len().saturating_sub(count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.classes.split_off(keep));
            }
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().into_iter().flatten()),
            ScopeStackOp::Noop => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stack: &str, expected: Option<Class>) {
        let mut classes = ClassStack::default();
        for scope in stack.split(' ') {
            classes.apply(&ScopeStackOp::Push(Scope::new(scope).unwrap()));
        }
        assert_eq!(classes.top(), expected, "{stack}");
    }

    #[test]
    fn the_innermost_scope_with_a_class_decides() {
        check("source.rust", None);
        check("source.rust comment.line punctuation.definition.comment", Some(Class::Comment));
        check("source.rust string.quoted constant.character.escape", Some(Class::Escape));
        check("source.js string.template meta.interpolation source.js variable.other", None);
        check("source.go keyword.operator.assignment", Some(Class::Operator));
        check("source.go keyword.control", Some(Class::Keyword));
        check("source.yaml meta.mapping.key string.unquoted", Some(Class::Attribute));
    }

    #[test]
    fn cleared_scopes_come_back() {
        let mut classes = ClassStack::default();
        classes.apply(&ScopeStackOp::Push(Scope::new("string").unwrap()));
        classes.apply(&ScopeStackOp::Clear(ClearAmount::TopN(1)));
        assert_eq!(classes.top(), None);
        classes.apply(&ScopeStackOp::Pop(3));
        classes.apply(&ScopeStackOp::Restore);
        assert_eq!(classes.top(), Some(Class::String));
        classes.apply(&ScopeStackOp::Restore);
        assert_eq!(classes.top(), Some(Class::String));
    }
}
