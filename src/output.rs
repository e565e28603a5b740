//! Where a site's files go as they are made, and the whole site as a value: paths and bytes, in order.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

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

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
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

/// A file of the site: where it goes and what it holds.
pub type OutputFile = (OutputPath, Arc<[u8]>);

/// Takes the files of a site while it is being made. No path comes twice.
///
/// It does its work itself and hands none to Rayon. A thread of the pool that waits there takes up other work, may come to
/// the same sink again, and wait for itself.
pub trait Sink: Send {
    /// What can keep it from taking a file.
    type Error: Send;

    /// Takes some files, in no particular order; more may follow.
    fn put(&mut self, files: Vec<OutputFile>) -> Result<(), Self::Error>;
}

/// A sink that several threads give files to. Once it has refused some, it is gone for all of them.
pub struct Shared<'s, S>(pub &'s Mutex<Option<&'s mut S>>);

impl<S: Sink> Sink for Shared<'_, S> {
    /// Nothing if it was another thread's files that were refused.
    type Error = Option<S::Error>;

    fn put(&mut self, files: Vec<OutputFile>) -> Result<(), Self::Error> {
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = sink.as_mut().ok_or(None)?.put(files);
        taken.map_err(|refused| {
            *sink = None;
            Some(refused)
        })
    }
}

impl Sink for Output {
    type Error = Infallible;

    fn put(&mut self, files: Vec<OutputFile>) -> Result<(), Infallible> {
        self.files.extend(files);
        Ok(())
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
        self.files.get(path)
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
