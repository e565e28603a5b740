//! What the system says of folders and of its own limits.
#![allow(clippy::disallowed_methods, reason = "this is where the file system is asked")]

use std::io;
use std::path::{Path, PathBuf};

/// What to say when no more folders can be watched.
pub const EXHAUSTED: &str = "the system has no watches left: looking at all files every second instead; for more, run \
                             `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512`";

/// What tells a folder from another that takes its place.
pub type Identity = (u64, u64);

/// A folder by its absolute path, and which one it is; nothing if there is none.
pub fn identify(folder: &Path) -> Option<(PathBuf, Identity)> {
    let metadata = std::fs::metadata(folder).ok().filter(std::fs::Metadata::is_dir)?;
    #[cfg(unix)]
    let identity = {
        use std::os::unix::fs::MetadataExt;
        (metadata.dev(), metadata.ino())
    };
    #[cfg(not(unix))]
    let identity = {
        use std::time::UNIX_EPOCH;
        let created = metadata.created().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        created.map_or((0, 0), |age| (age.as_secs(), u64::from(age.subsec_nanos())))
    };
    Some((std::path::absolute(folder).ok()?, identity))
}

/// Whether a watch failed because there are too many.
pub fn is_exhausted(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        // ENOSPC: watches; EMFILE and ENFILE: instances, handles.
        notify::ErrorKind::Io(error) => {
            error.kind() == io::ErrorKind::StorageFull || matches!(error.raw_os_error(), Some(23 | 24))
        }
        _ => false,
    }
}

/// The kind of a file system that tells of no changes, or not of those made elsewhere.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn silent(folder: &Path) -> Option<&'static str> {
    // Numbers of statfs(2).
    match rustix::fs::statfs(folder).ok()?.f_type as u64 & 0xffff_ffff {
        0x6969 => Some("NFS"),
        0x0102_1997 => Some("9P"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x6573_5546 => Some("FUSE"),
        0x786f_4256 => Some("a folder shared by VirtualBox"),
        _ => None,
    }
}

/// The kind of a file system that tells of no changes, or not of those made elsewhere.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn silent(_: &Path) -> Option<&'static str> {
    None
}
