//! ASCII names for strings of any script: accents are dropped, other scripts transliterated.
//!
//! A Rust identifier may contain any letters, but people who do not write a script cannot type or
//! read them. A transliteration is readable but has no meaning: a maintainer can configure another
//! name ([`crate::Config::spell`]).

use std::collections::BTreeMap;

use super::words::{MAX_LENGTH, fit, words};
use crate::finding::Findings;
use crate::node::At;

/// Returns words for a string, in lower case; empty if no letter or digit of it has an ASCII
/// spelling.
pub(crate) fn ascii_words(text: &str) -> Vec<String> {
    words(&ascii(text))
}

/// Spells a string in ASCII, with blanks between words.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        let spelled = deunicode::deunicode_char(c).unwrap_or(" ");
        let is_syllable = spelled.ends_with(' ');
        let letters = spelled.chars().filter(char::is_ascii_alphanumeric);
        let letters: String = letters.collect();
        if letters.is_empty() && (c.is_alphabetic() || spelled.is_empty()) {
            continue; // an accent or a soft sign, which only modifies a letter
        }
        if is_syllable || letters.is_empty() {
            out.push(' ');
        }
        out.push_str(&letters);
        if is_syllable {
            out.push(' ');
        }
    }
    out
}

/// How non-ASCII names are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Ascii,
    /// As published before names were spelled in ASCII.
    Published,
}

/// The configured words for strings.
pub(crate) type Spellings = BTreeMap<String, String>;

/// Whether a string cannot be an identifier unchanged.
pub(crate) fn is_spelled(text: &str) -> bool {
    !text.is_ascii() || text.len() > MAX_LENGTH
}

/// Returns words for a string that is not ASCII, or too long to be readable; `None` if it is
/// neither, or has no letters.
pub(crate) fn respelled(text: &str, spellings: &Spellings) -> Option<Vec<String>> {
    if let Some(given) = spellings.get(text) {
        return Some(words(given));
    }
    let mut own = is_spelled(text).then(|| ascii_words(text))?;
    if own.is_empty() {
        // A script without transliteration: use the letters' code points.
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        own.extend(letters.map(|c| format!("u{:x}", u32::from(c))));
    }
    (!own.is_empty()).then(|| fit(&own, MAX_LENGTH - 1, 1))
}

/// Reports the name of a non-ASCII string, unless it is configured.
pub(crate) fn note(kind: &str, (text, name): (&str, &str), at: At, (spellings, findings): (&Spellings, &mut Findings)) {
    if text.is_ascii() || spellings.contains_key(text) {
        return;
    }
    let message = format!("the {kind} `{text}` is called `{name}` in Rust");
    let hint = format!("for another name, write `spell: {{{text}: WORDS}}` in apifox.yaml, or use `Config::spell`");
    findings.note(at, "ascii-name", message, hint);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_has_a_spelling() {
        for (text, expected) in [
            ("原因", "yuan yin"),
            ("用户ID", "yong hu id"),
            ("订单No号", "ding dan no hao"),
            ("número de série", "numero de serie"),
            ("nu\u{301}mero", "numero"),
            ("Größe", "grosse"),
            ("Пользователь", "polzovatel"),
            ("номерЗаказа", "nomer zakaza"),
            ("ＡＢＣ（１）", "abc 1"),
            ("Ελλάδα", "ellada"),
            ("한국어", "hangugeo"),
            ("、。", ""),
        ] {
            assert_eq!(ascii_words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_given_spelling_comes_before_the_transliteration() {
        let given = BTreeMap::from([("原因".to_owned(), "reason".to_owned())]);
        let named = |text: &str| respelled(text, &given).map(|words| words.join("_"));
        assert_eq!(named("原因").as_deref(), Some("reason"));
        assert_eq!(named("类型").as_deref(), Some("lei_xing"));
        assert_eq!(named("kind"), None);
        assert_eq!(named("。"), None);
        assert_eq!(named("\u{13000}").as_deref(), Some("u13000"));
    }
}
