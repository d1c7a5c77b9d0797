//! House rules about files. Clippy checks those about functions: see `clippy.toml`.

use std::fs;
use std::path::{Path, PathBuf};

/// The greatest number of lines in a file.
const LONGEST: usize = 400;

#[test]
fn no_file_has_more_than_400_lines() {
    let too_long: Vec<String> = sources()
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).expect("it is text").lines().count();
            (lines > LONGEST).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(
        too_long.is_empty(),
        "Files of more than {LONGEST} lines; split them:\n{}",
        too_long.join("\n")
    );
}

#[test]
fn no_source_names_a_folder_outside_of_the_repository() {
    let folder = ["..", "shared"].join("/"); // written so that this test does not find itself
    let names = |path: &PathBuf| fs::read_to_string(path).expect("it is text").contains(&folder);
    let found: Vec<_> = sources().into_iter().filter(names).collect();
    assert!(
        found.is_empty(),
        "Name a path outside the repository by an environment variable: {found:#?}"
    );
}

/// Returns all hand-written Rust files.
fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut queue = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..")];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let is_made = matches!(name.as_str(), "target" | "fixtures" | "generated" | "golden");
                if !is_made && !name.starts_with('.') {
                    queue.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 300, "the sources are found");
    files
}
