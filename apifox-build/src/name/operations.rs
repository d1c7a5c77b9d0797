//! Names of operations: an id that is unique in the document, a resource, and the method's name within it.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{is_english, singular, snake, telling_words, words};
use crate::grammar::METHODS;
use crate::node::Node;

/// What an operation is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationName {
    /// `get_balance`: unique in the document.
    pub(crate) id: String,
    /// `balance`, in `client.balance().get()`.
    pub(crate) resource: String,
    /// `get`: unique in the resource.
    pub(crate) call: String,
}

/// Method (upper case) and path of an operation: what identifies it in HTTP.
pub(crate) type Route = (String, String);

/// Names for every operation of a document.
pub(crate) fn names(root: &Node) -> BTreeMap<Route, OperationName> {
    let mut names = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut calls = BTreeSet::new();
    for subject in subjects(root) {
        let resource = subject.resource();
        let call = first_free(&subject.call_names(&resource), |call| {
            calls.insert((snake(&resource), call.to_owned()))
        });
        let id = first_free(&subject.ids(&resource, &call), |id| ids.insert(id.to_owned()));
        let resource = Some(snake(&resource))
            .filter(|name| !RESERVED.contains(&name.as_str()))
            .unwrap_or(snake(&resource) + "_api");
        names.insert(
            (subject.method.to_uppercase(), subject.path.to_owned()),
            OperationName { id, resource, call },
        );
    }
    names
}

/// Names that the client or the generated file has already.
const RESERVED: [&str; 7] = ["as_ref", "builder", "clone", "from_env", "new", "operations", "types"];

/// All operations, those with short titles first: "Create account" is to have `create`, not "Create test account".
fn subjects(root: &Node) -> Vec<Subject<'_>> {
    let items = root.members("paths").flat_map(|(path, item)| {
        let operations = item
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| METHODS.contains(&key.as_str()));
        operations.map(move |(method, operation)| Subject {
            path,
            method,
            operation,
        })
    });
    let mut subjects: Vec<_> = items.collect();
    subjects.sort_by_key(|subject| (subject.title().len(), subject.path, subject.method));
    subjects
}

/// The first candidate that `take` accepts; the last one with a number behind it, if none is free.
fn first_free(candidates: &[Vec<String>], mut take: impl FnMut(&str) -> bool) -> String {
    let candidates: Vec<String> = candidates
        .iter()
        .filter(|words| !words.is_empty())
        .map(|words| snake(words))
        .collect();
    if let Some(free) = candidates.iter().find(|name| take(name)) {
        return free.clone();
    }
    let last = candidates.last().map_or("operation", String::as_str);
    (2..=u32::MAX)
        .map(|number| format!("{last}_{number}"))
        .find(|name| take(name))
        .unwrap_or_default()
}

struct Subject<'a> {
    path: &'a str,
    method: &'a str,
    operation: &'a Node,
}

impl Subject<'_> {
    /// The last English part of the folder; else the first word of the path that is not a version.
    fn resource(&self) -> Vec<String> {
        let folder = self
            .operation
            .items("tags")
            .first()
            .and_then(Node::as_str)
            .unwrap_or_default();
        let part = folder.split('/').rev().find(|part| is_english(part));
        let in_path = || self.static_segments().find(|segment| !is_version(segment)).map(words);
        part.map(words)
            .or_else(in_path)
            .filter(|words| !words.is_empty())
            .unwrap_or_else(|| vec!["api".to_owned()])
    }

    fn static_segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.path
            .split('/')
            .filter(|segment| !segment.is_empty() && !segment.contains('{') && is_english(segment))
    }

    /// The page's own words for the operation, if it has English ones.
    fn title(&self) -> Vec<String> {
        let text = ["operationId", "summary"]
            .iter()
            .filter_map(|key| self.operation.get_str(key))
            .find(|text| is_english(text));
        text.map(telling_words).unwrap_or_default()
    }

    /// The words of the title that do not only repeat the resource: "Get account" of the accounts is `get`, and so is "Get exchange
    /// rates" of the rates, where the words between tell nothing apart. Then more and more of them.
    fn call_names(&self, resource: &[String]) -> Vec<Vec<String>> {
        let title = self.title();
        let repeats = |word: &String| resource.iter().any(|own| singular(own) == singular(word));
        let short: Vec<String> = title.iter().filter(|word| !repeats(word)).cloned().collect();
        let by_path = self.by_path(resource);
        let is_all_resource = title.last().is_some_and(repeats) && short.len() > 1;
        let verb: Vec<String> = if is_all_resource {
            short[..1].to_vec()
        } else {
            Vec::new()
        };
        if short.is_empty() {
            vec![by_path, title]
        } else {
            vec![verb, short, title, by_path]
        }
    }

    fn ids(&self, resource: &[String], call: &str) -> Vec<Vec<String>> {
        let mut with_resource = words(call);
        with_resource.extend(resource.iter().cloned());
        let mut candidates = vec![with_resource];
        if !self.title().is_empty() {
            candidates.insert(0, self.title());
        }
        candidates
    }

    /// A verb from method and path, for a page without English words: `GET /orders` → list, `POST /orders/{id}/cancel` → cancel.
    fn by_path(&self, resource: &[String]) -> Vec<String> {
        let ends_in_variable = self.path.trim_end_matches('/').ends_with('}');
        let tail: Vec<String> = self
            .static_segments()
            .filter(|segment| !is_version(segment))
            .flat_map(words)
            .filter(|word| !resource.iter().any(|own| singular(own) == singular(word)))
            .collect();
        let verb = match self.method {
            "get" if ends_in_variable => "get",
            "get"
                if tail.is_empty()
                    && self
                        .static_segments()
                        .next_back()
                        .is_some_and(|last| last.ends_with('s')) =>
            {
                "list"
            }
            "post" if !tail.is_empty() && !ends_in_variable => return tail,
            "post" => "create",
            "put" => "replace",
            "patch" => "update",
            other => other,
        };
        std::iter::once(verb.to_owned()).chain(tail).collect()
    }
}

fn is_version(segment: &str) -> bool {
    let rest = segment.strip_prefix('v').unwrap_or_default();
    segment == "api" || (!rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::{At, Kind};

    fn name_of(method: &'static str, path: &'static str, folder: &str, summary: &str) -> OperationName {
        let at = At::default();
        let tags = Node::new(at, Kind::Array(vec![Node::string(at, folder)]));
        let operation = Node::object(at, [("summary", Node::string(at, summary)), ("tags", tags)]);
        let root = Node::object(
            at,
            [(
                "paths",
                Node::object(at, [(path, Node::object(at, [(method, operation)]))]),
            )],
        );
        names(&root).into_values().next().unwrap()
    }

    fn shown(name: &OperationName) -> String {
        format!("{}().{}() {}", name.resource, name.call, name.id)
    }

    #[test]
    fn an_english_page_gives_its_own_words() {
        for (method, path, folder, summary, expected) in [
            (
                "get",
                "/v1/balance",
                "API Reference/Balance",
                "Get balance",
                "balance().get() get_balance",
            ),
            (
                "post",
                "/v1/payouts",
                "API Reference/Payouts/Payouts",
                "Create a payout",
                "payouts().create() create_payout",
            ),
            (
                "get",
                "/v1/payouts",
                "Payouts",
                "List all payouts",
                "payouts().list() list_payouts",
            ),
            (
                "get",
                "/v1/rates/{base}",
                "Rates",
                "Get exchange rates",
                "rates().get() get_exchange_rates",
            ),
            (
                "post",
                "/v1/coupons/{id}",
                "API Reference/Promotion Code",
                "Update a promotion code",
                "promotion_code().update() update_promotion_code",
            ),
        ] {
            assert_eq!(shown(&name_of(method, path, folder, summary)), expected);
        }
    }

    #[test]
    fn a_page_in_another_script_is_named_by_method_and_path() {
        for (method, path, expected) in [
            ("get", "/v1/orders", "orders().list() list_orders"),
            ("get", "/v1/orders/{id}", "orders().get() get_orders"),
            ("post", "/v1/orders", "orders().create() create_orders"),
            ("post", "/v1/orders/{id}/cancel", "orders().cancel() cancel_orders"),
            ("post", "/user/authn", "user().authn() authn_user"),
        ] {
            assert_eq!(shown(&name_of(method, path, "订单", "查询")), expected);
        }
    }
}
