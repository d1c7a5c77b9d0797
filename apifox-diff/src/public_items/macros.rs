//! Items that the macros of a resource generate: failures, responses and their headers.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Item;

use super::{Lines, items, other_item, text};

/// Returns the items in the calls of a module's macro, which has the name of the module, by request
/// type: the typed failures of a resource's operations, or their responses. Both macros have the
/// same syntax.
pub(super) fn macros(resource: &str, all: &[Item], module: &str, lines: &mut Lines) -> BTreeMap<String, Vec<String>> {
    let mut listed = BTreeMap::new();
    for (name, body) in calls(resource, all, (module, module), lines) {
        let lines = variants(body).into_iter();
        let lines = lines
            .map(|(status, variant)| format!("{status}, {module}::{name}::{variant}"))
            .collect();
        listed.insert(name, lines);
    }
    listed
}

/// Returns the macro calls in a module: the first name, and the tokens in braces.
fn calls(
    resource: &str,
    all: &[Item],
    (module, called): (&str, &str),
    lines: &mut Lines,
) -> Vec<(String, TokenStream)> {
    let modules = all.iter().filter_map(|item| match item {
        Item::Mod(found) if found.ident == module => Some(found),
        _ => None,
    });
    let mut found = Vec::new();
    for item in modules.flat_map(items) {
        let call = match item {
            Item::Macro(call) if is_called(call, called) => call,
            other => {
                other_item(&format!("resources::{resource}::{module}::"), other, lines);
                continue;
            }
        };
        let mut tokens = call.mac.tokens.clone().into_iter();
        let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
        let body = tokens.find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
            _ => None,
        });
        found.push((name, body.unwrap_or_default()));
    }
    found
}

/// Returns the documented headers of responses, by request type.
pub(super) fn headers(resource: &str, all: &[Item], lines: &mut Lines) -> BTreeMap<String, Vec<String>> {
    let found = calls(resource, all, ("with_headers", "headers"), lines).into_iter();
    let lines = found.map(|(name, body)| {
        let mut list = Vec::new();
        let mut words = TokenStream::new();
        for token in body {
            match &token {
                TokenTree::Punct(sign) if sign.as_char() == ',' => {
                    list.push(header(&std::mem::take(&mut words)));
                }
                TokenTree::Punct(sign) if sign.as_char() == '#' => {}
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && words.is_empty() => {}
                _ => words.extend([token]),
            }
        }
        (name, list)
    });
    lines.collect()
}

/// Returns the methods of paginated lists, by request type, from `paged!(ListNotes, json Notes,
/// [Note] at "/data", …)`.
pub(super) fn paged(all: &[Item]) -> BTreeMap<String, Vec<String>> {
    let calls = all.iter().filter_map(|item| match item {
        Item::Macro(call) if is_called(call, "paged") => Some(call.mac.tokens.clone().into_iter()),
        _ => None,
    });
    let mut listed = BTreeMap::new();
    for mut tokens in calls {
        let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
        let word = tokens.nth(1).map(|word| word.to_string());
        let mut page = TokenStream::new();
        let item = tokens.find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group.stream()),
            other => {
                page.extend([other]);
                None
            }
        });
        let page = text::tokens(&page);
        let page = page.trim_end_matches([',', ' ']);
        let page = match word.as_deref() {
            Some("optional") => format!("Option<{page}>"),
            _ => page.to_owned(),
        };
        let item = text::tokens(&item.unwrap_or_default());
        let lines = vec![format!("pages() -> Pages<{page}>"), format!("items() -> Items<{item}>")];
        listed.insert(name, lines);
    }
    listed
}

/// Parses `remaining: i64 = "X-Remaining"`, with or without a type.
fn header(words: &TokenStream) -> String {
    let text = text::tokens(words);
    let (method, wire) = text.split_once('=').unwrap_or((&text, ""));
    let (name, kind) = method.split_once(':').unwrap_or((method, "&str"));
    format!("{}() -> Option<{}>, header {}", name.trim(), kind.trim(), wire.trim())
}

/// Parses `#[doc = "…"] "400" => BadRequest(Problem), …` into status and variant.
fn variants(body: TokenStream) -> Vec<(String, String)> {
    let mut list = Vec::new();
    let mut status = String::new();
    let mut variant: Option<String> = None;
    for token in body {
        match token {
            TokenTree::Literal(text) => {
                let text = text.to_string();
                let text = text.trim_matches('"');
                if text.contains('/') {
                    status = format!("{status} {text}");
                } else if !text.is_empty() {
                    text.clone_into(&mut status);
                }
            }
            TokenTree::Ident(name) => variant = Some(name.to_string()),
            TokenTree::Punct(sign) if sign.as_char() == ',' => {
                list.extend(variant.take().map(|variant| (status.clone(), variant)));
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                if let Some(variant) = variant.take() {
                    list.push((status.clone(), format!("{variant}({})", text::tokens(&group.stream()))));
                }
            }
            _ => {}
        }
    }
    list
}

pub(super) fn is_called(call: &syn::ItemMacro, name: &str) -> bool {
    call.mac.path.segments.last().is_some_and(|part| part.ident == name)
}
