//! Pages as people save them: line ends, byte order marks, fences, file extensions and folders.

use std::path::Path;

use apifox_build::{Config, Report, Severity};

const DOCUMENT: &str = "openapi: 3.0.1\ninfo: {title: Notes, version: 1.0.0}\npaths:\n  /notes:\n    get:\n      parameters: 7\n      responses: {'204': {description: Done}}\n";

fn generate(name: &str, text: impl Into<Vec<u8>>) -> Report {
    Config::new().page_text(name, text.into()).generate()
}

/// Returns the line and column of each finding with a code.
fn places(report: &Report, code: &str) -> Vec<(usize, usize)> {
    let found = report.findings().iter().filter(|finding| finding.code == code);
    let places = found.map(|finding| finding.location.as_ref().unwrap());
    places.map(|place| (place.line, place.column)).collect()
}

#[test]
fn line_ends_and_a_byte_order_mark_change_neither_code_nor_places() {
    for text in [DOCUMENT.to_owned(), format!("\u{feff}{DOCUMENT}")] {
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let report = generate("notes.yaml", text);
            assert_eq!(report.operations().len(), 1);
            assert_eq!(places(&report, "wrong-kind"), [(6, 7)]);
        }
    }
}

#[test]
fn any_fence_around_a_document_is_read_with_correct_places() {
    let indented = format!("  {}\n", DOCUMENT.trim_end().replace('\n', "\n  "));
    for (open, close) in [
        ("```yaml", "```"),
        ("```YML", "```"),
        ("```openapi", "```"),
        ("```", "```"),
        ("````yaml", "````"),
        ("~~~", "~~~"),
        ("~~~~ yaml title=\"a `tick`\"", "~~~~~~"),
        ("``` yaml", "   ```   "),
        ("```yaml {linenos=true}", "```"),
    ] {
        let text = format!("# Notes\n\nWords.\n\n{open}\n{DOCUMENT}{close}\n");
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let report = generate("notes.md", text);
            assert_eq!(report.operations().len(), 1, "{open}: {:#?}", report.findings());
            assert_eq!(places(&report, "wrong-kind"), [(11, 7)], "{open}");
        }
        let text = format!("# Notes\n\nWords.\n\n  {open}\n{indented}  {}\n", close.trim());
        let report = generate("notes.md", text);
        assert_eq!(report.operations().len(), 1, "{open}: {:#?}", report.findings());
        assert_eq!(places(&report, "wrong-kind"), [(11, 9)], "{open}");
    }
}

#[test]
fn each_document_of_a_page_is_a_page_with_its_own_places() {
    let other = DOCUMENT.replace("/notes", "/tags");
    let json = "{\n  \"openapi\": \"3.1.0\", // by hand\n  \"info\": {\"title\": \"Notes\", \"version\": \"1\"},\n  \"paths\": {\"/marks\": {\"get\": {\"parameters\": 7, \"responses\": {\"204\": {\"description\": \"\"},}}}}\n}\n";
    let text = format!("```yaml\n{DOCUMENT}```\n\n```\n{other}```\n\n```jsonc\n{json}```\n");
    let report = generate("notes.md", text);
    let paths: Vec<&str> = report.operations().iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["/marks", "/notes", "/tags"]);
    assert_eq!(places(&report, "wrong-kind"), [(7, 7), (17, 7), (25, 32)]);
    assert_eq!(places(&report, "unusual-page"), [(23, 23)]);
}

#[test]
fn a_block_that_only_mentions_openapi_is_not_a_document() {
    let sample = "```yaml\nopenapi: ./notes.yaml\n```\n\n```json\n{\"a\": {\"openapi\": \"3.0.1\"}}\n```\n";
    let report = generate("notes.md", format!("{sample}```yaml\n{DOCUMENT}```\n"));
    assert_eq!(report.operations().len(), 1);
    assert_eq!(places(&report, "unusual-page"), [(1, 1), (5, 1)]);
}

#[test]
fn files_that_are_not_pages_are_reported_with_a_hint() {
    let html = "\u{feff}\n<!DOCTYPE HTML>\n<html></html>\n";
    for (name, text, code) in [
        ("notes.txt", DOCUMENT, "page-ending"),
        ("notes.txt", "Words.", "page-ending"),
        ("notes.html", html, "html-page"),
        ("notes.md", html, "html-page"),
        ("notes.yaml", html, "html-page"),
        ("notes.json", " \n", "empty-page"),
        ("notes.md", "", "empty-page"),
        ("notes.md", "# Notes\n", "no-document"),
    ] {
        let report = generate(name, text);
        let [finding] = report.findings() else {
            panic!("{name}: {:#?}", report.findings())
        };
        assert_eq!((finding.code, finding.severity), (code, Severity::Refused), "{name}");
        assert!(
            finding.location.is_some() && finding.hint.contains("save the page"),
            "{finding}"
        );
    }
    let report = generate("notes.md", DOCUMENT);
    assert_eq!(
        (report.operations().len(), places(&report, "unusual-page")),
        (1, vec![(1, 1)])
    );
}

#[test]
fn a_folder_without_pages_and_other_extensions_are_reported() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("saved-pages");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let run = || Config::new().pages(&folder).generate();
    let codes_of = |report: &Report| -> Vec<(&str, Severity)> {
        let findings = report.findings().iter();
        let findings = findings.inspect(|finding| assert!(finding.location.is_some(), "{finding}"));
        findings.map(|finding| (finding.code, finding.severity)).collect()
    };
    assert_eq!(codes_of(&run()), [("no-pages", Severity::Refused)]);
    std::fs::write(folder.join("license.txt"), "Do as you like.").unwrap();
    std::fs::write(folder.join("notes.md.txt"), format!("```yaml\n{DOCUMENT}```\n")).unwrap();
    let mut codes = codes_of(&run());
    codes.sort_unstable();
    assert_eq!(
        codes,
        [("no-pages", Severity::Refused), ("page-ending", Severity::Lossy)]
    );
    std::fs::write(folder.join("notes.yaml"), DOCUMENT.replace("      parameters: 7\n", "")).unwrap();
    std::fs::write(folder.join("notes.html"), "<html></html>").unwrap();
    let report = run();
    assert_eq!(
        codes_of(&report),
        [("page-ending", Severity::Lossy), ("page-ending", Severity::Lossy)]
    );
    assert_eq!(report.operations().len(), 1);
}

#[test]
fn other_pages_can_refer_to_a_page_of_components() {
    let report = Config::new().pages("tests/fixtures/lent").generate();
    let [operation] = report.operations() else {
        panic!("{:#?}", report.findings())
    };
    assert_eq!(operation.template, "/gates/{gate}");
    let responses: Vec<&str> = operation.responses.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(responses, ["types::Gate", "types::Problem"]);
    let code = report.code().unwrap();
    assert!(code.contains("pub fn get(&self, gate: i64) -> GetGate"), "{code}");
    let alone = Config::new().pages("tests/fixtures/lent/get-gate.md").generate();
    assert_eq!(places(&alone, "dangling-ref").len(), 3, "{:#?}", alone.findings());
}
