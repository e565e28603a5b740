//! Documents from files of JSON, a document a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use studybook::index::{self, Corpus, Record};

/// That of all collections.
const LANGUAGE: &str = "en";

/// A document of a collection.
#[derive(Deserialize)]
pub struct Document {
    /// Its name in judgements.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// How hard it is, if it says so.
    #[serde(default)]
    pub level: Option<String>,
    /// Its text.
    #[serde(default)]
    pub body: String,
    /// Its text in blocks: what each is, and what it says.
    #[serde(default)]
    pub blocks: Vec<(String, String)>,
}

impl Document {
    /// What of it is searched.
    pub fn record(&self) -> Record {
        let slug = |text: &str| text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), "-");
        Record {
            title: self.title.clone(),
            url: format!("questions/{}/", slug(&self.title)),
            tags: self.tags.iter().map(|tag| (slug(tag), tag.clone())).collect(),
            filters: self.level.iter().map(|level| ("difficulty:", level.clone())).collect(),
            question: String::new(),
            headings: Vec::new(),
            passages: vec![(String::new(), self.text())],
        }
    }

    fn text(&self) -> String {
        let blocks = self.blocks.iter().map(|(_, text)| text.as_str());
        [self.body.as_str()].into_iter().chain(blocks).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The values of a file, one a line.
pub fn lines<T: DeserializeOwned>(file: &Path, first: usize) -> io::Result<Vec<T>> {
    let lines = BufReader::new(File::open(file)?).lines().take(first);
    lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::from)).collect()
}

/// The documents of a file, in the order a site's questions are in.
pub fn site(file: &Path, first: usize) -> io::Result<Vec<Document>> {
    let documents: Vec<Document> = lines(file, first)?;
    let filed: Vec<_> = documents.iter().map(|document| (&*document.tags, &*document.title)).collect();
    let order = index::order(&filed, LANGUAGE);
    let mut documents: Vec<Option<Document>> = documents.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|number| documents[number].take()).collect())
}

/// English documents, to be indexed.
pub fn corpus(count: usize, record: &(dyn Fn(usize) -> Record + Sync)) -> Corpus<'_> {
    Corpus { language: LANGUAGE, count, record, synonyms: &[] }
}
