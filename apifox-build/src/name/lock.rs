//! Published names: `names.lock` keeps every name a user may have written, whatever the vendor
//! renames.
//!
//! One line per item, columns separated by tabs, sorted, so that branches merge line by line:
//! * `operation`, id, resource, call, method and path, Apifox's endpoint id (or `-`);
//! * `argument`, the id of an operation, a path parameter, and the name under which its argument
//!   was published, where that differs;
//! * `type`, name, one place where the type is used: see [`super::sites`];
//! * `ascii`, `type` or `operation`, name or id: its non-ASCII names are spelled in ASCII;
//! * `order`, `type` or `operation`, name or id, and the positional arguments in order, as sent.
//!
//! Invariant: no line ever fails a build. A removed item keeps its name, so that nothing else can
//! take it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::arguments::{self, Arguments};
use super::ascii::Spelling;
use super::operations::{OperationName, Route};
use super::order::{Order, Owner};
use super::response_site::{includes, response_site};
use crate::finding::Findings;
use crate::node::At;
use crate::template::shape;

/// The published names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lock {
    operations: BTreeSet<Operation>,
    /// The published names of path arguments, by the ids of operations.
    arguments: BTreeMap<String, Arguments>,
    /// The names of types by the places where they are used.
    types: BTreeMap<String, String>,
    /// Whether names that are in no file were added, so that removed ones are not reported.
    is_extended: bool,
    orders: Orders,
    ascii: Spelled,
}

/// The arguments of each owner, as sent.
pub(crate) type Orders = BTreeMap<(Owner, String), Vec<String>>;

/// Types and operations whose non-ASCII names are spelled in ASCII.
pub(crate) type Spelled = BTreeSet<(Owner, String)>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Operation {
    id: String,
    resource: String,
    call: String,
    route: String,
    endpoint: String,
}

/// How a published operation is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchedBy {
    Both,
    Endpoint,
    Route,
    Shape,
}

/// Lines by their lookup key.
type Lines<'a> = BTreeMap<&'a str, Vec<&'a Operation>>;

const HEADER: &str = "\
# The names under which operations and types were published. A build keeps them, whatever the pages rename, and gives them to nothing
# else. Columns are separated by tabs. Where two branches meet, keep the lines of both.
";

/// Explains the lines that few files have.
const ARGUMENTS: &str =
    "# argument: an operation, a path parameter as it is called now, and the published name of its argument.\n";

impl Lock {
    /// Whether no name is published.
    pub(crate) fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.types.is_empty()
    }

    /// Adds the names of a run without added pages.
    pub(crate) fn extended(self, text: &str) -> Self {
        let mut lock = self.and("names", text, &mut Findings::default());
        lock.is_extended = true;
        lock
    }

    /// Reads a further file; an invalid line is reported as a note.
    pub(crate) fn and(mut self, file: &str, text: &str, findings: &mut Findings) -> Self {
        for (number, line) in text.lines().enumerate() {
            let columns: Vec<&str> = line.split('\t').collect();
            match columns.as_slice() {
                ["operation", id, resource, call, route, endpoint]
                    if [id, resource, call].iter().all(|name| is_name(name)) =>
                {
                    self.operations.insert(Operation {
                        id: (*id).to_owned(),
                        resource: (*resource).to_owned(),
                        call: (*call).to_owned(),
                        route: (*route).to_owned(),
                        endpoint: (*endpoint).to_owned(),
                    });
                }
                ["argument", id, placeholder, name] if is_name(id) => {
                    // After a merge there may be two: either is as good.
                    let arguments = self.arguments.entry((*id).to_owned()).or_default();
                    arguments
                        .entry((*placeholder).to_owned())
                        .or_insert_with(|| (*name).to_owned());
                }
                ["type", name, site] if is_name(name) => {
                    // After a merge one place may have two names: the first in the alphabet is as
                    // good as the other.
                    let kept = self
                        .types
                        .entry((*site).to_owned())
                        .or_insert_with(|| (*name).to_owned());
                    if *name < kept.as_str() {
                        (*name).clone_into(kept);
                    }
                }
                ["order", owner, name, arguments @ ..] if is_name(name) && Owner::named(owner).is_some() => {
                    let owner = Owner::named(owner).unwrap_or(Owner::Type);
                    let arguments = arguments.iter().map(|name| (*name).to_owned()).collect();
                    // After a merge there may be two: either is as good.
                    self.orders.entry((owner, (*name).to_owned())).or_insert(arguments);
                }
                ["ascii", owner, name] if is_name(name) && Owner::named(owner).is_some() => {
                    self.ascii
                        .extend(Owner::named(owner).map(|owner| (owner, (*name).to_owned())));
                }
                _ if line.is_empty() || line.starts_with('#') => {}
                _ => {
                    let message = format!("{file}:{}: invalid line: {line}", number + 1);
                    findings.note(
                        At::default(),
                        "names-lock",
                        message,
                        "remove the line, or restore it from your history",
                    );
                }
            }
        }
        self
    }

    /// Returns the published names of these operations, each with its endpoint id. The id takes
    /// precedence, and among several of one id the same method and path; then method and path, then
    /// those without the names of path variables, which are not part of the API.
    pub(crate) fn operations<'a>(
        &self,
        all: impl Iterator<Item = (Route, Option<&'a str>)>,
    ) -> BTreeMap<Route, OperationName> {
        let all: Vec<_> = all.collect();
        let (mut by_endpoint, mut by_route): (Lines<'_>, Lines<'_>) = Default::default();
        let mut by_shape: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
        for line in &self.operations {
            by_endpoint.entry(&line.endpoint).or_default().push(line);
            by_route.entry(&line.route).or_default().push(line);
            by_shape.entry(shape(&line.route)).or_default().push(line);
        }
        let mut used: BTreeSet<&Operation> = BTreeSet::new();
        let (mut ids, mut calls) = (BTreeSet::new(), BTreeSet::new());
        let mut names = BTreeMap::new();
        for by in [MatchedBy::Both, MatchedBy::Endpoint, MatchedBy::Route, MatchedBy::Shape] {
            for (route, endpoint) in &all {
                let lines = match by {
                    MatchedBy::Both | MatchedBy::Endpoint => endpoint.and_then(|endpoint| by_endpoint.get(endpoint)),
                    MatchedBy::Route => by_route.get(route_text(route).as_str()),
                    MatchedBy::Shape => by_shape.get(&shape(&route_text(route))),
                };
                let may_be = |line: &&&Operation| by != MatchedBy::Both || line.route == route_text(route);
                let mut lines = lines.into_iter().flatten().filter(may_be);
                let line = lines.find(|line| !used.contains(*line));
                if let Some(line) = line.filter(|_| !names.contains_key(route))
                    && ids.insert(&line.id)
                    && calls.insert((&line.resource, &line.call))
                {
                    used.insert(line);
                    names.insert(route.clone(), self.name_of(line, &route_text(route)));
                }
            }
        }
        names
    }

    /// Returns the published names of an operation that is at this route now.
    fn name_of(&self, line: &Operation, route: &str) -> OperationName {
        let known = self.arguments.get(&line.id);
        OperationName {
            id: line.id.clone(),
            resource: line.resource.clone(),
            call: line.call.clone(),
            arguments: arguments::published(&line.route, known.unwrap_or(&Arguments::new()), route),
        }
    }

    /// All published ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().map(|line| line.id.as_str())
    }

    /// The resource and call of all published operations.
    pub(crate) fn calls(&self) -> BTreeSet<(String, String)> {
        self.operations
            .iter()
            .map(|line| (line.resource.clone(), line.call.clone()))
            .collect()
    }

    /// The published name of the type that is used at this place.
    pub(crate) fn type_at(&self, site: &str) -> Option<&str> {
        self.types.get(site).map(String::as_str)
    }

    /// The published names of the types at this place of a response whose status is documented by
    /// its range or `default` now, or was.
    pub(crate) fn types_in_range(&self, site: &str) -> Vec<&str> {
        let Some((operation, status, place)) = response_site(site) else {
            return Vec::new();
        };
        let is_near = |(known, steps, _): &(&str, &str, &str)| {
            *steps == place && *known != status && (includes(known, status) || includes(status, known))
        };
        let near = self.response_types(operation).filter(is_near);
        near.map(|(_, _, name)| name).collect()
    }

    /// Returns the published types in the responses of an operation: the status, the place in the
    /// response, the name.
    pub(crate) fn response_types(&self, operation: &str) -> impl Iterator<Item = (&str, &str, &str)> {
        let first = format!("{operation} ");
        let sites = self.types.range(first.clone()..);
        let sites = sites.take_while(move |(site, _)| site.starts_with(&first));
        sites.filter_map(|(site, name)| {
            let (_, status, place) = response_site(site)?;
            Some((status, place, name.as_str()))
        })
    }

    /// The names of all published types.
    pub(crate) fn type_names(&self) -> BTreeSet<&str> {
        self.types.values().map(String::as_str).collect()
    }

    fn is_published(&self, owner: Owner, name: &str) -> bool {
        match owner {
            Owner::Type => self.types.values().any(|published| published == name),
            Owner::Operation => self.ids().any(|id| id == name),
        }
    }

    /// Returns how non-ASCII names are spelled in a type or an operation.
    pub(crate) fn spelling(&self, owner: Owner, name: &str) -> Spelling {
        if !self.ascii.contains(&(owner, name.to_owned())) && self.is_published(owner, name) {
            Spelling::Published
        } else {
            Spelling::Ascii
        }
    }

    /// Locks the ASCII spelling; items published before it existed keep theirs.
    pub(crate) fn lock_spelled(&mut self, spelled: Spelled) {
        let new = spelled
            .into_iter()
            .filter(|(owner, name)| !self.is_published(*owner, name));
        let new: Vec<_> = new.collect();
        self.ascii.extend(new);
    }

    /// Returns the order of positional arguments.
    pub(crate) fn order(&self, owner: Owner, name: &str) -> Order {
        let is_published = self.is_published(owner, name);
        match self.orders.get(&(owner, name.to_owned())) {
            Some(list) => Order::Listed(list.clone()),
            None if is_published => Order::Alphabet,
            None => Order::Page,
        }
    }

    /// Locks the order of positional arguments; items published without one stay without it.
    pub(crate) fn lock_orders(&mut self, orders: Orders) {
        for ((owner, name), arguments) in orders {
            if self.order(owner, &name) != Order::Alphabet {
                let arguments = arguments.iter().map(|name| plain(name)).collect();
                self.orders.insert((owner, name), arguments);
            }
        }
    }

    /// Locks the current names of operations, each with its endpoint id.
    pub(crate) fn lock_operations<'a>(
        &mut self,
        all: impl Iterator<Item = (&'a Route, Option<&'a str>, &'a OperationName)>,
    ) {
        let all: Vec<_> = all.collect();
        let ids: BTreeSet<&str> = all.iter().map(|(_, _, name)| name.id.as_str()).collect();
        self.operations.retain(|line| !ids.contains(line.id.as_str()));
        self.arguments.retain(|id, _| !ids.contains(id.as_str()));
        let arguments = all.iter().map(|(_, _, name)| (name.id.clone(), name.arguments.clone()));
        self.arguments.extend(arguments.filter(|(_, names)| !names.is_empty()));
        self.operations
            .extend(all.into_iter().map(|(route, endpoint, name)| Operation {
                id: name.id.clone(),
                resource: name.resource.clone(),
                call: name.call.clone(),
                route: route_text(route),
                endpoint: endpoint.unwrap_or("-").to_owned(),
            }));
    }

    /// Locks the current name of a type.
    pub(crate) fn lock_type(&mut self, site: &str, name: &str) {
        self.types.insert(plain(site), name.to_owned());
    }

    /// Renders the file.
    pub(crate) fn text(&self) -> String {
        let mut text = HEADER.to_owned();
        for line in &self.operations {
            let Operation {
                id,
                resource,
                call,
                route,
                endpoint,
            } = line;
            let _ = writeln!(text, "operation\t{id}\t{resource}\t{call}\t{route}\t{endpoint}");
        }
        if !self.arguments.is_empty() {
            text.push_str(ARGUMENTS);
        }
        for (id, arguments) in &self.arguments {
            for (placeholder, name) in arguments {
                let _ = writeln!(text, "argument\t{id}\t{placeholder}\t{name}");
            }
        }
        for (owner, name) in &self.ascii {
            let _ = writeln!(text, "ascii\t{}\t{name}", owner.name());
        }
        for ((owner, name), arguments) in &self.orders {
            let _ = writeln!(text, "order\t{}\t{name}\t{}", owner.name(), arguments.join("\t"));
        }
        let types: BTreeSet<(&String, &String)> = self.types.iter().map(|(site, name)| (name, site)).collect();
        for (name, site) in types {
            let _ = writeln!(text, "type\t{name}\t{site}");
        }
        text
    }

    /// Reports locked items that are in no page any more, as notes.
    pub(crate) fn note_removed(
        &self,
        operations: &BTreeMap<Route, OperationName>,
        types: &BTreeSet<&str>,
        findings: &mut Findings,
    ) {
        if self.is_extended {
            return;
        }
        let ids: BTreeSet<&String> = operations.values().map(|name| &name.id).collect();
        let hint = "nothing to do; the name stays locked; remove its lines only in a breaking release";
        for line in self.operations.iter().filter(|line| !ids.contains(&line.id)) {
            let message = format!(
                "names.lock keeps `{}` for {}, which no page documents any more",
                line.id, line.route
            );
            findings.note(At::default(), "names-lock", message, hint);
        }
        for name in self.type_names().difference(types) {
            let message = format!("names.lock keeps the type `{name}`, which is not used any more");
            findings.note(At::default(), "names-lock", message, hint);
        }
    }
}

fn route_text((method, path): &Route) -> String {
    plain(&format!("{method} {path}"))
}

/// Makes a key fit into one column of one line.
pub(crate) fn plain(key: &str) -> String {
    key.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Whether a string can be a name in generated code; a line edited by hand may hold anything.
fn is_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok() && !text.starts_with("r#")
}
