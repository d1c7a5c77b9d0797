//! Compares requests and responses by operation.
//!
//! References are resolved, so renaming a component is not a change. A pair of components is
//! compared once per operation and direction, so cycles end, and a component that is used twice is
//! reported once.

mod alike;
mod alternatives;
mod components;
mod members;
mod merged;
mod nested;
mod routes;
mod tags;
pub(crate) mod unchanged;
mod union;
mod values;

use std::cell::RefCell;
use std::collections::BTreeMap;

use apifox_build::internals::Node;

use crate::class::{Class, Direction};
use crate::pair::{Documents, Pair, Role, Schemas, Serialization, Told, route_of};
use crate::rule::{Check, Found, Sink};
use crate::rules;
use crate::view::{ANY, Kind, Relation, View};
use routes::pairs;
use unchanged::references;

/// Returns all changes between two documents, ordered by route and place.
pub(crate) fn changes(documents: &Documents<'_>) -> Vec<Found> {
    let mut walk = Walk {
        documents: *documents,
        sink: Sink::default(),
        seen: BTreeMap::new(),
        is_attempt: false,
        is_beside_any: false,
        worst: Class::Breaking,
        attempts: RefCell::default(),
        written: Serialization::Json,
    };
    walk.apply(|check, sink| {
        if let Check::Documents(check) = check {
            check(documents, sink);
        }
    });
    for (route, operations) in pairs(documents) {
        walk.sink.operation = Some(route);
        walk.seen.clear();
        walk.operation(&operations);
    }
    walk.sink.found
}

/// The use of a component: its direction, whether it is required and checked, its serialization,
/// whether any JSON is accepted there, too, and which values tags tell.
type Use<'a> = (Direction, bool, bool, Serialization, bool, Told<'a>);

/// What two schemas are compared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Attempted {
    /// The worst class that a change between them may have.
    worst: Class,
    direction: Option<Direction>,
    role: Role,
}

/// An attempt to match two schemas: their addresses, what they are compared for, the serialization.
type Attempt = (usize, usize, Attempted, Serialization);

/// The address of a node, which identifies it in a document.
fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

struct Walk<'a> {
    documents: Documents<'a>,
    sink: Sink,
    /// Pairs of components that were compared, by address, with the use; what of them was compared.
    seen: BTreeMap<(usize, usize, Use<'a>), Role>,
    /// Whether this is an attempt to match two alternatives.
    is_attempt: bool,
    /// Whether an alternative of a choice is compared of which any JSON is one, too.
    is_beside_any: bool,
    /// The worst class of a change that is of interest: after a worse one, the rest is not compared.
    worst: Class,
    /// Whether two schemas match: a component that is used in several places repeats an attempt.
    attempts: RefCell<BTreeMap<Attempt, bool>>,
    /// The serialization of the current part.
    written: Serialization,
}

impl<'a> Walk<'a> {
    /// Runs the checks of all rules on the current part.
    fn apply(&mut self, run: impl Fn(&Check, &mut Sink)) {
        for rule in rules::all() {
            self.sink.rule = Some(rule);
            run(&rule.check, &mut self.sink);
        }
    }

    fn within(&mut self, part: &str, look: impl FnOnce(&mut Self)) {
        let length = self.sink.place.len();
        self.sink.place.push_str(part);
        look(self);
        self.sink.place.truncate(length);
    }

    fn operation(&mut self, operations: &Pair<'a>) {
        let documents = self.documents;
        self.sink.direction = None;
        self.apply(|check, sink| {
            if let Check::Operation(check) = check {
                check(&documents, operations, sink);
            }
        });
        let Some((old, new)) = operations.both() else {
            return; // the parts of an added or removed schema do not change
        };
        let is_unchanged = |name: &String| documents.unchanged.contains(name.as_str());
        if old == new && references(old).iter().all(is_unchanged) {
            return;
        }
        self.sink.direction = Some(Direction::Request);
        for (name, parameters) in self.parameters(operations) {
            self.within(&name, |walk| walk.parameter(&parameters));
        }
        self.within("body", |walk| walk.body(&operations.member("requestBody")));
        self.sink.direction = Some(Direction::Response);
        for (status, responses) in alike::statuses(operations) {
            self.within(&format!("response {status}"), |walk| walk.response(&responses));
        }
    }

    /// Pairs parameters by location and name; path parameters by their position in the path, since
    /// their names are not sent.
    fn parameters(&self, operations: &Pair<'a>) -> BTreeMap<String, Pair<'a>> {
        let within = operations.at();
        // By key: the name and the pair. Header names are case-insensitive (RFC 9110, 5.1).
        let mut all: BTreeMap<String, (String, Pair<'a>)> = BTreeMap::new();
        let sides = [
            (operations.old, &self.documents.old.root),
            (operations.new, &self.documents.new.root),
        ];
        for (side, (operation, root)) in sides.into_iter().enumerate() {
            let Some(operation) = operation else { continue };
            let path = route_of(root, operation).map(|(_, path)| path).unwrap_or_default();
            for parameter in operation.items("parameters") {
                let (place, name) = (
                    parameter.get_str("in").unwrap_or_default(),
                    parameter.get_str("name").unwrap_or_default(),
                );
                let index = path
                    .split('{')
                    .skip(1)
                    .position(|part| part.split('}').next() == Some(name));
                let shown = match (place, index) {
                    ("path", Some(index)) => format!("path parameter {}", index + 1),
                    _ => format!("{place} parameter `{name}`"),
                };
                let key = if place == "header" {
                    shown.to_lowercase()
                } else {
                    shown.clone()
                };
                let pair = Pair {
                    old: None,
                    new: None,
                    within,
                };
                let (name, pair) = all.entry(key).or_insert((String::new(), pair));
                *name = shown;
                *(if side == 0 { &mut pair.old } else { &mut pair.new }) = Some(parameter);
            }
        }
        all.into_values().collect()
    }

    fn parameter(&mut self, parameters: &Pair<'a>) {
        let documents = self.documents;
        self.apply(|check, sink| match check {
            Check::Parameter(check) => check(parameters, sink),
            Check::ParameterIn(check) => check(&documents, parameters, sink),
            _ => {}
        });
        let is_required = parameters
            .both()
            .is_some_and(|(old, new)| old.is_true("required") && new.is_true("required"));
        self.written_as(Serialization::Text, |walk| walk.schema_of(parameters, is_required));
        for (media_type, media) in parameters.named("content") {
            self.within(&format!(" {media_type}"), |walk| walk.schema_of(&media, is_required));
        }
    }

    fn body(&mut self, bodies: &Pair<'a>) {
        self.apply(|check, sink| {
            if let Check::Body(check) = check {
                check(bodies, sink);
            }
        });
        self.contents(bodies);
    }

    fn response(&mut self, responses: &Pair<'a>) {
        self.apply(|check, sink| {
            if let Check::Response(check) = check {
                check(responses, sink);
            }
        });
        self.contents(responses);
        if responses.both().is_none() {
            return;
        }
        for (name, headers) in alike::headers(responses) {
            self.within(&format!(" header `{name}`"), |walk| {
                walk.apply(|check, sink| {
                    if let Check::Header(check) = check {
                        check(&headers, sink);
                    }
                });
                walk.written_as(Serialization::Text, |walk| walk.schema_of(&headers, false));
            });
        }
    }

    /// Compares the alternatives of a body or a response, by media type.
    fn contents(&mut self, pair: &Pair<'a>) {
        if pair.both().is_none() {
            return;
        }
        let is_response = self.sink.direction == Some(Direction::Response);
        let documents = self.documents;
        for (media_type, media) in alike::media_types(pair, is_response) {
            let part = if media_type == "application/json" {
                String::new()
            } else {
                format!(" {media_type}")
            };
            self.within(&part, |walk| {
                walk.apply(|check, sink| match check {
                    Check::Media(check) => check(&media, sink),
                    Check::MediaIn(check) => check(&documents, &media, sink),
                    _ => {}
                });
                let written = Serialization::of(&media_type);
                walk.written_as(written, |walk| walk.schema_of(&media, true));
            });
        }
    }

    /// Compares with another serialization; components are compared again with it.
    fn written_as(&mut self, written: Serialization, look: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.written, written);
        look(self);
        self.written = before;
    }

    /// Compares the schemas of a parameter, header or media type that both sides have; without a
    /// schema, any value is accepted.
    fn schema_of(&mut self, pair: &Pair<'a>, required: bool) {
        let Some((old, new)) = pair.both() else { return };
        if old.get("schema").is_none() && new.get("schema").is_none() {
            return;
        }
        let old = old.get("schema").unwrap_or(&ANY);
        let new = new.get("schema").unwrap_or(&ANY);
        self.schemas(old, new, required);
    }

    fn schemas(&mut self, old: &'a Node, new: &'a Node, required: bool) {
        self.values(&self.both(old, new, required, Role::Whole));
    }

    fn values(&mut self, schemas: &Schemas<'a>) {
        if self.is_attempt && self.sink.found.iter().any(|found| found.class > self.worst) {
            return;
        }
        if !self.is_compared(schemas) {
            self.schema(schemas);
        }
    }

    /// Compares the schemas without their parts; returns whether both accept the same type of
    /// value, or both numbers.
    fn own(&mut self, schemas: &Schemas<'a>) -> bool {
        self.apply(|check, sink| {
            if let Check::Kind(check) = check {
                check(schemas, sink);
            }
        });
        if schemas.relation() != Relation::Same && !schemas.is_of_numbers() {
            return false;
        }
        self.apply_to_schemas(schemas);
        true
    }

    /// Compares the keywords of two schemas of one type, or of two numbers.
    fn apply_to_schemas(&mut self, schemas: &Schemas<'a>) {
        let is_mixed = schemas.is_of_numbers() && schemas.relation() != Relation::Same;
        self.apply(|check, sink| match check {
            Check::Null(check) if schemas.role == Role::Whole => check(schemas, sink),
            Check::Annotation(check) if schemas.role != Role::Restrictions => check(schemas, sink),
            Check::Schema(check) if !is_mixed && !schemas.is_of_values() => check(schemas, sink),
            Check::Limits(check) if !schemas.is_of_values() => check(schemas, sink),
            Check::Values(check) if !schemas.is_of_values() && schemas.told != Told::Own => check(schemas, sink),
            _ => {}
        });
    }

    /// Compares everything but what restricts values other than null, of a choice and a single value.
    /// The keywords of the component that is the single value are those of the alternative, too.
    fn annotations(&mut self, schemas: &Schemas<'a>) {
        let of_use = |view: &View<'a>| match view.kind() {
            Kind::Union => view.clone(),
            _ => view.use_of_component(),
        };
        let used = Schemas {
            old: of_use(&schemas.old),
            new: of_use(&schemas.new),
            ..schemas.clone()
        };
        self.apply(|check, sink| match check {
            Check::Null(check) => check(schemas, sink),
            Check::Annotation(check) => check(&used, sink),
            _ => {}
        });
    }

    fn schema(&mut self, schemas: &Schemas<'a>) {
        let schemas = &schemas.as_written();
        if self.one_of_several(schemas) || !self.own(schemas) {
            return;
        }
        if self.made_of_any(schemas) {
            return;
        }
        if self.made_of_alternatives(schemas) {
            return self.properties_of_whole(schemas);
        }
        self.made_of_values(schemas);
        self.properties(schemas);
        self.items(schemas);
        self.further_members(schemas);
        self.alternatives(schemas);
    }
}
