//! `spec/README.md` lists the vendor's pages as they are.

use std::fmt::Write as _;
use std::path::Path;

const OURS: [&str; 3] = ["README.md", "overlay.yaml", "names.lock"];

#[test]
fn every_page_stands_in_the_table_with_its_sha_256() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    let readme = std::fs::read_to_string(folder.join("README.md")).expect("spec/README.md");
    let mut pages = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder of pages") {
        let path = entry.expect("a file of the folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
        if OURS.contains(&name) {
            continue;
        }
        let bytes = std::fs::read(&path).expect(name);
        let sum = hmac_sha256::Hash::hash(&bytes)
            .iter()
            .fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").expect("a String takes all text");
                text
            });
        let row = readme
            .lines()
            .find(|line| line.contains(&format!("`{name}`")) && line.starts_with('|'));
        let row = row.unwrap_or_else(|| panic!("spec/README.md has no row for {name}; its SHA-256 is {sum}"));
        assert!(
            row.contains(&sum),
            "{name}: the SHA-256 is {sum}, not the one in spec/README.md"
        );
        pages += 1;
    }
    assert!(pages > 0);
}
