//! Names of types, derived from where a type is used.

use std::collections::BTreeSet;
use std::rc::Rc;

use smol_str::SmolStr;

use super::ascii::ascii_words;
use super::verbs::is_verb;
use super::words::{is_english, pascal, singular, words};
use crate::node::{At, Node};

/// The place where a type is used, in words: the owner and the path in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hint {
    /// Whether the owner is an operation; components give better names.
    pub(crate) of_operation: bool,
    pub(crate) root: Rc<[String]>,
    pub(crate) path: Vec<SmolStr>,
    pub(crate) site: Site,
}

/// The same place as a key, made of parts that cannot be renamed without changing the API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Site {
    pub(crate) owner: Owner,
    pub(crate) steps: String,
}

/// The owner of a place where a type is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// An operation, by its id and the part: `request`, a status, `parameter`. Types in another media
    /// type than the first have it too: `get_note 200 {text/csv}`.
    Operation(SmolStr),
    /// A component, by its entry.
    Component(usize),
}

impl Site {
    /// Whether it is in an alternative that has no name but its number.
    pub(crate) fn is_numbered(&self) -> bool {
        let mut numbers = self.steps.split('.').filter_map(|step| step.strip_prefix(OPTION));
        numbers.any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }
}

impl Hint {
    pub(crate) fn of_component(index: usize, key: &str) -> Self {
        let root = component_words(key);
        Self::new(false, root, Owner::Component(index))
    }

    /// `part` distinguishes the place from others of the operation; `kind` is the word for it.
    pub(crate) fn of_operation(id: &str, kind: &str, part: &str) -> Self {
        let mut root = words(id);
        root.extend((!kind.is_empty()).then(|| kind.to_owned()));
        Self::new(true, root, Owner::Operation(format!("{id} {part}").into()))
    }

    fn new(of_operation: bool, root: Vec<String>, owner: Owner) -> Self {
        let steps = String::new();
        Self {
            of_operation,
            root: root.into(),
            path: Vec::new(),
            site: Site { owner, steps },
        }
    }

    /// The same part in another media type.
    pub(crate) fn in_media_type(&self, media_type: &str) -> Self {
        let mut of_media_type = self.clone();
        if let Owner::Operation(part) = &self.site.owner {
            of_media_type.site.owner = Owner::Operation(format!("{part} {{{media_type}}}").into());
        }
        of_media_type
    }

    pub(crate) fn below(&self, key: &str) -> Self {
        let mut below = self.clone();
        below.path.push(key.into());
        below.site.steps.push('.');
        below.site.steps.push_str(key);
        below
    }

    /// The items of the array at this place.
    pub(crate) fn item(&self) -> Self {
        let mut item = self.clone();
        item.site.steps.push_str("[]");
        match item.path.last_mut() {
            Some(leaf) => *leaf = singular_key(leaf).into(),
            None => item.path.push(SmolStr::new_static("item")),
        }
        item
    }

    pub(crate) fn leaf(&self) -> &str {
        self.path.last().map_or("", SmolStr::as_str)
    }

    /// Names such as `BalanceIssuing`, with more and more of the path between.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        (1..=self.path.len().max(1)).map(|tail| {
            let mut all = self.root.to_vec();
            all.extend(
                self.path[self.path.len().saturating_sub(tail)..]
                    .iter()
                    .flat_map(|key| any_words(key)),
            );
            pascal(&all)
        })
    }
}

/// The parts of an operation that a type can be in.
const KINDS: [&str; 3] = ["error", "request", "response"];

/// The word, before its number, of an alternative without a name.
pub(super) const OPTION: &str = "option ";

/// Words that say nothing about a type used in several places.
const PLAIN: [&str; 22] = [
    "api", "body", "by", "code", "data", "error", "id", "item", "kind", "level", "mode", "new", "option", "request",
    "response", "result", "single", "state", "status", "type", "value", "view",
];

fn is_descriptive(word: &str) -> bool {
    !PLAIN.contains(&word) && !is_verb(word) && word.len() > 2
}

/// Returns the words of a component's name, without the package (`com.example.User`) and without
/// the number by which tools distinguish namesakes (`User_1`). None if the name is in another
/// script, with only abbreviations in English.
pub(crate) fn component_words(key: &str) -> Vec<String> {
    let class = key.rsplit_once('.').map_or(key, |(_, class)| class);
    let name = if class.starts_with(|c: char| c.is_ascii_uppercase()) {
        class
    } else {
        key
    };
    let mut all = words(name);
    if let Some((_, end)) = name.rsplit_once(['_', ' '])
        && end.chars().all(|c| c.is_ascii_digit())
        && all.len() > 1
    {
        all.pop();
    }
    let is_descriptive = |word: &String| {
        word.len() > 2 && !["api", "dto", "html", "http", "json", "url", "xml"].contains(&word.as_str())
    };
    if is_english(key) || all.iter().any(is_descriptive) {
        all
    } else {
        Vec::new()
    }
}

/// A schema that is to be named.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its key under `components`, if it was there.
    pub(crate) component: Option<String>,
    pub(crate) node: Node,
    /// The origins of all twins.
    pub(crate) origins: Vec<At>,
    pub(crate) hints: BTreeSet<Hint>,
    pub(crate) constant: bool,
}

impl Entry {
    /// Returns lazily made names for the type, best first; `given` is one given by a maintainer.
    pub(crate) fn candidates(&self, given: Option<&str>) -> impl Iterator<Item = String> {
        let title = self.node.get_str("title").filter(|title| is_english(title));
        let key = self.component.as_deref();
        let by_hints = || {
            let mut hints: Vec<&Hint> = self.hints.iter().collect();
            hints.sort_by_key(|hint| (hint.of_operation, hint.path.len(), hint.root.len(), *hint));
            hints.into_iter().flat_map(Hint::names)
        };
        let given = given.into_iter().map(|title| pascal(&words(title)));
        let own = key.into_iter().map(|key| pascal(&component_words(key)));
        let titled = title.into_iter().map(|title| pascal(&words(title)));
        let constant = std::iter::once_with(|| self.constant_name()).flatten();
        let shared = std::iter::once_with(|| self.shared_name()).flatten();
        let hinted = std::iter::once_with(by_hints).flatten();
        let whole = key.into_iter().map(|key| pascal(&words(key)));
        let spelled = key.filter(|key| !key.is_ascii()).map(|key| pascal(&ascii_words(key)));
        given
            .chain(own)
            .chain(titled)
            .chain(constant)
            .chain(shared)
            .chain(hinted)
            .chain(whole)
            .chain(spelled)
            .filter(|name| !name.is_empty())
    }

    /// Whether a component's name differs from its type name: of `user` and `User`, the latter gets
    /// `User`.
    pub(crate) fn is_respelled(&self) -> bool {
        self.component.as_ref().is_some_and(|key| pascal(&words(key)) != *key)
    }

    /// Names a type with a single value after the value.
    fn constant_name(&self) -> Option<String> {
        let value = self.node.items("enum").first().filter(|_| self.constant)?;
        let leaf = self.hints.first().map_or("", Hint::leaf);
        let name = words(&format!("{} {leaf}", value.as_str().unwrap_or_default()));
        Some(pascal(&name))
    }

    /// Names a type used in many places after what they have in common, not after one of them.
    fn shared_name(&self) -> Option<String> {
        let first = self.hints.first()?;
        let leaves: BTreeSet<&str> = self.hints.iter().map(Hint::leaf).collect();
        let components: BTreeSet<&[String]> = self
            .hints
            .iter()
            .filter(|hint| !hint.of_operation)
            .map(|hint| &*hint.root)
            .collect();
        if leaves.len() == 1 && components.len() > 2 && words(first.leaf()).iter().any(|word| is_descriptive(word)) {
            return Some(pascal(&words(first.leaf())));
        }
        let roots: BTreeSet<&[String]> = self.hints.iter().map(|hint| &*hint.root).collect();
        if !components.is_empty() || roots.len() < 2 {
            return None;
        }
        let common = self.common_words(first);
        let (last_descriptive, last) = (common.iter().rposition(|word| is_descriptive(word)), common.last()?);
        if leaves.len() > 1 && !KINDS.contains(&last.as_str()) {
            return None;
        }
        let plain = (roots.len() > 2).then(|| "common".to_owned());
        let start = last_descriptive.map_or(0, |at| at + 1);
        let descriptive = common[..start].iter().filter(|word| is_descriptive(word)).cloned();
        let rest = common[start..].iter().filter(|word| !is_verb(word)).cloned();
        let name: Vec<String> = if last_descriptive.is_some() {
            descriptive.chain(rest).collect()
        } else {
            std::iter::once(plain?).chain(rest).collect()
        };
        Some(pascal(&name))
    }

    /// The words that all places of use have in common, in the order of the first.
    fn common_words(&self, first: &Hint) -> Vec<String> {
        let full = |hint: &Hint| [&*hint.root, &words(hint.leaf())].concat();
        let mut common = full(first);
        for hint in &self.hints {
            let theirs = full(hint);
            common.retain(|word| theirs.contains(word));
        }
        common
    }

    /// Removes annotations that twins do not have in common.
    pub(crate) fn merge_texts(&mut self, twin: &Node) {
        let kept = &mut self.node;
        for key in ["description", "example", "default", "deprecated"] {
            if kept.get(key) != twin.get(key) {
                kept.remove(key);
            }
        }
        for (name, property) in twin.members("properties") {
            let longer = property.json();
            if let Some(own) = kept.get_mut("properties").and_then(|node| node.get_mut(name)) {
                let text = own.json();
                if (longer.len(), &longer) > (text.len(), &text) {
                    let at = own.at; // members keep the order of the first
                    *own = property.clone();
                    own.at = at;
                }
            }
        }
    }
}

/// Returns the first free name; if all are in use, the last one with a number appended.
pub(crate) fn first_free(candidates: impl Iterator<Item = String>, used_names: &mut BTreeSet<String>) -> String {
    let mut last = None;
    let free = candidates
        .inspect(|name| last = Some(name.clone()))
        .find(|name| !used_names.contains(name));
    let name = free.unwrap_or_else(|| {
        let last = last.unwrap_or_else(|| "Schema".to_owned());
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let mut all = std::iter::once(last.clone()).chain(numbered);
        all.find(|name| !used_names.contains(name)).unwrap_or(last)
    });
    used_names.insert(name.clone());
    name
}

/// The words of a key in any script.
fn any_words(key: &str) -> Vec<String> {
    let own = words(key);
    if own.is_empty() { ascii_words(key) } else { own }
}

/// The singular of a key, which names one item of an array.
pub(crate) fn singular_key(key: &str) -> String {
    let mut words = any_words(key);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, used_by: &[&str]) -> Entry {
        let hints = used_by.iter().map(|id| Hint::of_operation(id, "response", "200"));
        Entry {
            component: Some(key.to_owned()),
            node: Node::default(),
            origins: Vec::new(),
            hints: hints.collect(),
            constant: false,
        }
    }

    #[test]
    fn a_component_is_named_by_the_words_of_its_key() {
        for (key, expected) in [
            ("Result«List«User»»", "ResultListUser"),
            ("Result<List<User>>", "ResultListUser"),
            ("com.example.User", "User"),
            ("User_1", "User"),
            ("用户User", "User"),
            ("3DSResult", "N3dsResult"),
            ("result", "ResultValue"),
        ] {
            assert_eq!(entry(key, &[]).candidates(None).next().unwrap(), expected, "{key}");
        }
    }

    #[test]
    fn a_component_in_another_script_is_named_by_its_uses() {
        for key in ["用户信息", "JSON响应数据"] {
            assert_eq!(
                entry(key, &["get_user"]).candidates(None).next().unwrap(),
                "GetUserResponse"
            );
        }
    }

    #[test]
    fn namesakes_are_named_by_their_uses_before_they_are_numbered() {
        let mut used_names = BTreeSet::from(["User".to_owned()]);
        assert_eq!(
            first_free(entry("user", &["get_me"]).candidates(None), &mut used_names),
            "GetMeResponse"
        );
        assert_eq!(
            first_free(entry("user", &[]).candidates(None), &mut used_names),
            "User2"
        );
    }

    #[test]
    fn a_type_of_many_operations_is_named_after_none_of_them() {
        let mut shared = entry("", &["get_diary", "search_diary", "list_diary"]);
        assert_eq!(shared.candidates(None).next().unwrap(), "DiaryResponse");
        shared = entry("", &["get_diary", "close_account", "issue_token"]);
        assert_eq!(shared.candidates(None).next().unwrap(), "CommonResponse");
    }
}
