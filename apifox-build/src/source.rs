//! Origins of nodes, and their lines and columns.
//!
//! Parsing keeps one small entry per node: its page, its parent, its key. It keeps neither lines
//! and columns, nor how a number was written: when one of these is needed, the page is parsed again
//! by a YAML parser with markers (`saphyr-parser`) to find the node's pointer. A build without
//! findings never pays for this.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use smol_str::{SmolStr, ToSmolStr as _};

use crate::finding::{Finding, Findings};
use crate::location::Location;
use crate::node::{At, Kind, Node};
use crate::page::{Format, Page};

/// The origin of one node: enough to rebuild its JSON pointer.
#[derive(Debug, Clone)]
struct Origin {
    page: u32,
    parent: At,
    key: SmolStr,
}

/// The pages of a run and the origins of all nodes read from them.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pages: Vec<Page>,
    /// The marks of each page, when they are first needed.
    marks: Vec<OnceCell<BTreeMap<String, Mark>>>,
    origins: Vec<Origin>,
    /// Nodes whose members were merged into the parent node: they are not part of any pointer.
    hidden: BTreeSet<At>,
}

/// `At(0)` has no position: the node was created by a stage, not read from a page.
const NOWHERE: At = At(0);

impl Sources {
    /// Adds a page; origins of its nodes are recorded under the returned root.
    pub(crate) fn add_page(&mut self, page: Page) -> At {
        if self.origins.is_empty() {
            self.origins.push(Origin {
                page: u32::MAX,
                parent: NOWHERE,
                key: SmolStr::default(),
            });
        }
        self.pages.push(page);
        self.marks.push(OnceCell::new());
        let page = u32::try_from(self.pages.len() - 1).unwrap_or(u32::MAX - 1);
        self.push(Origin {
            page,
            parent: NOWHERE,
            key: SmolStr::default(),
        })
    }

    /// Records the member `key` of the node at `parent`.
    pub(crate) fn child(&mut self, parent: At, key: &SmolStr) -> At {
        let page = self.origins[parent.0 as usize].page;
        self.push(Origin {
            page,
            parent,
            key: key.clone(),
        })
    }

    fn push(&mut self, origin: Origin) -> At {
        let at = At(u32::try_from(self.origins.len()).unwrap_or(0));
        self.origins.push(origin);
        at
    }

    pub(crate) fn page_of(&self, at: At) -> Option<&Page> {
        self.pages.get(self.origins.get(at.0 as usize)?.page as usize)
    }

    /// Whether two nodes were read from the same file; a node that a stage created counts for any
    /// page.
    pub(crate) fn same_page(&self, a: At, b: At) -> bool {
        let page = |at: At| self.origins.get(at.0 as usize).map_or(u32::MAX, |origin| origin.page);
        page(a) == page(b) || page(a) == u32::MAX || page(b) == u32::MAX
    }

    /// Removes a node from the pointers below it, because its members were merged into the parent
    /// node.
    pub(crate) fn hide(&mut self, at: At) {
        self.hidden.insert(at);
    }

    /// The keys from the page's root to the node, as written in the page.
    pub(crate) fn path(&self, at: At) -> Vec<&str> {
        self.steps(at).into_iter().map(|(_, key)| key).collect()
    }

    /// The pointer of a node in the document that was read.
    fn pointer(&self, at: At) -> String {
        let steps = self.steps(at).into_iter();
        let seen = steps.filter(|(step, _)| *step == at || !self.hidden.contains(step));
        pointer(&seen.map(|(_, key)| key).collect::<Vec<_>>())
    }

    /// The nodes from below the page's root to a node, each with its key.
    fn steps(&self, at: At) -> Vec<(At, &str)> {
        let mut steps = Vec::new();
        let mut current = at;
        while let Some(origin) = self.origins.get(current.0 as usize) {
            if origin.parent == NOWHERE {
                break;
            }
            steps.push((current, origin.key.as_str()));
            current = origin.parent;
        }
        steps.reverse();
        steps
    }

    /// Returns all findings with their positions, in the order of pages and lines, without
    /// repetitions.
    pub(crate) fn located(&self, findings: Findings) -> Vec<Finding> {
        let mut locator = self.locator();
        let mut all: Vec<Finding> = findings
            .into_list()
            .into_iter()
            .map(|(at, mut finding)| {
                if finding.location.is_none() {
                    finding.location = locator.locate(at);
                }
                finding
            })
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// Returns a [`Locator`] of these sources.
    pub(crate) fn locator(&self) -> Locator<'_> {
        Locator {
            sources: self,
            odd_integers: BTreeMap::new(),
        }
    }

    /// The page of a node, with its marks. Each page is parsed again at most once.
    fn marked(&self, at: At) -> Option<(&Page, &BTreeMap<String, Mark>)> {
        let index = self.origins.get(at.0 as usize)?.page as usize;
        let page = self.pages.get(index)?;
        let marks = self.marks.get(index)?.get_or_init(|| marks(page.document()));
        Some((page, marks))
    }
}

/// Finds lines and columns of nodes.
#[derive(Debug)]
pub struct Locator<'a> {
    sources: &'a Sources,
    /// Whether integers may be written in several forms, by page.
    odd_integers: BTreeMap<u32, bool>,
}

/// The position and source of a node.
#[derive(Debug, Clone)]
struct Mark {
    /// The line in the document, from 1.
    line: usize,
    /// The column, from 1.
    column: usize,
    /// Whether its key is quoted.
    has_quoted_key: bool,
    /// The source of a scalar without quotes that may not be a string.
    written: Option<SmolStr>,
}

impl Mark {
    fn at(line: usize, column: usize) -> Self {
        Self {
            line,
            column,
            has_quoted_key: false,
            written: None,
        }
    }
}

impl Locator<'_> {
    /// Returns the position of a node, or of its nearest ancestor if the node is not found.
    pub fn locate(&mut self, at: At) -> Option<Location> {
        let (page, marks) = self.sources.marked(at)?;
        let path = pointer(&self.sources.path(at));
        let mut found = path.as_str();
        let (line, column) = loop {
            match (marks.get(found), found.rfind('/')) {
                (Some(mark), _) => break (mark.line, mark.column),
                (None, Some(end)) => found = &found[..end],
                (None, None) => break (1, 1),
            }
        };
        Some(page.location(line, column, self.sources.pointer(at)))
    }

    /// Returns a number or a boolean as written in the page: `1.10`, not 1.1. `None` if it is not
    /// found.
    pub(crate) fn written(&mut self, value: &Node) -> Option<SmolStr> {
        let page_index = self.sources.origins.get(value.at.0 as usize)?.page;
        let page = self.sources.pages.get(page_index as usize)?;
        let is_json = page.format == Format::Json;
        match &value.kind {
            Kind::Bool(value) if is_json => return Some(value.to_smolstr()),
            Kind::Number(number) if !number.is_f64() => {
                let odd = self.odd_integers.entry(page_index);
                if is_json || !*odd.or_insert_with(|| may_have_odd_integers(page.document())) {
                    return Some(number.to_smolstr());
                }
            }
            _ => {}
        }
        let (_, marks) = self.sources.marked(value.at)?;
        let path = pointer(&self.sources.path(value.at));
        marks.get(&path)?.written.clone()
    }
}

/// Whether YAML may have integers with characters other than decimal digits: `0x1F`, `+5`.
fn may_have_odd_integers(document: &str) -> bool {
    let begins = |index: usize| document[..index].ends_with([' ', '[', ',', '-', '+']);
    let mut odd = ["0x", "0o", "0b", "+"]
        .iter()
        .flat_map(|odd| document.match_indices(odd));
    odd.any(|(index, _)| begins(index))
}

/// The pointers of the nodes that have this key in quotes.
pub(crate) fn quoted_keys(document: &str, key: &str) -> BTreeSet<String> {
    let end = format!("/{}", escaped(key));
    let marks = marks(document).into_iter();
    let quoted = marks.filter(|(pointer, mark)| mark.has_quoted_key && pointer.ends_with(&end));
    quoted.map(|(pointer, _)| pointer).collect()
}

pub(crate) fn pointer(keys: &[&str]) -> String {
    keys.iter().fold(String::new(), |text, key| text + "/" + &escaped(key))
}

/// Escapes a key for a JSON pointer (RFC 6901, section 3).
pub(crate) fn escaped(key: &str) -> String {
    if !key.contains('~') && !key.contains('/') {
        return key.to_owned();
    }
    key.replace('~', "~0").replace('/', "~1")
}

/// Unescapes a step of a JSON pointer (RFC 6901, section 4).
#[must_use]
pub fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The position of every node of a document, by pointer: that of its key if it has one, otherwise
/// of its value. A repeated key has the position of its last occurrence. Nodes under an alias have
/// the positions of the anchor.
fn marks(document: &str) -> BTreeMap<String, Mark> {
    let mut walk = Walk::default();
    for event in Parser::new_from_str(document) {
        match event {
            Ok((event, span)) => walk.event(&event, span),
            Err(_) => break, // nodes before the syntax error can still be found
        }
    }
    walk.marks
}

/// Follows the events of the parser and tracks the current pointer.
#[derive(Debug, Default)]
struct Walk {
    marks: BTreeMap<String, Mark>,
    anchors: BTreeMap<usize, String>,
    open: Vec<Open>,
}

#[derive(Debug)]
enum Open {
    /// A mapping at this pointer, with the key that is waiting for its value.
    Mapping(String, Option<(String, Mark)>),
    /// A sequence at this pointer, with the number of items so far.
    Sequence(String, usize),
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, span: Span) {
        let mut mark = Mark::at(span.start.line(), span.start.col() + 1);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                if let Some(Open::Mapping(_, key @ None)) = self.open.last_mut() {
                    mark.has_quoted_key = *style != ScalarStyle::Plain;
                    *key = Some((text.to_string(), mark));
                } else {
                    mark.written = (*style == ScalarStyle::Plain && is_not_string(text)).then(|| SmolStr::new(text));
                    self.anchored(*anchor, mark);
                }
            }
            Event::MappingStart(anchor, _) => {
                let pointer = self.anchored(*anchor, mark);
                self.open.push(Open::Mapping(pointer, None));
            }
            Event::SequenceStart(anchor, _) => {
                let pointer = self.anchored(*anchor, mark);
                self.open.push(Open::Sequence(pointer, 0));
            }
            Event::Alias(anchor) => {
                let target = self.anchors.get(anchor).and_then(|target| self.marks.get(target));
                mark.written = target.and_then(|target| target.written.clone());
                let pointer = self.value(mark);
                self.copy_anchor(*anchor, &pointer);
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
            }
            _ => {}
        }
    }

    /// Records the position of a value, and its anchor, which is 0 without one; returns its pointer.
    fn anchored(&mut self, anchor: usize, value: Mark) -> String {
        let pointer = self.value(value);
        if anchor > 0 {
            self.anchors.insert(anchor, pointer.clone());
        }
        pointer
    }

    /// Records the position of a value and returns its pointer.
    fn value(&mut self, value: Mark) -> String {
        let (pointer, mark) = match self.open.last_mut() {
            None => (String::new(), value),
            Some(Open::Mapping(parent, key)) => {
                let (key, mut mark) = key.take().unwrap_or_else(|| (String::new(), value.clone()));
                mark.written = value.written;
                ([parent, "/", &escaped(&key)].concat(), mark)
            }
            Some(Open::Sequence(parent, count)) => {
                *count += 1;
                (format!("{parent}/{}", *count - 1), value)
            }
        };
        self.marks.insert(pointer.clone(), mark);
        pointer
    }

    /// Copies the nodes under an anchor to an alias of it.
    fn copy_anchor(&mut self, anchor: usize, alias: &str) {
        const MAX_MARKS: usize = 2_000_000; // aliases of aliases can multiply infinitely
        let Some(target) = self.anchors.get(&anchor).filter(|target| !target.is_empty()) else {
            return;
        };
        if self.marks.len() > MAX_MARKS {
            return;
        }
        let prefix = format!("{target}/");
        let below: Vec<(String, Mark)> = self
            .marks
            .range(prefix.clone()..)
            .take_while(|(pointer, _)| pointer.starts_with(&prefix))
            .map(|(pointer, mark)| (format!("{alias}/{}", &pointer[prefix.len()..]), mark.clone()))
            .collect();
        self.marks.extend(below);
    }
}

/// Whether a scalar without quotes can be a number, a boolean or null.
fn is_not_string(scalar: &str) -> bool {
    !scalar.starts_with(|c: char| c.is_alphabetic() && !"tfnTFN".contains(c)) && !scalar.contains(char::is_whitespace)
}
