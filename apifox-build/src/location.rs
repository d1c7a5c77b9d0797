//! Places in pages.

/// Where in a page something stands: everything a person or an editor needs to go there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The page as it was named in the configuration, with `/` between its parts.
    pub page: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// JSON pointer (RFC 6901) of the node in the page's document; empty for the whole document.
    pub pointer: String,
    /// The source line, without its line break; of one of more than 1,000 characters, 1,000 of them around the column.
    pub excerpt: String,
    /// The characters of the line before the excerpt.
    pub(crate) skipped: usize,
}

impl Location {
    /// Where [`column`](Self::column) is in [`excerpt`](Self::excerpt), in characters, from 1.
    #[must_use]
    pub fn column_in_excerpt(&self) -> usize {
        self.column.saturating_sub(self.skipped)
    }

    /// The part of the line around the column, short enough to be read, and the blanks that stand before the column.
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
