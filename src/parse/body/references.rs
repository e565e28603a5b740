//! Links, images and formulas: what refers to something outside the text.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::links::{self, Destination};
use super::super::math;
use super::{MAX_DEPTH, Writer};
use crate::diagnostic::Diagnostic;
use crate::document::{Hole, Link, Span, Target};
use crate::lint::Lint;

impl Writer<'_, '_, '_> {
    pub(super) fn link(&mut self, kind: LinkType, destination: &str, title: &str, span: &Span) {
        let destination = match kind {
            LinkType::Email => links::classify(&format!("mailto:{destination}"), self.scope.path),
            _ => links::classify(destination, self.scope.path),
        };
        if self.closers.len() >= MAX_DEPTH {
            return self.open("", "");
        }
        match destination {
            Destination::External(url) => {
                self.markup.html("<a");
                self.markup.attribute("class", "external");
                self.markup.attribute("href", &url);
            }
            Destination::Internal(target) => {
                self.markup.html("<a");
                let hole = Hole::Href(self.add_link(target, span));
                self.markup.hole(hole);
            }
            Destination::Unsafe => {
                self.unsafe_url(span);
                return self.open("", "");
            }
        }
        if !title.is_empty() {
            self.markup.attribute("title", title);
        }
        self.open(">", "</a>");
    }

    pub(super) fn image(&mut self, inside: Range<usize>, destination: &str, title: &str, span: &Span) {
        let alt = self.blocks.text(inside);
        self.text.push_str(&alt);
        match links::classify(destination, self.scope.path) {
            Destination::Internal(target) => {
                self.markup.html("<img");
                let hole = Hole::Src(self.add_link(target, span));
                self.markup.hole(hole);
                self.markup.attribute("alt", &alt);
                if !title.is_empty() {
                    self.markup.attribute("title", title);
                }
                self.markup.attribute("loading", "lazy");
                self.markup.attribute("decoding", "async");
                self.markup.html(">");
            }
            Destination::External(url) => {
                self.diagnostics.push(
                    Diagnostic::new(Lint::RemoteImage, "an image on another host is shown as a link")
                        .at(self.blocks.source.place(span.clone()), "")
                        .help("save the image beside the question and name its path"),
                );
                self.markup.html("<a");
                self.markup.attribute("class", "external");
                self.markup.attribute("href", &url);
                self.markup.html(">");
                self.markup.text(if alt.is_empty() { &url } else { &alt });
                self.markup.html("</a>");
            }
            Destination::Unsafe => {
                self.unsafe_url(span);
                self.markup.text(&alt);
            }
        }
    }

    pub(super) fn add_link(&mut self, target: Target, span: &Span) -> usize {
        let place = self.blocks.source.place(span.clone());
        self.body.links.push(Link { target, place });
        self.body.links.len() - 1
    }

    pub(super) fn unsafe_url(&mut self, span: &Span) {
        self.diagnostics.push(
            Diagnostic::new(Lint::UnsafeUrl, "this link's scheme is not allowed; its text is kept")
                .at(self.blocks.source.place(span.clone()), "")
                .help("links may be relative or use `http`, `https`, `mailto`, or `q:` for a question's id"),
        );
    }

    pub(super) fn math(&mut self, latex: &str, span: &Span, display: bool) {
        self.text.push_str(latex);
        match math::mathml(latex, display) {
            Ok(html) if display => {
                let open = "<span class=\"math\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">";
                self.markup.trusted(format!("{open}{html}</span>"));
            }
            Ok(html) => self.markup.trusted(html),
            Err(message) => {
                self.diagnostics.push(
                    Diagnostic::new(Lint::MathSyntax, format!("this formula cannot be shown: {message}"))
                        .at(self.blocks.source.place(span.clone()), "")
                        .help("correct the LaTeX, or write `\\$` where a dollar sign is meant"),
                );
                let fence = if display { "$$" } else { "$" };
                self.markup.html("<code>");
                self.markup.text(&format!("{fence}{latex}{fence}"));
                self.markup.html("</code>");
            }
        }
    }
}
