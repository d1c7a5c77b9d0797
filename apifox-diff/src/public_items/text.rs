//! Renders types and signatures in one line, in the usual notation.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// Renders a piece of Rust in one line; paths of the standard library and of the generated file are
/// shortened to their last segment.
pub(super) fn of(part: &impl ToTokens) -> String {
    tokens(&part.to_token_stream())
}

/// Renders a function without its body: `new(last4: impl Into<String>) -> Self`.
pub(super) fn signature(signature: &syn::Signature) -> String {
    let arguments: Vec<String> = signature.inputs.iter().filter_map(argument).collect();
    let output = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, kind) => format!(" -> {}", of(kind)),
    };
    format!("{}({}){output}", signature.ident, arguments.join(", "))
}

/// Renders `name: type`; empty for `self`.
pub(super) fn argument(argument: &syn::FnArg) -> Option<String> {
    match argument {
        syn::FnArg::Receiver(_) => None,
        syn::FnArg::Typed(typed) => Some(format!("{}: {}", of(&typed.pat), of(&typed.ty))),
    }
}

/// Renders tokens in one line.
pub(super) fn tokens(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    short(&text)
}

const KEYWORDS: [&str; 3] = ["dyn", "impl", "mut"];

fn write(tokens: &TokenStream, text: &mut String) {
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(&group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(sign) => match sign.as_char() {
                ',' => text.push_str(", "),
                '>' => {
                    let end = text.trim_end_matches([',', ' ']).len(); // omits a trailing comma after the last argument
                    text.truncate(end);
                    text.push('>');
                }
                '=' if !text.ends_with('+') => text.push_str(" = "),
                '=' => text.push_str("= "),
                '+' => text.push_str(" +"),
                sign => text.push(sign),
            },
            word => {
                if text.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"') {
                    text.push(' ');
                }
                let is_lifetime = text.ends_with('\'');
                let word = word.to_string();
                text.push_str(&word);
                if is_lifetime || KEYWORDS.contains(&word.as_str()) {
                    text.push(' '); // a path that begins with `::` may follow
                }
            }
        }
    }
}

/// Removes well-known path prefixes.
fn short(text: &str) -> String {
    let mut short = text.trim().replace("super::", "").replace("types::", "");
    for path in [
        "std::string::", "std::vec::", "std::option::", "std::collections::", "std::convert::", "std::iter::",
        "std::fmt::", "core::convert::",
    ] {
        short = short.replace(&format!("::{path}"), "");
    }
    let mut clean = String::new();
    for (index, part) in short.split("::").enumerate() {
        // A leading `::` only marks the name of a crate.
        if index > 0 && clean.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '>')) {
            clean.push_str("::");
        }
        clean.push_str(part);
    }
    clean
}
