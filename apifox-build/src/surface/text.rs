//! Types and signatures in one line, as a person would write them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// Something of Rust in one line; paths of the standard library and of the generated file are cut to their last part.
pub(super) fn of(part: &impl ToTokens) -> String {
    tokens(&part.to_token_stream())
}

/// A function without its body: `new(last4: impl Into<String>) -> Self`.
pub(super) fn signature(signature: &syn::Signature) -> String {
    let arguments: Vec<String> = signature.inputs.iter().filter_map(argument).collect();
    let output = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, kind) => format!(" -> {}", of(kind)),
    };
    format!("{}({}){output}", signature.ident, arguments.join(", "))
}

/// `name: type`; nothing for `self`.
pub(super) fn argument(argument: &syn::FnArg) -> Option<String> {
    match argument {
        syn::FnArg::Receiver(_) => None,
        syn::FnArg::Typed(typed) => Some(format!("{}: {}", of(&typed.pat), of(&typed.ty))),
    }
}

/// Tokens in one line.
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
                    let end = text.trim_end_matches([',', ' ']).len(); // a comma behind the last argument says nothing
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
                    text.push(' '); // a path may follow that begins with `::`
                }
            }
        }
    }
}

/// Without the paths that every reader knows.
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
        // A leading `::` says only that what follows is the name of a crate.
        if index > 0 && clean.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '>')) {
            clean.push_str("::");
        }
        clean.push_str(part);
    }
    clean
}
