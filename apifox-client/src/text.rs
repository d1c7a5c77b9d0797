//! Text from outside, made fit for one line of a log.

/// How much of a foreign text a message shows.
pub(crate) const SHOWN: usize = 200;

/// One line: line breaks become spaces, other control characters and the
/// invisible ones that reorder or hide text go away.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => line.push(' '),
            c if c.is_control() || is_invisible(c) => {}
            c => line.push(c),
        }
    }
    line.trim().to_owned()
}

/// At most `limit` characters, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// Zero-width characters, directional overrides, byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_one_visible_line() {
        assert_eq!(one_line("a\r\nb\tc\u{1b}[31m\u{202e}d\0 "), "a  b c[31md");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("über", 10), "über");
        assert_eq!(cut("über", 1), "ü…");
    }
}
