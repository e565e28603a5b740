//! `studybook serve`

use std::net::IpAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::screen::{Counts, Screen};
use super::{Outcome, PlaceArguments};
use crate::config::Base;
use crate::preview::{Desk, News, Preview};
use crate::serve::{Publisher, Server, pattern_of};
use crate::watch::Watcher;

/// The port that is tried first when none is asked for.
const PORT: u16 = 4000;

#[derive(Args)]
pub struct ServeArguments {
    #[command(flatten)]
    places: PlaceArguments,
    /// The port; 0 takes any [default: 4000, or the next that is free]
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: IpAddr,
    /// A name, beside its own, under which the server may be asked for pages
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look at all files every so many milliseconds, where the system tells of no changes
    #[arg(long, value_name = "MS", num_args = 0..=1, default_missing_value = "1000")]
    #[arg(value_parser = clap::value_parser!(u64).range(50..))]
    poll: Option<u64>,
    /// The path the site will live under, as in /notes/
    #[arg(long, value_name = "URL", value_parser = super::base)]
    base_url: Option<Base>,
}

/// Builds in memory and serves, again with every change; never touches the output folder.
pub fn run(arguments: &ServeArguments) -> Outcome {
    let screen = Screen::new(false);
    let bound = match arguments.port {
        Some(port) => Server::bind(arguments.host, port),
        None => Server::bind_near(arguments.host, PORT),
    };
    let server = match bound {
        Ok(server) => server,
        Err(error) => {
            let address = format!("{}:{}", arguments.host, arguments.port.unwrap_or(PORT));
            let error = error.to_string();
            let error = error.split(" (os error").next().unwrap_or_default().to_lowercase();
            screen.fail(&format!("cannot listen on `{address}`: {error}"), Some("choose another with `--port`"));
            return Outcome::Failure;
        }
    };
    let places = arguments.places.places();
    let base = arguments.base_url.clone();
    let publisher = Arc::new(Publisher::new(base.as_ref().map_or("/", |base| &base.path)));
    let (watcher, notice) = Watcher::new(&places, arguments.poll.map(Duration::from_millis));
    let mut preview = Preview::new(places, base, Arc::clone(&publisher), desk(&server));
    let progress = screen.progress();
    progress.show("building");
    let news = preview.look(&crate::load::Changes::Everything);
    drop(progress);
    news.iter().for_each(|news| tell_first(&screen, news));
    notice.iter().for_each(|notice| screen.say(&format!("note: {notice}")));
    let url = server.url(&publisher.current().base);
    if server.is_exposed() {
        screen.say(&format!("warning: every machine that can reach {url} can read this site"));
    }
    screen.say(&format!("serving {url} (stop with Ctrl-C)"));
    if arguments.open {
        open(&screen, &url);
    }
    std::thread::spawn(move || {
        let screen = Screen::new(false);
        preview.run(watcher, &|news| tell(&screen, news));
    });
    match server.run(&publisher, &arguments.allow_host) {
        Ok(()) => Outcome::Success,
        Err(error) => {
            screen.fail(&format!("the server stopped: {error}"), None);
            Outcome::Failure
        }
    }
}

/// Where the author sits. Addresses of files are for a browser on the same machine only.
fn desk(server: &Server) -> Desk {
    let command = std::env::var("VISUAL").or_else(|_| std::env::var("EDITOR")).ok();
    let editor = (!server.is_exposed()).then(|| pattern_of(command.as_deref()).to_owned());
    Desk { editor, folder: std::env::current_dir().unwrap_or_default() }
}

fn tell_first(screen: &Screen, news: &News) {
    match news {
        News::Built { built, time, .. } => {
            screen.report(built);
            screen.say(&format!("{} questions in {} ms", built.questions, time.as_millis()));
        }
        other => tell(screen, other),
    }
}

/// One line for a rebuild; more only if something is wrong.
fn tell(screen: &Screen, news: &News) {
    match news {
        News::Built { built, changed, pages, time } => {
            let counts = Counts { notes: 0, ..Counts::of(&built.diagnostics) };
            let found = if counts.warnings == 0 { String::new() } else { format!("; {}", counts.summary()) };
            let files = if *pages == 1 { "1 file" } else { &format!("{pages} files") };
            screen.say(&format!("{}: {files} of the site in {} ms{found}", named(changed), time.as_millis()));
        }
        News::Broken(built) => {
            Screen::new(true).report(built);
            let counts = Counts { warnings: 0, notes: 0, ..Counts::of(&built.diagnostics) };
            screen.say(&format!("{}; the last good site stays up", counts.summary()));
        }
        News::Failed(message) => screen.fail(message, Some("name the folder of your questions with `--content`")),
        News::Notice(notice) => screen.say(&format!("note: {notice}")),
    }
}

fn named(changed: &[Arc<str>]) -> String {
    match changed {
        [] => "as before".to_owned(),
        [one] => format!("`{one}`"),
        [one, others @ ..] => format!("`{one}` and {} more", others.len()),
    }
}

fn open(screen: &Screen, url: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    if Command::new(opener).arg(url).spawn().is_err() {
        screen.say(&format!("no browser could be opened with `{opener}`"));
    }
}
