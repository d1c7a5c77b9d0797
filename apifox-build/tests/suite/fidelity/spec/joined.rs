//! Inlines the files that a document refers to as members of `x-files`, without code of the
//! generator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{decoded, resolved};
use crate::fidelity::json::Json;
use crate::fidelity::yaml;

/// Returns the document with references into `x-files`; unchanged if it refers to no existing file.
pub(super) fn joined(mut root: Json, path: &Path) -> Json {
    let Ok(own) = path.canonicalize() else { return root };
    let mut files = Files {
        places: BTreeMap::from([(own.clone(), String::new())]),
        read: BTreeMap::new(),
        waiting: Vec::new(),
    };
    files.walk(&mut root, &own);
    while let Some((number, mut node, file)) = files.waiting.pop() {
        files.walk(&mut node, &file);
        files.read.insert(number, node);
    }
    if let (Json::Object(members), false) = (&mut root, files.read.is_empty()) {
        members.insert("x-files".to_owned(), Json::Object(files.read));
    }
    for section in [&["paths"][..], &["components"], &["components", "schemas"]] {
        let whole = section.iter().try_fold(&root, |node, key| node.get(key));
        let Some(found) = whole.and_then(|node| resolved(&root, node)).cloned() else {
            continue;
        };
        let mut node = &mut root;
        for key in section {
            let Json::Object(members) = node else { return root };
            let Some(member) = members.get_mut(*key) else {
                return root;
            };
            node = member;
        }
        *node = found;
    }
    root
}

struct Files {
    /// The pointer of each file.
    places: BTreeMap<PathBuf, String>,
    read: BTreeMap<String, Json>,
    waiting: Vec<(String, Json, PathBuf)>,
}

impl Files {
    fn walk(&mut self, node: &mut Json, file: &Path) {
        match node {
            Json::Array(items) => items.iter_mut().for_each(|item| self.walk(item, file)),
            Json::Object(members) => {
                for (key, member) in members {
                    let text = member.as_str().filter(|_| key == "$ref").map(str::to_owned);
                    match text.and_then(|text| self.pointer(&text, file)) {
                        Some(pointer) => *member = Json::String(pointer),
                        None => self.walk(member, file),
                    }
                }
            }
            _ => {}
        }
    }

    fn pointer(&mut self, text: &str, file: &Path) -> Option<String> {
        let (name, fragment) = text.split_once('#').unwrap_or((text, ""));
        let target = if name.is_empty() {
            file.to_owned()
        } else {
            file.parent()?.join(decoded(name)).canonicalize().ok()?
        };
        if !self.places.contains_key(&target) {
            let text = std::fs::read_to_string(&target).ok()?;
            let node = Json::parse(&text).ok().or_else(|| yaml::read(&text))?;
            let number = self.places.len().to_string();
            self.places.insert(target.clone(), format!("/x-files/{number}"));
            self.waiting.push((number, node, target.clone()));
        }
        let fragment = if fragment == "/" { "" } else { fragment };
        Some(format!("#{}{fragment}", self.places.get(&target)?))
    }
}
