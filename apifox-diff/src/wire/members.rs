//! The members of objects, and the items of arrays.

use std::collections::BTreeSet;

use apifox_build::internals::ALTERNATIVES;

use super::Walk;
use crate::class::Direction;
use crate::pair::{Property, Role, Schemas, Serialization, Told};
use crate::rule::Check;
use crate::view::ANY;
use crate::view::{Further, Kind, View};

impl<'a> Walk<'a> {
    pub(super) fn properties(&mut self, schemas: &Schemas<'a>) {
        self.properties_but(schemas, &BTreeSet::new());
    }

    /// Compares the properties of objects that were merged from alternatives, but are parts of
    /// others too: those that no alternative describes.
    pub(super) fn properties_of_whole(&mut self, schemas: &Schemas<'a>) {
        let mut described = BTreeSet::new();
        for (view, is_old) in [(&schemas.old, true), (&schemas.new, false)] {
            let alternatives = view.items(ALTERNATIVES);
            if alternatives.is_empty() {
                described.extend(view.property_names()); // it is its own alternative
            }
            for alternative in alternatives {
                described.extend(self.view(alternative, is_old).property_names());
            }
        }
        self.properties_but(schemas, &described);
    }

    fn properties_but(&mut self, schemas: &Schemas<'a>, others: &BTreeSet<&str>) {
        let all: BTreeSet<&str> = schemas
            .old
            .property_names()
            .union(&schemas.new.property_names())
            .copied()
            .collect();
        for name in all.difference(others) {
            let old = self.property(&schemas.old, name, true);
            let new = self.property(&schemas.new, name, false);
            let property = Property {
                hidden: (old.hidden, new.hidden),
                old: old.seen,
                new: new.seen,
                within: schemas.at_key("properties"),
            };
            self.within(&format!(".{name}"), |walk| {
                walk.apply(|check, sink| {
                    if let Check::Property(check) = check {
                        check(&property, sink);
                    }
                });
                if let (Some((before, needed)), Some((after, needed_now))) = (property.old, property.new) {
                    let is_object = [&before, &after]
                        .iter()
                        .any(|view| view.kind() == Kind::Basic("object"));
                    let written = match walk.written {
                        Serialization::Parts if is_object => Serialization::Json,
                        written => written,
                    };
                    let required = needed && needed_now;
                    walk.written_as(written, |walk| {
                        walk.values(&Schemas {
                            old: before,
                            new: after,
                            required,
                            checked: required,
                            role: Role::Whole,
                            written,
                            told: if schemas.told == Told::Of(name) {
                                Told::Own
                            } else {
                                Told::None
                            },
                        });
                    });
                }
            });
        }
    }

    fn property(&self, object: &View<'a>, name: &str, is_old: bool) -> Side<'a> {
        let documents = self.documents;
        let root = if is_old {
            &documents.old.root
        } else {
            &documents.new.root
        };
        let Some(schema) = object.get("properties").and_then(|all| all.get(name)) else {
            return Side {
                seen: None,
                hidden: false,
            };
        };
        let view = View::new(root, schema);
        let mark = match self.sink.direction {
            Some(Direction::Response) => "writeOnly",
            _ => "readOnly",
        };
        let hidden = view.is_true(mark);
        let is_required = object.items("required").iter().any(|item| item.as_str() == Some(name));
        Side {
            seen: (!hidden).then_some((view, is_required)),
            hidden,
        }
    }

    pub(super) fn items(&mut self, schemas: &Schemas<'a>) {
        let (old, new) = (schemas.old.get("items"), schemas.new.get("items"));
        if old.is_some() || new.is_some() {
            self.within("[]", |walk| {
                walk.schemas(old.unwrap_or(&ANY), new.unwrap_or(&ANY), true);
            });
        }
    }

    /// Compares the schemas of additional members, if both sides allow them.
    pub(super) fn further_members(&mut self, schemas: &Schemas<'a>) {
        let (old, new) = (schemas.old.further(), schemas.new.further());
        let of = |further: Further<'a>| match further {
            Further::Forbidden => None,
            Further::Any => Some(&ANY),
            Further::Typed(schema) => Some(schema),
        };
        if let (Some(before), Some(after)) = (of(old), of(new))
            && (old, new) != (Further::Any, Further::Any)
        {
            self.within("{}", |walk| walk.schemas(before, after, true));
        }
    }
}

/// A property on one side.
struct Side<'a> {
    seen: Option<(View<'a>, bool)>,
    hidden: bool,
}
