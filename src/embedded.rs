//! The folders compiled into the binary: the default theme and the starter site. The only room of `rust-embed`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

#[derive(RustEmbed)]
#[folder = "starter/"]
struct Starter;

#[derive(RustEmbed)]
#[folder = "preview/"]
struct Preview;

/// Files by their path from their folder, `/` between components.
pub type Folder = BTreeMap<String, Arc<[u8]>>;

/// The default theme's templates.
pub fn templates() -> Folder {
    folder::<Templates>()
}

/// The default theme's static files, but for the search engines: a site takes one of them.
pub fn static_files() -> Folder {
    let mut files = folder::<Static>();
    files.retain(|path, _| !path.starts_with("search/"));
    files
}

/// The browser's search engine of a language, by the tag it is named after.
pub fn search_engine(tag: &str) -> Option<Arc<[u8]>> {
    Static::get(&format!("search/engine.{tag}.wasm")).map(|file| Arc::from(&*file.data))
}

/// What the preview server sends beside the site.
pub fn preview() -> Folder {
    folder::<Preview>()
}

/// What `init` writes.
pub fn starter() -> Folder {
    folder::<Starter>()
}

fn folder<E: RustEmbed>() -> Folder {
    let files = E::iter().filter_map(|path| E::get(&path).map(|file| (path.into_owned(), Arc::from(&*file.data))));
    files.collect()
}
