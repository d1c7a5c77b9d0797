//! Fuzzes what the generator reads: files of any bytes, nearly valid documents, overlays.

use apifox_build::OnRefusal;
use serde_json::{Value, json};

use testkit_documents::dice::Dice;
use testkit_documents::document::Pages;
use testkit_documents::documented::{self, Fate};
use testkit_documents::laws;
use testkit_documents::runs::{self, Fault};

/// Two pages of the fixture API.
const PAGES: [(&str, &str); 2] = [
    (
        "list-webhooks.yaml",
        include_str!("../../apifox-build/tests/fixtures/ledger/list-webhooks.yaml"),
    ),
    (
        "close-account.md",
        include_str!("../../apifox-build/tests/fixtures/ledger/close-account.md"),
    ),
];

/// Keeps an input during its run, in the file that `FUZZ_CURRENT` names: libFuzzer keeps no input
/// that overflows the stack.
fn note(bytes: &[u8]) {
    if let Some(file) = std::env::var_os("FUZZ_CURRENT") {
        let _ = std::fs::write(file, bytes);
    }
}

/// A file. The first byte chooses its name and what happens with refused operations; then follows
/// the file.
///
/// # Panics
///
/// The generator panics, gives neither code nor a located refusal, or loses an operation.
pub fn page(bytes: &[u8]) {
    note(bytes);
    let Some((first, file)) = bytes.split_first() else {
        return;
    };
    let name = ["page.md", "page.yaml", "page.json", "names.lock"][usize::from(first & 3)];
    let choice = if first & 4 == 0 {
        OnRefusal::Skip
    } else {
        OnRefusal::Fail
    };
    let mut files = vec![(name.to_owned(), file.to_vec())];
    if name == "names.lock" {
        files.extend(fixtures());
    }
    holds(runs::says_something(files.clone(), choice));
    let text = std::str::from_utf8(file).unwrap_or_default();
    let routes = documented::routes(name, text);
    if name != "names.lock" && !routes.is_empty() {
        let report = runs::generate(files, OnRefusal::Skip).unwrap_or_else(|fault| panic!("{fault:?}"));
        // An overlay is not a page, even if it contains paths.
        let is_overlay = report
            .findings()
            .iter()
            .any(|finding| finding.code.starts_with("overlay"));
        let fates = documented::fates(&routes, &report);
        let is_lost = !is_overlay && fates.contains(&Fate::Lost);
        assert!(!is_lost, "lost: {routes:?} {fates:?}, {:?}", report.findings());
    }
}

/// A document made as in the property tests; the bytes make the choices.
///
/// # Panics
///
/// An invariant of the property tests does not hold.
pub fn document(bytes: &[u8]) {
    note(bytes);
    let pages = Pages::thrown(Dice::of_bytes(bytes));
    let seed = bytes
        .iter()
        .fold(0, |seed: u64, byte| seed.rotate_left(5) ^ u64::from(*byte));
    if let Err(fault) = laws::obeys(&pages, seed) {
        panic!("{}: {}\n{:#?}", fault.kind, fault.text, pages.texts(None));
    }
}

/// An overlay beside two pages: a file of any bytes, or, with an odd first byte, a valid one whose
/// actions the bytes choose.
///
/// # Panics
///
/// The generator panics, or gives neither code nor a located refusal.
pub fn overlay(bytes: &[u8]) {
    note(bytes);
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let text = match first & 1 {
        0 => rest.to_vec(),
        _ => made(&mut Dice::of_bytes(rest)).to_string().into_bytes(),
    };
    let choice = if first & 2 == 0 {
        OnRefusal::Skip
    } else {
        OnRefusal::Fail
    };
    let mut files: Vec<_> = fixtures().collect();
    files.push(("overlay.yaml".to_owned(), text));
    holds(runs::says_something(files, choice));
}

fn fixtures() -> impl Iterator<Item = (String, Vec<u8>)> {
    PAGES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
}

fn holds(outcome: Result<(), Fault>) {
    if let Err(fault) = outcome {
        panic!("{}: {}", fault.kind, fault.text);
    }
}

fn made(dice: &mut Dice) -> Value {
    let mut actions = Vec::new();
    for _ in 0..=dice.below(4) {
        let mut action = json!({"target": target(dice), "description": "why"});
        if dice.chance(30) {
            action["remove"] = json!(true);
        }
        if dice.chance(70) {
            action["update"] = value(dice, 4);
        }
        actions.push(action);
    }
    json!({"overlay": "1.0.0", "info": {"title": "", "version": ""}, "actions": actions})
}

fn target(dice: &mut Dice) -> String {
    const STEPS: [&str; 22] = [
        ".paths", ".*", "..*", "['/v1/webhooks']", ".get", ".delete", ".responses", "['200']", ".content", ".schema",
        ".properties", ".items", ".parameters", "[0]", "[-1]", "[*]", "[?@.name]", "[?@.type == 'string']", "..schema",
        "..properties", ".components", ".info",
    ];
    (0..dice.below(6)).fold("$".to_owned(), |path, _| path + dice.pick(&STEPS))
}

/// Returns any value, often one with meaningful keys.
fn value(dice: &mut Dice, depth: usize) -> Value {
    const KEYS: [&str; 24] = [
        "type", "properties", "items", "$ref", "required", "allOf", "oneOf", "anyOf", "enum", "nullable",
        "additionalProperties", "parameters", "responses", "200", "content", "application/json", "schema",
        "operationId", "title", "name", "in", "get", "/v1/webhooks", "example",
    ];
    const WORDS: [&str; 12] = [
        "object",
        "string",
        "array",
        "integer",
        "#/components/schemas/Webhook",
        "#/paths",
        "",
        "query",
        "path",
        "Webhook",
        "multipart/form-data",
        "{id}",
    ];
    match dice.below(if depth == 0 { 6 } else { 12 }) {
        0 => Value::Null,
        1 => json!(dice.chance(50)),
        2 => json!(dice.below(300)),
        3..=5 => json!(dice.pick(&WORDS)),
        6 | 7 => (0..dice.below(4)).map(|_| value(dice, depth - 1)).collect(),
        _ => {
            let members = (0..dice.below(5)).map(|_| (dice.pick(&KEYS).to_owned(), value(dice, depth - 1)));
            Value::Object(members.collect())
        }
    }
}
