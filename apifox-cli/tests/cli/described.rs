//! Pages of the maintainer, which describe operations whose pages are not available.

use super::folder::{Folder, page};
use super::{err, out};

fn described() -> String {
    page("GET /tags Get tag", 2, "Tag").replace("x-run-in-apifox:", "x-described: {page: 2}\n      x-other:")
}

#[test]
fn a_described_page_may_be_edited_and_yields_to_the_vendor_s() {
    let folder = Folder::new("described");
    folder.write("saved/a.md", &page("GET /notes Get note", 1, "Note"));
    folder.write("spec/described/tags.md", &described());
    assert_eq!(folder.run(&["add", "saved/a.md"]).status.code(), Some(0));
    let blessed = folder.run(&["bless"]);
    assert_eq!(blessed.status.code(), Some(0), "{}", err(&blessed));
    assert!(
        out(&blessed).contains("recorded 1 described pages as they are now"),
        "{}",
        out(&blessed)
    );
    assert!(folder.read("spec/provenance.tsv").contains("\tdescribed/2\t"));
    assert_eq!(folder.run(&["bless", "--check"]).status.code(), Some(0));

    folder.write("spec/described/tags.md", &described().replace("Get tag", "Get the tag"));
    let before = folder.read("spec/provenance.tsv");
    let checked = folder.run(&["bless", "--check"]);
    assert_eq!(checked.status.code(), Some(1), "{}", out(&checked));
    assert_eq!(folder.read("spec/provenance.tsv"), before);
    assert_eq!(folder.run(&["bless"]).status.code(), Some(0));
    assert_ne!(folder.read("spec/provenance.tsv"), before);

    // The vendor's page uses the same id with another path.
    folder.write("saved/b.md", &page("GET /labels Get tag", 2, "Tag"));
    let added = folder.run(&["add", "saved/b.md"]);
    assert!(
        out(&added).contains("beside described/tags.md, which only describes the operation"),
        "{}",
        out(&added)
    );
    let checked = folder.run(&["check"]);
    assert!(err(&checked).contains("note[overlapping-pages]"), "{}", err(&checked));
    assert!(out(&checked).contains("2 operations"), "{}", out(&checked));
}
