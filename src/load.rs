//! The edge where files become a [`Project`]. Reads each file once; follows no link out of the content folder.
#![allow(clippy::disallowed_methods, reason = "this is where the file system is read")]

mod disk;

use std::collections::BTreeMap;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::config::{Base, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::embedded::Folder;
use crate::lint::Lint;
use crate::parse::MAX_FILE;
use crate::project::{Project, SourceFile};
use crate::synonyms;
use crate::theme::Template;
use crate::write::MANIFEST;

pub use disk::Changes;
use disk::{Disk, Problem};

/// Larger files beside the content are not published, in bytes.
const MAX_ATTACHMENT: u64 = 64 << 20;

/// A larger configuration file is surely another file, in bytes.
const MAX_CONFIG: u64 = 1 << 20;

/// Where a site's files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder that may hold `templates/` and `static/`.
    pub root: PathBuf,
    /// The folder of the questions.
    pub content: PathBuf,
    /// The configuration file; it may be missing if it was not asked for by name.
    pub config: PathBuf,
    /// Whether the configuration file was asked for by name.
    pub config_is_required: bool,
}

impl Places {
    /// The site's own templates.
    pub fn templates(&self) -> PathBuf {
        self.root.join("templates")
    }

    /// The site's own static files.
    pub fn static_files(&self) -> PathBuf {
        self.root.join("static")
    }

    /// The file that says which words mean the same.
    pub fn synonyms(&self) -> PathBuf {
        self.root.join("synonyms.toml")
    }
}

/// Why nothing could be loaded at all.
#[derive(Debug)]
pub struct LoadError {
    path: PathBuf,
    action: &'static str,
    error: io::Error,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} `{}`: {}", self.action, shown(&self.path), describe(&self.error))
    }
}

impl std::error::Error for LoadError {}

/// Reads everything a build needs. `base` replaces the configured address of the site.
pub fn load(places: &Places, base: Option<Base>) -> Result<Project, LoadError> {
    Reader::new(places.clone(), base).look(&Changes::Everything)
}

/// Loads a project again and again, reading only what may have changed.
pub struct Reader {
    places: Places,
    base: Option<Base>,
    disk: Disk,
}

impl Reader {
    /// A reader that has read nothing yet. `base` replaces the configured address of the site.
    pub fn new(places: Places, base: Option<Base>) -> Self {
        Self { places, base, disk: Disk::new() }
    }

    /// The project as it is now: what [`load`] gives, but for files that were emptied a moment ago.
    pub fn look(&mut self, changes: &Changes) -> Result<Project, LoadError> {
        self.disk.begin(changes);
        let project = read_project(&self.places, self.base.clone(), &mut self.disk);
        self.disk.end();
        project
    }

    /// The folders of the last look.
    pub fn folders(&self) -> &[PathBuf] {
        &self.disk.folders
    }

    /// Whether a file has just been emptied and is held to be what it was: look again soon.
    pub fn is_doubtful(&self) -> bool {
        self.disk.is_doubtful
    }
}

fn read_project(places: &Places, base: Option<Base>, disk: &mut Disk) -> Result<Project, LoadError> {
    let mut project = disk.theme().clone();
    read_config(places, disk, &mut project)?;
    if let Some(base) = base {
        project.config.base = base;
    }
    let content = std::fs::metadata(&places.content).and_then(|metadata| {
        if metadata.is_dir() { Ok(()) } else { Err(io::Error::from(io::ErrorKind::NotADirectory)) }
    });
    content.map_err(|error| failed("read the content folder", &places.content, error))?;
    read_content(&places.content, disk, &mut project);
    read_synonyms(&places.synonyms(), disk, &mut project);
    for (name, bytes) in folder(&places.templates(), disk, &mut project.diagnostics) {
        let shown: Arc<str> = shown(&places.templates().join(&name)).into();
        match String::from_utf8(bytes.to_vec()) {
            Ok(text) => {
                let text = text.into();
                project.templates.insert(name, Template { text, shown });
            }
            Err(_) => project
                .diagnostics
                .push(Diagnostic::new(Lint::InvalidUtf8, format!("the template `{shown}` is not UTF-8 text"))),
        }
    }
    project.static_files.extend(folder(&places.static_files(), disk, &mut project.diagnostics));
    Ok(project)
}

fn read_config(places: &Places, disk: &mut Disk, project: &mut Project) -> Result<(), LoadError> {
    let bytes = match std::fs::canonicalize(&places.config).map(|path| disk.read(&path, MAX_CONFIG)) {
        Ok(Ok(bytes)) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !places.config_is_required => return Ok(()),
        Ok(Err(Problem::Unreadable(error))) | Err(error) => {
            return Err(failed("read the configuration", &places.config, error));
        }
        Ok(Err(Problem::TooLarge(_))) => {
            return Err(failed("read the configuration", &places.config, io::ErrorKind::FileTooLarge.into()));
        }
    };
    let file: Arc<str> = shown(&places.config).into();
    let text: Arc<str> = String::from_utf8_lossy(&bytes).into();
    project.config = Config::parse(&text, &file).unpack(&mut project.diagnostics);
    project.texts.insert(file, text);
    Ok(())
}

fn read_synonyms(path: &Path, disk: &mut Disk, project: &mut Project) {
    let file: Arc<str> = shown(path).into();
    match disk.read(path, MAX_CONFIG) {
        Ok(bytes) => {
            let text: Arc<str> = String::from_utf8_lossy(&bytes).into();
            project.synonyms = synonyms::parse(&text, &file).unpack(&mut project.diagnostics);
            project.texts.insert(file, text);
        }
        Err(Problem::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => {}
        Err(problem) => project.diagnostics.push(problem.diagnostic(&file)),
    }
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> LoadError {
    LoadError { path: path.to_owned(), action, error }
}

/// The error without the operating system's number.
fn describe(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// A path as diagnostics show it: `/` between components, no leading `./`.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// Whether a name belongs to an editor, a version control system or a package manager rather than to the author.
pub fn is_litter(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.contains("___jb_")
        || matches!(name, "4913" | "node_modules" | "target" | "Thumbs.db" | "desktop.ini")
        || [".swp", ".swx", ".tmp", ".part", ".crdownload"].iter().any(|ending| name.ends_with(ending))
}

fn is_markdown(path: &str) -> bool {
    let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    extension.is_some_and(|extension| ["md", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn read_content(content: &Path, disk: &mut Disk, project: &mut Project) {
    for (path, entry) in files(content, &mut disk.folders, &mut project.diagnostics) {
        let name: Arc<str> = shown(entry.path()).into();
        if is_markdown(&path) {
            match disk.read_with_key(entry.path(), MAX_FILE) {
                Ok((bytes, key)) => drop(project.sources.insert(path, SourceFile { shown: name, bytes, key })),
                Err(problem) => project.diagnostics.push(problem.diagnostic(&name)),
            }
            continue;
        }
        // A link to one that cannot be read will be reported as dead.
        if let Ok(bytes) = disk.read(entry.path(), MAX_ATTACHMENT) {
            project.attachments.insert(path, bytes);
        }
    }
}

/// The files of an optional folder, by their paths from it.
fn folder(root: &Path, disk: &mut Disk, diagnostics: &mut Vec<Diagnostic>) -> Folder {
    if !root.is_dir() {
        return Folder::new();
    }
    let mut folder = Folder::new();
    for (path, entry) in files(root, &mut disk.folders, diagnostics) {
        match disk.read(entry.path(), MAX_ATTACHMENT) {
            Ok(bytes) => {
                folder.insert(path, bytes);
            }
            Err(problem) => diagnostics.push(problem.diagnostic(&shown(entry.path()))),
        }
    }
    folder
}

impl Problem {
    fn diagnostic(&self, file: &str) -> Diagnostic {
        let place = Place { file: file.into(), span: 0..0 };
        match self {
            Problem::TooLarge(limit) => {
                Diagnostic::new(Lint::FileTooLarge, format!("this file is larger than {} MiB", limit >> 20))
                    .at(place, "")
                    .help("divide it, or move it out of the content folder")
            }
            Problem::Unreadable(error) => {
                Diagnostic::new(Lint::UnreadableFile, format!("this file cannot be read: {}", describe(error)))
                    .at(place, "")
                    .help("check its permissions")
            }
        }
    }
}

/// The regular files below `root` in the order of their paths, and the folders passed on the way; whatever else an
/// author may wonder about is reported.
fn files(root: &Path, folders: &mut Vec<PathBuf>, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, DirEntry> {
    let mut files = BTreeMap::new();
    let is_wanted = |entry: &DirEntry| {
        let is_site = entry.depth() > 0 && entry.file_type().is_dir() && entry.path().join(MANIFEST).exists();
        !is_site && (entry.depth() == 0 || !is_litter(&entry.file_name().to_string_lossy()))
    };
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other("the folders form a circle"));
                diagnostics.push(Problem::Unreadable(error).diagnostic(&shown(&path)));
                continue;
            }
        };
        if entry.file_type().is_dir() || entry.depth() == 0 {
            folders.push(entry.into_path());
            continue;
        }
        let Some(path) = relative(root, &entry) else {
            diagnostics.push(skipped(&entry, "its name is not UTF-8", "give it another name"));
            continue;
        };
        if entry.file_type().is_file() {
            files.insert(path, entry);
        } else {
            let (what, help) = special(entry.file_type(), &entry);
            diagnostics.push(skipped(&entry, &what, help));
        }
    }
    files
}

fn relative(root: &Path, entry: &DirEntry) -> Option<String> {
    let path = entry.path().strip_prefix(root).ok()?;
    let components: Option<Vec<&str>> = path.components().map(|component| component.as_os_str().to_str()).collect();
    Some(components?.join("/"))
}

fn special(kind: FileType, entry: &DirEntry) -> (String, &'static str) {
    if kind.is_symlink() {
        let target = std::fs::read_link(entry.path()).map(|target| shown(&target)).unwrap_or_default();
        (format!("it is a link to `{target}`"), "links are not followed: copy what it leads to")
    } else {
        ("it is neither a file nor a folder".to_owned(), "move it out of the content folder")
    }
}

fn skipped(entry: &DirEntry, why: &str, help: &str) -> Diagnostic {
    let place = Place { file: shown(entry.path()).into(), span: 0..0 };
    Diagnostic::new(Lint::SkippedEntry, format!("passed over: {why}")).at(place, "").help(help)
}
