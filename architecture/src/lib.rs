//! Reads from the sources of a crate which module imports which.
//!
//! Sources are read as tokens. An import is a path in a `use` item, or a path that begins with
//! `crate`, `self` or `super`, also in the body of a macro. Test code is left out. A name that the
//! crate root re-exports counts as an import of its module.

mod graph;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

pub use self::graph::circles;
use self::paths::{Import, imports};

/// The modules of one crate, each a file, and their imports.
#[derive(Debug)]
pub struct Crate {
    /// Each module, such as `error::api`, with the modules that it imports. The crate root is not
    /// included.
    pub imports: BTreeMap<String, BTreeSet<String>>,
}

impl Crate {
    /// Reads all files below `src`.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is not Rust.
    pub fn read(src: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for path in rust_files(src)? {
            let name = module(path.strip_prefix(src).unwrap_or(&path));
            let text = fs::read_to_string(&path)?;
            let found = imports(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
            files.insert(name, found);
        }
        let known: BTreeSet<String> = files.keys().cloned().collect();
        let mut root = BTreeMap::new();
        for import in files.get("").into_iter().flatten() {
            if let Some((target, _)) = resolve(import, "", &known) {
                root.insert(import.name.clone(), target);
            }
        }
        files.remove("");
        let targets = |module: &str, found: &[Import]| -> BTreeSet<String> {
            let resolved = found.iter().filter_map(|import| resolve(import, module, &known));
            let named = resolved.filter_map(|(target, rest)| match target.as_str() {
                "" => root.get(&rest?).cloned(),
                _ => Some(target),
            });
            named.filter(|target| !target.is_empty() && target != module).collect()
        };
        let imports = files
            .iter()
            .map(|(module, found)| (module.clone(), targets(module, found)));
        Ok(Self {
            imports: imports.collect(),
        })
    }

    /// Returns the rooms: the top-level modules, whose files and folders are directly in `src`.
    #[must_use]
    pub fn rooms(&self) -> BTreeSet<&str> {
        self.imports.keys().map(|module| room(module)).collect()
    }
}

/// Returns the room of a module.
#[must_use]
pub fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

/// Returns all Rust files below a folder, except tests, programs, build output and generated code.
///
/// # Errors
///
/// A folder cannot be read.
pub fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "tests" | "bin" | "target" | "generated") {
                    queue.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" && name != "main.rs" {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the module of a file from its path within `src`; empty for the crate root.
fn module(path: &Path) -> String {
    let steps: Vec<_> = path
        .with_extension("")
        .iter()
        .map(|step| step.to_string_lossy().into_owned())
        .collect();
    match steps.split_last() {
        Some((last, folders)) if last == "mod" || (last == "lib" && folders.is_empty()) => folders.join("::"),
        _ => steps.join("::"),
    }
}

/// Returns the module that an import names, and the rest of the path. `None` for other crates.
fn resolve(import: &Import, module: &str, known: &BTreeSet<String>) -> Option<(String, Option<String>)> {
    let mut here: Vec<String> = module
        .split("::")
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect();
    here.extend(import.within.iter().cloned());
    let mut steps = import.path.iter().map(String::as_str).peekable();
    let first = *steps.peek()?;
    if first == "crate" {
        here.clear();
        steps.next();
    } else if matches!(first, "super" | "self") {
        while let Some(step) = steps.next_if(|step| matches!(*step, "super" | "self")) {
            if step == "super" {
                here.pop();
            }
        }
    } else if !known.contains(&joined(&here, first)) {
        return None;
    }
    while let Some(step) = steps.next_if(|step| known.contains(&joined(&here, step))) {
        here.push(step.to_owned());
    }
    // An inline module does not have its own file.
    while !here.is_empty() && !known.contains(&here.join("::")) {
        here.pop();
    }
    Some((here.join("::"), steps.next().map(str::to_owned)))
}

fn joined(here: &[String], step: &str) -> String {
    here.iter()
        .map(String::as_str)
        .chain([step])
        .collect::<Vec<_>>()
        .join("::")
}
