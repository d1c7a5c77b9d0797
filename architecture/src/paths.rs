//! Finds the paths in a file that may be imports.

use std::str::FromStr as _;

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// A path as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    /// The inline modules around it.
    pub(crate) within: Vec<String>,
    pub(crate) path: Vec<String>,
    /// The name that it has in this file.
    pub(crate) name: String,
}

/// Returns all paths of a file that may be imports, except in tests.
pub(crate) fn imports(text: &str) -> Result<Vec<Import>, LexError> {
    let mut found = Vec::new();
    read(TokenStream::from_str(text)?, &[], &mut found);
    Ok(found)
}

fn read(tokens: TokenStream, within: &[String], found: &mut Vec<Import>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) if is_cfg_test(&tokens, at) => {
                debug_assert_eq!(group.delimiter(), Delimiter::Bracket, "an attribute");
                at = end_of_item(&tokens, at);
            }
            TokenTree::Group(group) => {
                let mut inner = within.to_vec();
                inner.extend(inline_module(&tokens, at));
                read(group.stream(), &inner, found);
            }
            TokenTree::Ident(word) if word == "use" && !is_punct(tokens.get(at), '<') => {
                let end = tokens[at..].iter().position(|token| is_punct(Some(token), ';'));
                let end = end.map_or(tokens.len(), |end| at + end);
                trees(&tokens[at..end], &[], within, found);
                at = end;
            }
            TokenTree::Ident(word) if word == "crate" || word == "super" || word == "self" => {
                let path = path(&tokens[at - 1..]);
                at += (path.len() - 1) * 3;
                let is_macro = path.len() == 2 && is_punct(tokens.get(at), '!');
                if path.len() > 1 && !is_macro {
                    push(path, None, within, found);
                }
            }
            _ => {}
        }
    }
}

/// Returns whether the group before `at` is `[cfg(test)]` or `[cfg(all(test, …))]`.
fn is_cfg_test(tokens: &[TokenTree], at: usize) -> bool {
    if at < 2 || !is_punct(tokens.get(at - 2), '#') {
        return false;
    }
    let text = tokens[at - 1].to_string().replace(char::is_whitespace, "");
    text == "[cfg(test)]" || text.starts_with("[cfg(all(test,")
}

/// Returns the index after the item that begins at `at`: after its body or its semicolon.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is_punct(Some(token), ';'),
    };
    let end = tokens[at..].iter().position(is_end);
    end.map_or(tokens.len(), |end| at + end + 1)
}

/// Returns the name of the module whose body is the group before `at`, if there is one.
fn inline_module(tokens: &[TokenTree], at: usize) -> Option<String> {
    let [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(_)] = tokens.get(at.checked_sub(3)?..at)?
    else {
        return None;
    };
    (word == "mod").then(|| name.to_string())
}

/// Returns the segments of a path, from the first one.
fn path(tokens: &[TokenTree]) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = tokens;
    while let Some(TokenTree::Ident(word)) = rest.first() {
        words.push(word.to_string());
        if !(is_punct(rest.get(1), ':')
            && is_punct(rest.get(2), ':')
            && matches!(rest.get(3), Some(TokenTree::Ident(_))))
        {
            break;
        }
        rest = &rest[3..];
    }
    words
}

/// Collects the paths of a `use` item, with the prefix `before`.
fn trees(tokens: &[TokenTree], before: &[String], within: &[String], found: &mut Vec<Import>) {
    for tree in tokens.split(|token| is_punct(Some(token), ',')) {
        let mut words = before.to_vec();
        let mut alias = None;
        let mut rest = tree.iter();
        let mut is_group = false;
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => alias = rest.next().map(ToString::to_string),
                TokenTree::Ident(word) => words.push(word.to_string()),
                TokenTree::Group(group) => {
                    is_group = true;
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    trees(&inner, &words, within, found);
                }
                _ => {}
            }
        }
        if !is_group && words.len() > before.len() {
            push(words, alias, within, found);
        }
    }
}

fn push(path: Vec<String>, alias: Option<String>, within: &[String], found: &mut Vec<Import>) {
    let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
    found.push(Import {
        within: within.to_vec(),
        path,
        name,
    });
}

fn is_punct(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let all = imports(text).expect("it is Rust");
        all.iter().map(|import| import.path.join("::")).collect()
    }

    #[test]
    fn paths_of_use_items_and_of_code_are_found() {
        let text = "use crate::a::{self, B, c::{D, E as F}}; use std::fmt; fn f() { crate::g::h(super::I); }";
        let paths = [
            "crate::a::self", "crate::a::B", "crate::a::c::D", "crate::a::c::E", "std::fmt", "crate::g::h", "super::I",
        ];
        assert_eq!(found(text), paths);
    }

    #[test]
    fn comments_strings_macro_calls_and_tests_are_no_imports() {
        let text = r#"//! crate::a
            fn f() { "crate::b"; crate::c!(); }
            #[cfg(test)]
            mod tests { use crate::d; }
            #[cfg(all(test, unix))] use crate::e;
            macro_rules! m { () => { $crate::g::h } }"#;
        assert_eq!(found(text), ["crate::g::h"]);
    }

    #[test]
    fn an_inline_module_is_part_of_the_path_to_a_file() {
        let all = imports("mod inner { use super::a; }").expect("it is Rust");
        assert_eq!(
            (&*all[0].within, &*all[0].path),
            (&["inner".to_owned()][..], &["super".to_owned(), "a".to_owned()][..])
        );
    }
}
