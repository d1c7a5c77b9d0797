//! Names of schemas of other files: the last part of the pointer, otherwise the file's name.

use std::collections::{BTreeMap, BTreeSet};

use super::target::Target;

/// The names of the schemas that become components of a page.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_target: BTreeMap<Target, String>,
    used: BTreeSet<String>,
    /// The folder of the page: folders above it are in no name.
    folder: String,
}

impl Names {
    pub(super) fn new(folder: String) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }

    /// Records a component of the page that only refers to this schema of another file.
    pub(super) fn assign(&mut self, target: Target, name: &str) {
        self.by_target.entry(target).or_insert_with(|| name.to_owned());
    }

    /// Reserves a name that the page already uses.
    pub(super) fn reserve(&mut self, name: &str) {
        self.used.insert(name.to_owned());
    }

    pub(super) fn get(&self, target: &Target) -> Option<&String> {
        self.by_target.get(target)
    }

    /// Returns a new name for a schema that has none.
    pub(super) fn name(&mut self, target: &Target) -> String {
        let own = own_name(target);
        let folders = words_of_folders(target.file.strip_prefix(&self.folder).unwrap_or(&target.file));
        let stem = stem(&target.file);
        let mut candidates = vec![own.clone()];
        if own != stem {
            candidates.push(format!("{stem} {own}"));
        }
        candidates.extend(folders.iter().map(|folder| format!("{folder} {own}")));
        let numbered = (2..).map(|number| format!("{own} {number}"));
        let name = candidates
            .into_iter()
            .chain(numbered)
            .find(|name| !name.trim().is_empty() && !self.used.contains(name))
            .expect("there is always another number");
        self.used.insert(name.clone());
        self.by_target.insert(target.clone(), name.clone());
        name
    }
}

/// Keys that are structure and say nothing about the schema's name.
const STRUCTURAL: [&str; 12] = [
    "components", "schemas", "definitions", "$defs", "properties", "items", "schema", "content", "allOf", "anyOf",
    "oneOf", "responses",
];

pub(super) fn own_name(target: &Target) -> String {
    let is_word = |key: &&String| {
        let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
        !STRUCTURAL.contains(&key.as_str()) && !is_number && !key.contains('/')
    };
    match target.keys.last() {
        None => stem(&target.file),
        Some(last) if is_word(&last) => last.clone(),
        Some(_) => {
            let words: Vec<&str> = target.keys.iter().filter(is_word).map(String::as_str).collect();
            let item = target.keys.last().filter(|key| *key == "items").map(|_| "item");
            words.into_iter().chain(item).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The name of a file; for one named `index` or the like, that of its folder.
fn stem(file: &str) -> String {
    let mut parts = file.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let stem = name
        .trim_start_matches(['.', '_'])
        .split('.')
        .next()
        .unwrap_or_default();
    match parts.next() {
        Some(folder) if matches!(stem, "index" | "schema" | "") && !folder.is_empty() => folder.to_owned(),
        _ => stem.to_owned(),
    }
}

/// The folders around a file, the nearest first, each with those between.
fn words_of_folders(file: &str) -> Vec<String> {
    let (folders, _) = file.rsplit_once('/').unwrap_or_default();
    let folders: Vec<&str> = folders.split('/').filter(|folder| !folder.is_empty()).collect();
    (0..folders.len()).rev().map(|from| folders[from..].join(" ")).collect()
}
