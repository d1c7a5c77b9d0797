//! Splits JSON into tokens: strings, numbers, literals, and single characters. Nothing is refused.

use std::ops::Range;

/// Returns the range of each token. Whitespace is skipped.
pub(super) fn tokens(json: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while json.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        at = token_end(json, start);
        (at > start).then_some(start..at)
    })
}

// Plain loops keep long strings fast in unoptimized builds too.

/// Returns the end of the token that begins at `start`, or `start` at the end of the input.
fn token_end(json: &[u8], start: usize) -> usize {
    match json.get(start) {
        None => start,
        Some(b'"') => text_end(json, start),
        Some(first) if is_of_word(*first) => {
            let mut at = start + 1;
            while json.get(at).is_some_and(|byte| is_of_word(*byte)) {
                at += 1;
            }
            at
        }
        Some(_) => start + 1,
    }
}

/// Whether a byte belongs to a number or a literal.
fn is_of_word(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'+' | b'.')
}

/// Returns the position after the closing quote, or the end of the input.
fn text_end(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_is_found() {
        for (json, expected) in [
            ("", &[][..]),
            (" ", &[]),
            (
                r#"{"a b":[1.5e+3,-0 ,null]} "#,
                &["{", r#""a b""#, ":", "[", "1.5e+3", ",", "-0", ",", "null", "]", "}"],
            ),
            (r#""\\" "\"" "\\\"""#, &[r#""\\""#, r#""\"""#, r#""\\\"""#]),
            (r#"["cut\"#, &["[", r#""cut\"#]),
        ] {
            let found: Vec<_> = tokens(json.as_bytes()).map(|token| &json[token]).collect();
            assert_eq!(found, expected, "{json}");
        }
    }
}
