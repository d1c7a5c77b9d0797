//! Types: structs with their fields, enums with their values, and their methods.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Attribute, Fields, Item};

use super::{Lines, is_public, other_item, text};

/// The traits that every type has; only their absence is listed.
const ALWAYS: [&str; 5] = ["Clone", "Debug", "Deserialize", "PartialEq", "Serialize"];

pub(super) fn list(items: &[Item], lines: &mut Lines) {
    let values = values(items);
    let objects = objects(items);
    let setters = setters(items);
    let ids = ids(items);
    for item in items {
        match item {
            Item::Struct(item) if ids.contains(&item.ident.to_string()) => {
                lines.insert(format!("type {} typed id", item.ident));
            }
            Item::Struct(item) if is_public(&item.vis) => {
                structure(item, objects.get(&item.ident.to_string()), &setters, lines);
            }
            Item::Enum(item) if is_public(&item.vis) => enumeration(item, &values, lines),
            Item::Type(item) if is_public(&item.vis) => {
                lines.insert(format!("type {} = {}", item.ident, text::of(&item.ty)));
            }
            Item::Impl(block) => implementation(block, &setters, lines),
            Item::Macro(item) if ids.contains(&macro_name(&item.mac.tokens)) => {}
            Item::Macro(item) if values.contains_key(&macro_name(&item.mac.tokens)) => {}
            Item::Macro(item) if objects.contains_key(&macro_name(&item.mac.tokens)) => {}
            Item::Macro(item) if item.ident.is_none() && macro_name(&item.mac.tokens).is_empty() => {}
            other => other_item("types::", other, lines),
        }
    }
}

/// Lists a struct; `optional` are the fields that may be absent if no derive says so.
fn structure(item: &syn::ItemStruct, optional: Option<&BTreeSet<String>>, setters: &Setters, lines: &mut Lines) {
    let name = item.ident.to_string();
    let open = if has(&item.attrs, "non_exhaustive") {
        ", non_exhaustive"
    } else {
        ""
    };
    let kind = match &item.fields {
        // Users can write a struct literal of this type, so an added or removed field changes its
        // line.
        Fields::Named(fields) if open.is_empty() => {
            let names = fields.named.iter().filter_map(|field| field.ident.as_ref());
            let names: BTreeSet<String> = names.map(ToString::to_string).collect();
            &format!("struct of {}", names.into_iter().collect::<Vec<_>>().join(" and "))
        }
        Fields::Named(_) => "struct",
        _ => "tuple struct",
    };
    let always: Vec<&str> = ALWAYS
        .into_iter()
        .filter(|name| optional.is_none() || *name != "Deserialize")
        .collect();
    lines.insert(format!("type {name} {kind}{open}{}", traits(&item.attrs, &always)));
    for (index, field) in item
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_public(&field.vis))
    {
        let rust = field
            .ident
            .as_ref()
            .map_or_else(|| index.to_string(), ToString::to_string);
        let serde = serde(&field.attrs);
        let wire = serde.get("rename").map(|wire| format!(" {wire}")).unwrap_or_default();
        let presence = if serde.contains_key("flatten") {
            "all further members"
        } else if optional.map_or(serde.contains_key("default"), |fields| fields.contains(&rust)) {
            "optional"
        } else {
            "required"
        };
        let setter = setters.get(&(name.clone(), rust.clone()));
        let setter = setter.map(|setter| format!(", set by {setter}")).unwrap_or_default();
        lines.insert(format!(
            "type {name}.{rust}{wire}: {}, {presence}{setter}",
            text::of(&field.ty)
        ));
    }
}

fn enumeration(item: &syn::ItemEnum, values: &BTreeMap<String, Values>, lines: &mut Lines) {
    let name = item.ident.to_string();
    let known = values.get(&name);
    // The macro generates those of a union and of an enum of values.
    let always = if known.is_none() { &ALWAYS } else { &[][..] };
    let kind = known.map_or("enum", |values| values.kind.as_str());
    let open = if has(&item.attrs, "non_exhaustive") {
        ", non_exhaustive"
    } else {
        ""
    };
    lines.insert(format!("type {name} {kind}{open}{}", traits(&item.attrs, always)));
    for variant in &item.variants {
        let content = match &variant.fields {
            Fields::Unit => String::new(),
            fields => text::of(fields),
        };
        let value = known.and_then(|values| values.of.get(&variant.ident.to_string()));
        let value = value.map(|value| format!(" {value}")).unwrap_or_default();
        lines.insert(format!("type {name}::{}{content}{value}", variant.ident));
    }
}

/// Lists functions other than setters, and traits.
fn implementation(block: &syn::ItemImpl, setters: &Setters, lines: &mut Lines) {
    let name = text::of(&block.self_ty);
    if let Some((path, _)) = &block.trait_ {
        lines.insert(format!("type {name} implements {}", text::of(path)));
        return;
    }
    for item in &block.items {
        match item {
            syn::ImplItem::Fn(function) if is_public(&function.vis) => {
                let called = function.sig.ident.to_string();
                if !setters.contains_key(&(name.clone(), called)) {
                    lines.insert(format!("type {name}::{}", text::signature(&function.sig)));
                }
            }
            syn::ImplItem::Const(constant) if is_public(&constant.vis) => {
                lines.insert(format!("type {name}::{}: {}", constant.ident, text::of(&constant.ty)));
            }
            _ => {}
        }
    }
}

/// Setters by type and field, with their names.
type Setters = BTreeMap<(String, String), String>;

/// Returns the setters of all types: methods that take `self` and have the name of a field.
fn setters(items: &[Item]) -> Setters {
    let fields: BTreeSet<(String, String)> = items
        .iter()
        .filter_map(|item| {
            if let Item::Struct(item) = item {
                Some(item)
            } else {
                None
            }
        })
        .flat_map(|item| {
            let names = item.fields.iter().filter_map(|field| field.ident.as_ref());
            names.map(|name| (item.ident.to_string(), name.to_string()))
        })
        .collect();
    let blocks = items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(block),
        _ => None,
    });
    let mut setters = Setters::new();
    for block in blocks {
        let owner = text::of(&block.self_ty);
        for item in &block.items {
            let syn::ImplItem::Fn(function) = item else { continue };
            let key = (owner.clone(), function.sig.ident.to_string());
            let arguments: Vec<String> = function.sig.inputs.iter().filter_map(text::argument).collect();
            if let ([argument], true) = (arguments.as_slice(), fields.contains(&key)) {
                let kind = argument.split_once(": ").map_or("", |(_, kind)| kind);
                setters.insert(key, format!("{}({kind})", function.sig.ident));
            }
        }
    }
    setters
}

/// Returns the types that the run time's macro `typed_id` completes.
fn ids(items: &[Item]) -> BTreeSet<String> {
    let calls = items.iter().filter_map(|item| match item {
        Item::Macro(item) if item.mac.path.segments.last()?.ident == "typed_id" => Some(&item.mac.tokens),
        _ => None,
    });
    calls.map(macro_name).collect()
}

/// Returns the fields that may be absent by struct, from the run time's macro `object`.
fn objects(items: &[Item]) -> BTreeMap<String, BTreeSet<String>> {
    let calls = items.iter().filter_map(|item| match item {
        Item::Macro(item) if item.mac.path.segments.last()?.ident == "object" => Some(&item.mac.tokens),
        _ => None,
    });
    calls
        .map(|tokens| {
            let members = tokens.clone().into_iter().find_map(|token| match token {
                TokenTree::Group(group) => Some(group.stream()),
                _ => None,
            });
            // Each but the first begins with the comma before it.
            let words: Vec<String> = members.into_iter().flatten().map(|token| token.to_string()).collect();
            let pairs = words.chunk_by(|_, next| next != ",");
            let optional = pairs.filter_map(|member| match member {
                [word, field, ..] | [_, word, field, ..] if word == "optional" => Some(field.clone()),
                _ => None,
            });
            (macro_name(tokens), optional.collect())
        })
        .collect()
}

/// The arguments of a run time macro for an enum.
struct Values {
    kind: String,
    /// By variant: ` = "value"`, or how the alternative is recognized.
    of: BTreeMap<String, String>,
}

/// Returns the arguments by the name of the enum.
fn values(items: &[Item]) -> BTreeMap<String, Values> {
    let calls = items.iter().filter_map(|item| match item {
        Item::Macro(item) => Some(&item.mac),
        _ => None,
    });
    calls
        .filter_map(|call| {
            let called = call.path.segments.last()?.ident.to_string();
            let mut tag = TokenStream::new();
            let mut variants = None;
            for token in call.tokens.clone().into_iter().skip(1) {
                match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        variants = Some(group.stream());
                        break;
                    }
                    other => tag.extend([other]),
                }
            }
            let tag = text::tokens(&tag);
            let tag = tag.trim_start_matches(':').trim();
            let kind = match called.as_str() {
                "open_enum" => format!("open enum of {tag}"),
                "constant" => format!("constant of {tag}"),
                "union" if tag.is_empty() => "union by shape".to_owned(),
                "union" => format!("union by {tag}"),
                _ => return None, // listed unchanged
            };
            Some((
                macro_name(&call.tokens),
                Values {
                    kind,
                    of: tags_of_variants(variants?),
                },
            ))
        })
        .collect()
}

/// Returns the text after each variant of `A(X) = "a", B(Y) : Object { "b" }`.
fn tags_of_variants(variants: TokenStream) -> BTreeMap<String, String> {
    let mut of = BTreeMap::new();
    let mut tokens = variants.into_iter().peekable();
    while let Some(TokenTree::Ident(name)) = tokens.next() {
        let is_content =
            |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        let _ = tokens.next_if(is_content);
        let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
        let mut tag = TokenStream::new();
        while let Some(token) = tokens.next_if(|token| !is_end(token)) {
            tag.extend([token]);
        }
        let _ = tokens.next();
        of.insert(
            name.to_string(),
            text::tokens(&tag).replace("+= ", "= ").replacen(':', "by ", 1),
        );
    }
    of
}

fn macro_name(tokens: &TokenStream) -> String {
    match tokens.clone().into_iter().next() {
        Some(TokenTree::Ident(name)) => name.to_string(),
        _ => String::new(),
    }
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Lists traits: those beyond the usual ones, and the missing usual ones.
fn traits(attributes: &[Attribute], always: &[&str]) -> String {
    let mut derived: BTreeSet<String> = BTreeSet::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            derived.extend(meta.path.segments.last().map(|part| part.ident.to_string()));
            Ok(())
        });
    }
    let missing: Vec<&str> = always.iter().copied().filter(|name| !derived.contains(*name)).collect();
    let more = derived.iter().filter(|name| !ALWAYS.contains(&name.as_str()));
    let more = more.fold(String::new(), |text, name| text + ", " + name);
    let without = if missing.is_empty() {
        String::new()
    } else {
        format!(", without {}", missing.join(" and "))
    };
    more + &without
}

/// Returns the arguments of `#[serde(…)]`: each name, and its value as written.
fn serde(attributes: &[Attribute]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            let name = text::of(&meta.path);
            let value = meta.value().and_then(syn::parse::ParseBuffer::parse::<syn::Expr>);
            all.insert(name, value.map(|value| text::of(&value)).unwrap_or_default());
            Ok(())
        });
    }
    all
}
