//! The address that opens a place of a file in its author's editor.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What opens an editor where nothing else is known.
const DEFAULT: &str = "vscode://file/{path}:{line}:{column}";

/// Editors with windows of their own, by the names of their programs, and the addresses they answer to.
const KNOWN: &[(&[&str], &str)] = &[
    (&["code"], DEFAULT),
    (&["code-insiders"], "vscode-insiders://file/{path}:{line}:{column}"),
    (&["codium", "vscodium"], "vscodium://file/{path}:{line}:{column}"),
    (&["cursor"], "cursor://file/{path}:{line}:{column}"),
    (&["windsurf"], "windsurf://file/{path}:{line}:{column}"),
    (&["zed", "zeditor"], "zed://file/{path}:{line}:{column}"),
    (&["subl", "sublime_text"], "subl://open?url=file:///{path}&line={line}&column={column}"),
    (&["mate"], "txmt://open?url=file:///{path}&line={line}&column={column}"),
    (&["mvim"], "mvim://open?url=file:///{path}&line={line}&column={column}"),
    (&["idea", "idea64"], "idea://open?file=/{path}&line={line}&column={column}"),
    (&["webstorm"], "webstorm://open?file=/{path}&line={line}&column={column}"),
    (&["pycharm"], "pycharm://open?file=/{path}&line={line}&column={column}"),
    (&["rustrover"], "rustrover://open?file=/{path}&line={line}&column={column}"),
];

/// What may stand in a path of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// Makes the addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// With `{path}`, `{line}` and `{column}`.
    pattern: String,
    /// The folder that diagnostics' paths begin at.
    folder: PathBuf,
}

impl Editor {
    /// An editor that answers to `pattern`, for paths relative to `folder`, which is absolute.
    pub fn new(pattern: &str, folder: &Path) -> Self {
        Self { pattern: pattern.to_owned(), folder: folder.to_owned() }
    }

    /// The address of a place; `file` is as diagnostics show it.
    pub fn url(&self, file: &str, line: usize, column: usize) -> String {
        let path = self.folder.join(file).to_string_lossy().replace('\\', "/");
        let path = utf8_percent_encode(path.trim_start_matches('/'), PATH).to_string();
        let numbered = self.pattern.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        numbered.replace("{path}", &path)
    }
}

/// The pattern for the editor that a command such as `code --wait` starts; that of Visual Studio Code if it is none
/// with a window and an address of its own.
pub fn pattern_of(command: Option<&str>) -> &'static str {
    let program = command.and_then(|command| command.split_whitespace().next()).unwrap_or_default();
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.trim_end_matches(".exe").trim_end_matches(".cmd");
    KNOWN.iter().find(|(names, _)| names.contains(&name)).map_or(DEFAULT, |(_, pattern)| pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_absolute_encoded_paths() {
        let editor = Editor::new(DEFAULT, Path::new("/home/me/my notes"));
        assert_eq!(editor.url("content/a#b.md", 3, 7), "vscode://file/home/me/my%20notes/content/a%23b.md:3:7");
        assert_eq!(editor.url("/x/{line}.md", 1, 1), "vscode://file/x/%7Bline%7D.md:1:1");
    }

    #[test]
    fn editors_are_known_by_their_programs() {
        assert_eq!(pattern_of(Some("/usr/bin/cursor --wait")), "cursor://file/{path}:{line}:{column}");
        assert_eq!(pattern_of(Some("vim")), DEFAULT);
        assert_eq!(pattern_of(None), DEFAULT);
    }
}
