//! `spec/provenance.tsv` lists the vendor's pages as they are.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const OURS: [&str; 4] = ["README.md", "names.lock", "overlay.yaml", "provenance.tsv"];

#[test]
fn every_page_is_recorded_with_its_sha_256_and_every_record_has_its_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let text = std::fs::read_to_string(folder.join("provenance.tsv")).expect("spec/provenance.tsv");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let recorded: BTreeMap<String, String> = rows
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 8, "{line}");
            (columns[0].to_owned(), columns[1].to_owned())
        })
        .collect();
    let mut pages = BTreeMap::new();
    add(&folder, "", &mut pages);
    assert!(!pages.is_empty());
    assert_eq!(
        recorded, pages,
        "pages are never edited; `cargo spec add` takes them in"
    );
}

/// Returns the files below a folder with their checksums.
fn add(folder: &Path, within: &str, pages: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of pages") {
        let path = entry.expect("a file of the folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
        if path.is_dir() {
            add(&path, &format!("{within}{name}/"), pages);
            continue;
        }
        if OURS.contains(&name) {
            continue;
        }
        let bytes = std::fs::read(&path).expect(name);
        let mut sum = String::new();
        for byte in hmac_sha256::Hash::hash(&bytes) {
            write!(sum, "{byte:02x}").expect("a String takes all text");
        }
        pages.insert(format!("{within}{name}"), sum);
    }
}
