//! JSON as a row of tokens: texts, numbers, words, and single characters for all else. Nothing is refused, only cut.

use std::ops::Range;

/// Where each token stands. Blanks are between them.
pub(super) fn tokens(json: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let blanks = |byte: &&u8| byte.is_ascii_whitespace();
        at += json[at..].iter().take_while(blanks).count();
        let len = token_len(&json[at..]);
        at += len;
        (len > 0).then(|| at - len..at)
    })
}

/// The length of the token at the beginning; none at the end.
fn token_len(json: &[u8]) -> usize {
    let Some(first) = json.first() else { return 0 };
    match first {
        b'"' => text_len(json),
        _ if is_of_word(*first) => json.iter().take_while(|byte| is_of_word(**byte)).count(),
        _ => 1,
    }
}

/// Of a number or a word.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// With both quotes, if there are two.
fn text_len(json: &[u8]) -> usize {
    let mut escaped = true; // the first quote is not the last
    let end = json.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.map_or(json.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_is_cut_out() {
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
