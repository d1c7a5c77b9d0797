//! Formatting of generated items: stages 8a and 8b format each item as soon as it is made.

mod macros;

/// Formats items for the top level of a file.
pub(crate) fn items(mut items: Vec<syn::Item>) -> String {
    let invocations = macros::take(&mut items);
    let text = prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items,
    });
    macros::put_back(&text, &invocations)
}

/// Formats items for a module of the file.
pub(crate) fn in_module(content: Vec<syn::Item>) -> String {
    let around = syn::ItemMod {
        attrs: Vec::new(),
        vis: syn::Visibility::Inherited,
        unsafety: None,
        mod_token: <syn::Token![mod]>::default(),
        ident: syn::Ident::new("m", proc_macro2::Span::call_site()),
        content: Some((syn::token::Brace::default(), content)),
        semi: None,
    };
    let text = items(vec![syn::Item::Mod(around)]);
    let inner = text.strip_prefix("mod m {\n").and_then(|text| text.strip_suffix("}\n"));
    inner.unwrap_or_default().to_owned() // nothing is inside where there were no items
}

/// Formats a module, given without items, with this content.
pub(crate) fn module(empty: syn::ItemMod, content: &str) -> String {
    let text = items(vec![syn::Item::Mod(empty)]);
    let open = text.trim_end().trim_end_matches('}');
    format!("{open}\n{content}}}\n")
}
