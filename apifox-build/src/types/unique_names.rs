//! Unique names for enum values and fields: texts → identifiers.
//!
//! Invariant: the names of one call are distinct, differ from reserved names, and depend only on
//! the texts and their order. Words rather than numbers disambiguate names where possible (`Usd`,
//! `UsdUpper`), so that the name of a value does not depend on the number of other values.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The case of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Pascal,
    Snake,
}

/// Returns the names of a string enum's variants, in the order of the values; none is `reserved`.
/// `spell` returns the words of respelled values.
pub(super) fn variants(
    values: &[&str],
    reserved: Option<&str>,
    spell: impl Fn(&str) -> Option<Vec<String>>,
) -> Vec<String> {
    let preferred: Vec<(&str, String)> = values
        .iter()
        .map(|value| {
            let name =
                spell(value).map_or_else(|| preferred_variant(value), |words| preferred_variant(&words.join(" ")));
            (
                *value,
                if Some(name.as_str()) == reserved {
                    name + "Value"
                } else {
                    name
                },
            )
        })
        .collect();
    unique_names(&preferred, Case::Pascal, reserved)
}

/// Returns the variant name of an integer.
pub(super) fn integer_variant(value: i64) -> String {
    if value < 0 {
        format!("ValueMinus{}", value.unsigned_abs())
    } else {
        format!("Value{value}")
    }
}

/// Returns the preferred name of a value; a Rust identifier.
fn preferred_variant(value: &str) -> String {
    let sign = match value.as_bytes() {
        [b'-', digit, ..] if digit.is_ascii_digit() => "Minus",
        [b'+', digit, ..] if digit.is_ascii_digit() => "Plus",
        _ => "",
    };
    let plain: String = value
        .chars()
        .map(|c| if continues_identifier(c) { c } else { ' ' })
        .collect();
    let mut name = format!("{sign}{}", plain.to_upper_camel_case());
    if name.is_empty() {
        name = symbols(value).join(" ").to_upper_camel_case();
    }
    match name.as_str() {
        "" => "Empty".to_owned(),
        "Self" => "SelfValue".to_owned(), // the only keyword in Pascal case
        _ if is_identifier(&name) => name,
        _ => format!("X{name}"),
    }
}

/// Gives each text its preferred name, or a longer one if an earlier text has that.
pub(super) fn unique_names(preferred: &[(&str, String)], case: Case, reserved: Option<&str>) -> Vec<String> {
    let mut used: BTreeSet<String> = reserved.map(str::to_owned).into_iter().collect();
    // Preferred names are assigned first, since a longer name might be equal to one.
    let mut names: Vec<Option<String>> = preferred
        .iter()
        .map(|(_, name)| used.insert(name.clone()).then(|| name.clone()))
        .collect();
    for ((text, name), chosen) in preferred.iter().zip(&mut names).filter(|(_, chosen)| chosen.is_none()) {
        let by_symbols = longer(name, &symbols(text), case);
        let has_case = text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
        let by_case = if has_case || text.is_ascii() {
            longer(&by_symbols, &[letter_case(text).to_owned()], case)
        } else {
            by_symbols.clone()
        };
        let numbered = (2..).map(|number: usize| longer(&by_case, &[number.to_string()], case));
        *chosen = [by_symbols.clone(), by_case.clone()]
            .into_iter()
            .chain(numbered)
            // `self` without its trailing underscore is not a valid name.
            .find(|candidate| is_identifier(candidate) && used.insert(candidate.clone()));
    }
    names.into_iter().flatten().collect()
}

fn longer(name: &str, words: &[String], case: Case) -> String {
    let name = name.trim_end_matches('_'); // as in `type_`
    words.iter().fold(name.to_owned(), |text, word| match case {
        Case::Pascal => text + &word.to_upper_camel_case(),
        Case::Snake => text + "_" + &word.to_snake_case(),
    })
}

fn letter_case(text: &str) -> &'static str {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    match (
        first,
        text.chars().any(char::is_uppercase),
        text.chars().any(char::is_lowercase),
    ) {
        (true, _, false) => "upper",
        (_, false, _) => "lower",
        (true, ..) => "title",
        (false, ..) => "mixed",
    }
}

/// Returns words for the characters of a text that a name cannot contain.
fn symbols(text: &str) -> Vec<String> {
    text.chars()
        .filter(|c| *c == '_' || !continues_identifier(*c))
        .map(symbol)
        .collect()
}

fn symbol(c: char) -> String {
    let word = match c {
        ' ' | '\t' | '\n' | '\r' | '\u{3000}' => "space",
        '!' => "not",
        '"' | '\'' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '(' | ')' => "paren",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "dash",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' | ']' => "bracket",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '{' | '}' => "brace",
        '|' => "or",
        '~' => "tilde",
        other => return format!("u{:x}", u32::from(other)),
    };
    word.to_owned()
}

fn continues_identifier(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        is_identifier(&format!("a{c}"))
    }
}

/// Whether a text is an identifier and not a keyword.
fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}
