//! Files that go out under a name made of their contents, so that they may be cached for ever.

mod scripts;

use std::collections::BTreeMap;
use std::sync::Arc;

use studybook_search::analyze::engine_of;

use crate::embedded::{self, Folder};
use crate::output::OutputPath;
use crate::slug;

/// The style sheet the files of `css/` are joined into; those of a folder in it become a sheet of the folder's name.
const STYLE: &str = "style.css";

/// The name the search engine of the site's language is asked for by.
const ENGINE: &str = "search/engine.wasm";

/// The script that calls it.
const SEARCH: &str = "js/search.js";

/// The service worker, and the one that takes it away. They go out under an address of their own.
const WORKERS: [&str; 2] = ["js/no-worker.js", "js/worker.js"];

/// A file with its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the site.
    pub path: String,
    /// Its contents.
    pub bytes: Arc<[u8]>,
    /// Width and height in CSS pixels, for pictures that tell.
    pub size: Option<(u32, u32)>,
}

/// Files by the names they are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// The theme's static files: `css/*.css` joined in the order of their names, and those of each folder in it, scripts with the modules they import,
    /// of the search engines the one of `language` (none, and no script of search, if there is none), and all others
    /// one by one.
    pub fn of_theme(folder: &Folder, language: Option<&str>) -> Self {
        let is_style = |name: &str| name.starts_with("css/") && name.ends_with(".css");
        let is_engine = |name: &str| name.starts_with("search/engine.");
        let is_joined = |name: &str| is_style(name) || name.ends_with(".js") || is_engine(name);
        let mut sheets: BTreeMap<String, Vec<u8>> = BTreeMap::from([(STYLE.to_owned(), Vec::new())]);
        for (name, bytes) in folder.iter().filter(|(name, _)| is_style(name)) {
            sheets.entry(sheet_of(name)).or_default().extend_from_slice(bytes);
        }
        let sheets = sheets.iter().map(|(name, bytes)| (name.as_str(), Arc::from(bytes.as_slice())));
        let is_wanted = |name: &&str| !WORKERS.contains(name) && (language.is_some() || !name.starts_with("js/search"));
        let scripts = scripts::joined(folder)
            .into_iter()
            .filter(|(name, _)| is_wanted(name))
            .map(|(name, text)| (name, Arc::from(text.into_bytes())));
        let engine = language.and_then(|language| engine(folder, language)).map(|bytes| (ENGINE, bytes));
        let others = folder.iter().filter(|(name, _)| !is_joined(name));
        let others = others.map(|(name, bytes)| (name.as_str(), bytes.clone()));
        let all = others.chain(sheets).chain(scripts).chain(engine);
        Self(all.map(|(name, bytes)| (name.to_owned(), asset(name, bytes))).collect())
    }

    /// Files beside the content.
    pub fn of_content<'a>(files: impl Iterator<Item = (&'a str, Arc<[u8]>)>) -> Self {
        Self(files.map(|(name, bytes)| (name.to_owned(), asset(name, bytes))).collect())
    }

    /// The file of that name.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// Every name with its path in the site.
    pub fn named(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, asset)| (name.as_str(), asset.path.as_str()))
    }

    /// Every file once.
    pub fn files(&self) -> impl Iterator<Item = (OutputPath, Arc<[u8]>)> {
        let unique: BTreeMap<&str, &Arc<[u8]>> =
            self.0.values().map(|asset| (asset.path.as_str(), &asset.bytes)).collect();
        unique.into_iter().filter_map(|(path, bytes)| Some((OutputPath::new(path)?, Arc::clone(bytes))))
    }
}

/// The text of the service worker, or of the one that takes it away; none if the theme has none.
pub fn worker(folder: &Folder, is_offline: bool) -> Option<String> {
    scripts::joined(folder).remove(WORKERS[usize::from(is_offline)])
}

/// The sheet a file of `css/` goes into.
fn sheet_of(name: &str) -> String {
    name.split('/').rev().nth(1).filter(|folder| *folder != "css").map_or(STYLE.to_owned(), |it| format!("{it}.css"))
}

/// The engine for a BCP 47 tag: the site's own, or the one that is built in. Without the script that calls it there is
/// no need of one.
fn engine(folder: &Folder, language: &str) -> Option<Arc<[u8]>> {
    if !folder.contains_key(SEARCH) {
        return None;
    }
    let tag = engine_of(&language.to_lowercase());
    folder.get(&format!("search/engine.{tag}.wasm")).cloned().or_else(|| embedded::search_engine(tag))
}

fn asset(name: &str, bytes: Arc<[u8]>) -> Asset {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let hash = &blake3::hash(&bytes).to_hex()[..10];
    let parts = [&slug::slug(stem), hash, &slug::slug(extension)];
    let parts: Vec<&str> = parts.into_iter().map(AsRef::as_ref).filter(|part: &&str| !part.is_empty()).collect();
    let size = match imagesize::blob_size(&bytes) {
        Ok(size) => u32::try_from(size.width).ok().zip(u32::try_from(size.height).ok()),
        Err(_) if extension.eq_ignore_ascii_case("svg") => svg_size(&bytes),
        Err(_) => None,
    };
    Asset { path: format!("assets/{}", parts.join(".")), bytes, size }
}

/// The size an SVG file states in `width` and `height`, or else in its `viewBox`.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = quick_xml::Reader::from_str(text);
    let root = loop {
        match reader.read_event().ok()? {
            quick_xml::events::Event::Start(root) | quick_xml::events::Event::Empty(root) => break root,
            quick_xml::events::Event::Eof => return None,
            _ => {}
        }
    };
    let attribute = |name: &str| {
        let attribute = root.try_get_attribute(name).ok()??;
        Some(attribute.value.into_owned())
    };
    let pixels = |text: String| text.trim().trim_end_matches("px").parse::<f64>().ok().and_then(whole);
    let stated = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    stated.or_else(|| {
        let view_box = attribute("viewBox")?;
        let numbers: Vec<f64> = view_box.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
        match numbers.as_slice() {
            [_, _, width, height] => whole(*width).zip(whole(*height)),
            _ => None,
        }
    })
}

fn whole(length: f64) -> Option<u32> {
    (0.5..100_000.0).contains(&length).then(|| length.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_the_hash_of_the_contents() {
        let one = asset("images/My Ring.SVG", b"<svg viewBox='0 0 640 480.4'/>".as_slice().into());
        assert!(one.path.starts_with("assets/my-ring.") && one.path.ends_with(".svg"), "{}", one.path);
        assert_eq!(one.size, Some((640, 480)));
        let sized = asset("x.svg", b"<?xml version='1.0'?><svg width='10px' height='20'></svg>".as_slice().into());
        assert_eq!(sized.size, Some((10, 20)));
        assert_eq!(asset("x.svg", b"<svg".as_slice().into()).size, None);
    }

    #[test]
    fn a_folder_of_styles_becomes_a_sheet() {
        let names = ["css/10-a.css", "css/20-b.css", "css/study/10-c.css", "css/study/20-d.css"];
        let folder: Folder = names.iter().map(|name| ((*name).to_owned(), (&name.as_bytes()[4..]).into())).collect();
        let assets = Assets::of_theme(&folder, None);
        let text = |name| assets.get(name).map(|asset| String::from_utf8_lossy(&asset.bytes).into_owned());
        assert_eq!(text("style.css").as_deref(), Some("10-a.css20-b.css"));
        assert_eq!(text("study.css").as_deref(), Some("study/10-c.cssstudy/20-d.css"));
    }

    #[test]
    fn only_the_engine_of_the_language_goes_out() {
        let names = ["search/engine.en.wasm", "search/engine.de.wasm", "search/engine.und.wasm", "js/search.js"];
        let mut folder: Folder = names.iter().map(|name| ((*name).to_owned(), name.as_bytes().into())).collect();
        for (language, engine) in [("de-AT", "de"), ("EN", "en"), ("ja", "und")] {
            let assets = Assets::of_theme(&folder, Some(language));
            let bytes = assets.get(ENGINE).map(|asset| &*asset.bytes);
            assert_eq!(bytes, Some(format!("search/engine.{engine}.wasm").as_bytes()), "{language}");
            assert_eq!(assets.files().count(), 3);
        }
        folder.remove("search/engine.en.wasm");
        let built_in = Assets::of_theme(&folder, Some("en")).get(ENGINE).map(|asset| asset.bytes.clone());
        assert_eq!(built_in, embedded::search_engine("en"));
        folder.remove("js/search.js");
        assert_eq!(Assets::of_theme(&folder, Some("en")).get(ENGINE), None);
    }
}
