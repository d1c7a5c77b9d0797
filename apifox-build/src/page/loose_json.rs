//! JSON with comments and trailing commas, as editors and exports write it.

use std::ops::Range;

/// Replaces each character of comments and trailing commas by a blank, so that all positions stay
/// the same. Also returns the offset of the first in bytes; `None` if there are none.
pub(super) fn plain(text: &str) -> Option<(String, usize)> {
    let loose = loose_parts(text.as_bytes());
    let first = loose.first()?.start;
    let mut plain = String::with_capacity(text.len());
    let mut done = 0;
    for part in loose {
        plain.push_str(text.get(done..part.start)?);
        let blank = |c| if matches!(c, '\n' | '\r') { c } else { ' ' };
        plain.extend(text.get(part.clone())?.chars().map(blank));
        done = part.end;
    }
    plain.push_str(text.get(done..)?);
    Some((plain, first))
}

/// Finds comments, and commas before a closing bracket, in order.
fn loose_parts(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    // The last byte that is neither a blank nor in a comment, with its offset.
    let (mut last, mut before_last) = ((b'[', 0), b'[');
    let mut index = 0;
    while let Some(byte) = bytes.get(index).copied() {
        let end = match byte {
            b'"' => end_of_string(bytes, index),
            b'/' => end_of_comment(bytes, index),
            _ => index + 1,
        };
        if byte == b'/' && end > index + 1 {
            parts.push(index..end);
        } else if !byte.is_ascii_whitespace() {
            let is_last_comma = last.0 == b',' && !matches!(before_last, b'[' | b'{' | b',' | b':');
            if matches!(byte, b'}' | b']') && is_last_comma {
                parts.push(last.1..last.1 + 1);
            }
            (before_last, last) = (last.0, (byte, index));
        }
        index = end;
    }
    parts.sort_by_key(|part| part.start);
    parts
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut index = start + 1;
    while let Some(byte) = bytes.get(index) {
        match byte {
            b'\\' => index += 2,
            b'"' | b'\n' => return index + 1,
            _ => index += 1,
        }
    }
    bytes.len()
}

/// Returns the end of a comment that begins here; the next byte if none does.
fn end_of_comment(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    let find = |end: &[u8]| rest.windows(end.len()).skip(2).position(|window| window == end);
    if rest.starts_with(b"//") {
        find(b"\n").map_or(bytes.len(), |length| start + 2 + length)
    } else if rest.starts_with(b"/*") {
        find(b"*/").map_or(start + 1, |length| start + 2 + length + 2)
    } else {
        start + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_become_blanks() {
        let text = "{ // one\n \"a//b\": [1, 2, ], /* two\n lines */ \"c\": \"\\\"/*,}\",\n}";
        let (plain, first) = plain(text).expect("it has some");
        assert_eq!(first, 2);
        assert_eq!(plain.lines().count(), text.lines().count());
        let read: serde_json::Value = serde_json::from_str(&plain).expect("it is JSON now");
        assert_eq!(read, serde_json::json!({"a//b": [1, 2], "c": "\"/*,}"}));
    }

    #[test]
    fn valid_json_and_broken_json_are_unchanged() {
        for text in [
            "{\"a\": \"//\", \"b\": [1, {}]}",
            "{\"a\": /",
            "[,",
            "[,]",
            "[1,,]",
            "{\"a\": \"b",
            "/*",
            "",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
