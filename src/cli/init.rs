//! `studybook init`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::screen::Screen;
use crate::embedded;

#[derive(Args)]
pub struct InitArguments {
    /// The folder of the new site
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// Writes the starter site. A file that is already there is kept.
pub fn run(arguments: &InitArguments) -> Outcome {
    let screen = Screen::new(false);
    let mut kept = Vec::new();
    for (name, bytes) in embedded::starter() {
        match create(&arguments.folder.join(&name), &bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => kept.push(name),
            Err(error) => {
                let path = arguments.folder.join(&name);
                screen.fail(&format!("cannot write `{}`: {error}", path.display()), None);
                return Outcome::Failure;
            }
        }
    }
    for name in kept {
        screen.say(&format!("kept `{name}`, which was there already"));
    }
    screen.say(&format!("a new site is in `{}`; look at it with:", arguments.folder.display()));
    if arguments.folder != Path::new(".") {
        screen.say(&format!("  cd {}", arguments.folder.display()));
    }
    screen.say("  studybook serve");
    Outcome::Success
}

/// Makes a new file and the folders above it; fails if the file is there.
pub fn create(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}
