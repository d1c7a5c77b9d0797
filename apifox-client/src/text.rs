//! Formats foreign text for one line of a log.

use std::iter::Peekable;
use std::str::CharIndices;

/// The maximum length of a foreign text in a message.
pub const SHOWN: usize = 200;

/// The maximum length of a foreign text that an error keeps. Its body has the rest.
pub const KEPT: usize = 1000;

/// Converts text to one line: whitespace becomes a single space, terminal sequences (ECMA-48) and
/// other control characters are removed, and invisible characters, some of which reorder or hide
/// text, are written as `\u{202e}`.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        if skips_sequence(c, &mut chars) {
            continue;
        }
        match c {
            c if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if c.is_control() => {}
            c if is_invisible(c) => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
    line.trim().to_owned()
}

/// Whether a terminal sequence begins with this character. If so, it is skipped to its end:
/// parameters and the final letter.
pub(crate) fn skips_sequence(c: char, chars: &mut Peekable<CharIndices<'_>>) -> bool {
    let begins = c == '\u{1b}' && chars.next_if(|(_, c)| *c == '[').is_some();
    if begins {
        while chars.next_if(|(_, c)| matches!(c, ' '..='?')).is_some() {}
        chars.next_if(|(_, c)| matches!(c, '@'..='~'));
    }
    begins
}

/// Truncates text to `limit` characters, with an ellipsis if something is omitted.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// Quotes foreign text, so that it is not mistaken for the message of this crate.
pub(crate) fn quoted(line: &str) -> String {
    format!("\"{}\"", replaced(&cut(line, SHOWN), '"'))
}

/// Returns the first position of a short string. The search of the standard library is faster, but
/// compiles to much more code.
pub(crate) fn first(text: &str, part: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(part.len());
    windows.position(|window| window == part.as_bytes())
}

/// Returns its last position.
pub(crate) fn last(text: &str, part: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(part.len());
    windows.rposition(|window| window == part.as_bytes())
}

/// Splits a text at the first of these ASCII characters; the method of the standard library is
/// compiled again in many places.
#[inline(never)]
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Returns what precedes the first of these ASCII characters, or the whole text.
pub(crate) fn before(text: &str, separator: u8) -> &str {
    split_once(text, separator).map_or(text, |(before, _)| before)
}

/// Replaces quotation marks in foreign text.
pub(crate) fn replaced(line: &str, mark: char) -> String {
    line.chars().map(|c| if c == mark { '\'' } else { c }).collect()
}

/// Formats foreign text in place of a word: verbatim if it is a single word, which cannot look like
/// a sentence; else quoted.
pub(crate) fn named(line: &str) -> String {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/+:=[]".contains(&byte);
    let is_cut = line.strip_suffix('…').unwrap_or(line);
    if !is_cut.is_empty() && is_cut.bytes().all(is_of_word) {
        line.to_owned()
    } else {
        quoted(line)
    }
}

/// Whether a line consists of words and the punctuation of library messages, and so contains no
/// quoted names.
pub(crate) fn is_plain(line: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" :.,'()_-/=".contains(&byte);
    line.bytes().all(is_plain)
}

/// Whether a character is in `Default_Ignorable_Code_Point` or `Bidi_Control` of Unicode 16, an
/// annotation mark, or blank like the Braille blank. Such characters hide or reorder the
/// surrounding text.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_one_visible_line() {
        assert_eq!(one_line("a\r\nb\tc\u{1b}[31md\0 "), "a b cd");
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
    fn invisible_characters_are_escaped() {
        for c in [
            '\u{61c}', '\u{180e}', '\u{34f}', '\u{fe0f}', '\u{fff9}', '\u{e0041}', '\u{202e}', '\u{ad}', '\u{2066}',
            '\u{3164}',
        ] {
            assert_eq!(one_line(&format!("a{c}b")), format!("a{}b", c.escape_unicode()));
        }
    }

    #[test]
    fn only_a_single_word_is_not_quoted() {
        for word in ["req_1", "text/html", "available[0].amount", "[redacted]", "cut…"] {
            assert_eq!(named(word), word);
        }
        for words in ["x); it", "", "…", "a;b", "é", "a`b"] {
            assert_eq!(named(words), format!("\"{words}\""));
        }
        assert_eq!(named("x\"); y"), "\"x'); y\"");
    }

    #[test]
    fn text_is_truncated_between_characters() {
        assert_eq!(cut("über", 10), "über");
        assert_eq!(cut("über", 1), "ü…");
    }
}
