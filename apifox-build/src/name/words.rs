//! English words from summaries, folders, paths and keys, and identifiers from words.

use heck::{ToPascalCase, ToSnakeCase};

use super::latin::{is_accent, latin};

/// Splits a string into words, in lower case and without accents; other scripts and signs separate
/// words.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text.replace("'s ", " ").replace("’s ", " ");
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_accent(*c)) {
        match latin(c) {
            Some(letters) => ascii.push_str(letters),
            None => ascii.push(if c.is_ascii_alphanumeric() { c } else { ' ' }),
        }
    }
    // Capitals separate words, but not in this name.
    let ascii = ascii.replace("OAuth", "Oauth");
    ascii
        .to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a string is English enough for a name: it has letters, and none of another script.
pub(crate) fn is_english(text: &str) -> bool {
    let is_other = |c: char| c.is_alphabetic() && !c.is_ascii() && latin(c).is_none();
    text.chars().any(|c| c.is_ascii_alphabetic()) && !text.chars().any(is_other)
}

/// Words that never distinguish names.
const FILLERS: [&str; 10] = ["a", "an", "the", "of", "all", "this", "that", "your", "and", "or"];

/// Words that only join others: they are removed at the ends of a name, and first of all where a
/// name is too long.
const JOINTS: [&str; 9] = ["by", "from", "to", "for", "in", "on", "with", "at", "via"];

/// The words of a string without filler words and joints at its ends.
pub(crate) fn significant_words(text: &str) -> Vec<String> {
    let mut all = words(text);
    all.retain(|word| !FILLERS.contains(&word.as_str()));
    trim_joints(&mut all);
    all
}

/// Removes joints from the ends. (Except `in` and `on`, as in "sign in".)
fn trim_joints(words: &mut Vec<String>) {
    while words
        .last()
        .is_some_and(|word| is_joint(word) && word != "in" && word != "on")
    {
        words.pop();
    }
    while words.first().is_some_and(|word| is_joint(word)) {
        words.remove(0);
    }
}

fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word)
}

/// Removes words, along with the joints next to them.
pub(crate) fn without(words: &[String], left_out: impl Fn(&str) -> bool) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if !left_out(word) {
            kept.push(word.clone());
        } else if index + 1 == words.len() && kept.last().is_some_and(|last| is_joint(last)) {
            kept.pop();
        }
    }
    trim_joints(&mut kept);
    kept
}

/// The maximum length of a name, in characters.
pub(crate) const MAX_LENGTH: usize = 40;

/// Shortens words to `limit` characters, with `between` characters between two words: first it
/// removes joints, then words from the middle, and last those at the ends; a single word that is
/// too long is cut.
pub(crate) fn fit(words: &[String], limit: usize, between: usize) -> Vec<String> {
    let mut kept: Vec<String> = words.to_vec();
    let length =
        |words: &[String]| words.iter().map(String::len).sum::<usize>() + between * words.len().saturating_sub(1);
    if length(&kept) > limit {
        kept.dedup();
        kept.retain(|word| !JOINTS.contains(&word.as_str()));
    }
    while length(&kept) > limit && kept.len() > 2 {
        kept.remove((kept.len() - 1) / 2);
    }
    if length(&kept) > limit {
        let each = limit / kept.len().max(1) - between;
        for word in &mut kept {
            word.truncate(each);
        }
    }
    kept
}

/// Returns an approximate singular, good enough to compare words: `balances` and `balance`,
/// `currencies` and `currency`.
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
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Words in `s` that are not a plural.
const UNCOUNTED: [&str; 8] = [
    "analytics", "details", "metrics", "news", "series", "settings", "statistics", "stats",
];

/// Whether a word is a plural.
pub(crate) fn is_plural(word: &str) -> bool {
    !UNCOUNTED.contains(&word) && singular(word) != word
}

/// Keywords of Rust, editions 2015 to 2024.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "raw",
];

/// Returns a `snake_case` identifier: a keyword gets `_` appended, a leading digit `n` prepended.
pub(crate) fn snake(words: &[String]) -> String {
    let name = fit(words, MAX_LENGTH - 1, 1).join("_").to_snake_case();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        _ if KEYWORDS.contains(&name.as_str()) => format!("{name}_"),
        _ => name,
    }
}

/// Names that generated code or the prelude uses itself.
const RESERVED_TYPES: [&str; 31] = [
    "AsRef", "Box", "Clone", "Copy", "Debug", "Default", "Deserialize", "Display", "Drop", "Eq", "Err", "Fn", "FnMut",
    "FnOnce", "From", "Into", "Iterator", "None", "Ok", "Option", "Ord", "PartialEq", "Result", "Self", "Send",
    "Serialize", "Some", "String", "Sync", "Unknown", "Vec",
];

/// Returns a `PascalCase` type name; empty if the words have no letters for one.
pub(crate) fn pascal(words: &[String]) -> String {
    let name = fit(words, MAX_LENGTH - 1, 0).join("_").to_pascal_case();
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
    fn words_are_found_in_any_spelling() {
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
