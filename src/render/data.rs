//! What scripts read of the whole site: the list of its questions, and what an installed site is called.

use serde_json::{Value, json};

use super::views::label;
use super::{Draft, Scene, value};
use crate::site::{Group, Question};

/// Every question's title, path, tags and topics (as numbers of the lists before them), difficulty and label.
pub fn questions(scene: &Scene<'_>) -> Draft {
    let site = scene.site;
    let named = |groups: &[Group]| groups.iter().map(|group| json!([group.slug, group.name])).collect::<Vec<_>>();
    let question = |question: &Question| {
        let entry = question.entry();
        let about = [json!(entry.title.text), json!(question.path()), json!(question.tags)];
        let more = [json!(question.topics), json!(entry.fields.difficulty), json!(label(entry))];
        Value::from_iter(about.into_iter().chain(trimmed(more)))
    };
    let questions: Vec<Value> = site.questions.iter().map(question).collect();
    let json = json!({ "tags": named(&site.tags), "topics": named(&site.topics), "questions": questions }).to_string();
    Draft { file: "questions.json".to_owned(), template: "questions.json", view: value(&json!({ "json": json })) }
}

/// Without the nulls and empty lists at its end: most of a large list is left out.
fn trimmed<const N: usize>(fields: [Value; N]) -> impl Iterator<Item = Value> {
    let is_said = |field: &Value| !field.is_null() && field.as_array().is_none_or(|list| !list.is_empty());
    let length = fields.iter().rposition(is_said).map_or(0, |last| last + 1);
    fields.into_iter().take(length)
}

/// The web app manifest (W3C, Web Application Manifest).
pub fn manifest(scene: &Scene<'_>) -> Draft {
    let view = json!({ "site": scene.about });
    Draft { file: "manifest.webmanifest".to_owned(), template: "manifest.webmanifest", view }
}
