//! English words out of summaries, folders, paths and keys, and identifiers out of words.

use heck::{ToPascalCase, ToSnakeCase};

/// The English words of a text, in lower case; other scripts and signs separate words.
pub(crate) fn words(text: &str) -> Vec<String> {
    let ascii: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    ascii
        .to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a text is English enough to name something: it has letters, and none of another script.
pub(crate) fn is_english(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_alphabetic()) && !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

/// Words that tell nothing apart.
const FILLERS: [&str; 12] = [
    "a", "an", "the", "of", "for", "to", "from", "by", "in", "on", "all", "with",
];

/// The words that carry a name.
pub(crate) fn telling_words(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .filter(|word| !FILLERS.contains(&word.as_str()))
        .collect()
}

/// A plain singular, good enough to compare words: `balances` and `balance`, `currencies` and `currency`.
pub(crate) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Keywords of Rust, editions 2015 to 2024.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "raw",
];

/// A `snake_case` identifier: a keyword gets `_` behind it, a leading digit `n` before it.
pub(crate) fn snake(words: &[String]) -> String {
    let name = words.join("_").to_snake_case();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        _ if KEYWORDS.contains(&name.as_str()) => format!("{name}_"),
        _ => name,
    }
}

/// Names that generated code or the prelude needs for itself.
const RESERVED_TYPES: [&str; 12] = [
    "Box", "Default", "Err", "None", "Ok", "Option", "Result", "Self", "Some", "String", "Unknown", "Vec",
];

/// A `PascalCase` type name; empty when the words hold nothing to make one of.
pub(crate) fn pascal(words: &[String]) -> String {
    let name = words.join("_").to_pascal_case();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        _ if RESERVED_TYPES.contains(&name.as_str()) => format!("{name}Value"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_from_any_spelling() {
        assert_eq!(words("getHTTPStatus-now"), ["get", "http", "status", "now"]);
        assert_eq!(words("余额 Get balance"), ["get", "balance"]);
    }

    #[test]
    fn singular_keeps_words_that_only_look_plural() {
        for (plural, expected) in [
            ("balances", "balance"),
            ("currencies", "currency"),
            ("status", "status"),
            ("boxes", "box"),
            ("address", "address"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }

    #[test]
    fn identifiers_are_never_keywords_or_digits() {
        assert_eq!(snake(&words("type")), "type_");
        assert_eq!(snake(&words("3ds")), "n3ds");
        assert_eq!(pascal(&words("option")), "OptionValue");
    }
}
