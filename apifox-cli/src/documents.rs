//! The documents of a file as written, extensions included, and the operations that they document.

use apifox_build::{Config, Report, Stage};
use serde_core::Deserialize as _;
use serde_json::Value;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Returns the documents of a file; `None` if it cannot be read, which the pipeline reports in
/// full.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Option<Vec<Value>> {
    let report = Config::new().page_text(name, bytes).until(Stage::Parse).generate();
    if report.is_refused() {
        return None;
    }
    Some(parsed(&report))
}

/// Returns the documents of a run that ended with [`Stage::Parse`].
pub(crate) fn parsed(report: &Report) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(report.shown().unwrap_or_default());
    documents
        .filter_map(|document| Value::deserialize(document).ok())
        .collect()
}

/// Whether a document is an overlay.
pub(crate) fn is_overlay(document: &Value) -> bool {
    document.get("overlay").is_some()
}

/// An operation as a page identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// The method, in upper case.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    /// Apifox's project and endpoint, such as `1296482/42628037`; `described/42628037` if the
    /// operation is only described.
    pub(crate) page: Option<String>,
}

impl Operation {
    /// Whether both are from one page: of the same endpoint, even if its path changed, or, if one
    /// of them has no endpoint, of the same method and path. (Some APIs document one operation on
    /// several pages, one for each type of body: those differ.)
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.page, &other.page) {
            (Some(own), Some(other)) => own == other,
            _ => self.is_of_one_route(other),
        }
    }

    /// Whether no page documents the operation, which a marker states.
    pub(crate) fn is_described(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.starts_with("described/"))
    }

    /// Whether both have the same route, or the same endpoint, which one of them only describes.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        let endpoint = |operation: &Self| Some(operation.page.as_deref()?.rsplit_once('/')?.1.to_owned());
        let is_one = || endpoint(self).is_some_and(|own| endpoint(other) == Some(own));
        self.is_of_one_route(other) || (self.is_described() != other.is_described() && is_one())
    }

    pub(crate) fn is_of_one_route(&self, other: &Self) -> bool {
        (&self.method, &self.path) == (&other.method, &other.path)
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Returns every operation of a document, with its node.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (Operation, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let is_whole = is_described(document.get(MARK));
    paths.flat_map(move |(path, item)| {
        let members = item.as_object().into_iter().flatten();
        let operations = members.filter(|(key, _)| METHODS.contains(&key.as_str()));
        operations.map(move |(method, node)| (operation(method, path, node, is_whole), node))
    })
}

/// The marker of an operation that is described, and not documented by a page.
const MARK: &str = "x-described";

fn is_described(mark: Option<&Value>) -> bool {
    mark.is_some_and(|mark| *mark != Value::Bool(false))
}

/// Returns the page id of a described operation: the one that the marker gives, else one made of
/// method and path.
fn described_page(mark: Option<&Value>, method: &str, path: &str) -> String {
    let id = match mark.and_then(|mark| mark.get("page")) {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => format!("{method}{}", path.replace('/', "-")),
    };
    format!("described/{id}")
}

fn operation(method: &str, path: &str, node: &Value, is_whole: bool) -> Operation {
    let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
    let address = ["x-run-in-apifox", "x-run-in-apidog"]
        .into_iter()
        .map(text)
        .find(|text| !text.is_empty());
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text("summary").to_owned(),
        page: match node.get(MARK) {
            None if !is_whole => address.and_then(page),
            mark if mark.is_none() || is_described(mark) => Some(described_page(mark, method, path)),
            _ => address.and_then(page),
        },
    }
}

/// Splits `https://app.apifox.com/web/project/1296482/apis/api-42628037-run` into project and
/// endpoint.
fn page(address: &str) -> Option<String> {
    let number = |behind: &str| {
        let (_, rest) = address.split_once(behind)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    };
    Some(format!("{}/{}", number("/project/")?, number("/api-")?))
}
