//! Text from outside, made fit for one line of a log.

/// How much of a foreign text a message shows.
pub(crate) const SHOWN: usize = 200;

/// How much of a foreign text an error keeps to be asked for. The body has it all.
pub(crate) const KEPT: usize = 1000;

/// One line: blanks and line breaks become one space, terminal sequences
/// (ECMA-48), other control characters and the invisible ones that reorder or
/// hide text go away.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' if chars.next_if_eq(&'[').is_some() => {
                // Parameters, and the letter that ends them.
                while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
                chars.next_if(|c| matches!(c, '@'..='~'));
            }
            c if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
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

/// The words of somebody else, in quotes, so that nobody takes them for ours.
pub(crate) fn quoted(line: &str) -> String {
    format!("\"{}\"", cut(line, SHOWN).replace('"', "'"))
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
        assert_eq!(one_line("a\r\nb\tc\u{1b}[31m\u{202e}d\0 "), "a b cd");
        assert_eq!(
            one_line(" \u{1b}[1;31mred\u{1b}[0m \u{2028}\u{a0} \u{1b}[ \u{1b}"),
            "red"
        );
    }

    #[test]
    fn a_quoted_text_ends_at_its_last_quote() {
        assert_eq!(
            quoted(r#"a "b"; it can be sent again"#),
            r#""a 'b'; it can be sent again""#
        );
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("über", 10), "über");
        assert_eq!(cut("über", 1), "ü…");
    }
}
