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

/// Files by their path from their folder, `/` between components.
pub type Folder = BTreeMap<String, Arc<[u8]>>;

/// The default theme's templates.
pub fn templates() -> Folder {
    folder::<Templates>()
}

/// The default theme's static files.
pub fn static_files() -> Folder {
    folder::<Static>()
}

/// What `init` writes.
pub fn starter() -> Folder {
    folder::<Starter>()
}

fn folder<E: RustEmbed>() -> Folder {
    let files = E::iter().filter_map(|path| E::get(&path).map(|file| (path.into_owned(), Arc::from(&*file.data))));
    files.collect()
}
