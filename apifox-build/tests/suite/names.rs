//! Published names are kept when the vendor renames parts, and new parts never take them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use apifox_build::{Config, Report, Severity};
use testkit::expected;

const FOLDER: &str = "tests/fixtures/ledger";

type Pages = Vec<(String, String)>;

fn pages() -> Pages {
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Pages = entries
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

fn generate(pages: Pages, lock: Option<&str>) -> Report {
    let config = pages
        .into_iter()
        .fold(Config::new(), |config, (name, text)| config.page_text(name, text));
    let config = lock
        .into_iter()
        .fold(config, |config, lock| config.page_text("names.lock", lock));
    let report = config.generate();
    assert!(report.code().is_some(), "{:#?}", report.findings());
    report
}

/// The report of the pages as they are, for which all tests ask.
fn unchanged() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| generate(pages(), None))
}

fn locked() -> String {
    unchanged().names_lock().unwrap()
}

/// Returns the ids and calls of all operations, with their types.
fn operations(report: &Report) -> BTreeSet<String> {
    let operations = report.operations().iter();
    operations
        .map(|operation| {
            let (resource, call) = &operation.call;
            let (id, body, responses) = (&operation.id, &operation.body, &operation.responses);
            format!("{id} {resource}.{call} {body:?} {responses:?}")
        })
        .collect()
}

/// Returns all types of the generated code.
fn types(report: &Report) -> BTreeSet<String> {
    let lines = report.code().unwrap().lines();
    let names = lines.filter_map(|line| {
        line.strip_prefix("    pub struct ")
            .or(line.strip_prefix("    pub enum "))
    });
    names
        .filter(|name| !name.contains('<'))
        .map(|name| name.trim_end_matches(['{', ' ', ';']).to_owned())
        .collect()
}

/// Returns the pages with all occurrences of some texts replaced.
fn renamed(renames: &[(&str, &str)]) -> Pages {
    let mut pages = pages();
    for (old, new) in renames {
        assert!(pages.iter().any(|(_, text)| text.contains(old)), "no page says {old}");
        for (_, text) in &mut pages {
            *text = text.replace(old, new);
        }
    }
    pages
}

fn assert_same_names(changed: Pages) {
    let (before, after) = (unchanged(), generate(changed, Some(&locked())));
    assert_eq!(operations(before), operations(&after));
    assert_eq!(types(before), types(&after));
}

#[test]
fn the_lock_is_a_table_that_can_be_read_and_merged_line_by_line() {
    expected::assert_equals_file(Path::new("tests/fixtures/ledger.names.lock"), &locked());
}

#[test]
fn a_build_with_its_own_lock_makes_the_same_code_and_the_same_lock() {
    let (free, bound) = (unchanged(), generate(pages(), Some(&locked())));
    assert_eq!(free.code(), bound.code());
    assert_eq!(bound.names_lock().unwrap(), locked());
}

#[test]
fn a_renamed_folder_changes_no_name() {
    assert_same_names(renamed(&[
        ("Ledger API/Accounts", "Ledger API/Customers"),
        ("Ledger API/Transfers", "Money/Movements"),
    ]));
}

#[test]
fn a_renamed_summary_changes_no_name() {
    assert_same_names(renamed(&[
        ("summary: Create account", "summary: Open a customer's account"),
        ("summary: Cancel transfer", "summary: 取消转账"),
    ]));
}

#[test]
fn a_renamed_component_changes_no_name() {
    assert_same_names(renamed(&[
        ("schemas/Account'", "schemas/LedgerAccount'"),
        ("    Account:\n", "    LedgerAccount:\n"),
    ]));
}

/// Inlines a component, and moves an inline schema into one: vendors do so when they change a
/// single response.
#[test]
fn a_type_and_its_parts_keep_their_names_when_inlined_or_made_a_component() {
    const FUNDS: &str = "type: object, properties: {available: {type: array, items: {type: object, properties: {cents: {type: integer}}}}}";
    let page = |response: &str, components: &str| {
        let text = format!(
            "openapi: 3.0.1\ninfo: {{title: Funds, version: '1'}}\npaths:\n  /v1/funds:\n    get:\n      summary: Get funds\n      \
             responses:\n        '200': {{description: OK, content: {{application/json: {{schema: {{{response}}}}}}}}}\n{components}"
        );
        vec![("funds.yaml".to_owned(), text)]
    };
    let reference = "$ref: '#/components/schemas/Purse'";
    let component = page(reference, &format!("components: {{schemas: {{Purse: {{{FUNDS}}}}}}}\n"));
    let inline = page(&FUNDS.replace("{available", "{region: {type: string}, available"), "");
    for (first, then) in [(&component, &inline), (&inline, &component)] {
        let before = generate(first.clone(), None);
        let after = generate(then.clone(), Some(&before.names_lock().unwrap()));
        assert_eq!(types(&before), types(&after));
    }
}

/// Generates a page whose response has the types `content`, with and without its own lock.
fn assert_keeps_names(content: &str, changed: &str) -> String {
    let page = |content: &str| {
        let object = |name: &str, property: &str| {
            format!(
                "    {name}: {{type: object, required: [{property}], properties: {{{property}: {{type: string}}}}}}\n"
            )
        };
        let components = object("Tree", "entries") + &object("File", "size") + &object("Link", "target");
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses: {{'200': {{description: OK, \
             content: {content}}}}}\ncomponents:\n  schemas:\n{components}"
        );
        vec![("page.yaml".to_owned(), text)]
    };
    // Each struct with its fields.
    let structs = |report: &Report| -> BTreeSet<String> {
        let parts = report.code().unwrap().split("    pub struct ").skip(1);
        parts
            .map(|part| part.split("    }\n").next().unwrap().to_owned())
            .collect()
    };
    let first = generate(page(content), None);
    let lock = first.names_lock().unwrap();
    let again = generate(page(changed), Some(&lock));
    assert_eq!(types(&again), types(&first), "{lock}");
    assert_eq!(structs(&again), structs(&first), "{lock}");
    lock
}

#[test]
fn types_of_several_media_types_keep_their_names() {
    let inline = "{oneOf: [{$ref: '#/components/schemas/File'}, {$ref: '#/components/schemas/Link'}]}";
    let lock_of = |other: &str| {
        let content = format!(
            "{{{other}: {{schema: {{$ref: '#/components/schemas/Tree'}}}}, application/json: {{schema: {inline}}}}}"
        );
        assert_keeps_names(&content, &content)
    };
    for other in ["application/vnd.github.object", "application/xml"] {
        lock_of(other);
    }
    let lock = lock_of("application/vnd.github+json");
    let place = "type\tTree\tget 200 {application/vnd.github+json}\n";
    assert!(lock.contains(place), "{lock}");
}

#[test]
fn alternatives_without_names_keep_the_names_of_their_components_in_any_order() {
    let choice = |names: &[&str]| {
        let all: Vec<String> = names
            .iter()
            .map(|name| format!("{{$ref: '#/components/schemas/{name}'}}"))
            .collect();
        format!("{{application/json: {{schema: {{oneOf: [{}]}}}}}}", all.join(", "))
    };
    let first = choice(&["Tree", "File", "Link"]);
    assert_keeps_names(&first, &choice(&["Link", "Tree", "File"]));
}

#[test]
fn pages_that_move_to_other_files_change_no_name() {
    let moved = pages().into_iter().rev().enumerate().map(|(index, (name, text))| {
        let ending = name.rsplit('.').next().unwrap();
        (format!("moved/{index}.{ending}"), text)
    });
    assert_same_names(moved.collect());
}

#[test]
fn an_operation_is_identified_by_its_endpoint_id_or_else_its_path() {
    let lock = "operation\tkept_one\tkept\tone\tPOST /v1/accounts\t-\n";
    let report = generate(pages(), Some(lock));
    assert!(
        report
            .operations()
            .iter()
            .any(|operation| operation.id == "kept_one" && operation.path == "/v1/accounts")
    );
}

#[test]
fn new_parts_never_take_a_published_name() {
    let gone = "operation\tget_account\taccounts\tget\tGET /v0/gone\t-\ntype\tAccount\tsomewhere_gone 200\n";
    let report = generate(pages(), Some(gone));
    assert!(
        report
            .operations()
            .iter()
            .all(|operation| operation.id != "get_account")
    );
    let get = ("accounts".to_owned(), "get".to_owned());
    assert!(report.operations().iter().all(|operation| operation.call != get));
    assert!(!types(&report).contains("Account"));
    let notes: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| finding.code == "names-lock")
        .collect();
    assert_eq!(notes.len(), 2, "{:#?}", report.findings());
    assert!(
        notes
            .iter()
            .all(|note| note.severity == Severity::Note && !note.hint.is_empty())
    );
    assert!(report.names_lock().unwrap().contains(gone.lines().next().unwrap()));
}

#[test]
fn an_invalid_lock_does_not_stop_a_build() {
    let report = generate(
        pages(),
        Some("<<<<<<< ours\noperation\tfn\tb\tc\td\te\ntype\tNo Name\tx\n"),
    );
    let notes = report.findings().iter().filter(|finding| finding.code == "names-lock");
    assert_eq!(notes.count(), 3);
    assert_eq!(report.code(), unchanged().code());
}

#[test]
fn a_lock_beside_the_pages_is_found_and_one_named_in_the_configuration_too() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("locked-pages");
    std::fs::create_dir_all(&folder).unwrap();
    let lock = "operation\tkept_one\tkept\tone\tPOST /v1/accounts\t-\n";
    std::fs::copy(format!("{FOLDER}/create-account.md"), folder.join("create-account.md")).unwrap();
    std::fs::write(folder.join("names.lock"), lock).unwrap();
    let beside = Config::new().pages(&folder).generate();
    assert_eq!(beside.operations()[0].id, "kept_one", "{:?}", beside.findings());
    assert_eq!(beside.pages(), ["create-account.md"]);
    let other = folder.join("other.txt");
    std::fs::write(&other, lock.replace("kept_one", "named_one")).unwrap();
    let page = format!("{FOLDER}/create-account.md");
    let named = Config::new().pages(&page).names_lock(&other).generate();
    assert_eq!(named.operations()[0].id, "named_one");
    let absent = Config::new().pages(&page).names_lock("nowhere/names.lock").generate();
    assert!(absent.code().is_some() && !absent.cargo_directives().contains("nowhere"));
}
