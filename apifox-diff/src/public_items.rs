//! Lists the public items of generated code, one per line, sorted, for the review of changes.
//!
//! It is made from the code itself, so it lists nothing that is not there, and any generated file
//! can be listed, also an old one.
//!
//! Invariant: every public item has a line. An item of an unknown kind is listed by its kind and
//! name.

mod calls;
mod macros;
mod text;
mod types;

use std::collections::BTreeSet;

use syn::{Item, Visibility};

/// The lines collected so far.
pub(crate) type Lines = BTreeSet<String>;

const HEADER: &str = "\
# The public interface of the generated code, one line an item, sorted. Compare it line by line: a line that goes or changes is breaking;
# a line that comes is not, unless it is a required argument or a required field of a request. Types have Clone, Debug and PartialEq,
# structs and unions Serialize and Deserialize as well, unless a line says `without`.
";

/// Returns the public items of a generated file as text: a header, then one line per item.
///
/// `renew` is the command that updates the list, for the header.
///
/// # Errors
///
/// `code` is not Rust; the message names the syntax error.
pub fn public_items(code: &str, renew: Option<&str>) -> Result<String, String> {
    let file = syn::parse_file(code).map_err(|error| format!("not Rust: {error}"))?;
    let mut lines = Lines::new();
    let rows = calls::rows(&file.items);
    for item in &file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => types::list(items(module), &mut lines),
            Item::Mod(module) if module.ident == "resources" => {
                for resource in items(module) {
                    calls::resource(resource, &rows, &mut lines);
                }
            }
            Item::Mod(module) if module.ident == "operations" => calls::table(items(module), &mut lines),
            Item::Static(item) if item.ident == "SERVERS" => calls::servers(item, &mut lines),
            Item::Impl(block) => methods(block, &mut lines),
            other => other_item("", other, &mut lines),
        }
    }
    let mut text = HEADER.to_owned();
    if let Some(command) = renew {
        text.push_str("# renew: ");
        text.push_str(command);
        text.push('\n');
    }
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

pub(crate) fn items(module: &syn::ItemMod) -> &[Item] {
    module.content.as_ref().map_or(&[], |(_, items)| items.as_slice())
}

pub(crate) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Lists the methods that generated code adds to the client.
fn methods(block: &syn::ItemImpl, lines: &mut Lines) {
    let owner = text::of(&block.self_ty);
    if let Some((path, _)) = &block.trait_ {
        lines.insert(format!("client {owner}: {}", text::of(path)));
        return;
    }
    for item in &block.items {
        if let syn::ImplItem::Fn(function) = item
            && is_public(&function.vis)
        {
            lines.insert(format!("client {owner}.{}", text::signature(&function.sig)));
        }
    }
}

/// Lists an item of a kind that has no line of its own; `within` is its path, with a trailing `::`.
pub(crate) fn other_item(within: &str, item: &Item, lines: &mut Lines) {
    if let Item::Mod(module) = item
        && is_public(&module.vis)
    {
        let within = format!("{within}{}::", module.ident);
        for item in items(module) {
            other_item(&within, item, lines);
        }
    }
    let (visibility, kind, name) = match item {
        Item::Const(item) => (&item.vis, "const", &item.ident),
        Item::Enum(item) => (&item.vis, "enum", &item.ident),
        Item::Fn(item) => (&item.vis, "fn", &item.sig.ident),
        Item::Mod(item) => (&item.vis, "mod", &item.ident),
        Item::Static(item) => (&item.vis, "static", &item.ident),
        Item::Struct(item) => (&item.vis, "struct", &item.ident),
        Item::Trait(item) => (&item.vis, "trait", &item.ident),
        Item::Type(item) => (&item.vis, "type", &item.ident),
        Item::Union(item) => (&item.vis, "union", &item.ident),
        Item::Macro(item) => {
            // A macro may make anything public, so it is listed unchanged.
            lines.insert(format!("macro {within}{}", text::tokens(&item.mac.tokens)));
            return;
        }
        _ => return,
    };
    if is_public(visibility) {
        lines.insert(format!("{kind} {within}{name}"));
    }
}
