//! The reader and the writer of case files.

use std::path::Path;

use super::blocks::{content, renewed};
use crate::case_files::{Case, parse};

const FILE: &str = "# Notes

Text for the reader.

## first

```yaml page
openapi: 3.0.1
## no heading
```

What it shows.

```text findings
```

## second

````md page
```yaml
openapi: 3.0.1
```

````
";

fn read(text: &str) -> Vec<Case> {
    parse(Path::new("notes.md"), text).unwrap()
}

#[test]
fn each_heading_starts_a_case_with_the_blocks_below_it() {
    let cases = read(FILE);
    let [first, second] = &cases[..] else {
        panic!("{cases:?}")
    };
    assert_eq!((&*first.name, &*second.name), ("first", "second"));
    assert_eq!(
        first.page(),
        ("first.yaml".to_owned(), "openapi: 3.0.1\n## no heading\n")
    );
    let findings = first.content("text findings").unwrap();
    assert_eq!((FILE[..findings.start].lines().count(), findings.len()), (14, 0));
    assert_eq!(first.content("text outcome"), None);
}

#[test]
fn a_longer_fence_holds_a_page_with_fences() {
    let page = ("second.md".to_owned(), "```yaml\nopenapi: 3.0.1\n```\n\n");
    assert_eq!(read(FILE)[1].page(), page);
}

#[test]
fn tabs_and_carriage_returns_of_a_page_stay() {
    let cases = read("## odd\n```yaml page\n\ta: 1\r\n\u{feff}b: 2  \n```\n");
    assert_eq!(cases[0].page().1, "\ta: 1\r\n\u{feff}b: 2  \n");
}

fn with(text: &str, actual: &str) -> String {
    renewed(text, content(text, "first", "text findings").unwrap(), actual)
}

#[test]
fn renewing_a_block_changes_no_other_byte() {
    let text = with(FILE, "note: a\nnote: b\n");
    assert_eq!(
        text,
        FILE.replace("```text findings\n", "```text findings\nnote: a\nnote: b\n")
    );
    assert_eq!(with(&text, ""), FILE);
}

#[test]
fn a_fence_grows_with_the_fences_of_its_content() {
    let text = with(FILE, " ````\n");
    assert!(text.contains("\n`````text findings\n ````\n`````\n"), "{text}");
    let cases = read(&text);
    assert_eq!(cases.len(), 2);
    let findings = cases[0].content("text findings").unwrap();
    assert_eq!(&text[findings], " ````\n");
}

#[test]
fn a_block_that_is_not_there_is_an_error() {
    assert!(content(FILE, "first", "text outcome").is_err());
    assert!(content(FILE, "third", "text findings").is_err());
}

#[test]
fn a_file_that_is_not_understood_has_an_error_with_its_line() {
    for (text, error) in [
        ("```yaml page\n```\n", "1: a block above the first heading `## NAME`"),
        ("## a\n\n```yaml\n```\n", "3: `yaml` is not a language and a role"),
        ("## a\n```\n```\n", "2: `` is not a language and a role"),
        (
            "## a\n```a b\n```\n```a b\n```\n",
            "4: a second block `a b` of the case `a`",
        ),
        ("## a\n````yaml page\n```\n", "2: the block has no end"),
    ] {
        assert_eq!(parse(Path::new("notes.md"), text).unwrap_err(), error);
    }
}
