//! Calendar dates as authors write them and as pages and feeds need them. The only room of `jiff`.

use std::fmt;

use jiff::civil;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// The ways a date may be written, most exact first.
const FORMS: &[&str] = &["%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d"];

impl Date {
    /// Reads `2025-08-24`, `August 24, 2025`, `Aug 24, 2025`, `24 August 2025`, `24 Aug 2025` or `2025/08/24`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        FORMS.iter().find_map(|form| civil::Date::strptime(form, text).ok()).map(Self)
    }

    /// The first instant of the day in UTC, as RFC 3339 wants it.
    pub fn to_rfc3339(self) -> String {
        format!("{self}T00:00:00Z")
    }
}

impl fmt::Display for Date {
    /// ISO 8601: `2025-08-24`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_authors_write() {
        for text in ["2025-08-24", "August 24, 2025", "24 Aug 2025", " 2025/08/24 "] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()).as_deref(), Some("2025-08-24"));
        }
        assert_eq!(Date::parse("2025-02-30"), None);
        assert_eq!(Date::parse("soon"), None);
    }
}
