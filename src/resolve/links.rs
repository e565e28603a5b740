//! Links within the site: to questions by id, by file or by heading, to pages, and to files beside the content.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::ids::Ids;
use super::{Candidate, Used};
use crate::diagnostic::Diagnostic;
use crate::document::{Body, Document, Link, Target};
use crate::lint::Lint;
use crate::site::{Group, Resolved, question_path};
use crate::slug;
use crate::toml_error::nearest;

/// Suggestions are looked for in all ids, so only for so many dead links.
const MAX_SUGGESTIONS: usize = 20;

/// Pages every site has.
const FIXED_PAGES: &[&str] = &["", "print/", "feed.xml", "sitemap.xml"];

/// Knows everything a link can lead to.
pub struct Linker<'d> {
    ids: &'d Ids,
    /// The questions of each file: their GitHub anchors and indices.
    files: HashMap<&'d str, Vec<(&'d str, usize)>>,
    pages: HashSet<String>,
    attachments: &'d dyn Fn(&str) -> bool,
    used: Used,
    suggestions: usize,
}

impl<'d> Linker<'d> {
    /// Gathers what there is.
    pub fn new(
        documents: &'d [Arc<Document>],
        candidates: &[Candidate<'d>],
        ids: &'d Ids,
        attachments: &'d dyn Fn(&str) -> bool,
    ) -> Self {
        let mut files: HashMap<&str, Vec<(&str, usize)>> =
            documents.iter().map(|document| (&*document.path, Vec::new())).collect();
        for (index, candidate) in candidates.iter().enumerate() {
            files.entry(&candidate.document.path).or_default().push((&candidate.entry().anchor, index));
        }
        let fixed = FIXED_PAGES.iter().map(|page| (*page).to_owned());
        let pages = fixed.chain(ids.of.iter().map(|id| question_path(id))).collect();
        Self { ids, files, pages, attachments, used: Used::new(), suggestions: 0 }
    }

    /// Makes the pages of groups known.
    pub fn add_pages(&mut self, groups: &[Group], folder: &str) {
        if !groups.is_empty() {
            self.pages.insert(format!("{folder}/"));
        }
        self.pages.extend(groups.iter().map(|group| format!("{folder}/{}/", group.slug)));
    }

    /// The attachments some link has led to.
    pub fn used(self) -> Used {
        self.used
    }

    /// Resolves the links of a body in its file; `anchors` are those of its page.
    pub fn body(
        &mut self,
        body: &Body,
        document: &Document,
        anchors: &[&str],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Resolved> {
        let resolve = |link: &Link| match self.target(&link.target, document, anchors) {
            Ok(resolved) => resolved,
            Err(problem) => {
                let diagnostic = Diagnostic::new(Lint::DeadLink, problem.message).at(link.place.clone(), "");
                diagnostics.push(match problem.help {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
                Resolved::Nowhere
            }
        };
        body.links.iter().map(resolve).collect()
    }

    fn target(&mut self, target: &Target, document: &Document, anchors: &[&str]) -> Result<Resolved, Problem> {
        match target {
            Target::Anchor(name) => self.anchor(name, document, anchors),
            Target::Question(id) => match self.question(id) {
                Some(index) => Ok(self.page_of(index)),
                None => Err(self.unknown_question(id)),
            },
            Target::Page(path) => self.page(path),
            Target::File { path, anchor } => self.file(path, anchor.as_deref()),
            Target::Outside(path) => Err(Problem {
                message: format!("`{path}` leads out of the content folder"),
                help: Some("only files beside the content are published".to_owned()),
            }),
        }
    }

    fn question(&self, id: &str) -> Option<usize> {
        self.ids.find(id)
    }

    fn page_of(&self, question: usize) -> Resolved {
        Resolved::Page(question_path(&self.ids.of[question]), None)
    }

    fn anchor(&mut self, name: &str, document: &Document, anchors: &[&str]) -> Result<Resolved, Problem> {
        let bare = name.strip_prefix("h-").unwrap_or(name);
        let wanted = slug::slug(bare);
        if let Some(found) =
            anchors.iter().find(|anchor| **anchor == bare || (!wanted.is_empty() && **anchor == wanted))
        {
            return Ok(Resolved::Here((*found).to_owned()));
        }
        if let Some(index) = self.question(name).or_else(|| self.heading(&document.path, name)) {
            return Ok(self.page_of(index));
        }
        Err(self.unknown_question(name))
    }

    /// The question of a file whose heading GitHub would give that anchor.
    fn heading(&self, path: &str, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.files.get(path)?.iter().find(|(anchor, _)| *anchor == name).map(|(_, index)| *index)
    }

    fn page(&self, path: &str) -> Result<Resolved, Problem> {
        let (page, anchor) = match path.split_once('#') {
            Some((page, anchor)) => (page, Some(anchor.to_owned())),
            None => (path, None),
        };
        let with_slash = format!("{page}/");
        for page in [page, &with_slash] {
            if self.pages.contains(page) {
                return Ok(Resolved::Page(page.to_owned(), anchor));
            }
        }
        Err(Problem {
            message: format!("the site has no page `/{path}`"),
            help: Some("link to a question by its id: `[text](q:id)`".to_owned()),
        })
    }

    fn file(&mut self, path: &str, anchor: Option<&str>) -> Result<Resolved, Problem> {
        if let Some(questions) = self.files.get(path) {
            if let Some(anchor) = anchor {
                let found = self.question(anchor).filter(|index| questions.iter().any(|(_, own)| own == index));
                return match found.or_else(|| self.heading(path, anchor)) {
                    Some(index) => Ok(self.page_of(index)),
                    None => Err(Problem { message: format!("`{path}` has no question `{anchor}`"), help: None }),
                };
            }
            return match questions.as_slice() {
                [(_, only)] => Ok(self.page_of(*only)),
                questions => Err(Problem {
                    message: format!("`{path}` holds {} questions and has no page of its own", questions.len()),
                    help: Some(format!("name one of them: `{path}#id`")),
                }),
            };
        }
        if path.is_empty() {
            return Err(Problem {
                message: "this link has no destination".to_owned(),
                help: Some("write one between the parentheses".to_owned()),
            });
        }
        if (self.attachments)(path) {
            self.used.insert(path.to_owned());
            return Ok(Resolved::Attachment(path.to_owned()));
        }
        Err(Problem {
            message: format!("there is no file `{path}` in the content folder"),
            help: Some("paths begin at the folder of the file they stand in, and case counts".to_owned()),
        })
    }

    fn unknown_question(&mut self, name: &str) -> Problem {
        self.suggestions += 1;
        let help = (self.suggestions <= MAX_SUGGESTIONS).then(|| {
            let ids: Vec<&str> = self.ids.of.iter().map(String::as_str).collect();
            nearest(name, &ids).map(|near| format!("did you mean `#{near}`?"))
        });
        Problem { message: format!("there is no question and no heading `{name}`"), help: help.flatten() }
    }
}

/// Why a link leads nowhere.
struct Problem {
    message: String,
    help: Option<String>,
}
