//! What is said to the tabs that are open: whether what they show is still what the site has. Only words and a number.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use percent_encoding::percent_decode_str;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::pages;
use super::published::Published;

/// Tabs beyond this many are refused, so that others still get pages.
const MAX_TABS: usize = 500;
/// A tab that is gone without a word is noticed after this long.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Where tabs wait for news.
pub struct Tabs {
    published: watch::Receiver<Arc<Published>>,
    stop: watch::Receiver<bool>,
    places: Arc<Semaphore>,
}

impl Tabs {
    /// News of what is published, until `stop` says so.
    pub fn new(published: watch::Receiver<Arc<Published>>, stop: watch::Receiver<bool>) -> Self {
        Self { published, stop, places: Arc::new(Semaphore::new(MAX_TABS)) }
    }

    /// The channel of a tab that says of itself what stands in `query`; none if there are too many.
    pub fn open(&self, query: &str) -> Result<Response<Body>, StatusCode> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let mut published = self.published.clone();
        published.mark_changed();
        let listener = Listener { tab: Tab::read(query), published, stop: self.stop.clone(), _place: place };
        let events = stream::unfold(listener, |mut listener| async {
            let (message, number) = listener.next().await?;
            let event = Event::default().event(message.name()).data(number.to_string());
            Some((Ok::<_, Infallible>(event), listener))
        });
        let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
        response.headers_mut().insert("cache-control", axum::http::HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

struct Listener {
    tab: Tab,
    published: watch::Receiver<Arc<Published>>,
    stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    /// The next thing to say; nothing if there is no more to come.
    async fn next(&mut self) -> Option<(Message, u64)> {
        loop {
            let published = self.published.borrow_and_update().clone();
            if let Some(message) = self.tab.news(&published) {
                return Some((message, published.number));
            }
            tokio::select! {
                changed = self.published.changed() => changed.ok()?,
                _ = self.stop.wait_for(|stop| *stop) => return None,
            }
        }
    }
}

/// What a tab is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Message {
    /// Its page is another now.
    Reload,
    /// Its page has other style sheets.
    Styles,
    /// Its page is no more.
    Gone,
    /// What is wrong has changed.
    Problems,
}

impl Message {
    fn name(self) -> &'static str {
        match self {
            Self::Reload => "reload",
            Self::Styles => "styles",
            Self::Gone => "gone",
            Self::Problems => "problems",
        }
    }
}

/// What a tab shows, as it was last told.
#[derive(Default)]
struct Tab {
    path: String,
    page: String,
    styles: String,
    /// Whether it shows that there is no such page.
    is_missing: bool,
    /// The state whose problems it knows.
    problems: Option<Arc<Published>>,
}

impl Tab {
    fn read(query: &str) -> Self {
        let mut tab = Self::default();
        for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            match name {
                "path" => tab.path = value,
                "page" => tab.page = value,
                "styles" => tab.styles = value,
                "missing" => tab.is_missing = value == "1",
                _ => {}
            }
        }
        tab
    }

    /// What to tell it next, if anything; it is then taken to know.
    fn news(&mut self, published: &Arc<Published>) -> Option<Message> {
        let shown = pages::shown_at(published, &self.path);
        if shown.fingerprint.page != self.page {
            let is_gone = shown.is_missing && !self.is_missing;
            self.is_missing = shown.is_missing;
            (self.page, self.styles) = (shown.fingerprint.page, shown.fingerprint.styles);
            return Some(if is_gone { Message::Gone } else { Message::Reload });
        }
        if shown.fingerprint.styles != self.styles {
            self.styles = shown.fingerprint.styles;
            return Some(Message::Styles);
        }
        let are_known = self.problems.as_ref().is_some_and(|known| known.problems == published.problems);
        if are_known {
            return None;
        }
        self.problems = Some(published.clone());
        Some(Message::Problems)
    }
}
