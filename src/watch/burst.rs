//! When a burst of events is over: a pure function of the events and their times.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A save of a file or two that is known to be finished is taken after this long.
const SETTLED: Duration = Duration::from_millis(4);
/// Anything else is over when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(80);
/// Nothing waits longer.
const LONGEST: Duration = Duration::from_secs(1);
/// How many files a save touches: itself, and the one it was written to at first.
const SAVE: usize = 2;

/// What an event says of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// It is being written, and whoever writes will be heard to close it.
    Opened,
    /// It was closed after writing, or put in its place whole.
    Finished,
    /// It is gone: deleted, or renamed.
    Gone,
    /// It changed in some other way, or nobody tells how.
    Changed,
}

/// The events since the last time all was quiet.
#[derive(Debug)]
pub struct Burst {
    began: Instant,
    last: Instant,
    paths: BTreeSet<PathBuf>,
    /// Paths that are being written.
    open: BTreeSet<PathBuf>,
    /// Paths in any other state that may not last.
    unsettled: BTreeSet<PathBuf>,
}

impl Burst {
    /// Begins with the first event.
    pub fn new(now: Instant) -> Self {
        Self { began: now, last: now, paths: BTreeSet::new(), open: BTreeSet::new(), unsettled: BTreeSet::new() }
    }

    /// Takes an event in.
    pub fn touch(&mut self, path: &Path, touch: Touch, now: Instant) {
        self.last = now;
        self.paths.insert(path.to_owned());
        self.open.remove(path);
        self.unsettled.remove(path);
        match touch {
            Touch::Opened => _ = self.open.insert(path.to_owned()),
            Touch::Gone | Touch::Changed => _ = self.unsettled.insert(path.to_owned()),
            Touch::Finished => {}
        }
    }

    /// Says that `path` is gone because it was renamed to what an event told of just before.
    pub fn moved(&mut self, path: &Path) {
        self.open.remove(path);
        self.unsettled.remove(path);
    }

    /// When it is over, if nothing else comes.
    pub fn due(&self) -> Instant {
        let latest = self.began + LONGEST;
        let quiet = if !self.open.is_empty() {
            LONGEST
        } else if self.unsettled.is_empty() && self.paths.len() <= SAVE {
            SETTLED
        } else {
            QUIET
        };
        latest.min(self.last + quiet)
    }

    /// Every path that was touched.
    pub fn into_paths(self) -> BTreeSet<PathBuf> {
        self.paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds from the first event to the end of a burst of these, each a time, a path and what happened.
    fn check(events: &[(u64, &str, Touch)], expected: u64) {
        let began = Instant::now();
        let mut burst = Burst::new(began);
        for (at, path, touch) in events {
            burst.touch(Path::new(path), *touch, began + Duration::from_millis(*at));
        }
        assert_eq!(burst.due() - began, Duration::from_millis(expected), "{events:?}");
    }

    #[test]
    fn a_finished_save_is_taken_at_once() {
        check(&[(0, "a.md", Touch::Opened), (3, "a.md", Touch::Finished)], 7);
        check(&[(0, "a.md", Touch::Finished), (1, "b.md", Touch::Finished)], 5);
    }

    #[test]
    fn what_may_not_last_waits_for_quiet() {
        check(&[(0, "a.md", Touch::Gone)], 80);
        check(&[(0, "a.md", Touch::Gone), (30, "a.md", Touch::Opened), (31, "a.md", Touch::Finished)], 35);
        check(&[(0, "a", Touch::Finished), (0, "b", Touch::Finished), (2, "c", Touch::Finished)], 82);
        check(&[(0, "a", Touch::Changed), (70, "a", Touch::Changed)], 150);
    }

    #[test]
    fn an_open_file_is_waited_for_but_not_for_ever() {
        check(&[(0, "a.md", Touch::Opened)], 1000);
        check(&[(0, "a.md", Touch::Opened), (990, "a.md", Touch::Opened)], 1000);
    }
}
