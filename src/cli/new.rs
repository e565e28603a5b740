//! `studybook new`

use std::io::ErrorKind;

use clap::{Args, ValueEnum};

use super::init::create;
use super::screen::Screen;
use super::{Outcome, PlaceArguments};
use crate::slug;

#[derive(Args)]
pub struct NewArguments {
    /// The question's title
    title: String,
    /// Its tags, between commas
    #[arg(long, value_delimiter = ',', value_name = "TAG,TAG")]
    tags: Vec<String>,
    /// How hard it is
    #[arg(long, value_enum)]
    difficulty: Option<Level>,
    #[command(flatten)]
    places: PlaceArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Easy,
    Medium,
    Hard,
}

/// Writes a file of one question, ready to be filled in.
pub fn run(arguments: &NewArguments) -> Outcome {
    let screen = Screen::new(false);
    let slug = slug::slug(&arguments.title);
    if slug.is_empty() {
        screen.fail("no file name can be made of this title", Some("use at least one letter or digit"));
        return Outcome::Refused;
    }
    let path = arguments.places.places().content.join(format!("{slug}.md"));
    match create(&path, text(arguments).as_bytes()) {
        Ok(()) => {
            screen.print(&format!("{}\n", path.display()));
            Outcome::Success
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            screen.fail(&format!("`{}` is there already", path.display()), Some("choose another title"));
            Outcome::Refused
        }
        Err(error) => {
            screen.fail(&format!("cannot write `{}`: {error}", path.display()), None);
            Outcome::Failure
        }
    }
}

fn text(arguments: &NewArguments) -> String {
    let quote = |text: &str| toml::Value::from(text).to_string();
    let tags = arguments.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty());
    let tags: Vec<String> = tags.map(quote).collect();
    let difficulty = match arguments.difficulty {
        None => "",
        Some(Level::Easy) => "difficulty = \"easy\"\n",
        Some(Level::Medium) => "difficulty = \"medium\"\n",
        Some(Level::Hard) => "difficulty = \"hard\"\n",
    };
    format!(
        "+++\ntitle = {}\ntags = [{}]\n{difficulty}+++\n\n**Question:**\n\n\n**Answer:**\n\n",
        quote(arguments.title.trim()),
        tags.join(", "),
    )
}
