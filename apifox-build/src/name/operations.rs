//! Names of operations: an id that is unique in the document, a resource, and the method's name in
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::arguments::Arguments;
use super::ascii::ascii_words;
use super::assign::{Claim, assign};
use super::folders::{self, Folders};
use super::lock::{Lock, plain};
use super::routes::{self, Paths, repeats};
use super::titles;
use super::verbs::is_verb;
use super::words::{self, pascal, singular, snake, words};
use crate::finding::Findings;
use crate::grammar::operations;
use crate::harvest::Harvest;
use crate::node::Node;

/// The names of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationName {
    /// `get_balance`: unique in the document.
    pub(crate) id: String,
    /// `balance`, in `client.balance().get()`.
    pub(crate) resource: String,
    /// `get`: unique in the resource.
    pub(crate) call: String,
    /// The published names of path arguments, where the path now has others.
    pub(crate) arguments: Arguments,
}

impl OperationName {
    /// Returns the name under which the argument of a path parameter was published, if the
    /// parameter was renamed.
    pub(crate) fn published_argument(&self, parameter: &str) -> Option<&str> {
        self.arguments.get(&plain(parameter)).map(String::as_str)
    }
}

/// Method (upper case) and path of an operation: what identifies it in HTTP.
pub(crate) type Route = (String, String);

/// Reports operations that are named by a transliteration, unless their names are published.
pub(crate) fn note_spelled(root: &Node, names: &BTreeMap<Route, OperationName>, lock: &Lock, findings: &mut Findings) {
    let published: BTreeSet<&str> = lock.ids().collect();
    for (path, method, operation) in operations(root) {
        let Some(name) = names.get(&(method.to_uppercase(), path.to_owned())) else {
            continue;
        };
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let texts = ["operationId", "summary"].map(|key| operation.get_str(key).unwrap_or_default());
        let texts = operation.strings("tags").chain(texts).chain([&*decoded]);
        let is_other = |c: char| if c.is_ascii() { ' ' } else { c };
        let other: String = texts.flat_map(|text| text.chars().map(is_other).chain([' '])).collect();
        let transliterated_words = ascii_words(&other);
        let own = words(&format!("{} {}", name.resource, name.call));
        if own.iter().any(|word| transliterated_words.contains(word)) && !published.contains(name.id.as_str()) {
            let (method, resource, call) = (method.to_uppercase(), &name.resource, &name.call);
            let message = format!("`{method} {path}` is called `{resource}().{call}` in Rust");
            let hint = "for another name, give the operation another `operationId` or another first tag by an overlay";
            findings.note(operation.at, "ascii-name", message, hint);
        }
    }
}

/// Names every operation of a document; published names are kept. `reserved` are method names that
/// the client type has already.
pub(crate) fn names(
    root: &Node,
    harvest: &Harvest,
    lock: &Lock,
    reserved: &BTreeSet<String>,
) -> BTreeMap<Route, OperationName> {
    let mut names = lock.operations(operations(root).map(|(path, method, operation)| {
        let route = (method.to_uppercase(), path.to_owned());
        (route, harvest.endpoint.get(&operation.at).map(String::as_str))
    }));
    let mut calls: BTreeSet<(String, String)> = lock.calls();
    let mut ids: BTreeSet<(String, String)> = lock.ids().map(|id| (String::new(), id_key(id))).collect();
    ids.insert((String::new(), id_key("self"))); // no type can be named `Self`, in any spelling
    let subjects: Vec<Subject<'_>> = subjects(root, reserved)
        .into_iter()
        .filter(|subject| !names.contains_key(&subject.route()))
        .collect();
    let claims: Vec<_> = subjects.iter().map(Subject::call_claim).collect();
    let call_names = assign(&claims, str::to_owned, &mut calls);
    ids.extend(
        claims
            .iter()
            .map(|claim| (String::new(), id_key(&format!("{}_resource", claim.scope)))),
    );
    let claims: Vec<_> = subjects
        .iter()
        .zip(&call_names)
        .map(|(subject, call)| subject.id_claim(call))
        .collect();
    let id_names = assign(&claims, id_key, &mut ids);
    for ((subject, call), id) in subjects.iter().zip(call_names).zip(id_names) {
        let name = OperationName {
            id,
            resource: subject.resource_name(),
            call,
            arguments: Arguments::new(), // those of a new operation are called like its parameters
        };
        names.insert(subject.route(), name);
    }
    names
}

/// Normalizes an id: ids become types and constants, so they must differ in more than underscores.
fn id_key(id: &str) -> String {
    pascal(&words(id))
}

fn subjects<'a>(root: &'a Node, reserved: &'a BTreeSet<String>) -> Vec<Subject<'a>> {
    let folders = Folders::new(operations(root).map(|(_, _, operation)| operation));
    let paths = Paths::new(operations(root).map(|(path, method, _)| (method, path)));
    let subject = |(path, method, operation)| {
        let resource = folders.resource(path, operation);
        let title = titles::title(method, path, operation);
        Subject {
            path,
            method,
            reserved,
            by_path: routes::calls(method, path, &resource, &paths),
            title_with_verb: title_with_verb(method, &title),
            title,
            transliterated: titles::spelled(operation),
            distinguishing: Vec::new(),
            resource,
        }
    };
    let mut subjects: Vec<_> = operations(root).map(subject).collect();
    find_distinguishing_words(&mut subjects);
    subjects
}

/// Finds the words that distinguish operations of one resource with the same title, by their paths:
/// `info_me` and `info_by_id`.
fn find_distinguishing_words(subjects: &mut [Subject<'_>]) {
    let mut groups: BTreeMap<(Vec<String>, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (index, subject) in subjects.iter().enumerate() {
        groups
            .entry((subject.resource.clone(), subject.title_with_verb.clone()))
            .or_default()
            .push(index);
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let paths: Vec<_> = group
            .iter()
            .map(|index| routes::path_words(subjects[*index].path))
            .collect();
        for (index, (own, by)) in group.iter().zip(&paths) {
            let is_shared = |word: &String| paths.iter().all(|(words, _)| words.contains(word));
            let distinguishing: Vec<String> = own.iter().filter(|word| !is_shared(word)).cloned().collect();
            subjects[*index].distinguishing = if distinguishing.is_empty() {
                by.clone()
            } else {
                distinguishing
            };
        }
    }
}

/// Adds a verb to the title: "Avatar" by `PUT` is `update_avatar`.
fn title_with_verb(method: &str, title: &[String]) -> Vec<String> {
    let verb = match method {
        "put" | "patch" => "update",
        "delete" => "delete",
        _ => return title.to_vec(),
    };
    if title.is_empty() || title.len() > 2 || title.iter().any(|word| is_verb(word)) {
        return title.to_vec();
    }
    [&[verb.to_owned()], title].concat()
}

/// Names that the client or the generated file has already.
const RESERVED: [&str; 7] = ["as_ref", "builder", "clone", "from_env", "new", "operations", "types"];

/// The maximum length of a resource, which names a type with `Resource` appended.
const MAX_RESOURCE_LENGTH: usize = words::MAX_LENGTH - "Resource".len();

struct Subject<'a> {
    path: &'a str,
    method: &'a str,
    reserved: &'a BTreeSet<String>,
    resource: Vec<String>,
    /// The English words of the page for the operation, if there are any.
    title: Vec<String>,
    /// The transliterated words of the page.
    transliterated: Vec<String>,
    /// The title, with a verb added where it has none.
    title_with_verb: Vec<String>,
    /// What distinguishes it from others of the same title.
    distinguishing: Vec<String>,
    by_path: Vec<Vec<String>>,
}

impl Subject<'_> {
    fn route(&self) -> Route {
        (self.method.to_uppercase(), self.path.to_owned())
    }

    fn resource_name(&self) -> String {
        let name = snake(&words::fit(&self.resource, MAX_RESOURCE_LENGTH, 1));
        if RESERVED.contains(&name.as_str()) || self.reserved.contains(&name) {
            name + "_api"
        } else {
            name
        }
    }

    fn rank(&self) -> (usize, usize) {
        (self.title.len(), self.path.matches('/').count())
    }

    /// Names the call by the words of the title that do not only repeat the resource: "Get account"
    /// of the accounts is `get`, and so is "Get exchange rates" of the rates, as the words between
    /// do not distinguish it. Further names have more of the words.
    fn call_claim(&self) -> Claim<String> {
        let title_with_verb = &self.title_with_verb;
        // A verb is kept even if the resource has the same name: "Pin to sidebar" of the pins.
        let verb = title_with_verb
            .first()
            .filter(|word| is_verb(word) && title_with_verb.len() > 1);
        let short = words::without(title_with_verb, |word| {
            Some(word) != verb.map(String::as_str) && repeats(word, &self.resource)
        });
        let ends_in_resource = title_with_verb.last().is_some_and(|word| repeats(word, &self.resource));
        let mut names: Vec<Vec<String>> = Vec::new();
        if ends_in_resource && short.len() > 1 && !is_verb(&short[1]) {
            names.push(short[..1].to_vec());
        }
        if short.is_empty() && !title_with_verb.first().is_some_and(|word| is_verb(word)) {
            names.extend(self.by_path.first().cloned());
        }
        names.extend([short.clone(), title_with_verb.clone()]);
        if !title_with_verb.is_empty() {
            names.push([short.as_slice(), &self.distinguishing].concat());
            names.push([title_with_verb.as_slice(), &self.distinguishing].concat());
        }
        names.extend(self.by_path.iter().cloned());
        names.extend(
            self.by_path
                .first()
                .map(|first| [&[self.method.to_owned()], first.as_slice()].concat()),
        );
        names.push(self.transliterated.clone());
        Claim {
            scope: self.resource_name(),
            names: transliterated(&names),
            rank: self.rank(),
        }
    }

    fn id_claim(&self, call: &str) -> Claim<String> {
        let title_with_verb = &self.title_with_verb;
        let call = words(call);
        let mut names: Vec<Vec<String>> = Vec::new();
        if self.resource == [folders::FALLBACK] {
            names.extend([title_with_verb.clone(), call.clone()]);
        } else if title_with_verb.iter().any(|word| repeats(word, &self.resource))
            || (*title_with_verb == self.title && is_phrase(title_with_verb))
        {
            names.push(title_with_verb.clone());
        } else if let [verb, rest @ ..] = call.as_slice()
            && (self.is_verb_first(verb) && (rest.is_empty() || rest[0] == "by" || !title_with_verb.is_empty()))
        {
            let mut resource = self.resource.clone();
            if let Some(last) = resource.last_mut().filter(|_| !returns_many(verb)) {
                *last = singular(last);
            }
            names.push([std::slice::from_ref(verb), &resource, rest].concat());
        }
        names.push([self.resource.as_slice(), &call].concat());
        Claim {
            scope: String::new(),
            names: transliterated(&names),
            rank: self.rank(),
        }
    }

    /// Whether the verb comes first in the id: `create_order` and `cancel_order`, but `auth_login`,
    /// as an auth is not an object of the verb.
    fn is_verb_first(&self, verb: &str) -> bool {
        let is_plain = matches!(verb, "create" | "delete" | "get" | "list" | "replace" | "update");
        is_plain || returns_many(verb) || (is_verb(verb) && self.path.contains('{'))
    }
}

/// Whether a title has a verb and its object, like "Issue token".
fn is_phrase(title: &[String]) -> bool {
    title.len() > 1 && is_verb(&title[0])
}

fn returns_many(verb: &str) -> bool {
    matches!(
        verb,
        "batch" | "count" | "export" | "import" | "list" | "query" | "search"
    )
}

fn transliterated(names: &[Vec<String>]) -> Vec<String> {
    let mut transliterated: Vec<String> = names
        .iter()
        .filter(|words| !words.is_empty())
        .map(|words| snake(words))
        .collect();
    for name in &mut transliterated {
        if matches!(name.as_str(), "new" | "clone") {
            name.push('_'); // every resource already has these
        }
    }
    transliterated
}
