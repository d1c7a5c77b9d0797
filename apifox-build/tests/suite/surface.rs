//! What generated code offers, without its words: types, requests and their methods, as Rust
//! without bodies.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};

/// The types, and the signatures of resources and requests, of a generated file.
pub(crate) fn of(code: &str) -> String {
    let file = syn::parse_file(code).expect("generated code is Rust");
    let mut items = Vec::new();
    collect(file.items, &mut items);
    let mut kept = syn::File {
        shebang: None,
        attrs: Vec::new(),
        items,
        frontmatter: None,
    };
    Strip.visit_file_mut(&mut kept);
    prettyplease::unparse(&kept)
}

/// Types, calls and results in their order; the table of operations, the sandbox's routes and the
/// client itself aside.
fn collect(items: Vec<syn::Item>, kept: &mut Vec<syn::Item>) {
    for item in items {
        match item {
            syn::Item::Mod(module) if module.ident == "operations" => {}
            syn::Item::Mod(module) => {
                collect(module.content.map(|(_, items)| items).unwrap_or_default(), kept);
            }
            syn::Item::Impl(mut block) if block.trait_.is_none() && !is_of_client(&block) => {
                block.items.retain(is_shown);
                if !block.items.is_empty() {
                    kept.push(syn::Item::Impl(block));
                }
            }
            syn::Item::Struct(item) if is_shown_struct(&item) => kept.push(syn::Item::Struct(item)),
            item @ (syn::Item::Enum(_) | syn::Item::Type(_) | syn::Item::Macro(_)) => kept.push(item),
            _ => {}
        }
    }
}

fn is_of_client(block: &syn::ItemImpl) -> bool {
    matches!(&*block.self_ty, syn::Type::Path(path) if path.path.is_ident("Client"))
}

/// Setters say no more than their fields do.
fn is_shown(item: &syn::ImplItem) -> bool {
    let syn::ImplItem::Fn(function) = item else {
        return false;
    };
    let inputs = &function.sig.inputs;
    let sets_a_field = function.block.stmts.len() == 2
        && matches!(&function.block.stmts[0], syn::Stmt::Expr(syn::Expr::Assign(set), _)
            if matches!(&*set.right, syn::Expr::Call(_)));
    !(sets_a_field && inputs.len() == 2)
}

/// Requests and resources hold a client and no more.
fn is_shown_struct(item: &syn::ItemStruct) -> bool {
    item.fields
        .iter()
        .all(|field| matches!(field.vis, syn::Visibility::Public(_)))
}

struct Strip;

impl VisitMut for Strip {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| {
            let arguments = attribute.meta.require_list().map(|list| list.tokens.to_string());
            attribute.path().is_ident("serde") && !arguments.is_ok_and(|arguments| arguments.starts_with("crate"))
        });
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.clear();
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        call.tokens = without_docs(std::mem::take(&mut call.tokens));
    }

    fn visit_item_mut(&mut self, item: &mut syn::Item) {
        if let syn::Item::Macro(item) = item {
            item.attrs.clear();
        }
        visit_mut::visit_item_mut(self, item);
    }
}

/// The arguments of a macro without `#[doc]`.
fn without_docs(tokens: TokenStream) -> TokenStream {
    let is_doc = |next: Option<&TokenTree>| matches!(next, Some(TokenTree::Group(group)) if group.stream().to_string().starts_with("doc"));
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' && is_doc(tokens.peek()) => drop(tokens.next()),
            TokenTree::Group(group) => {
                let inner = without_docs(group.stream());
                kept.push(proc_macro2::Group::new(group.delimiter(), inner).into());
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}
