//! `cargo xtask soak`: a preview that is edited at random for minutes. What it serves must end equal to a new build, and its
//! memory must not grow.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::bench::corpus::Corpus;
use crate::bench::forms::{self, Form};
use crate::bench::random::Random;
use crate::command;
use crate::failure::Failure;
use crate::preview::{Preview, without_script};
use crate::workspace::Workspace;

const QUESTIONS: usize = 300;
/// Edits between two comparisons with a new build.
const ROUND: usize = 25;
/// What comes after the pages must be there within this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much more memory it may hold at the end than when it had settled, as a factor.
const GROWTH: f64 = 1.3;

/// Edits for so many minutes.
pub fn run(workspace: &Workspace, minutes: u64) -> Result<(), Failure> {
    workspace.build_release()?;
    let folder = workspace.target.join("soak");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::io("remove", &folder))?;
    }
    forms::write(&Corpus::new(QUESTIONS), Form::Native, &folder)?;
    configure(&folder, 0)?;
    let mut preview = Preview::start(workspace, &folder)?;
    let mut random = Random::new(11, 0);
    let (begun, length) = (Instant::now(), Duration::from_secs(minutes * 60));
    let (mut edits, mut memory) = (0, Vec::new());
    while begun.elapsed() < length {
        for _ in 0..ROUND {
            edit(&folder, &mut random, edits)?;
            edits += 1;
            std::thread::sleep(Duration::from_millis(random.below(40) as u64));
        }
        let waited = compare(workspace, &mut preview, &folder)?;
        memory.extend(preview.memory());
        let megabytes = memory.last().map_or(0, |bytes| bytes >> 20);
        println!("{edits} edits: equal after {} ms, {megabytes} MB", waited.as_millis());
    }
    drop(preview);
    fs::remove_dir_all(&folder).map_err(Failure::io("remove", &folder))?;
    let settled = memory.iter().take(memory.len() / 4 + 1).max().copied().unwrap_or(0);
    let end = memory.iter().rev().take(memory.len() / 4 + 1).max().copied().unwrap_or(0);
    println!("{edits} edits, every comparison equal; {} MB at first, {} MB at last", settled >> 20, end >> 20);
    match end as f64 > settled as f64 * GROWTH {
        true => Err(Failure::new("memory grows")),
        false => Ok(()),
    }
}

/// Some edit: a text, a title, a question more or less, a file renamed, a style, a template, a setting, a mistake mended.
fn edit(folder: &Path, random: &mut Random, number: usize) -> Result<(), Failure> {
    let path = folder.join(format!("content/generated-{:04}.md", random.below(QUESTIONS / 100)));
    let text = fs::read_to_string(&path).unwrap_or_default();
    let put = |path: &Path, text: &str| {
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(path, text))
            .map_err(Failure::io("write", path))
    };
    let extra = folder.join(format!("content/extra-{}.md", random.below(5)));
    match random.below(12) {
        0..=4 => put(&path, &text.replacen("**Answer:**\n", &format!("**Answer:**\n\nEdit {}.\n", number % 50), 1)),
        5 => put(&path, &text.replacen(": ", &format!(": {} ", number % 7), 1)),
        6 => put(&extra, &format!("## Q1: Extra {}\n**Tags:** `extra`\n\n**Answer:**\nYes, {number}.\n", number % 9)),
        7 => {
            let _ = fs::remove_file(&extra);
            Ok(())
        }
        8 => put(&folder.join("static/css/99-own.css"), &format!("p {{ top: {}px }}\n", number % 5)),
        9 => configure(folder, number),
        10 => put(&folder.join("templates/item.html"), &format!("<li>{} {{{{ item.title }}}}</li>\n", number % 3)),
        _ => {
            let broken = folder.join("content/broken.md");
            put(&broken, "+++\ntitle = 3\n")?;
            fs::remove_file(&broken).map_err(Failure::io("remove", &broken))
        }
    }
}

/// Writes a configuration. A preview has no service worker, so what it is compared with may have none.
fn configure(folder: &Path, number: usize) -> Result<(), Failure> {
    let path = folder.join("studybook.toml");
    let text = format!("offline = false\npage_size = {}\n", 20 + number % 3);
    fs::write(&path, text).map_err(Failure::io("write", &path))
}

/// Builds anew and waits until the preview serves the same files; how long that took.
fn compare(workspace: &Workspace, preview: &mut Preview, folder: &Path) -> Result<Duration, Failure> {
    let site = folder.join("site");
    let mut build = Command::new(workspace.studybook());
    command::output(build.arg("build").current_dir(folder))?;
    let mut files = BTreeMap::new();
    read(&site, "", &mut files)?;
    let begun = Instant::now();
    loop {
        let mut other = None;
        for (path, bytes) in &files {
            let address = path.strip_suffix("index.html").unwrap_or(path);
            let served = preview.get(&format!("/{address}"))?;
            let served = if path.ends_with(".html") { without_script(&served) } else { served };
            if served != *bytes {
                other = Some(path);
                break;
            }
        }
        match other {
            None => return Ok(begun.elapsed()),
            Some(path) if begun.elapsed() > PATIENCE => {
                return Err(Failure::new(format!("`{path}` is served otherwise than it is built")));
            }
            Some(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn read(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io("read", folder))? {
        let path = entry.map_err(Failure::io("read", folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(".studybook") {
            continue;
        }
        if path.is_dir() {
            read(&path, &format!("{below}{name}/"), files)?;
        } else {
            let bytes = fs::read(&path).map_err(Failure::io("read", &path))?;
            files.insert(format!("{below}{name}"), bytes);
        }
    }
    Ok(())
}
