//! Foreign files as native ones: what `studybook import` writes, as values.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::parse;
use crate::project::Project;
use crate::site::Site;

/// Front matter of a file that would be read otherwise: one of bare headings above tables of questions, say.
const NATIVE: &str = "+++\ndialect = \"native\"\n+++\n";

/// What an import comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The files to write, by their path from the content folder.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// The files with questions and how many each has, in the order of their paths.
    pub questions: Vec<(String, usize)>,
}

/// The native form of every file of `project` that holds a question, with the ids `site` gives, and what they link to.
pub fn import(project: &Project, site: &Site) -> Import {
    let mut ids: BTreeMap<&str, BTreeMap<usize, &str>> = BTreeMap::new();
    for question in &site.questions {
        ids.entry(&question.document.path).or_default().insert(question.entry, &question.id);
    }
    let mut import = Import { files: BTreeMap::new(), questions: Vec::new() };
    for (path, ids) in ids {
        let Some(file) = project.sources.get(path) else { continue };
        let Some(native) = parse::native_text(path, &file.shown, &file.bytes, project.config.markdown) else {
            continue;
        };
        import.questions.push((path.to_owned(), ids.len()));
        let mut text = with_ids(&native, &ids);
        if parse::native_start(path, &text) != Some(native.start) {
            text.insert_str(0, NATIVE);
        }
        import.files.insert(path.to_owned(), text.into_bytes().into());
    }
    let attachments =
        site.attachments.iter().filter_map(|path| Some((path.clone(), project.attachments.get(path)?.clone())));
    import.files.extend(attachments);
    import
}

/// Writes the ids behind the headings that have none.
fn with_ids(native: &parse::NativeText, ids: &BTreeMap<usize, &str>) -> String {
    let mut text = String::with_capacity(native.text.len() + ids.len() * 32);
    let mut copied = 0;
    for (entry, end) in native.headings.iter().enumerate() {
        if let (Some(end), Some(id)) = (end, ids.get(&entry)) {
            text.push_str(&native.text[copied..*end]);
            text.push_str(&format!(" {{#{id}}}"));
            copied = *end;
        }
    }
    text.push_str(&native.text[copied..]);
    text
}
