//! From a request to an answer: a pure function of what is published. Paths are looked up in it, never joined to a folder.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, LOCATION, ORIGIN,
    RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tokio::sync::watch;

use super::desk;
use super::hosts::Hosts;
use super::pages::{self, Found};
use super::published::Published;
use super::tabs::Tabs;

/// Everything a request can be answered with.
pub struct Shelf {
    published: watch::Receiver<Arc<Published>>,
    hosts: Hosts,
    tabs: Tabs,
}

/// Sent with every answer: other sites may neither frame nor embed what is shown here, and browsers do not guess types.
const MANNERS: [(&str, &str); 4] = [
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("referrer-policy", "no-referrer"),
];

impl Shelf {
    /// Answers from what is published, under the names in `hosts`; tabs are let go when `stop` says so.
    pub fn new(published: watch::Receiver<Arc<Published>>, hosts: Hosts, stop: watch::Receiver<bool>) -> Self {
        let tabs = Tabs::new(published.clone(), stop);
        Self { published, hosts, tabs }
    }

    /// Answers a request.
    pub fn reply(&self, request: &Request<Body>) -> Response<Body> {
        let mut response = self.answer(request);
        for (name, value) in MANNERS {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        // hyper sends no body after the head of an answer to HEAD, and its length all the same.
        response
    }

    fn answer(&self, request: &Request<Body>) -> Response<Body> {
        if let Err(status) = self.admit(request.uri(), request.headers()) {
            return plain(status);
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        // Every answer is of one state of the site.
        let published = self.published.borrow().clone();
        match request.uri().path().strip_prefix(desk::FOLDER) {
            Some(name) => self.answer_author(&published, name, request),
            None => answer_reader(&published, request),
        }
    }

    /// Answers what only pages of this server ask for.
    fn answer_author(&self, published: &Published, name: &str, request: &Request<Body>) -> Response<Body> {
        if !is_own(request.headers()) {
            return plain(StatusCode::FORBIDDEN);
        }
        if name == "events" {
            let is_watching = request.method() == Method::GET;
            let events = is_watching.then(|| self.tabs.open(request.uri().query().unwrap_or_default()));
            return events.unwrap_or(Err(StatusCode::NO_CONTENT)).unwrap_or_else(plain);
        }
        match desk::file(published, name) {
            Some((name, bytes)) => file(name, bytes, request.headers()),
            None => plain(StatusCode::NOT_FOUND),
        }
    }

    /// Refuses what does not come from a page of this server, or a reader's own hand.
    fn admit(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), StatusCode> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok()).ok_or(StatusCode::BAD_REQUEST)?;
        if hosts.next().is_some() {
            return Err(StatusCode::BAD_REQUEST);
        }
        if !self.hosts.contains(host)
            || uri.authority().is_some_and(|authority| !self.hosts.contains(authority.as_str()))
        {
            return Err(StatusCode::FORBIDDEN);
        }
        for origin in headers.get_all(ORIGIN) {
            let own = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
            if !own.is_some_and(|host| self.hosts.contains(host)) {
                return Err(StatusCode::FORBIDDEN);
            }
        }
        let is_foreign = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        if is_foreign && !is_visit(headers) {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(())
    }
}

/// Whether a browser asks for a page to show in a tab of its own.
fn is_visit(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
        && headers.get("sec-fetch-dest").is_some_and(|dest| dest == "document")
}

/// Whether a request comes from a page of this very server, or from no page. Another port of this machine is another
/// site to us, though browsers call it the same.
fn is_own(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    is_visit(headers) || site.is_none_or(|site| site == "same-origin" || site == "none")
}

fn answer_reader(published: &Published, request: &Request<Body>) -> Response<Body> {
    let path = request.uri().path();
    match pages::find(published, path) {
        Found::File(name, bytes) if pages::is_page(&name) => {
            file(&name, pages::with_script(published, Some(&name), &bytes), request.headers())
        }
        Found::File(name, bytes) => file(&name, Bytes::from_owner(bytes), request.headers()),
        Found::Moved(to) => moved(&to),
        Found::Missing => missing(published),
    }
}

fn missing(published: &Published) -> Response<Body> {
    let status = match published.output {
        Some(_) => StatusCode::NOT_FOUND,
        None => StatusCode::SERVICE_UNAVAILABLE,
    };
    let Some(bytes) = pages::missing(published) else { return plain(status) };
    let mut response = file("404.html", pages::with_script(published, None, &bytes), &HeaderMap::new());
    *response.status_mut() = status;
    response
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::from(status.canonical_reason().unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// What a `Location` header cannot hold as it is.
const LOCATION_SET: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'%').add(b'?').add(b'#');

fn moved(path: &str) -> Response<Body> {
    let mut response = plain(StatusCode::MOVED_PERMANENTLY);
    if let Ok(location) = HeaderValue::from_str(&utf8_percent_encode(path, LOCATION_SET).to_string()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn file(path: &str, bytes: Bytes, request: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..16]);
    let is_known = request.get_all(IF_NONE_MATCH).iter().any(|tags| {
        let tags = tags.to_str().unwrap_or_default();
        tags.split(',')
            .any(|known| matches!(known.trim().trim_start_matches("W/"), known if known == "*" || known == tag))
    });
    let length = bytes.len();
    let (status, body, range) = if is_known {
        (StatusCode::NOT_MODIFIED, Bytes::new(), None)
    } else {
        match range(request, length) {
            Wanted::All => (StatusCode::OK, bytes, None),
            Wanted::Part(start, end) => {
                let range = format!("bytes {start}-{end}/{length}");
                (StatusCode::PARTIAL_CONTENT, bytes.slice(start..=end), Some(range))
            }
            Wanted::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new(), Some(format!("bytes */{length}"))),
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, &content_type(path));
    set(ETAG, &tag);
    set(ACCEPT_RANGES, "bytes");
    set(CACHE_CONTROL, "no-cache");
    if let Some(range) = range {
        set(CONTENT_RANGE, &range);
    }
    response
}

fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    if kind.type_() == mime_guess::mime::TEXT || kind.subtype() == "javascript" || kind.subtype() == "xml" {
        format!("{}; charset=utf-8", kind.essence_str())
    } else {
        kind.to_string()
    }
}

enum Wanted {
    All,
    /// From and to, both included.
    Part(usize, usize),
    Nothing,
}

/// The range a request asks for. Several ranges, and what is no range, are answered with the whole (RFC 9110, 14.2).
fn range(request: &HeaderMap, length: usize) -> Wanted {
    let Some(header) = request.get(RANGE).and_then(|range| range.to_str().ok()) else {
        return Wanted::All;
    };
    let Ok(ranges) = http_range_header::parse_range_header(header) else {
        return Wanted::All;
    };
    if ranges.ranges.len() != 1 {
        return Wanted::All;
    }
    match ranges.validate(length as u64).as_deref() {
        Ok([range]) => match (usize::try_from(*range.start()), usize::try_from(*range.end())) {
            (Ok(start), Ok(end)) if start <= end && end < length => Wanted::Part(start, end),
            _ => Wanted::Nothing,
        },
        _ => Wanted::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;

    use super::*;
    use crate::output::{Output, OutputPath};
    use crate::serve::published::{Published, Publisher};

    fn shelf(base: &str) -> Shelf {
        let mut output = Output::default();
        for path in ["index.html", "404.html", "questions/größe/index.html", "assets/a.css"] {
            let bytes: Arc<[u8]> = path.as_bytes().into();
            output.insert(OutputPath::new(path).unwrap(), bytes).unwrap();
        }
        let publisher = Publisher::new(base);
        let before = publisher.current();
        publisher.publish(Published {
            number: 1,
            base: base.to_owned(),
            output: Some(Arc::new(output)),
            site: None,
            editor: None,
            problems: before.problems.clone(),
            effort: before.effort.clone(),
        });
        let hosts = Hosts::new(SocketAddr::from(([127, 0, 0, 1], 4000)), &[]);
        Shelf::new(publisher.subscribe(), hosts, watch::channel(false).1)
    }

    fn request(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
        let mut request = Request::builder().uri(path).header("host", "localhost:4000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    }

    fn check(path: &str, headers: &[(&str, &str)], status: u16) -> Response<Body> {
        let response = shelf("/").reply(&request(path, headers));
        assert_eq!(response.status(), status, "{path} {headers:?}");
        response
    }

    #[test]
    fn paths_are_looked_up_and_nothing_else() {
        check("/", &[], 200);
        check("/assets/a.css?raw", &[], 200);
        check("/questions/gr%C3%B6%C3%9Fe/", &[], 200);
        let moved = check("/questions/gr%C3%B6%C3%9Fe", &[], 301);
        assert_eq!(moved.headers()["location"], "/questions/gr%C3%B6%C3%9Fe/");
        for hostile in [
            "/..%2f..%2fetc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/%252e%252e/x",
            "/%c0%ae/x",
            "/a%5cb",
            "/c:%5cx",
            "/assets",
            "/assets/",
            "/.env",
            "//evil.example/%2e%2e",
            "/%00",
        ] {
            check(hostile, &[], 404);
        }
    }

    #[test]
    fn other_sites_get_nothing() {
        check("/", &[("host", "evil.example")], 400);
        check("/", &[("origin", "http://evil.example")], 403);
        check("/", &[("origin", "null")], 403);
        check("/", &[("origin", "http://localhost:4000")], 200);
        check("/", &[("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "script")], 403);
        let visit = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        check("/", &visit, 200);
    }

    #[test]
    fn conditional_and_partial_requests_are_answered_in_kind() {
        let whole = check("/assets/a.css", &[], 200);
        let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
        check("/assets/a.css", &[("if-none-match", &tag)], 304);
        let part = check("/assets/a.css", &[("range", "bytes=0-3")], 206);
        assert_eq!(part.headers()["content-range"], "bytes 0-3/12");
        check("/assets/a.css", &[("range", "bytes=99-")], 416);
        check("/assets/a.css", &[("range", "bytes=5-1")], 416);
        check("/assets/a.css", &[("range", "bytes=0-1,3-4")], 200);
        check("/assets/a.css", &[("range", "bytes=18446744073709551616-")], 200);
    }

    #[test]
    fn a_base_path_is_part_of_every_address() {
        let shelf = shelf("/repo/");
        assert_eq!(shelf.reply(&request("/repo/assets/a.css", &[])).status(), 200);
        assert_eq!(shelf.reply(&request("/repo/", &[])).status(), 200);
        assert_eq!(shelf.reply(&request("/assets/a.css", &[])).status(), 404);
    }
}
