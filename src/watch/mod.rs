//! The edge where the file system tells of changes. The only room of `notify`; gives out [`Changes`].

mod burst;
mod filesystem;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::load::{Changes, Places, is_litter};
use burst::{Burst, Touch};
use filesystem::Identity;

/// How often files are looked at where nothing tells of changes, unless told otherwise.
pub const POLLING: Duration = Duration::from_secs(1);

/// Says when to look at the files of a project again.
pub struct Watcher {
    roots: Roots,
    source: Source,
    watched: BTreeMap<PathBuf, Identity>,
    events: Receiver<Signal>,
    sender: Sender<Signal>,
}

/// Who tells of changes.
enum Source {
    System(RecommendedWatcher),
    /// Nobody: all is looked at every so often.
    Polling(Duration),
}

enum Signal {
    Event(notify::Result<Event>),
    Wake,
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Waker(Sender<Signal>);

impl Waker {
    /// Ends the wait that is under way, or the next one.
    pub fn wake(&self) {
        // A watcher that is gone waits for nothing.
        let _ = self.0.send(Signal::Wake);
    }
}

impl Watcher {
    /// Watches nothing yet. With `poll`, or where it must, it only looks every so often; why it must is said in words.
    pub fn new(places: &Places, poll: Option<Duration>) -> (Self, Option<String>) {
        let (sender, events) = channel();
        let (source, notice) = match poll {
            Some(interval) => (Source::Polling(interval), None),
            None => match system(&places.content, sender.clone()) {
                Ok(watcher) => (Source::System(watcher), None),
                Err(why) => (Source::Polling(POLLING), Some(why)),
            },
        };
        (Self { roots: Roots::new(places), source, watched: BTreeMap::new(), events, sender }, notice)
    }

    /// Something that ends a wait.
    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// Watches these folders and those above the roots, and no others. Whether any is new: files may have come to it
    /// before it was watched, so look again. The second is why nothing more can be watched, said once.
    pub fn watch(&mut self, folders: &[PathBuf]) -> (bool, Option<String>) {
        let Source::System(watcher) = &mut self.source else { return (false, None) };
        let wanted = folders.iter().map(PathBuf::as_path).chain(self.roots.above.iter().map(PathBuf::as_path));
        let wanted: BTreeMap<PathBuf, Identity> = wanted.filter_map(filesystem::identify).collect();
        // First those that are gone: a folder that was renamed is the same to the system, under either name.
        self.watched.retain(|folder, identity| {
            let stays = wanted.get(folder) == Some(identity);
            // It may have ended by itself.
            let _ = if stays { Ok(()) } else { watcher.unwatch(folder) };
            stays
        });
        let mut is_new = false;
        for (folder, identity) in wanted {
            if self.watched.contains_key(&folder) {
                continue;
            }
            match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    is_new = true;
                    self.watched.insert(folder, identity);
                }
                Err(error) if filesystem::is_exhausted(&error) => {
                    self.source = Source::Polling(POLLING);
                    self.watched.clear();
                    return (true, Some(filesystem::EXHAUSTED.to_owned()));
                }
                // It has gone meanwhile; the folder above tells.
                Err(_) => {}
            }
        }
        (is_new, None)
    }

    /// Waits until something has changed and is quiet again, at most so long.
    pub fn wait(&mut self, at_most: Option<Duration>) -> Changes {
        let begun = Instant::now();
        let interval = match self.source {
            Source::System(_) => at_most,
            Source::Polling(interval) => Some(at_most.map_or(interval, |time| time.min(interval))),
        };
        let mut burst: Option<Burst> = None;
        let mut is_known = matches!(self.source, Source::System(_));
        loop {
            let end = burst.as_ref().map(Burst::due).or(interval.map(|interval| begun + interval));
            let signal = match end {
                Some(end) => self.events.recv_timeout(end.saturating_duration_since(Instant::now())),
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match signal {
                Ok(Signal::Event(Ok(event))) if !event.need_rescan() => self.roots.note(&event, &mut burst),
                // The system lost count.
                Ok(Signal::Event(_)) => {
                    is_known = false;
                    burst.get_or_insert_with(|| Burst::new(Instant::now()));
                }
                Ok(Signal::Wake) if burst.is_none() => return Changes::none(),
                Ok(Signal::Wake) => {}
                Err(_) => break,
            }
        }
        match burst {
            _ if !is_known => Changes::Everything,
            Some(burst) => Changes::Paths(burst.into_paths()),
            None => Changes::none(),
        }
    }
}

fn system(content: &Path, sender: Sender<Signal>) -> Result<RecommendedWatcher, String> {
    if let Some(kind) = filesystem::silent(content) {
        return Err(format!(
            "`{}` is on {kind}, which tells of no changes: looking at all files every {} s instead",
            content.display(),
            POLLING.as_secs(),
        ));
    }
    let handler = move |event| _ = sender.send(Signal::Event(event));
    let config = notify::Config::default().with_follow_symlinks(false);
    RecommendedWatcher::new(handler, config).map_err(|error| match filesystem::is_exhausted(&error) {
        true => filesystem::EXHAUSTED.to_owned(),
        false => format!("changes cannot be watched ({error}): looking at all files every {} s", POLLING.as_secs()),
    })
}

/// The places whose changes matter, absolute.
struct Roots {
    /// Folders all of whose files matter.
    folders: Vec<PathBuf>,
    /// Files that matter by themselves.
    files: Vec<PathBuf>,
    /// The folders they stand in, where they may come and go.
    above: Vec<PathBuf>,
}

impl Roots {
    fn new(places: &Places) -> Self {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folders = [&places.content, &places.templates(), &places.static_files()].map(|path| absolute(path));
        let files = [&places.config, &places.synonyms()].map(|path| absolute(path));
        let above = folders.iter().chain(&files).filter_map(|path| path.parent()).map(Path::to_owned).collect();
        Self { folders: folders.into(), files: files.into(), above }
    }

    /// Takes in what an event says of the paths that matter.
    fn note(&self, event: &Event, burst: &mut Option<Burst>) {
        let now = Instant::now();
        let Some(touch) = touch(&event.kind) else { return };
        for (index, path) in event.paths.iter().enumerate() {
            let is_former = index == 0 && event.paths.len() > 1;
            let touch = if is_former { Touch::Gone } else { touch };
            if self.matter(path) {
                burst.get_or_insert_with(|| Burst::new(now)).touch(path, touch, now);
            }
        }
        if let ([from, to], Some(burst)) = (event.paths.as_slice(), burst)
            && self.matter(to)
        {
            burst.moved(from);
        }
    }

    fn matter(&self, path: &Path) -> bool {
        let is_inside = |folder: &PathBuf| {
            let below = path.strip_prefix(folder).ok()?;
            Some(!below.components().any(|name| is_litter(&name.as_os_str().to_string_lossy())))
        };
        self.files.iter().any(|file| file == path) || self.folders.iter().filter_map(is_inside).any(|wanted| wanted)
    }
}

/// What an event says of its last path; nothing if no bytes can have changed.
fn touch(kind: &EventKind) -> Option<Touch> {
    let tells_closes = cfg!(any(target_os = "linux", target_os = "android"));
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Touch::Finished),
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => Some(Touch::Finished),
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => Some(Touch::Gone),
        EventKind::Modify(ModifyKind::Data(_)) if tells_closes => Some(Touch::Opened),
        _ => Some(Touch::Changed),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::Flag;

    use super::*;

    fn watcher() -> Watcher {
        let root = PathBuf::from("/nowhere");
        let places = Places {
            content: root.join("content"),
            config: root.join("studybook.toml"),
            config_is_required: false,
            root,
        };
        // The system is asked, but nothing is watched: events are made up.
        let (watcher, _) = Watcher::new(&places, None);
        watcher
    }

    fn send(watcher: &Watcher, event: Event) {
        watcher.sender.send(Signal::Event(Ok(event))).unwrap();
    }

    #[test]
    fn when_the_system_lost_count_everything_is_looked_at() {
        let mut watcher = watcher();
        if matches!(watcher.source, Source::Polling(_)) {
            return;
        }
        send(&watcher, Event::new(EventKind::Other).set_flag(Flag::Rescan));
        assert_eq!(watcher.wait(None), Changes::Everything);
        watcher.sender.send(Signal::Event(Err(notify::Error::generic("the queue is full")))).unwrap();
        assert_eq!(watcher.wait(None), Changes::Everything);
        send(
            &watcher,
            Event::new(EventKind::Create(notify::event::CreateKind::File)).add_path("/nowhere/content/a.md".into()),
        );
        assert_eq!(watcher.wait(None), Changes::Paths([PathBuf::from("/nowhere/content/a.md")].into()));
    }

    #[test]
    fn only_what_is_read_matters() {
        let roots = watcher().roots;
        for path in
            ["content", "content/a.md", "content/a/b.png", "templates/x.html", "studybook.toml", "synonyms.toml"]
        {
            assert!(roots.matter(&Path::new("/nowhere").join(path)), "{path}");
        }
        for path in ["", "site/index.html", "content/.git/x", "content/a.md~", "other.toml", "contents/a.md"] {
            assert!(!roots.matter(&Path::new("/nowhere").join(path)), "{path}");
        }
    }
}
