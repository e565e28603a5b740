//! Any text as a foreign file: nothing panics, and what is imported builds into the same questions.

#![no_main]

use libfuzzer_sys::fuzz_target;
use studybook::import::import;
use studybook::pipeline::Pipeline;
use studybook::project::Project;

fuzz_target!(|text: &str| {
    let project = Project::default().with_source("some-questions.md", text);
    let site = Pipeline::once().site(&project, &|_| {});
    let files = import(&project, &site).files;
    let imported = files.iter().fold(Project::default(), |project, (path, bytes)| project.with_source(path, bytes));
    let again = Pipeline::once().site(&imported, &|_| {});
    let ids = |site: &studybook::site::Site| site.questions.iter().map(|question| question.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&site), ids(&again));
});
