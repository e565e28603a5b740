//! Which grammar a language's name stands for. The grammars are those of bat, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// Every grammar there is.
pub(super) static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// A known language; plain text is one, without a grammar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Language {
    label: Option<&'static str>,
    syntax: Option<&'static SyntaxReference>,
}

impl Language {
    /// The name shown to readers; none for plain text.
    pub(super) fn label(self) -> Option<&'static str> {
        self.label
    }

    /// The grammar to read this text with. PHP without an opening tag is a page without PHP to the usual grammar,
    /// but code to authors.
    pub(super) fn syntax(self, text: &str) -> Option<&'static SyntaxReference> {
        match self.syntax {
            Some(php) if php.name == "PHP" && !text.contains("<?") => SYNTAXES.find_syntax_by_name("PHP Source"),
            syntax => syntax,
        }
    }
}

/// The language of this name, extension or alias, whatever its case.
pub(super) fn find(name: &str) -> Option<Language> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    BY_NAME.get(name.to_lowercase().as_str()).copied()
}

/// No name is longer; an info string may be.
const LONGEST_NAME: usize = 64;

/// Names of text without a grammar, each group with the label shown to readers.
const PLAIN: &[(Option<&str>, &[&str])] = &[
    (None, &["text", "txt", "plain", "plaintext", "plain-text", "none", "nohighlight", "ascii", "output"]),
    (Some("Console"), &["console", "shell-session", "shellsession", "sh-session", "terminal"]),
    (Some("Pseudocode"), &["pseudocode", "pseudo"]),
];

/// Names authors use that are neither a grammar's name nor one of its extensions, or would lead to the wrong one.
/// Grammar, label, names.
#[rustfmt::skip]
const ALIASES: &[(&str, &str, &[&str])] = &[
    ("AsciiDoc (Asciidoctor)", "AsciiDoc", &["asciidoc", "adoc"]),
    ("Apache Conf", "Apache", &["apache", "apacheconf"]),
    ("Batch File", "Batch", &["batch", "bat", "cmd", "dos"]),
    ("Bourne Again Shell (bash)", "Bash", &["bash"]),
    ("Bourne Again Shell (bash)", "Shell", &["sh", "shell", "zsh", "ksh", "dash", "ash", "posix"]),
    ("C", "C", &["h"]),
    ("C++", "C++", &["cuda", "cu", "arduino", "ino"]),
    ("C#", "C#", &["csharp", "c-sharp", "dotnet"]),
    ("CSS", "CSS", &["postcss", "pcss"]),
    ("Clojure", "Clojure", &["clojurescript"]),
    ("Dockerfile", "Dockerfile", &["docker", "containerfile"]),
    ("DotENV", "Environment", &["env", "dotenv"]),
    ("F#", "F#", &["fsharp", "f-sharp", "fs"]),
    ("Fortran (Modern)", "Fortran", &["fortran"]),
    ("GDScript (Godot Engine)", "GDScript", &["gdscript", "godot"]),
    ("GLSL", "GLSL", &["hlsl"]),
    ("Go", "Go", &["golang"]),
    ("Gomod", "Go module", &["gomod", "go-mod"]),
    ("Graphviz (DOT)", "Graphviz", &["graphviz"]),
    ("HTML", "HTML", &["html5", "handlebars", "hbs", "mustache", "angular"]),
    ("HTML (Jinja2)", "Jinja", &["jinja", "jinja2", "jinja-html", "django", "tera", "nunjucks"]),
    ("HTML (Rails)", "ERB", &["erb"]),
    ("HTTP Request and Response", "HTTP", &["http", "rest", "https"]),
    ("INI", "INI", &["systemd", "service", "editorconfig"]),
    ("JSON", "JSON", &["jsonc", "json5", "jsonl", "ndjson", "geojson", "avsc", "webmanifest"]),
    ("Java Server Page (JSP)", "JSP", &["jsp"]),
    ("JavaScript", "JavaScript", &["node", "nodejs", "mjs", "cjs", "es6", "ecmascript"]),
    ("Julia", "Julia", &["julialang"]),
    ("LaTeX", "LaTeX", &["tex"]),
    ("Lisp", "Lisp", &["common-lisp", "elisp", "emacs-lisp", "scheme"]),
    ("Makefile", "Makefile", &["gnumake"]),
    ("Markdown", "Markdown", &["mdx", "gfm"]),
    ("Objective-C", "Objective-C", &["objc", "obj-c", "objectivec", "m"]),
    ("Objective-C++", "Objective-C++", &["objc++", "objcpp", "objective-cpp"]),
    ("PHP Source", "PHP", &["php-source"]),
    ("Pascal", "Pascal", &["delphi", "object-pascal"]),
    ("Perl", "Perl", &["perl5"]),
    ("PowerShell", "PowerShell", &["powershell", "pwsh", "posh"]),
    ("Protocol Buffer", "Protocol Buffers", &["proto2", "proto3", "protocol-buffers"]),
    ("Protocol Buffer (TEXT)", "Protocol Buffers", &["textproto"]),
    ("Python", "Python", &["python2", "python3", "py2", "ipython", "pycon", "starlark", "bazel", "bzl"]),
    ("R", "R", &["rlang"]),
    ("Regular Expression", "Regular expression", &["regex", "regexp"]),
    ("Ruby", "Ruby", &["jruby"]),
    ("SQL", "SQL", &["postgres", "postgresql", "pgsql", "plpgsql", "plsql", "psql", "mysql", "mariadb", "sqlite", "tsql", "mssql", "cql"]),
    ("Separated Values", "CSV", &["csv"]),
    ("Tab Separated Values", "TSV", &["tsv"]),
    ("Terraform", "Terraform", &["terraform", "tf"]),
    ("Terraform", "HCL", &["hcl"]),
    ("TypeScript", "TypeScript", &["deno"]),
    ("TypeScriptReact", "TSX", &["tsx"]),
    ("TypeScriptReact", "JSX", &["jsx", "react"]),
    ("Verilog", "Verilog", &["v"]),
    ("VimL", "Vim script", &["vim", "viml", "vimscript"]),
    ("Vue Component", "Vue", &["vue"]),
    ("XML", "XML", &["wsdl", "pom", "plist"]),
    ("XML", "SVG", &["svg"]),
    ("nginx", "nginx", &["nginxconf"]),
    ("orgmode", "Org", &["org", "org-mode"]),
    ("x86_64 Assembly", "Assembly", &["assembly", "asm", "x86", "x86asm", "nasm"]),
];

/// Grammars whose name is not what readers call the language and which have names of their own besides.
fn label_of(syntax: &'static SyntaxReference) -> &'static str {
    ALIASES.iter().find(|(name, ..)| *name == syntax.name).map_or(&syntax.name, |(_, label, _)| label)
}

/// Aliases before names before extensions; of two grammars that claim an extension, the first.
static BY_NAME: LazyLock<HashMap<String, Language>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for (label, names) in PLAIN {
        for name in *names {
            by_name.insert((*name).to_owned(), Language { label: *label, syntax: None });
        }
    }
    for (grammar, label, names) in ALIASES {
        let syntax = SYNTAXES.find_syntax_by_name(grammar);
        for name in names.iter().filter(|_| syntax.is_some()) {
            by_name.entry((*name).to_owned()).or_insert(Language { label: Some(*label), syntax });
        }
    }
    let grammars = || SYNTAXES.syntaxes().iter().filter(|syntax| !syntax.hidden && syntax.name != "Plain Text");
    let names = grammars().map(|syntax| (&syntax.name, syntax));
    let extensions = grammars().flat_map(|syntax| syntax.file_extensions.iter().map(move |name| (name, syntax)));
    for (name, syntax) in names.chain(extensions.filter(|(name, _)| !name.bytes().all(|byte| byte.is_ascii_digit()))) {
        let language = Language { label: Some(label_of(syntax)), syntax: Some(syntax) };
        by_name.entry(name.to_lowercase()).or_insert(language);
    }
    by_name
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &str, expected: Option<&str>) {
        for name in names.split(' ') {
            let label = find(name).map(|language| language.label().unwrap_or("plain"));
            assert_eq!(label, expected, "{name}");
        }
    }

    #[test]
    fn names_extensions_and_aliases() {
        check("rust RUST rs", Some("Rust"));
        check("ts typescript", Some("TypeScript"));
        check("js javascript node mjs", Some("JavaScript"));
        check("jsx", Some("JSX"));
        check("py python Python3", Some("Python"));
        check("sh shell zsh", Some("Shell"));
        check("c h C", Some("C"));
        check("c++ cpp cc hpp", Some("C++"));
        check("c# cs csharp", Some("C#"));
        check("kt kotlin", Some("Kotlin"));
        check("ps1 psm1 powershell pwsh", Some("PowerShell"));
        check("docker dockerfile", Some("Dockerfile"));
        check("yml yaml", Some("YAML"));
        check("json jsonc json5", Some("JSON"));
        check("tf terraform", Some("Terraform"));
        check("m objc", Some("Objective-C"));
        check("make makefile mk", Some("Makefile"));
    }

    #[test]
    fn every_alias_has_its_grammar() {
        for (grammar, ..) in ALIASES {
            assert!(SYNTAXES.find_syntax_by_name(grammar).is_some(), "{grammar}");
        }
    }

    #[test]
    fn languages_of_interviews_are_known() {
        check("text TXT plain plaintext", Some("plain"));
        check("console", Some("Console"));
        for name in "go golang swift toml proto graphql sql html vue svelte diff ini nginx elixir erlang haskell scala zig nix r \
                     julia lua perl php ruby groovy gradle dart css scss less cmake ocaml clojure xml latex markdown http \
                     protobuf hcl fish awk bat f# matlab solidity regex assembly csv properties dotenv gitignore"
            .split_whitespace()
        {
            assert!(find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_rest_is_unknown() {
        check("no-such-lang ../../etc/passwd 1 \"><script>", None);
        assert!(find("").is_none() && find(&"a".repeat(3_000)).is_none());
    }
}
