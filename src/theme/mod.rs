//! Templates and static files, ready for use. The only room of `tera`.

mod problems;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;
use tera::{Context, Tera};

use crate::assets::Assets;
use crate::config::Base;
use crate::diagnostic::{Checked, Diagnostic};
use crate::html;

/// A template: its text, and the name diagnostics show.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Template {
    /// What the file says.
    pub text: Arc<str>,
    /// Where it stands: a path of the site, or `templates/…` of the theme that is built in.
    pub shown: Arc<str>,
}

/// Templates by their name: the path from their folder.
pub type Templates = BTreeMap<String, Template>;

/// A theme that can render pages.
pub struct Theme {
    tera: Tera,
    templates: Templates,
    /// What keeps all pages from being rendered.
    defect: Option<Diagnostic>,
}

impl Theme {
    /// Compiles the templates. If one cannot be compiled, no page can be rendered: tera would panic where a page imports
    /// a template that did not get in.
    pub fn new(templates: &Templates, base: &Base, assets: &Assets) -> Checked<Self> {
        let mut tera = Tera::default();
        tera.autoescape_on(vec![".html", ".xml"]);
        tera.set_escape_fn(html::escape);
        register_functions(&mut tera, base, assets);
        let texts = templates.iter().map(|(name, template)| (name, &*template.text));
        let defect = tera.add_raw_templates(texts).err().map(|error| problems::diagnostic(&error, templates));
        let diagnostics = defect.iter().cloned().collect();
        Checked { value: Self { tera, templates: templates.clone(), defect }, diagnostics }
    }

    /// Fills the template of that name with `view`, which must be an object.
    pub fn render(&self, template: &str, view: Value) -> Result<String, Diagnostic> {
        if let Some(defect) = &self.defect {
            return Err(defect.clone());
        }
        Context::from_value(view)
            .and_then(|context| self.tera.render(template, &context))
            .map_err(|error| problems::diagnostic(&error, &self.templates))
    }
}

fn register_functions(tera: &mut Tera, base: &Base, assets: &Assets) {
    let urls: HashMap<String, String> = assets.named().map(|(name, path)| (name.to_owned(), base.url(path))).collect();
    tera.register_function("asset", move |arguments: &HashMap<String, Value>| {
        let path = path_argument(arguments, "asset")?;
        match urls.get(&*path) {
            Some(url) => Ok(Value::String(url.clone())),
            None if arguments.get("optional") == Some(&Value::Bool(true)) => Ok(Value::Null),
            None => Err(tera::Error::msg(format!("there is no static file `{path}`"))),
        }
    });
    let base = base.clone();
    tera.register_function("url", move |arguments: &HashMap<String, Value>| {
        Ok(Value::String(base.url(&path_argument(arguments, "url")?)))
    });
}

fn path_argument<'a>(arguments: &'a HashMap<String, Value>, function: &str) -> tera::Result<Cow<'a, str>> {
    match arguments.get("path") {
        Some(Value::String(path)) => Ok(Cow::Borrowed(path)),
        _ => Err(tera::Error::msg(format!("`{function}` needs a text `path`"))),
    }
}
