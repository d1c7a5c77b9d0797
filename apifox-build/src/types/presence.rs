//! Absent, null and empty: a property's place and nullability → [`Presence`]; and which types have a `Default`.
//!
//! Invariant: what is not required may be absent or null in a response; what is sent can say each of absent, null and empty that
//! the page allows.

use std::collections::BTreeSet;

use super::shape::{Bare, Component, Property, Shape, Site};

/// How a field says that there is no value, and how serde treats it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Presence {
    /// How many times the bare type stands in `Option`; twice: outer `None` is absent, inner `None` is null.
    pub(super) options: u8,
    /// The key may be absent.
    pub(super) default: bool,
    /// A function of the run time crate's `decode`.
    pub(super) decode: Option<&'static str>,
    /// Left out when it has no value.
    pub(super) skip: bool,
}

/// The table. Lists and maps in responses have no `Option`: empty says the same. In requests absent, null and empty are three things.
pub(super) fn presence(in_request: bool, required: bool, site: &Site<'_>) -> Presence {
    let absent = Presence {
        options: 1,
        default: true,
        decode: None,
        skip: true,
    };
    match (in_request, required, site.nullable, site.bare.has_empty()) {
        // What is sent can be null where the page says so, and that is not the empty one.
        (true, true, true, true) | (_, true, true, false) => Presence { skip: false, ..absent },
        (_, true, _, true) => Presence {
            decode: Some("null_as_default"),
            ..Presence::default()
        },
        (false, false, _, true) => Presence {
            options: 0,
            decode: Some("null_as_default"),
            ..absent
        },
        (_, true, false, false) => Presence::default(),
        (true, false, true, _) => Presence {
            options: 2,
            decode: Some("present"),
            ..absent
        },
        // Any JSON may be null, and null is not absent.
        (true, false, false, _) if matches!(site.bare, Bare::Any) => Presence {
            decode: Some("present"),
            ..absent
        },
        (true, false, false, _) | (false, false, _, false) => absent,
    }
}

/// The components whose types implement `Default`: those all of whose fields do, and the enums. It grows from nothing, so a type
/// that holds itself without end is not among them. A type that is only ever sent is not either if something is required in it: its
/// constructor asks for that.
pub(super) fn with_default<'a>(components: &'a [Component<'a>]) -> BTreeSet<&'a str> {
    let constants: BTreeSet<&str> = components
        .iter()
        .filter(|c| c.schema.constant)
        .map(|c| c.name)
        .collect();
    let mut found: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = found.len();
        for component in components {
            let fits = match &component.shape {
                Shape::Strings(_) | Shape::Integers(_) | Shape::Id => true,
                // None of the alternatives is the one to begin with.
                Shape::Union { .. } => false,
                Shape::Object { properties, .. } => {
                    let only_sent = component.schema.in_request && !component.schema.in_response;
                    !properties.is_empty()
                        && properties
                            .iter()
                            .all(|property| defaults(property, only_sent, &constants, &found))
                }
            };
            if fits {
                found.insert(component.name);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn defaults(property: &Property<'_>, only_sent: bool, constants: &BTreeSet<&str>, found: &BTreeSet<&str>) -> bool {
    let named = match &property.site.bare {
        Bare::Named(name) => Some(name),
        _ => None,
    };
    if property.required && only_sent {
        return named.is_some_and(|name| constants.contains(name));
    }
    if matches!(property.site.bare, Bare::Formatted(_) | Bare::Narrow(..)) && property.required {
        return property.site.nullable; // the type may have no default
    }
    !property.required || property.site.nullable || named.is_none_or(|name| found.contains(name))
}
