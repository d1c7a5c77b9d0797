//! Reads folders of JSON Lines: `document`, `operation`, `status` or `body`, `instance`. Several
//! notations are accepted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::case::{Case, Page, Part, Route};
use super::json::Json;
use super::spec::Spec;

const PARTS: [&str; 7] = [
    "body", "request", "requestBody", "status", "part", "response", "status or body",
];

/// Returns the cases of all files of lines below a folder.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let mut files = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    let mut found = Found::default();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        for (number, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if let Err(reason) = found.take_in(line, folder, file) {
                panic!("{}:{}: {reason}", file.display(), number + 1);
            }
        }
    }
    found.cases.into_values().collect()
}

#[derive(Default)]
struct Found {
    cases: BTreeMap<PathBuf, Case>,
    specs: BTreeMap<PathBuf, Option<Spec>>,
}

impl Found {
    fn take_in(&mut self, line: &str, folder: &Path, file: &Path) -> Result<(), String> {
        let line = Json::parse(line)?;
        let text = |key: &str| {
            line.get(key)
                .and_then(Json::as_str)
                .ok_or(format!("`{key}` is missing"))
        };
        let name = text("document")?;
        let path = located(name, folder, file).ok_or_else(|| format!("the document `{name}` is nowhere"))?;
        let route = self.route(text("operation")?, &path)?;
        let part = part(&line)?;
        let instance = line.get("instance").ok_or("`instance` is missing")?.clone();
        let case = self
            .cases
            .entry(path)
            .or_insert_with_key(|path| Case::new(name.to_owned(), Page::File(path.clone())));
        case.parts.entry((route, part)).or_default().push(instance);
        Ok(())
    }

    /// Parses `GET /path`, or the id of an operation of the document.
    fn route(&mut self, operation: &str, path: &Path) -> Result<Route, String> {
        if let Some((method, rest)) = operation.split_once(' ').filter(|(method, _)| is_method(method)) {
            return Ok((method.to_uppercase(), rest.trim_start().to_owned()));
        }
        let spec = self.specs.entry(path.to_owned()).or_insert_with(|| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            Spec::read(&path.to_string_lossy(), &text)
        });
        let route = spec.as_ref().and_then(|spec| spec.route_of(operation));
        route.ok_or_else(|| format!("the document has no operation `{operation}`"))
    }
}

fn is_method(word: &str) -> bool {
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&word.to_lowercase().as_str())
}

fn part(line: &Json) -> Result<Part, String> {
    for key in PARTS {
        let is_request = key.starts_with("body") || key.starts_with("request");
        match line.get(key) {
            None | Some(Json::Null | Json::Bool(false)) => {}
            Some(_) if is_request => return Ok(Part::Body),
            Some(Json::String(word)) if ["body", "request", "requestBody"].contains(&word.as_str()) => {
                return Ok(Part::Body);
            }
            Some(Json::String(status) | Json::Number(status)) => return Ok(Part::Status(status.clone())),
            Some(other) => return Err(format!("`{key}` is {}", other.kind())),
        }
    }
    Err("neither `status` nor `body` is there".to_owned())
}

/// Returns the folder that a variable names, relative to the current directory or to the project.
pub(crate) fn folder_of(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    let of_project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&path);
    Some(if path.exists() { path } else { of_project })
}

/// Returns the file that a line refers to.
fn located(name: &str, folder: &Path, file: &Path) -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut roots = vec![folder.to_owned(), file.parent()?.to_owned()];
    let variables = ["FIDELITY_DOCUMENTS", "APIFOX_CORPUS"];
    roots.extend(variables.iter().filter_map(|name| folder_of(name)));
    roots.extend([project.join("tests/fixtures"), project.join(".."), PathBuf::new()]);
    let found = roots.iter().map(|root| root.join(name)).find(|path| path.exists())?;
    found.canonicalize().ok()
}
