//! What is served: a site as a whole, and beside it what its author wants to know. Made once, never changed.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use super::editor::Editor;
use crate::output::Output;
use crate::report::Shown;
use crate::site::Site;

/// One state of the site.
pub struct Published {
    /// Counts the states, from 1.
    pub number: u64,
    /// The path of the home page.
    pub base: String,
    /// The files of the last site that could be built; none if there has been none.
    pub output: Option<Arc<Output>>,
    /// Its questions.
    pub site: Option<Arc<Site>>,
    /// How to open a place in the author's editor, if that can be done.
    pub editor: Option<Editor>,
    /// What is wrong.
    pub problems: Problems,
    /// How it was made.
    pub effort: Effort,
}

/// What is wrong with the content as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// How many there are of each severity.
    pub counts: Counts,
    /// The first of them, errors before warnings.
    pub shown: Vec<Shown>,
}

/// How many problems there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors: the last good site stays up.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

/// What the last build took.
#[derive(Debug, Clone, Default)]
pub struct Effort {
    /// The stages in their order.
    pub stages: Vec<(&'static str, Duration)>,
    /// The tables of the pipeline: how many results were remembered, and how many made.
    pub tables: Vec<(&'static str, usize, usize)>,
}

/// Replaces what is published. Whoever serves it and whoever waits for news have the other end.
pub struct Publisher(watch::Sender<Arc<Published>>);

impl Publisher {
    /// Begins with nothing: a site that is still being built, whose home page will be at `base`.
    pub fn new(base: &str) -> Self {
        let nothing = Published {
            number: 0,
            base: base.to_owned(),
            output: None,
            site: None,
            editor: None,
            problems: Problems::default(),
            effort: Effort::default(),
        };
        Self(watch::Sender::new(Arc::new(nothing)))
    }

    /// What is published now.
    pub fn current(&self) -> Arc<Published> {
        self.0.borrow().clone()
    }

    /// Puts another state in the place of the present one, then tells everybody.
    pub fn publish(&self, published: Published) {
        self.0.send_replace(Arc::new(published));
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Arc<Published>> {
        self.0.subscribe()
    }
}
