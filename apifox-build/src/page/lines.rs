//! Lines of a file and positions in them, found without scanning the file again for each: a
//! generated document may be a single line of megabytes with thousands of findings.

/// The number of characters above which a line is shown in part.
const MAX_LENGTH: usize = 1000;

/// The number of characters of a long line shown before the position.
const BEFORE: usize = 200;

/// The start of a line, or of a further part of a long one.
#[derive(Debug, Clone)]
struct Mark {
    /// Line and column in characters, both from 0.
    place: (usize, usize),
    /// The offset in bytes.
    offset: usize,
}

/// The starts of all lines, and of each further part of [`MAX_LENGTH`] characters.
#[derive(Debug, Clone)]
pub(super) struct Lines(Vec<Mark>);

/// The part of a line that is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    /// The number of characters of the line before it.
    pub(super) skipped: usize,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let mut marks = Vec::new();
        let mut start = 0;
        for (line, content) in text.split_inclusive('\n').enumerate() {
            marks.push(Mark {
                place: (line, 0),
                offset: start,
            });
            // Only a long line has further parts: the characters of others are not counted.
            if content.len() > MAX_LENGTH {
                let parts = content.char_indices().step_by(MAX_LENGTH).enumerate().skip(1);
                marks.extend(parts.map(|(part, (at, _))| Mark {
                    place: (line, part * MAX_LENGTH),
                    offset: start + at,
                }));
            }
            start += content.len();
        }
        Self(marks)
    }

    /// Returns a line, or the part of it around a column; both from 0. A line that does not exist
    /// is empty.
    pub(super) fn part<'a>(&self, text: &'a str, line: usize, column: usize) -> Part<'a> {
        let first = self.0.partition_point(|mark| mark.place.0 < line);
        let end_part = self.0.partition_point(|mark| mark.place.0 <= line);
        let (Some(parts), end) = (self.0.get(first..end_part), self.offset(end_part, text)) else {
            return Part { text: "", skipped: 0 };
        };
        let Some(last) = parts.last() else {
            return Part { text: "", skipped: 0 };
        };
        let from = match parts.len() {
            1 => 0,
            _ => column.saturating_sub(BEFORE).min(last.place.1),
        };
        let mark = &parts[from / MAX_LENGTH];
        let rest = &text[mark.offset..end];
        let start = rest
            .char_indices()
            .nth(from - mark.place.1)
            .map_or(rest.len(), |(at, _)| at);
        let rest = &rest[start..];
        let is_short = rest.len() <= MAX_LENGTH; // in bytes: no need to count characters
        let end = (!is_short).then(|| rest.char_indices().nth(MAX_LENGTH)).flatten();
        let shown = &rest[..end.map_or(rest.len(), |(at, _)| at)];
        let shown = shown
            .strip_suffix('\n')
            .map_or(shown, |shown| shown.strip_suffix('\r').unwrap_or(shown));
        Part {
            text: shown,
            skipped: from,
        }
    }

    fn offset(&self, mark: usize, text: &str) -> usize {
        self.0.get(mark).map_or(text.len(), |mark| mark.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_usual_length_is_shown_in_full() {
        let text = "a\r\n\nö: 1\n  c";
        let lines = Lines::new(text);
        for (line, shown) in ["a", "", "ö: 1", "  c", ""].into_iter().enumerate() {
            let part = lines.part(text, line, 2);
            assert_eq!((part.text, part.skipped), (shown, 0));
        }
        assert_eq!(Lines::new("").part("", 0, 0).text, "");
    }

    #[test]
    fn a_long_line_is_shown_around_the_column() {
        let long: String = (0..5000).map(|at| if at % 2 == 0 { 'é' } else { 'x' }).collect();
        let text = format!("first\n{long}\nlast");
        let lines = Lines::new(&text);
        let all: Vec<char> = long.chars().collect();
        for column in [0, 199, 200, 201, 999, 1000, 1199, 1200, 2500, 4900, 4999, 9999] {
            let part = lines.part(&text, 1, column);
            let shown: Vec<char> = part.text.chars().collect();
            assert_eq!(shown[..], all[part.skipped..][..shown.len()]);
            assert!(shown.len() <= MAX_LENGTH && part.skipped <= column.max(1));
            assert!(column > all.len() || (part.skipped..part.skipped + shown.len()).contains(&column));
        }
        assert_eq!(lines.part(&text, 2, 0).text, "last");
    }
}
