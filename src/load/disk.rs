//! Files as they were last read, so that an edit of one file costs the reading of one file.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::key::{Key, key};
use crate::project::Project;

/// A file that had text and has none is believed after this long: some editors empty a file before they write it.
const BELIEVED: Duration = Duration::from_secs(1);

/// What may have changed since the last look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Nobody knows: every file is read again.
    Everything,
    /// These files, by absolute paths, and whatever shows that it is another.
    Paths(BTreeSet<PathBuf>),
}

impl Changes {
    /// None that is known by name.
    pub fn none() -> Self {
        Self::Paths(BTreeSet::new())
    }

    fn names(&self) -> HashSet<OsString> {
        match self {
            Self::Everything => HashSet::new(),
            Self::Paths(paths) => paths.iter().filter_map(|path| path.file_name()).map(OsStr::to_owned).collect(),
        }
    }
}

/// Why a file has no contents for us.
pub(super) enum Problem {
    TooLarge(u64),
    Unreadable(io::Error),
}

/// The folders and files that were found, and what the files held.
pub(super) struct Disk {
    files: HashMap<PathBuf, Known>,
    changes: Changes,
    /// The names of the files that may have changed, if they are known.
    changed_names: HashSet<OsString>,
    /// A project that holds the theme that is built in, and nothing else.
    theme: Project,
    /// Every folder of the last look.
    pub(super) folders: Vec<PathBuf>,
    /// Whether some file is held to be what it was before it was emptied.
    pub(super) is_doubtful: bool,
}

struct Known {
    stamp: Stamp,
    bytes: Arc<[u8]>,
    /// Of the bytes, once somebody has asked for it.
    key: Option<Key>,
    /// Whether the last look asked for it.
    is_used: bool,
    /// Since when it has been found empty, though it had text.
    empty_since: Option<Instant>,
}

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, number, and the time its owner cannot set.
    #[cfg(unix)]
    identity: (u64, u64, i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            identity: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

impl Disk {
    /// Of which nothing is known.
    pub(super) fn new() -> Self {
        Self {
            files: HashMap::new(),
            changes: Changes::Everything,
            changed_names: HashSet::new(),
            theme: Project::default(),
            folders: Vec::new(),
            is_doubtful: false,
        }
    }

    /// A project of no files: the default configuration and the theme that is built in.
    pub(super) fn theme(&self) -> &Project {
        &self.theme
    }

    /// Begins another look.
    pub(super) fn begin(&mut self, changes: &Changes) {
        self.changes = changes.clone();
        self.changed_names = changes.names();
        self.folders.clear();
        self.is_doubtful = false;
    }

    /// Forgets files that this look did not ask for.
    pub(super) fn end(&mut self) {
        self.files.retain(|_, known| std::mem::take(&mut known.is_used));
    }

    fn may_change(&self, path: &Path) -> bool {
        match &self.changes {
            Changes::Everything => true,
            // Nearly no file has even the name of one that did, and a whole path takes longer to find out.
            Changes::Paths(paths) => {
                path.file_name().is_some_and(|name| self.changed_names.contains(name))
                    && std::path::absolute(path).is_ok_and(|path| paths.contains(&path))
            }
        }
    }

    /// The contents of a regular file of at most `limit` bytes. A pipe or a link put in its place is not opened.
    pub(super) fn read(&mut self, path: &Path, limit: u64) -> Result<Arc<[u8]>, Problem> {
        let may_change = self.may_change(path);
        if let Some(known) = self.files.get_mut(path)
            && known.empty_since.is_none()
            && !may_change
            && std::fs::symlink_metadata(path).is_ok_and(|metadata| Stamp::of(&metadata) == known.stamp)
        {
            known.is_used = true;
            return Ok(known.bytes.clone());
        }
        let file = open(path).map_err(Problem::Unreadable)?;
        let metadata = file.metadata().map_err(Problem::Unreadable)?;
        if !metadata.is_file() {
            return Err(Problem::Unreadable(io::Error::other("it is not a regular file")));
        }
        // Taken before the contents: what is written meanwhile shows at the next look.
        let stamp = Stamp::of(&metadata);
        let bytes = contents(file, metadata.len(), limit)?;
        let before = self.files.remove(path);
        let (bytes, empty_since) = believed(bytes, before.as_ref());
        let key = before.filter(|before| Arc::ptr_eq(&before.bytes, &bytes)).and_then(|before| before.key);
        self.is_doubtful |= empty_since.is_some();
        self.files.insert(path.to_owned(), Known { stamp, bytes: bytes.clone(), key, is_used: true, empty_since });
        Ok(bytes)
    }

    /// The same, with the key of the contents: a file that was not read again is not hashed again.
    pub(super) fn read_with_key(&mut self, path: &Path, limit: u64) -> Result<(Arc<[u8]>, Key), Problem> {
        let bytes = self.read(path, limit)?;
        let known = self.files.get_mut(path).map(|known| &mut known.key);
        let key = known.map_or_else(|| key(&*bytes), |known| *known.get_or_insert_with(|| key(&*bytes)));
        Ok((bytes, key))
    }
}

/// What a file is taken to hold, and since when it has been empty if that is not believed yet. Equal bytes stay the
/// same allocation, so that projects are compared quickly.
fn believed(bytes: Vec<u8>, before: Option<&Known>) -> (Arc<[u8]>, Option<Instant>) {
    match before {
        Some(known) if *known.bytes == *bytes => (known.bytes.clone(), None),
        Some(known) if bytes.is_empty() => {
            let since = known.empty_since.unwrap_or_else(Instant::now);
            if since.elapsed() < BELIEVED { (known.bytes.clone(), Some(since)) } else { (bytes.into(), None) }
        }
        _ => (bytes.into(), None),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    options.open(path)
}

fn contents(file: File, length: u64, limit: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limit)).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Problem::Unreadable)?;
    if bytes.len() as u64 > limit { Err(Problem::TooLarge(limit)) } else { Ok(bytes) }
}
