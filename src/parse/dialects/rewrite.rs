//! From a reading to edits that make a file native: headings, tags, labels and choices written anew, all else kept.

use super::answers::{self, Answer};
use super::choices::{self, Choice};
use super::outline::Outline;
use super::tidy;
use super::words::Label;
use super::{Break, Marker, Reading};
use crate::document::Span;
use crate::parse::{blocks, headings};
use crate::source::Edit;

/// What makes a file native.
#[derive(Debug, Clone, Default)]
pub struct Rewriting {
    /// The edits of its text.
    pub edits: Vec<Edit>,
    /// What belongs to no question.
    pub strays: Vec<Span>,
}

/// A question's section.
struct Section<'r> {
    marker: &'r Marker,
    body: Span,
    answer: Option<Answer>,
    choices: Vec<Choice>,
}

/// Makes the edits. The Markdown begins at byte `start`; `tags` are those of the file and its folder.
pub fn rewrite(outline: &Outline<'_, '_>, reading: &Reading, start: usize, tags: &[String]) -> Rewriting {
    let mut writer = Writer { outline, rewriting: Rewriting::default(), way_back: tidy::ways_back(outline) };
    let bodies = bodies(outline, reading);
    let has_boxes = {
        let ticked = bodies.iter().filter(|body| choices::count_boxes(outline, body) > 1).count();
        ticked * 3 >= bodies.len()
    };
    let first = reading.markers.first().map_or(outline.text().len(), |marker| marker.span.start);
    let title = title(reading);
    let intro_end = intro_end(outline, reading, first, title).max(start);
    writer.closed(start..intro_end, |writer| writer.intro(start..intro_end, title));
    let mut done = intro_end;
    let mut breaks = Categories { all: &reading.breaks, next: 0, open: Vec::new(), title };
    for (marker, body) in reading.markers.iter().zip(bodies) {
        writer.between(done..marker.span.start, reading);
        let answer = answers::answer(outline, &body, marker.takes_letters);
        let choices = choices::choices(outline, &body, answer.as_ref(), has_boxes);
        done = body.end;
        let mut own = marker.tags.clone();
        own.extend(breaks.at(marker.span.start));
        own.extend(tags.iter().cloned());
        writer.closed(marker.span.start..done, |writer| {
            writer.question(&Section { marker, body, answer, choices }, &tidy::tag_line(&own));
        });
    }
    writer.between(done..outline.text().len(), reading);
    writer.rewriting
}

/// The first heading if it is above all others: the file's title and no category.
fn title(reading: &Reading) -> Option<usize> {
    let first = reading.breaks.first()?;
    let is_only = reading.breaks.iter().filter(|one| one.level <= first.level).count() == 1;
    let is_above = reading.markers.first().is_some_and(|marker| first.span.start < marker.span.start);
    (is_above && (is_only || first.level == 1) && first.level <= 2).then_some(first.span.start)
}

/// Where the introduction ends: at the first question, or at the headings right above it.
fn intro_end(outline: &Outline<'_, '_>, reading: &Reading, first: usize, title: Option<usize>) -> usize {
    let before = reading.breaks.iter().rev().skip_while(|one| one.span.start >= first);
    let mut end = first;
    for one in before.take_while(|one| Some(one.span.start) != title) {
        let gap = one.span.end.min(end)..end;
        let folds: Vec<Span> = outline.folds_in(&gap).iter().map(|tag| tag.span.clone()).collect();
        if tidy::shows_something(outline.text(), &gap, &folds) {
            break;
        }
        end = one.span.start;
    }
    end
}

/// The bodies of the questions: up to the next question, the next break, or their own end.
fn bodies(outline: &Outline<'_, '_>, reading: &Reading) -> Vec<Span> {
    let starts = reading.markers.iter().skip(1).map(|marker| marker.span.start).chain([outline.text().len()]);
    let body = |(marker, next): (&Marker, usize)| {
        let at = reading.breaks.partition_point(|one| one.span.start < marker.span.end);
        let stop = reading.breaks.get(at).map_or(next, |one| one.span.start);
        let end = next.min(stop).min(marker.end.unwrap_or(next));
        marker.span.end..end.max(marker.span.end)
    };
    reading.markers.iter().zip(starts).map(body).collect()
}

/// Keeps track of the category a question stands in.
struct Categories<'r> {
    all: &'r [Break],
    next: usize,
    open: Vec<(u8, &'r str)>,
    title: Option<usize>,
}

impl Categories<'_> {
    /// The category at a place not before the last one asked for.
    fn at(&mut self, at: usize) -> Option<String> {
        while let Some(one) = self.all.get(self.next).filter(|one| one.span.start < at) {
            self.next += 1;
            if Some(one.span.start) == self.title {
                continue;
            }
            self.open.retain(|(level, _)| *level < one.level);
            self.open.extend(one.category.as_deref().map(|name| (one.level, name)));
        }
        self.open.last().map(|(_, name)| (*name).to_owned())
    }
}

struct Writer<'w, 'a> {
    outline: &'w Outline<'w, 'a>,
    rewriting: Rewriting,
    /// Paragraphs that only lead back to the top, ascending.
    way_back: Vec<Span>,
}

impl Writer<'_, '_> {
    fn edit(&mut self, span: Span, text: impl Into<String>) {
        self.rewriting.edits.push(Edit { span, text: text.into() });
    }

    /// Writes a stretch so that nothing of it runs on into the next: what the edits let stand may be an open fence.
    fn closed(&mut self, span: Span, write: impl FnOnce(&mut Self)) {
        let first = self.rewriting.edits.len();
        write(self);
        let text = self.outline.blocks.source.preview(span.clone(), &self.rewriting.edits[first..]);
        if let Some(end) = blocks::missing_end(&text) {
            self.edit(span.end..span.end, format!("\n{end}\n"));
        }
    }

    /// Before the first question: kept, but for the table of contents; no heading of it may pass for a question.
    fn intro(&mut self, span: Span, title: Option<usize>) {
        let mut gone = tidy::contents(self.outline, &span);
        gone.extend(self.tidied(&span));
        gone.extend(tidy::open_folds(self.outline, &span));
        let gone = tidy::joined(gone);
        for span in &gone {
            self.remove(span.clone());
        }
        let edits = tidy::headings(self.outline, &span, title);
        self.rewriting.edits.extend(edits.into_iter().filter(|edit| !covers(&gone, &edit.span)));
    }

    /// What stands between questions: headings of categories, and text that belongs to none. Such text is kept below a
    /// heading of its own, which is no question's.
    fn between(&mut self, span: Span, reading: &Reading) {
        if span.is_empty() {
            return;
        }
        let first = reading.breaks.partition_point(|one| one.span.start < span.start);
        let breaks: Vec<&Break> = reading.breaks[first..].iter().take_while(|one| one.span.start < span.end).collect();
        let mut gone = self.tidied(&span);
        gone.extend(self.outline.folds_in(&span).iter().map(|tag| tag.span.clone()));
        gone.sort_by_key(|span| span.start);
        let mut known: Vec<Span> = gone.iter().cloned().chain(breaks.iter().map(|one| one.span.clone())).collect();
        known.sort_by_key(|span| span.start);
        let text = self.outline.text();
        if !tidy::shows_something(text, &span, &known) {
            return self.remove(span);
        }
        let shows = |leaf: &&super::outline::Leaf| {
            tidy::shows_something(text, &(leaf.span.start..leaf.span.end.min(span.end)), &known)
        };
        let stray = self.outline.leaves_in(&span).iter().find(shows).map_or(span.start, |leaf| leaf.span.start);
        self.rewriting.strays.push(tidy::trimmed(text, stray..span.end));
        // Stretches of one heading each; the first goes on with the chapter of the question before it.
        let chapter = reading.breaks[..first].iter().rev().find_map(|one| one.category.as_deref());
        let headings: Vec<Span> = breaks.iter().filter(|one| one.level <= 6).map(|one| one.span.clone()).collect();
        let starts = std::iter::once(span.start).chain(headings.iter().map(|heading| heading.start));
        let ends = headings.iter().map(|heading| heading.start).chain([span.end]);
        let mut heading = None;
        for ((start, end), next) in starts.zip(ends).zip(headings.iter().map(Some).chain([None])) {
            if !tidy::shows_something(text, &(start..end), &known) {
                self.remove(start..end);
            } else {
                self.closed(start..end, |writer| writer.keep(start..end, heading, chapter, &gone));
            }
            heading = next;
        }
    }

    /// Keeps a stretch of text under its heading, else under that of its chapter.
    fn keep(&mut self, span: Span, heading: Option<&Span>, chapter: Option<&str>, gone: &[Span]) {
        let text = self.outline.text();
        let names_nothing =
            |words: &str| !words.trim().is_empty() && headings::announces(words) == headings::Announces::Nothing;
        let leaf = heading.and_then(|heading| self.outline.leaves_in(heading).first());
        let own = leaf.filter(|leaf| names_nothing(&self.outline.words(leaf)));
        let body = own.map_or(span.start, |leaf| leaf.span.end.min(span.end))..span.end;
        let mut edits = match own {
            Some(leaf) => tidy::set_level(self.outline, leaf, 1),
            None => Vec::new(),
        };
        let opening = match own {
            Some(_) => "\n\n".to_owned(),
            None => {
                let name = chapter.filter(|name| names_nothing(name)).unwrap_or("Notes");
                format!("\n\n# {}\n\n", name.replace('\n', " "))
            }
        };
        edits.insert(0, Edit { span: span.start..span.start, text: opening });
        edits.push(Edit { span: body.start..body.start, text: "\n".to_owned() });
        let first = gone.partition_point(|one| one.start < span.start);
        let gone: Vec<Span> = gone[first..].iter().take_while(|one| one.start < span.end).cloned().collect();
        let gone = tidy::joined(gone);
        let inner = tidy::headings(self.outline, &body, None);
        edits.extend(inner.into_iter().filter(|edit| !covers(&gone, &edit.span)));
        self.rewriting.edits.extend(edits);
        let seams = [tidy::blank_behind(text, body.start, body.end), tidy::blank_before(text, body.end, body.start)];
        let behind = gone.iter().map(|one| tidy::blank_behind(text, one.end.min(body.end), body.end));
        for span in tidy::joined(gone.iter().cloned().chain(behind).chain(seams).collect()) {
            self.remove(span);
        }
    }

    /// What authors write for the page they write it on: ways back to its top, imports, fences of other programs.
    fn tidied(&self, span: &Span) -> Vec<Span> {
        let start = self.way_back.partition_point(|one| one.start < span.start);
        let mut gone: Vec<Span> =
            self.way_back[start..].iter().take_while(|one| one.start < span.end).cloned().collect();
        gone.extend(tidy::foreign_lines(self.outline, span));
        gone
    }

    /// Takes a stretch out, but keeps the destinations other parts may refer to.
    fn remove(&mut self, span: Span) {
        if span.is_empty() {
            return;
        }
        let definitions = tidy::definitions(&self.outline.text()[span.clone()]);
        let text = if definitions.is_empty() { String::new() } else { format!("\n\n{definitions}\n") };
        self.edit(span, text);
    }

    fn question(&mut self, section: &Section<'_>, tag_line: &str) {
        let text = self.outline.text();
        let body = &section.body;
        let mut gone = self.tidied(body);
        gone.extend(section.answer.iter().flat_map(|answer| answer.dropped.iter().cloned()));
        let own_label = self.outline.leaves_in(body).first().and_then(|leaf| answers::labelled(self.outline, leaf));
        gone.extend(own_label.filter(|found| found.label == Label::Question).map(|found| found.span));
        gone.extend(tidy::empty_html(self.outline, body));
        gone.sort_by_key(|span| span.start);
        let title_end = tidy::title_end(text, &section.marker.title);
        let chosen = section
            .choices
            .first()
            .map(|choice| choice.span.start)
            .zip(section.choices.last().map(|choice| choice.span.end));
        // The question's own words end where choices begin, else where the answer does.
        let (asked, answered) = match (chosen, &section.answer) {
            (Some((start, end)), _) => (body.start..start, end..body.end.max(end)),
            (None, Some(answer)) => (body.start..answer.start, answer.start..body.end),
            (None, None) => (body.start..body.start, body.clone()),
        };
        let is_asked =
            title_end < section.marker.title.end || chosen.is_some() || tidy::shows_something(text, &asked, &gone);
        let is_answered = tidy::shows_something(text, &answered, &gone);
        let behind = match (is_asked, is_answered) {
            (true, _) => "\n**Question:**\n\n",
            (false, true) => "",
            // Hyphens right below a line would make a heading of it.
            (false, false) => "\n",
        };
        self.heading(section.marker, title_end, tag_line, behind);
        if is_answered {
            self.edit(answered.start..answered.start, "\n\n**Answer:**\n\n");
        }
        // Blanks at the seams would pile up, or make code of what follows them.
        let mut seams =
            vec![tidy::blank_before(text, body.end, body.start), tidy::blank_behind(text, body.start, body.end)];
        seams.extend([
            tidy::blank_before(text, answered.start, body.start),
            tidy::blank_behind(text, answered.start, body.end),
        ]);
        for span in &gone {
            seams.push(tidy::blank_behind(text, span.end, body.end));
        }
        for span in tidy::joined(gone.iter().cloned().chain(seams).collect()) {
            // The label stands between what goes before it and what goes behind.
            let at = answered.start.clamp(span.start, span.end);
            self.remove(span.start..at);
            self.remove(at..span.end);
        }
        self.body(section, &gone);
    }

    fn heading(&mut self, marker: &Marker, title_end: usize, tag_line: &str, behind: &str) {
        let text = self.outline.text();
        let number = marker.number.map(|number| number.to_string()).unwrap_or_default();
        let opening = format!("\n\n## Q{number}: ");
        let source = marker.source.as_ref().map(|url| format!("**Source:** <{url}>\n")).unwrap_or_default();
        let closing = format!("\n{tag_line}{source}{behind}");
        if marker.title.is_empty() {
            let name = if marker.name.is_empty() && number.is_empty() { "Question" } else { &marker.name };
            return self.edit(marker.span.clone(), format!("{opening}{name}{closing}"));
        }
        let title = marker.title.start..title_end;
        self.edit(marker.span.start..title.start, opening);
        for (at, _) in text[title.clone()].match_indices('\n') {
            let start = title.start + at;
            let blanks = text[start..title.end].len() - text[start..title.end].trim_start().len();
            self.edit(start..start + blanks, " ");
        }
        if let Some((at, new)) = tidy::literal_end(&text[title.clone()]) {
            self.edit(title.start + at..title.start + at + 1, new);
        }
        if title_end < marker.title.end {
            self.edit(title_end..title_end, closing);
            self.edit(marker.title.end..marker.span.end, "");
        } else {
            self.edit(title_end..marker.span.end, closing);
        }
    }

    fn body(&mut self, section: &Section<'_>, gone: &[Span]) {
        let text = self.outline.text();
        let body = &section.body;
        let mut edits = tidy::headings(self.outline, body, None);
        let unwrapped = tidy::unwrapped(self.outline, body, gone, section.marker.span.end);
        let bullet = tidy::bullet(
            self.outline,
            &(body.start..section.choices.first().map_or(body.end, |choice| choice.span.start)),
        );
        let mut next = 0;
        let mut at = body.start;
        let starts_line = body.start == 0 || text[..body.start].ends_with('\n');
        if !starts_line {
            at += text[at..body.end].find('\n').map_or(body.len(), |newline| newline + 1);
        }
        for choice in &section.choices {
            let line = text[..choice.mark.start].rfind('\n').map_or(0, |newline| newline + 1).max(body.start);
            let start = if text[line..choice.mark.start].trim().is_empty() { line } else { choice.mark.start };
            let tick = if choice.is_correct { 'x' } else { ' ' };
            let label = choice.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
            edits.push(Edit { span: start..choice.mark.end, text: format!("{bullet} [{tick}] {label}") });
        }
        while at < body.end {
            let line = text[at..body.end].split('\n').next().unwrap_or_default();
            while section.choices.get(next).is_some_and(|choice| choice.span.end <= at) {
                next += 1;
            }
            let own =
                section.marker.indent.as_ref().filter(|(span, _)| span.contains(&at)).map_or(0, |(_, column)| *column);
            let choice =
                section.choices.get(next).filter(|choice| choice.span.start <= at + line.len() && at < choice.span.end);
            let is_unwrapped = covers(&unwrapped, &(at..at));
            let (out, into) = match choice {
                None if is_unwrapped => (usize::MAX, 0),
                Some(choice) if choice.mark.start >= at => (0, 0),
                Some(choice) if at < choice.indent.0 => (choice.indent.1, 2),
                Some(_) => (own, 2),
                None => (own, 0),
            };
            let starts_choice = choice.is_some_and(|choice| choice.mark.start >= at);
            if !starts_choice && !line.trim().is_empty() && (out, into) != (0, 0) {
                edits.push(tidy::indented(text, at, out, into));
            }
            at += line.len() + 1;
        }
        self.rewriting.edits.extend(edits.into_iter().filter(|edit| !covers(gone, &edit.span)));
    }
}

/// Whether a span lies in one of some ascending spans.
fn covers(spans: &[Span], span: &Span) -> bool {
    let before = spans.partition_point(|one| one.start <= span.start);
    before.checked_sub(1).is_some_and(|last| spans[last].end > span.start)
}
