//! The whole site as a value: paths and bytes, in order. The disk writer and the preview server read it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A place in the site: one or more plain components joined by `/`, no way out of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Takes a path only if every component is a plain name on every platform: not empty, not `.` or `..`,
    /// at most 255 bytes, no control character and none of `<>:"|?*\`, no dot or space at its end.
    pub fn new(path: &str) -> Option<Self> {
        path.split('/').all(is_plain_name).then(|| Self(path.into()))
    }

    /// The path as text, `/` between components, none at either end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 255
        && !name.ends_with(['.', ' '])
        && !name.contains(|c: char| c.is_control() || r#"<>:"|?*\/"#.contains(c))
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything a site consists of, ordered by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<OutputPath, Arc<[u8]>>,
}

impl Output {
    /// Adds a file; gives the path back when it is already taken.
    pub fn insert(&mut self, path: OutputPath, bytes: Arc<[u8]>) -> Result<(), OutputPath> {
        match self.files.entry(path) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(bytes);
                Ok(())
            }
            std::collections::btree_map::Entry::Occupied(taken) => Err(taken.key().clone()),
        }
    }

    /// The bytes at `path`.
    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(&OutputPath(path.into()))
    }

    /// Every file in order of its path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&OutputPath, &Arc<[u8]>)> {
        self.files.iter()
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
