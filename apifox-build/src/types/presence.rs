//! Absent, null and empty values: a property's use and nullability → [`Presence`]. Also determines
//! which types have a `Default`.
//!
//! Invariant: an optional property may be absent or null in a response; a request can express each
//! of absent, null and empty that the page allows.

use std::collections::BTreeSet;

use super::shape::{Component, Property, Shape, TypeKind, TypeUse};

/// How a field represents the absence of a value, and its serde attributes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Presence {
    /// The number of `Option`s around the type. With two, the outer `None` is absent, the inner
    /// `None` is null.
    pub(super) options: u8,
    /// The key may be absent.
    pub(super) default: bool,
    /// A function of the run time crate's `decode`.
    pub(super) decode: Option<&'static str>,
    /// Omitted when it has no value.
    pub(super) skip: bool,
}

impl Presence {
    /// Returns the presence of a property that only some of the merged alternatives require: an
    /// empty array or map may be what tells them apart, so it differs from none.
    pub(super) fn or_empty(self) -> Self {
        match self {
            Self {
                options: 0, skip: true, ..
            } => Self {
                options: 1,
                decode: None,
                ..self
            },
            _ => self,
        }
    }
}

/// Returns the presence of a property. Arrays and maps in responses have no `Option`, since empty
/// means the same. In requests, absent, null and empty differ.
pub(super) fn presence(in_request: bool, required: bool, site: &TypeUse<'_>) -> Presence {
    let absent = Presence {
        options: 1,
        default: true,
        decode: None,
        skip: true,
    };
    match (in_request, required, site.nullable, site.bare.has_empty()) {
        // A request can send null where the page allows it, which differs from empty.
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
        (true, false, false, _) if matches!(site.bare, TypeKind::Any) => Presence {
            decode: Some("present"),
            ..absent
        },
        (true, false, false, _) | (false, false, _, false) => absent,
    }
}

/// Returns the components whose types implement `Default`: enums, and objects all of whose fields
/// do.
///
/// The set starts empty and grows, so infinitely recursive types are not in it. Neither are types
/// that are only sent and have required fields, which their constructors take.
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
                // No alternative is preferred.
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
        TypeKind::Named(name) => Some(name),
        _ => None,
    };
    if property.required && only_sent {
        return named.is_some_and(|name| constants.contains(name));
    }
    if matches!(property.site.bare, TypeKind::Formatted(_) | TypeKind::Narrow(..)) && property.required {
        return property.site.nullable; // the type may have no default
    }
    !property.required || property.site.nullable || named.is_none_or(|name| found.contains(name))
}
