//! From a request to an answer: a pure function of the output. Paths are looked up in it, never joined to a folder.

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, LOCATION, ORIGIN,
    RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::hosts::Hosts;
use crate::output::Output;

/// Everything a request can be answered with.
pub struct Shelf {
    output: Output,
    base: String,
    hosts: Hosts,
}

/// Sent with every answer: other sites may neither frame nor embed what is shown here, and browsers do not guess types.
const MANNERS: [(&str, &str); 4] = [
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("referrer-policy", "no-referrer"),
];

impl Shelf {
    /// Takes the site, the path of its home page, and the names it is served under.
    pub fn new(output: Output, base: String, hosts: Hosts) -> Self {
        Self { output, base, hosts }
    }

    /// Answers a request.
    pub fn reply(&self, request: &Request<Body>) -> Response<Body> {
        let mut response = self.answer(request);
        for (name, value) in MANNERS {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        if request.method() == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
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
        let Some(path) = self.path(request.uri().path()) else {
            return self.missing();
        };
        let index = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
        if let Some(bytes) = self.output.get(&index) {
            return file(&index, Bytes::copy_from_slice(bytes), request.headers());
        }
        if self.output.get(&format!("{path}/index.html")).is_some() {
            return moved(&format!("{}{path}/", self.base));
        }
        self.missing()
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
        let is_visit = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
            && headers.get("sec-fetch-dest").is_some_and(|dest| dest == "document");
        if is_foreign && !is_visit {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(())
    }

    /// The path in the output that a request names, decoded once.
    fn path(&self, path: &str) -> Option<String> {
        let path = path.strip_prefix(self.base.as_str()).or_else(|| (format!("{path}/") == self.base).then_some(""))?;
        let path = percent_decode_str(path).decode_utf8().ok()?;
        let is_plain = !path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'));
        is_plain.then(|| path.into_owned())
    }

    fn missing(&self) -> Response<Body> {
        let mut response = match self.output.get("404.html") {
            Some(bytes) => file("404.html", Bytes::copy_from_slice(bytes), &HeaderMap::new()),
            None => return plain(StatusCode::NOT_FOUND),
        };
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    }
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
    use crate::output::OutputPath;

    fn shelf(base: &str) -> Shelf {
        let mut output = Output::default();
        for path in ["index.html", "404.html", "questions/größe/index.html", "assets/a.css"] {
            let bytes: Arc<[u8]> = path.as_bytes().into();
            output.insert(OutputPath::new(path).unwrap(), bytes).unwrap();
        }
        Shelf::new(output, base.to_owned(), Hosts::new(SocketAddr::from(([127, 0, 0, 1], 4000)), &[]))
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
