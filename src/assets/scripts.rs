//! Scripts joined with the modules they import, so that a page asks for one file.

use std::collections::{BTreeMap, BTreeSet};

use crate::embedded::Folder;

/// The scripts of a theme by their names, each with the modules it imports in front of it. A module that was joined
/// into another script is not listed by itself.
pub fn joined(folder: &Folder) -> BTreeMap<&str, String> {
    let names = folder.keys().map(String::as_str).filter(|name| name.ends_with(".js"));
    let mut all: BTreeMap<&str, Joined<'_>> = names.map(|name| (name, Joined::of(folder, name))).collect();
    let is_imported = |name: &str| all.values().any(|joined| joined.modules.contains(name));
    let (inner, mut listed): (Vec<&str>, Vec<&str>) = all.keys().partition(|name| is_imported(name));
    // Modules that import each other are in no other script, and none of them is lost.
    let is_held = |name: &str| listed.iter().any(|entry| all[entry].modules.contains(name));
    let lost: Vec<&str> = inner.into_iter().filter(|name| !is_held(name)).collect();
    listed.extend(lost);
    all.retain(|name, _| listed.contains(name));
    all.into_iter().map(|(name, joined)| (name, joined.text)).collect()
}

/// A script as it grows.
struct Joined<'f> {
    folder: &'f Folder,
    /// What is joined into it, or on its way there.
    modules: BTreeSet<String>,
    text: String,
}

impl<'f> Joined<'f> {
    fn of(folder: &'f Folder, name: &str) -> Self {
        let mut joined = Self { folder, modules: BTreeSet::new(), text: String::new() };
        joined.add(name, &[]);
        joined
    }

    /// Adds a script behind what it imports. `open` are those that wait for it: an import of one closes a circle.
    fn add(&mut self, name: &str, open: &[&str]) {
        let text = self.folder.get(name).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let is_entry = open.is_empty();
        let open = [open, &[name]].concat();
        let mut own = String::with_capacity(text.len());
        let is_plain = !has_long_literals(&text);
        let lines = if is_plain { without_comments(&text) } else { text.lines().collect() };
        for line in lines {
            let module = imported_module(line, name).filter(|module| self.folder.contains_key(module));
            match module.filter(|module| !open.contains(&module.as_str())) {
                Some(module) => {
                    if self.modules.insert(module.clone()) {
                        self.add(&module, &open);
                    }
                }
                None => {
                    let line = if is_entry { line } else { line.strip_prefix("export ").unwrap_or(line) };
                    own.push_str(if is_plain { line.trim_start() } else { line });
                    own.push('\n');
                }
            }
        }
        self.text.push_str(&own);
    }
}

/// The module that a line like `import { a, b } from "./c.js";` names, as a path from the theme's folder.
fn imported_module(line: &str, importer: &str) -> Option<String> {
    let (names, rest) = line.strip_prefix("import {")?.split_once("} from \"")?;
    let path = rest.strip_suffix("\";").or_else(|| rest.strip_suffix('"'))?;
    if names.contains(" as ") || !path.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The lines that hold code. Comments of whole lines are for who reads the sources, as indents are, but for those that
/// begin with `/*!`.
fn without_comments(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let code = line.trim();
        let opens = code.starts_with("/*") && !code.starts_with("/*!") && is_whole(code);
        if is_inside || opens {
            is_inside = !code.ends_with("*/");
        } else if !code.is_empty() && !code.starts_with("//") {
            lines.push(line);
        }
    }
    lines
}

/// Whether a line that begins with a comment holds nothing else.
fn is_whole(code: &str) -> bool {
    code.find("*/").is_none_or(|end| end + 2 == code.len())
}

/// Whether what looks like a comment may be text: a literal that goes on on the next line, or a comment that is
/// followed by code. Rare enough to be looked for by their signs alone.
fn has_long_literals(text: &str) -> bool {
    let mut is_inside = false;
    text.lines().any(|line| {
        let code = line.trim();
        let is_comment = is_inside || code.starts_with("/*") || code.starts_with("//");
        is_inside = (is_inside || code.starts_with("/*")) && !code.contains("*/");
        let ends_in_code = is_comment && code.find("*/").is_some_and(|end| end + 2 < code.len());
        ends_in_code || !is_comment && (line.matches('`').count() % 2 == 1 || line.ends_with('\\'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[(&str, &str)]) {
        let folder: Folder = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().into())).collect();
        let joined = joined(&folder);
        let joined: Vec<(&str, &str)> = joined.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(joined, expected);
    }

    #[test]
    fn modules_stand_before_what_imports_them_and_once() {
        check(
            &[
                (
                    "js/a.js",
                    "import { b } from \"./x/b.js\";\nimport { c } from \"./x/c.js\";\nexport const a = b + c;\n",
                ),
                ("js/x/b.js", "import { c } from \"./c.js\";\n\nexport const b = c;\n"),
                ("js/x/c.js", "export const c = 1;\n"),
                ("js/d.js", "import { c } from './x/c.js';\n"),
            ],
            &[
                ("js/a.js", "const c = 1;\nconst b = c;\nexport const a = b + c;\n"),
                ("js/d.js", "import { c } from './x/c.js';\n"),
            ],
        );
    }

    /// The names that a module declares at its top, as the theme's are laid out: a declaration begins its line.
    fn declared(text: &str) -> Vec<&str> {
        let kinds = ["const ", "let ", "var ", "class ", "function ", "function* ", "async function "];
        let is_name = |at: char| at.is_alphanumeric() || at == '_' || at == '$';
        let lines = text.lines().map(|line| line.strip_prefix("export ").unwrap_or(line));
        let rest = lines.filter_map(|line| kinds.iter().find_map(|kind| line.strip_prefix(kind)));
        rest.flat_map(|rest| match rest.strip_prefix(['[', '{']).and_then(|list| list.split_once([']', '}'])) {
            Some((list, _)) => list.split(',').map(|name| name.rsplit(':').next().unwrap_or(name).trim()).collect(),
            None => vec![rest.split(|at| !is_name(at)).next().unwrap_or(rest)],
        })
        .collect()
    }

    #[test]
    fn no_two_modules_that_meet_in_a_script_of_the_theme_declare_the_same_name() {
        assert_eq!(declared("const [A, B] = [1, 2];\nexport async function c() {\nlet d;\n}\n"), ["A", "B", "c", "d"]);
        let theme = crate::embedded::static_files();
        for (name, text) in joined(&theme) {
            let modules = Joined::of(&theme, name).modules;
            let sources = modules.iter().map(String::as_str).chain([name]);
            let sources: Vec<_> = sources.map(|module| String::from_utf8_lossy(&theme[module])).collect();
            let names: Vec<&str> = sources.iter().flat_map(|source| declared(source)).collect();
            assert!(!names.is_empty() || text.lines().count() < 30, "nothing is declared in {name}");
            let mut seen = BTreeSet::new();
            let twice: Vec<&str> = names.into_iter().filter(|name| !seen.insert(*name)).collect();
            assert!(twice.is_empty(), "{name} would not run: it declares {twice:?} twice");
        }
    }

    #[test]
    fn other_imports_stay_as_they_are() {
        let (to_b, to_a) = ("import { b } from \"./b.js\";\n", "import { a } from \"./a.js\";\n");
        check(&[("a.js", to_b), ("b.js", to_a)], &[("a.js", to_a), ("b.js", to_b)]);
        for other in
            ["import a from \"./a.js\";\n", "import * as a from \"./a.js\";\n", "import { a as b } from \"./a.js\";\n"]
        {
            check(&[("b.js", other), ("a.js", "1;\n")], &[("a.js", "1;\n"), ("b.js", other)]);
        }
        let missing =
            "import { a } from \"./gone.js\";\nimport { b } from \"lit\";\nimport { c } from \"../../up.js\";\n";
        check(&[("a.js", missing)], &[("a.js", missing)]);
    }

    #[test]
    fn comments_and_indents_go_unless_they_may_be_text() {
        check(
            &[("a.js", "/** A\n * b */\n// c\nif (x) {\n  y(); // d\n}\n\n  /* e */\n/*! f */\n")],
            &[("a.js", "if (x) {\ny(); // d\n}\n/*! f */\n")],
        );
        for text in [
            "x = `\n// not a comment\n  indented\n`;\n",
            "x = \"\\\n// nor this\";\n",
            "/* a */ x();\n// kept\n",
            "/* a\n*/ x();\n",
        ] {
            check(&[("a.js", text)], &[("a.js", text)]);
        }
    }
}
