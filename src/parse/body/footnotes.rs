//! Footnotes: numbered over the page, shown below the part that refers to them.

use super::{Note, Writer};

impl Writer<'_, '_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some(definition) = self.blocks.footnote(label, &self.scope.section) else {
            return self.markup.text(&format!("[^{label}]"));
        };
        let known = self.note_of.get(&definition.start).copied();
        let number = known.unwrap_or_else(|| {
            self.scope.footnotes += 1;
            self.scope.used_notes.insert(definition.start);
            self.note_of.insert(definition.start, self.scope.footnotes);
            self.notes.push(Note { definition, number: self.scope.footnotes });
            self.scope.footnotes
        });
        self.markup.html("<sup");
        self.markup.attribute("class", "footnote-ref");
        self.markup.html("><a");
        self.markup.anchor("href", "#fn-", &number.to_string());
        if known.is_none() {
            self.markup.anchor("id", "fnref-", &number.to_string());
        }
        self.markup.html(&format!(">{number}</a></sup>"));
    }

    /// The definitions of the footnotes referred to; one may refer to the next.
    pub(super) fn write_footnotes(&mut self) {
        let Some(first) = self.notes.first().map(|note| note.number) else {
            return;
        };
        self.markup.html("<div");
        self.markup.attribute("class", "footnotes");
        self.markup.attribute("role", "group");
        self.markup.attribute("aria-label", "Footnotes");
        self.markup.html(
            ">
",
        );
        self.markup.html(&if first == 1 { "<ol>\n".to_owned() } else { format!("<ol start=\"{first}\">\n") });
        let mut index = 0;
        while let Some(Note { definition, number }) = self.notes.get(index).cloned() {
            self.markup.html("<li");
            self.markup.anchor("id", "fn-", &number.to_string());
            self.open(">", "</li>\n");
            self.events(definition);
            self.markup.html("<a");
            self.markup.attribute("class", "footnote-back");
            self.markup.anchor("href", "#fnref-", &number.to_string());
            self.markup.attribute("aria-label", &format!("Back to reference {number}"));
            self.markup.html(">↩</a>");
            self.close();
            index += 1;
        }
        self.markup.html("</ol>\n");
        self.markup.html("</div>\n");
    }
}
