//! Positions in pages.

/// A position in a page, with everything a person or an editor needs to find it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The name of the page in the configuration, with `/` between its parts.
    pub page: String,
    /// The line in the file, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON pointer (RFC 6901) of the node in the page's document; empty for the whole
    /// document.
    pub pointer: String,
    /// The source line, without its line break; if it has more than 1,000 characters, 1,000 of them
    /// around the column.
    pub excerpt: String,
    /// The number of characters of the line before the excerpt.
    pub(crate) skipped: usize,
}

impl Location {
    /// The position of [`column`](Self::column) in [`excerpt`](Self::excerpt). It counts
    /// characters, from 1.
    #[must_use]
    pub fn column_in_excerpt(&self) -> usize {
        self.column.saturating_sub(self.skipped)
    }

    /// Returns a readable part of the line around the column, and the blanks to put before the
    /// marker.
    pub(crate) fn shown(&self) -> (String, String) {
        const BEFORE: usize = 60;
        const WIDTH: usize = 160;
        let column = self.column_in_excerpt().saturating_sub(1);
        let skipped = if self.excerpt.chars().count() > WIDTH {
            column.saturating_sub(BEFORE)
        } else {
            0
        };
        let part: String = self.excerpt.chars().skip(skipped).take(WIDTH).collect();
        let before = part
            .chars()
            .take(column - skipped)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        (part, before)
    }
}
