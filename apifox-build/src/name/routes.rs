//! Names from method and path, for pages without English titles.

use std::collections::BTreeSet;

use super::ascii::ascii_words;
use super::verbs::{is_verb, names_method};
use super::words::{is_english, is_plural, significant_words, singular, words};

/// A descriptive part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Words(Vec<String>),
    Variable(Vec<String>),
}

/// Parts that every path of an API may have.
const GENERIC: [&str; 14] = [
    "api", "apis", "gateway", "index", "open", "open-api", "open_api", "openapi", "public", "rest", "restapi", "rpc",
    "service", "services",
];

/// Extensions of files that a path may end in.
const ENDINGS: [&str; 9] = ["action", "asp", "aspx", "do", "htm", "html", "json", "jsp", "php"];

/// The descriptive parts of a path; versions, hosts, generic words and other scripts are skipped.
pub(crate) fn steps(path: &str) -> Vec<Step> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let steps = steps_by(path, |segment| {
        if is_undescriptive(segment) {
            Vec::new()
        } else {
            words(segment)
        }
    });
    if steps.iter().any(|step| static_words(step).is_some()) {
        return steps;
    }
    // Nothing in it is English: transliterate it.
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    steps_by(&decoded, |segment| {
        if segment.is_ascii() {
            Vec::new()
        } else {
            ascii_words(segment)
        }
    })
}

fn steps_by(path: &str, describe: impl Fn(&str) -> Vec<String>) -> Vec<Step> {
    let mut steps = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let (outside, inside) = split_variables(segment);
        let found = describe(strip_ending(&outside));
        if !found.is_empty() {
            steps.push(Step::Words(found));
        }
        if let Some(inside) = inside {
            let own = words(&inside);
            steps.push(Step::Variable(if own.is_empty() { ascii_words(&inside) } else { own }));
        }
    }
    steps.dedup();
    steps
}

/// The string outside of braces, and that inside if there is any.
fn split_variables(segment: &str) -> (String, Option<String>) {
    let (mut outside, mut inside, mut depth, mut any) = (String::new(), String::new(), 0_usize, false);
    for c in segment.chars() {
        match c {
            '{' => {
                depth += 1;
                any = true;
                outside.push(' ');
                inside.push(' ');
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside.trim().to_owned(), any.then_some(inside))
}

fn strip_ending(segment: &str) -> &str {
    match segment.rsplit_once('.') {
        Some((stem, ending)) if ENDINGS.contains(&ending) => stem,
        _ => segment,
    }
}

fn is_undescriptive(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let letters = lower.chars().filter(char::is_ascii_alphabetic).count();
    !is_english(segment)
        || letters < 2 && lower.len() < 3
        || GENERIC.contains(&lower.as_str())
        || is_version(&lower)
        || is_code(strip_file(&lower))
        || is_host(&lower)
}

fn strip_file(segment: &str) -> &str {
    segment.split_once('.').map_or(segment, |(stem, _)| stem)
}

/// Whether a segment is a version: `v1`, `v2.1`, `1.0`.
fn is_version(segment: &str) -> bool {
    let rest = segment.strip_prefix('v').unwrap_or(segment);
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Whether a string is a key rather than a word: a UUID, a hash, a number.
pub(crate) fn is_code(text: &str) -> bool {
    let key: String = text.chars().filter(|c| *c != '-' && *c != '_').collect();
    let digits = key.chars().filter(char::is_ascii_digit).count();
    key.len() >= 12 && digits >= 3 && key.chars().all(|c| c.is_ascii_hexdigit()) || digits * 2 > key.len().max(3)
}

/// Whether a segment is a host such as `api.example.com`: words separated by dots that are not a
/// file.
fn is_host(segment: &str) -> bool {
    let parts: Vec<&str> = segment.split('.').collect();
    parts.len() > 2 && parts.iter().all(|part| !part.is_empty() && !part.contains(' '))
}

/// The routes of the whole document, by which names from paths are chosen.
#[derive(Debug)]
pub(crate) struct Paths {
    /// Method (lower case) and path without the names of variables.
    routes: BTreeSet<(String, String)>,
    /// The paths of these routes.
    paths: BTreeSet<String>,
}

impl Paths {
    pub(crate) fn new<'a>(routes: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let routes: BTreeSet<_> = routes
            .map(|(method, path)| (method.to_owned(), anonymous(path)))
            .collect();
        let paths = routes.iter().map(|(_, path)| path.clone()).collect();
        Self { routes, paths }
    }

    fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    fn has_patch(&self, path: &str) -> bool {
        self.routes.contains(&("patch".to_owned(), anonymous(path)))
    }

    /// Whether single items are requested under this path.
    fn is_collection(&self, path: &str) -> bool {
        let path = anonymous(path);
        self.has(&format!("{}/{{}}", path.trim_end_matches('/')))
    }
}

fn anonymous(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns names for an operation, best first, from its method (lower case) and path in a resource.
pub(crate) fn calls(method: &str, path: &str, resource: &[String], paths: &Paths) -> Vec<Vec<String>> {
    let steps = steps(path);
    let tail = tail(&steps, resource);
    let mut names = action_in_path(method, &tail).unwrap_or_else(|| {
        let by = by_filter(&steps, path, paths).filter(|_| method != "post");
        let name = match by {
            Some(by) if matches!(method, "put" | "patch") => vec!["update".to_owned(), "by".to_owned(), by],
            Some(by) => vec![method.to_owned(), "by".to_owned(), by],
            None => action_of_method(method, path, &tail, paths),
        };
        vec![name]
    });
    let first = names.last().cloned().unwrap_or_default();
    if let Some(by) = by_variable(&steps, resource) {
        names.push(joined(&first, &by, &[]));
    }
    let method = [method.to_owned()];
    let all: Vec<String> = steps.iter().filter_map(static_words).flatten().cloned().collect();
    names.push(joined(&method, &all, &[]));
    names.push(joined(&method, &all, &by_variable(&steps, &[]).unwrap_or_default()));
    names
}

/// The words of a part of a path, and whether a variable after it selects an item.
type Part = (Vec<String>, bool);

fn joined_words(parts: &[Part]) -> Vec<String> {
    parts
        .iter()
        .flat_map(|(words, is_single)| singular_if(words, *is_single))
        .collect()
}

/// Names an operation after a part of the path that is an action: `reset-password`, `cache/clear`,
/// `export/pdf`.
fn action_in_path(method: &str, tail: &[Part]) -> Option<Vec<Vec<String>>> {
    let (last, before) = tail.split_last()?;
    if let Some(phrase) = phrase(&last.0, method) {
        let mut names = Vec::new();
        if phrase.len() > 1 {
            names.push(phrase.clone());
        }
        names.push(joined(&phrase[..1], &joined_words(before), &phrase[1..]));
        return Some(names);
    }
    let is_verb = |(words, _): &&Part| method == "get" && words.len() == 1 && names_method(&words[0], method);
    let verb = before.iter().find(is_verb)?;
    let rest: Vec<Part> = tail.iter().filter(|part| *part != verb).cloned().collect();
    Some(vec![joined(&verb.0, &joined_words(&rest), &[])])
}

/// Names an operation after the meaning of its HTTP method: list, get, create.
fn action_of_method(method: &str, path: &str, tail: &[Part], paths: &Paths) -> Vec<String> {
    let steps = steps(path);
    let is_item = matches!(steps.last(), Some(Step::Variable(_)));
    let last = steps.iter().rev().find_map(static_words);
    let is_list = !is_item && (last.is_some_and(|words| ends_in_plural(words)) || paths.is_collection(path));
    let verb = match method {
        "get" if is_list => "list",
        "post" if is_list || (tail.is_empty() && !is_item) => "create",
        "post" if tail.is_empty() => "update",
        "post" => "",
        "put" if paths.has_patch(path) => "replace",
        "put" | "patch" => "update",
        other => other,
    };
    let is_single = matches!(verb, "create" | "get" | "delete" | "update" | "replace") && (is_list || is_item);
    let mut nouns = joined_words(tail);
    if let Some(last) = nouns.last_mut().filter(|_| is_single) {
        *last = singular(last);
    }
    joined(&verb_words(verb), &nouns, &[])
}

fn verb_words(verb: &str) -> Vec<String> {
    if verb.is_empty() {
        Vec::new()
    } else {
        vec![verb.to_owned()]
    }
}

fn joined(a: &[String], b: &[String], c: &[String]) -> Vec<String> {
    let mut all = [a, b, c].concat();
    all.dedup();
    all
}

pub(crate) fn static_words(step: &Step) -> Option<&Vec<String>> {
    match step {
        Step::Words(words) => Some(words),
        Step::Variable(_) => None,
    }
}

fn ends_in_plural(words: &[String]) -> bool {
    words.last().is_some_and(|last| is_plural(last))
}

fn singular_if(words: &[String], is_single: bool) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut().filter(|_| is_single) {
        *last = singular(last);
    }
    words
}

/// The parts that do not only repeat the resource, and whether each is followed by a variable.
fn tail(steps: &[Step], resource: &[String]) -> Vec<Part> {
    let mut tail = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let Step::Words(words) = step else { continue };
        if !words.iter().all(|word| repeats(word, resource)) {
            tail.push((words.clone(), matches!(steps.get(index + 1), Some(Step::Variable(_)))));
        }
    }
    tail
}

pub(crate) fn repeats(word: &str, resource: &[String]) -> bool {
    resource.iter().any(|own| singular(own) == singular(word))
}

/// The words of a last part that is an action, the verb first: `reset-password`, `auto-assign`,
/// `user-list`.
fn phrase(words: &[String], method: &str) -> Option<Vec<String>> {
    let (first, last) = (words.first()?, words.last()?);
    if names_method(first, method) {
        return Some(words.to_vec());
    }
    if matches!(last.as_str(), "list" | "query" | "search") && names_method(last, method) {
        let mut verb_first = vec![last.clone()];
        verb_first.extend_from_slice(&words[..words.len() - 1]);
        return Some(verb_first);
    }
    (method == "post" && is_verb(last)).then(|| words.to_vec())
}

/// Returns `category` in `/activity/category/{category}`, where the activities are a collection and
/// the categories are not.
fn by_filter(steps: &[Step], path: &str, paths: &Paths) -> Option<String> {
    let [.., Step::Words(before), Step::Words(filter), Step::Variable(_)] = steps else {
        return None;
    };
    let path = anonymous(path);
    let filtered = path.strip_suffix("/{}")?;
    let (collection, _) = filtered.rsplit_once('/')?;
    let is_of_many = paths.has(collection) || ends_in_plural(before);
    (is_of_many && !ends_in_plural(filter) && !paths.has(filtered)).then(|| filter.join("_"))
}

/// Returns the variable that selects the item, as in `by_user_id`.
fn by_variable(steps: &[Step], resource: &[String]) -> Option<Vec<String>> {
    let variable = steps.iter().rev().find_map(|step| match step {
        Step::Variable(words) if !words.is_empty() => Some(words),
        _ => None,
    })?;
    let mut by: Vec<String> = variable
        .iter()
        .filter(|word| !repeats(word, resource))
        .cloned()
        .collect();
    if by.is_empty() {
        by = vec!["id".to_owned()];
    }
    by.insert(0, "by".to_owned());
    Some(by)
}

/// The words of a path, and those of the variable that selects the item.
pub(crate) fn path_words(path: &str) -> (Vec<String>, Vec<String>) {
    let steps = steps(path);
    let words = steps.iter().filter_map(static_words).flatten().cloned().collect();
    (words, by_variable(&steps, &[]).unwrap_or_default())
}

/// Whether the words of a last part name an operation on their own.
pub(crate) fn is_action(words: &[String]) -> bool {
    words.len() > 1 && words.first().is_some_and(|first| is_verb(first))
}

/// Whether a string is a path or an address.
pub(crate) fn is_path(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('/')
        || text.contains("://")
        || (text.contains('/') && !text.contains(' ') && significant_words(text).len() > 2)
}
