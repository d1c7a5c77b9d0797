//! Structs: a struct of progenitor → a struct whose fields distinguish absent, null and empty
//! values.
//!
//! Invariant: each property of the component is exactly one field of progenitor's struct, with the
//! type of the property (boxed in recursive types); anything else is an error. `presence` then
//! determines the presence of each field.

mod loose;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::joined::{Joined, Member, joined};
use super::presence::{Presence, presence};
use super::shape::{Component, Property, TypeKind, TypeUse};
use super::unique_names::{self, Case};
use super::{Pass, backend, constructors, docs};
use crate::harvest::Places;
use crate::name::words::snake;
use crate::structure::PARTLY_REQUIRED;
pub(super) use loose::Kept;

/// A field of the generated struct.
pub(super) struct Field<'a> {
    pub(super) ident: syn::Ident,
    /// The name of the property; `None` for the map of further members.
    pub(super) wire: Option<&'a str>,
    pub(super) site: &'a TypeUse<'a>,
    pub(super) required: bool,
    pub(super) boxed: bool,
    pub(super) presence: Presence,
    /// Several properties that are joined into one value.
    pub(super) joined: Option<Joined<'a>>,
}

/// Generates an object component: its struct, and its constructor and setters if it is sent.
pub(super) fn object(
    pass: &Pass<'_>,
    component: &Component<'_>,
    members: (&[Property<'_>], Option<&TypeUse<'_>>),
    made: &backend::Structs,
) -> Result<TokenStream, String> {
    let made = made
        .get(component.name)
        .ok_or("the backend generated no struct of this name")?;
    let mut fields = match_fields(pass, component, members, made)?;
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

/// Replaces the fields of joined properties by one field.
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

/// Returns the field that keeps values of other types, if a member may have such values.
fn kept(component: &Component<'_>, fields: &[Field<'_>]) -> Option<Kept> {
    if fields.iter().all(|field| field.others(component).is_none()) {
        return None;
    }
    match fields.iter().find(|field| field.wire.is_none()) {
        Some(further) => matches!(further.site.bare, TypeKind::Any).then(|| Kept::further(&further.ident)),
        None => Kept::beside(&fields.iter().map(|field| &field.ident).collect::<Vec<_>>()),
    }
}

/// Generates the decoding of a struct by the run time crate's `object`, since derived code takes
/// rustc the most time. `Deserialize` is derived for a struct with further members, or without any
/// member.
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

/// Generates the documentation of a component's type.
pub(super) fn type_docs(pass: &Pass<'_>, component: &Component<'_>) -> TokenStream {
    let mut lines = component.description().map(docs::safe).unwrap_or_default();
    if component.schema.node.is_true("deprecated") {
        // As an attribute it would cause warnings in generated code that names the type.
        docs::paragraph(&mut lines, "**Deprecated** by the API.");
    }
    for sentence in pass.omitted.get(component.name).into_iter().flatten() {
        docs::paragraph(&mut lines, sentence);
    }
    docs::attributes(&lines)
}

/// Matches progenitor's fields with the properties of the component.
pub(super) fn match_fields<'a>(
    pass: &Pass<'_>,
    component: &Component<'_>,
    (properties, additional): (&'a [Property<'a>], Option<&'a TypeUse<'a>>),
    made: &syn::ItemStruct,
) -> Result<Vec<Field<'a>>, String> {
    let mut by_wire: BTreeMap<Option<String>, &syn::Field> = BTreeMap::new();
    for field in &made.fields {
        if by_wire.insert(wire_name(field)?, field).is_some() {
            return Err("the backend generated two fields for one property".to_owned());
        }
    }
    let expected_fields = properties
        .iter()
        .map(|p| (Some(p.wire), p.required, &p.site))
        .chain(additional.map(|site| (None, true, site)));
    let mut fields = Vec::new();
    for (wire, required, site) in expected_fields {
        let Some(field) = by_wire.remove(&wire.map(str::to_owned)) else {
            return Err(format!(
                "the backend generated no field for the property {}",
                docs::code(wire.unwrap_or("additionalProperties"))
            ));
        };
        let own = field
            .ident
            .clone()
            .ok_or("the backend generated a field without a name")?;
        let respelled = wire.and_then(|wire| pass.respelled(component, wire));
        let ident = respelled.map_or(own, |words| format_ident!("{}", snake(&words)));
        let (boxed, presence) = match wire {
            Some(wire) => {
                let presence = presence(component.schema.in_request, required, site);
                let is_partly_required = component.schema.node.strings(PARTLY_REQUIRED).any(|name| name == wire);
                let presence = if is_partly_required {
                    presence.or_empty()
                } else {
                    presence
                };
                (boxed(pass, field, &site.bare)?, presence)
            }
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
            "the backend generated the field {}, which is not a property",
            docs::code(&wire.unwrap_or_default())
        ));
    }
    disambiguate(&mut fields, pass.places)?;
    for field in &fields {
        let name = field.ident.to_string();
        pass.note_spelling("property", (field.wire.unwrap_or_default(), &name), component);
    }
    Ok(fields)
}

/// Returns the presence of the map of further members. In a response, members of another type are
/// ignored, like undocumented fields.
fn further(component: &Component<'_>, site: &TypeUse<'_>) -> Presence {
    let is_exact = component.schema.in_request || matches!(site.bare, TypeKind::Any);
    Presence {
        decode: (!is_exact).then_some("fitting"),
        ..Presence::default()
    }
}

/// Returns the JSON name of a field; `None` for the flattened map.
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
                Err(meta.error("the backend generated an unexpected serde attribute"))
            }
        });
        read.map_err(|error| error.to_string())?;
    }
    Ok(wire)
}

/// Whether the backend boxed the field; an error if the field does not have the type of the
/// property.
fn boxed(pass: &Pass<'_>, field: &syn::Field, bare: &TypeKind<'_>) -> Result<bool, String> {
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
        "the backend generated a field of type `{}` where `{expected}` is expected",
        made.replace(' ', "")
    ))
}

/// Disambiguates fields whose properties differ only in characters that names cannot contain
/// (`foo-bar`, `foo_bar`). A property with the name of its field keeps it; the map of further
/// members is renamed first.
fn disambiguate(fields: &mut [Field<'_>], places: &Places) -> Result<(), String> {
    let has_own_name = |field: &Field<'_>| {
        field
            .wire
            .is_some_and(|wire| field.ident.to_string().trim_end_matches('_') == wire)
    };
    fields.sort_by_key(|field| (field.wire.is_none(), !has_own_name(field)));
    let preferred: Vec<(&str, String)> = fields
        .iter()
        .filter_map(|field| Some((field.wire?, field.ident.to_string())))
        .collect();
    let mut names = unique_names::unique_names(&preferred, Case::Snake, None);
    if let Some(additional) = fields.last().filter(|field| field.wire.is_none()) {
        let longer = |name: &String| Some(format!("{name}_members"));
        names.extend(
            std::iter::successors(Some(additional.ident.to_string()), longer).find(|name| !names.contains(name)),
        );
    }
    for (field, name) in fields.iter_mut().zip(names) {
        if field.ident != name {
            field.ident = syn::parse_str(&name)
                .map_err(|error| format!("a property does not have a valid Rust name: {error}"))?;
        }
    }
    // Sorts the fields by the page; those that a stage added are last.
    fields.sort_by_cached_key(|field| {
        let place = places.of(field.site.node);
        (field.wire.is_none(), place, field.ident.to_string())
    });
    Ok(())
}

impl Field<'_> {
    /// Returns the members required by alternatives that do not describe this one, if values of
    /// other types are kept.
    fn others(&self, component: &Component<'_>) -> Option<TokenStream> {
        let wire = self.wire.filter(|_| self.joined.is_none());
        loose::others(component, wire, (self.site, self.presence))
    }

    /// Generates the type without `Option`.
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

    /// Generates the serde attribute, including the part for decoding if that is derived.
    fn serde(&self, pass: &Pass<'_>, is_decoded: bool) -> TokenStream {
        let mut parts = Vec::new();
        match self.wire.filter(|_| self.joined.is_none()) {
            None => parts.push(quote!(flatten)),
            // rustc normalizes identifiers, but JSON keys are not normalized: so non-ASCII names
            // are explicit.
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
    let joined_docs = field.joined.as_ref().map(|joined| joined.docs.clone());
    let lines = joined_docs.unwrap_or_else(|| field_docs(field));
    let (docs, serde, deprecated) = (
        docs::attributes(&lines),
        field.serde(pass, is_decoded),
        field.deprecated(),
    );
    let (ident, ty) = (&field.ident, field.ty(pass));
    quote! { #docs #serde #deprecated pub #ident: #ty, }
}

/// Returns the documentation of a field.
fn field_docs(field: &Field<'_>) -> Vec<String> {
    docs::described(field.site.node.get_str("description"), || match field.wire {
        Some(_) => String::new(), // its name and type say enough
        None if field.presence.decode.is_some() => "Further members, except for those of another type.".to_owned(),
        None => "Further members.".to_owned(),
    })
}
