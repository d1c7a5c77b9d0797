//! Structs: what progenitor made of a component, rewritten → a struct whose fields know absent, null and empty.
//!
//! Invariant: each property of the component is exactly one field of progenitor's struct, of the bare type the property has
//! (boxed, where a type holds itself); anything else is an error. Presence then follows the one table of `presence`.

mod loose;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::joined::{Joined, Member, joined};
use super::presence::{Presence, presence};
use super::shape::{Bare, Component, Property, Site};
use super::told_apart::{self, Case};
use super::{Pass, backend, constructors, docs};
use crate::harvest::Places;
use crate::name::words::snake;
pub(super) use loose::Kept;

/// A field of the struct to write.
pub(super) struct Field<'a> {
    pub(super) ident: syn::Ident,
    /// The property's name; `None` for the map that takes further members.
    pub(super) wire: Option<&'a str>,
    pub(super) site: &'a Site<'a>,
    pub(super) required: bool,
    pub(super) boxed: bool,
    pub(super) presence: Presence,
    /// Several properties that are one value.
    pub(super) joined: Option<Joined<'a>>,
}

/// An object component: its struct, and its constructor and setters if it is sent.
pub(super) fn object(
    pass: &Pass<'_>,
    component: &Component<'_>,
    members: (&[Property<'_>], Option<&Site<'_>>),
    made: &backend::Structs,
) -> Result<TokenStream, String> {
    let made = made
        .get(component.name)
        .ok_or("the backend made no struct of this name")?;
    let mut fields = matched(pass, component, members, made)?;
    join(pass, component, &mut fields);
    let ident = &made.ident;
    let kept = kept(component, &fields);
    let decoding = decoding(pass, component, ident, (&fields, kept.as_ref()));
    let written = fields.iter().map(|field| declaration(pass, field, decoding.is_none()));
    let docs = type_docs(pass, component);
    let (ser, serde) = (
        pass.paths.runtime(&quote!(serde::Serialize)),
        pass.paths.runtime_text(&quote!(serde)),
    );
    let de = decoding.is_none().then(|| {
        let de = pass.paths.runtime(&quote!(serde::Deserialize));
        quote!(#de,)
    });
    let default = pass.defaults.contains(component.name).then(|| quote!(Default,));
    let constructors = if component.schema.in_request {
        let all = (&fields[..], kept.as_ref());
        Some(constructors::constructors(pass, component, ident, all))
    } else {
        default
            .is_none()
            .then(|| constructors::only_new(pass, component, ident, (&fields, kept.as_ref())))
    };
    let kept = kept.map(|kept| kept.declaration(pass));
    Ok(quote! {
        #docs
        #[derive(#de #ser, Clone, Debug, #default PartialEq)]
        #[serde(crate = #serde)]
        #[non_exhaustive]
        pub struct #ident { #(#written)* #kept }
        #decoding
        #constructors
    })
}

/// Puts one field in the place of those that are one value.
fn join<'a>(pass: &Pass<'a>, component: &Component<'_>, fields: &mut Vec<Field<'a>>) {
    let members = fields.iter().map(|field| Member {
        wire: field.wire,
        field: field.ident.to_string(),
        required: field.required,
        description: field.site.node.get_str("description"),
    });
    for joined in joined(pass, component, &members.collect::<Vec<_>>()) {
        fields.retain(|field| !joined.holds(field.wire) || joined.is_first(field.wire));
        if let Some(field) = fields.iter_mut().find(|field| joined.is_first(field.wire)) {
            field.ident = format_ident!("{}", joined.field);
            field.required = joined.required;
            field.boxed = false;
            field.presence = Presence::default();
            field.joined = Some(joined);
        }
    }
}

/// The field of a struct that keeps values of other types, if one of its members may have such.
fn kept(component: &Component<'_>, fields: &[Field<'_>]) -> Option<Kept> {
    if fields.iter().all(|field| field.others(component).is_none()) {
        return None;
    }
    match fields.iter().find(|field| field.wire.is_none()) {
        Some(further) => matches!(further.site.bare, Bare::Any).then(|| Kept::further(&further.ident)),
        None => Kept::beside(&fields.iter().map(|field| &field.ident).collect::<Vec<_>>()),
    }
}

/// How a struct is decoded: by the run time crate's `object`, for what serde derives is most of what rustc would have to do. A struct
/// that takes further members, or has none, is serde's to decode.
fn decoding(
    pass: &Pass<'_>,
    component: &Component<'_>,
    ident: &syn::Ident,
    (fields, kept): (&[Field<'_>], Option<&Kept>),
) -> Option<TokenStream> {
    let others: Vec<Option<TokenStream>> = fields.iter().map(|field| field.others(component)).collect();
    let is_kept = |field: &&Field<'_>| field.wire.is_some() || kept.is_none_or(|kept| kept.ident != field.ident);
    let members = fields.iter().filter(is_kept).zip(&others).map(|(field, others)| {
        let (name, wire) = (&field.ident, field.wire.filter(|_| field.joined.is_none())?);
        let presence = format_ident!("{}", if field.presence.default { "optional" } else { "required" });
        let wire = (name != wire).then(|| quote!(= #wire));
        let how = match (field.presence.decode, others) {
            (how, None) => how.map(str::to_owned),
            (_, Some(_)) => Some(loose::how(component, field.site, field.presence)),
        };
        let how = how.map(|how| format_ident!("{how}")).map(|how| quote!(: #how));
        Some(quote!(#presence #name #wire #how))
    });
    let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
    let object = pass.paths.runtime(&quote!(object));
    let others: Vec<TokenStream> = others.into_iter().flatten().collect();
    let others = kept.map(|kept| kept.rule(&others));
    (!members.is_empty()).then(|| quote!(#object!(#ident { #(#members),* } #others);))
}

/// The documentation of a component's type.
pub(super) fn type_docs(pass: &Pass<'_>, component: &Component<'_>) -> TokenStream {
    let mut lines = component.description().map(docs::safe).unwrap_or_default();
    if component.schema.node.is_true("deprecated") {
        // As an attribute it would warn wherever generated code itself names the type.
        docs::paragraph(&mut lines, "**Deprecated** by the API.");
    }
    for sentence in pass.omitted.get(component.name).into_iter().flatten() {
        docs::paragraph(&mut lines, sentence);
    }
    docs::attributes(&lines)
}

/// Holds progenitor's fields against the component's properties.
pub(super) fn matched<'a>(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (properties, rest): (&'a [Property<'a>], Option<&'a Site<'a>>),
    made: &syn::ItemStruct,
) -> Result<Vec<Field<'a>>, String> {
    let mut by_wire: BTreeMap<Option<String>, &syn::Field> = BTreeMap::new();
    for field in &made.fields {
        if by_wire.insert(wire_name(field)?, field).is_some() {
            return Err("the backend made two fields of one property".to_owned());
        }
    }
    let wanted = properties
        .iter()
        .map(|p| (Some(p.wire), p.required, &p.site))
        .chain(rest.map(|site| (None, true, site)));
    let mut fields = Vec::new();
    for (wire, required, site) in wanted {
        let Some(field) = by_wire.remove(&wire.map(str::to_owned)) else {
            return Err(format!(
                "the backend made no field of the property {}",
                docs::code(wire.unwrap_or("additionalProperties"))
            ));
        };
        let own = field.ident.clone().ok_or("the backend made a field without a name")?;
        let respelled = wire.and_then(|wire| pass.respelled(component, wire));
        let ident = respelled.map_or(own, |words| format_ident!("{}", snake(&words)));
        let (boxed, presence) = match wire {
            Some(_) => (
                boxed(pass, field, &site.bare)?,
                presence(component.schema.in_request, required, site),
            ),
            None => (false, further(component, site)),
        };
        fields.push(Field {
            ident,
            wire,
            site,
            required,
            boxed,
            presence,
            joined: None,
        });
    }
    if let Some(wire) = by_wire.into_keys().next() {
        return Err(format!(
            "the backend made a field {} of no property",
            docs::code(&wire.unwrap_or_default())
        ));
    }
    tell_apart(&mut fields, pass.places)?;
    for field in &fields {
        let name = field.ident.to_string();
        pass.note_spelling("property", (field.wire.unwrap_or_default(), &name), component);
    }
    Ok(fields)
}

/// The map of further members: in a response, what does not fit there is ignored like any field that nobody documents.
fn further(component: &Component<'_>, site: &Site<'_>) -> Presence {
    let is_exact = component.schema.in_request || matches!(site.bare, Bare::Any);
    Presence {
        decode: (!is_exact).then_some("fitting"),
        ..Presence::default()
    }
}

/// The name a field has in JSON; `None` for the flattened map.
fn wire_name(field: &syn::Field) -> Result<Option<String>, String> {
    let mut wire = field.ident.as_ref().map(ToString::to_string);
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let read = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                wire = Some(meta.value()?.parse::<syn::LitStr>()?.value());
                Ok(())
            } else if meta.path.is_ident("flatten") {
                wire = None;
                Ok(())
            } else {
                Err(meta.error("the backend made a serde attribute that is not expected"))
            }
        });
        read.map_err(|error| error.to_string())?;
    }
    Ok(wire)
}

/// Whether the backend put the field in a box; an error if it is not of the type the property has.
fn boxed(pass: &Pass<'_>, field: &syn::Field, bare: &Bare<'_>) -> Result<bool, String> {
    let expected = pass.paths.backend_spelling(bare);
    let made = field.ty.to_token_stream().to_string();
    if made == expected.to_string() {
        return Ok(false);
    }
    if made == quote!(::std::boxed::Box<#expected>).to_string() {
        return Ok(true);
    }
    let expected = expected.to_string().replace(' ', "");
    Err(format!(
        "the backend made a field of type `{}` where `{expected}` is expected",
        made.replace(' ', "")
    ))
}

/// Fields whose properties differ in what a name cannot hold (`foo-bar`, `foo_bar`). The property that is spelled like the field
/// keeps the name; the map for further members yields to all.
fn tell_apart(fields: &mut [Field<'_>], places: &Places) -> Result<(), String> {
    let spelled = |field: &Field<'_>| {
        field
            .wire
            .is_some_and(|wire| field.ident.to_string().trim_end_matches('_') == wire)
    };
    fields.sort_by_key(|field| (field.wire.is_none(), !spelled(field)));
    let wanted: Vec<(&str, String)> = fields
        .iter()
        .filter_map(|field| Some((field.wire?, field.ident.to_string())))
        .collect();
    let mut names = told_apart::told_apart(&wanted, Case::Snake, None);
    if let Some(rest) = fields.last().filter(|field| field.wire.is_none()) {
        let longer = |name: &String| Some(format!("{name}_members"));
        names.extend(std::iter::successors(Some(rest.ident.to_string()), longer).find(|name| !names.contains(name)));
    }
    for (field, name) in fields.iter_mut().zip(names) {
        if field.ident != name {
            field.ident = syn::parse_str(&name).map_err(|error| format!("a property has no name in Rust: {error}"))?;
        }
    }
    // Then in the order of the page; what a stage made comes last.
    fields.sort_by_cached_key(|field| {
        let place = places.of(field.site.node);
        (field.wire.is_none(), place, field.ident.to_string())
    });
    Ok(())
}

impl Field<'_> {
    /// What the alternatives require that do not describe this member, if a value of another type is kept.
    fn others(&self, component: &Component<'_>) -> Option<TokenStream> {
        let wire = self.wire.filter(|_| self.joined.is_none());
        loose::others(component, wire, (self.site, self.presence))
    }

    /// The type without `Option`.
    pub(super) fn bare(&self, pass: &Pass<'_>) -> TokenStream {
        if let Some(joined) = &self.joined {
            return joined.ty.clone();
        }
        if self.wire.is_some() {
            return pass.paths.bare(&self.site.bare);
        }
        let (string, value) = (pass.paths.prelude("String"), pass.paths.site(self.site));
        quote!(::std::collections::BTreeMap<#string, #value>)
    }

    fn ty(&self, pass: &Pass<'_>) -> TokenStream {
        let (bare, boxes, option) = (self.bare(pass), pass.paths.prelude("Box"), pass.paths.prelude("Option"));
        let bare = if self.boxed { quote!(#boxes<#bare>) } else { bare };
        (0..self.presence.options).fold(bare, |ty, _| quote!(#option<#ty>))
    }

    /// The attribute, with what only decoding needs if that is derived.
    fn serde(&self, pass: &Pass<'_>, is_decoded: bool) -> TokenStream {
        let mut parts = Vec::new();
        match self.wire.filter(|_| self.joined.is_none()) {
            None => parts.push(quote!(flatten)),
            // rustc normalises identifiers, JSON keys are what they are: so a name beyond ASCII is always spelled out.
            Some(wire) if self.ident != wire || !wire.is_ascii() => parts.push(quote!(rename = #wire)),
            Some(_) => {}
        }
        if self.presence.default && is_decoded {
            parts.push(quote!(default));
        }
        if let Some(decode) = self.presence.decode.filter(|_| is_decoded) {
            let path = pass.paths.runtime_text(&quote!(decode)) + "::" + decode;
            parts.push(quote!(deserialize_with = #path));
        }
        if self.presence.skip {
            let option = || pass.paths.prelude("Option").to_string().replace(' ', "") + "::is_none";
            let test = pass
                .paths
                .is_empty(&self.site.bare)
                .filter(|_| self.presence.options == 0)
                .unwrap_or_else(option);
            parts.push(quote!(skip_serializing_if = #test));
        }
        if parts.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[serde(#(#parts),*)])
        }
    }

    pub(super) fn deprecated(&self) -> Option<TokenStream> {
        (self.wire.is_some() && self.joined.is_none() && self.site.node.is_true("deprecated"))
            .then(|| quote!(#[deprecated(note = "deprecated by the API")]))
    }
}

fn declaration(pass: &Pass<'_>, field: &Field<'_>, is_decoded: bool) -> TokenStream {
    let said = field.joined.as_ref().map(|joined| joined.docs.clone());
    let lines = said.unwrap_or_else(|| of_field(field));
    let (docs, serde, deprecated) = (
        docs::attributes(&lines),
        field.serde(pass, is_decoded),
        field.deprecated(),
    );
    let (ident, ty) = (&field.ident, field.ty(pass));
    quote! { #docs #serde #deprecated pub #ident: #ty, }
}

/// What the page says of a field.
fn of_field(field: &Field<'_>) -> Vec<String> {
    docs::described(field.site.node.get_str("description"), || match field.wire {
        Some(_) => String::new(), // nothing that its name and type do not say
        None if field.presence.decode.is_some() => "Further members; those of another type are left out.".to_owned(),
        None => "Further members.".to_owned(),
    })
}
