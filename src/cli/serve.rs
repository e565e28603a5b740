//! `studybook serve`

use std::net::IpAddr;
use std::process::Command;

use clap::Args;

use super::screen::{Counts, Screen};
use super::{Outcome, PlaceArguments, load};
use crate::config::Base;
use crate::pipeline::Pipeline;
use crate::serve::Server;

#[derive(Args)]
pub struct ServeArguments {
    #[command(flatten)]
    places: PlaceArguments,
    /// The port, or the first to try
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// The address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: IpAddr,
    /// A name, beside its own, under which the server may be asked for pages
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// The path the site will live under, as in /notes/
    #[arg(long, value_name = "URL", value_parser = super::base)]
    base_url: Option<Base>,
}

/// Builds in memory and serves; never touches the output folder.
pub fn run(arguments: &ServeArguments) -> Outcome {
    let screen = Screen::new(false);
    let Some(project) = load(&arguments.places.places(), arguments.base_url.clone(), &screen) else {
        return Outcome::Failure;
    };
    let progress = screen.progress();
    let mut built = Pipeline::default().build(&project, &|stage| progress.stage(stage));
    drop(progress);
    screen.report(&built);
    let Some(output) = built.output.take() else {
        screen.fail(&format!("{}; nothing to serve", Counts::of(&built.diagnostics).summary()), None);
        return Outcome::Failure;
    };
    let server = match Server::bind(arguments.host, arguments.port, &project.config.base.path) {
        Ok(server) => server,
        Err(error) => {
            let address = format!("{}:{}", arguments.host, arguments.port);
            screen.fail(&format!("cannot listen on `{address}`: {error}"), Some("choose another with `--port`"));
            return Outcome::Failure;
        }
    };
    let url = server.url();
    if server.is_exposed() {
        screen.say(&format!("warning: every machine that can reach {url} can read this site"));
    }
    screen.say(&format!("{} questions at {url} (stop with Ctrl-C)", built.questions));
    if arguments.open {
        open(&screen, &url);
    }
    match server.run(output, &arguments.allow_host) {
        Ok(()) => Outcome::Success,
        Err(error) => {
            screen.fail(&format!("the server stopped: {error}"), None);
            Outcome::Failure
        }
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
