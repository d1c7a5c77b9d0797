//! Names outside ASCII: their transliterations, configured spellings, and published names.

use apifox_build::{Config, Report, Severity};

const PAGE: &str = "openapi: 3.0.1
info: {title: Refunds, version: '1'}
paths:
  /refunds:
    post:
      summary: Create refund
      tags: [Refunds]
      parameters: [{name: 页码, in: query, schema: {type: integer}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [原因]
              properties: {原因: {type: string}, 状态: {type: string, enum: [已支付, 未支付]}}
      responses: {'204': {description: Done}}
";

fn generate(configure: impl Fn(Config) -> Config, lock: Option<&str>) -> Report {
    let config = configure(Config::new().page_text("page.yaml", PAGE));
    let config = lock
        .into_iter()
        .fold(config, |config, lock| config.page_text("names.lock", lock));
    config.generate()
}

fn has(report: &Report, part: &str) -> bool {
    report.code().unwrap().contains(part)
}

fn messages(report: &Report, code: &str) -> Vec<String> {
    let findings = report.findings().iter().filter(|finding| finding.code == code);
    findings
        .map(|finding| format!("{}; {}", finding.message, finding.hint))
        .collect()
}

#[test]
fn each_name_outside_ascii_is_noted_with_a_hint() {
    let report = generate(|config| config, None);
    let messages = messages(&report, "ascii-name");
    for expected in [
        "the property `原因` is called `yuan_yin` in Rust",
        "the property `状态` is called `zhuang_tai` in Rust",
        "the value `已支付` is called `YiZhiFu` in Rust",
        "the value `未支付` is called `WeiZhiFu` in Rust",
        "the parameter `页码` is called `ye_ma` in Rust",
        "the type of `状态` is called `CreateRefundRequestZhuangTai` in Rust",
    ] {
        assert!(
            messages.iter().any(|messages| messages.starts_with(expected)),
            "{expected}: {messages:#?}"
        );
    }
    assert_eq!(messages.len(), 6, "{messages:#?}");
    assert!(
        messages
            .iter()
            .any(|messages| messages.contains("spell: {原因: WORDS}")),
        "{messages:#?}"
    );
    let notes = report.findings().iter().filter(|finding| finding.code == "ascii-name");
    assert!(notes.into_iter().all(|note| note.severity == Severity::Note));
}

#[test]
fn a_configured_spelling_applies_to_fields_setters_variants_and_parameters_without_a_note() {
    let spell = |config: Config| {
        let pairs = [
            ("原因", "reason"),
            ("已支付", "paid"),
            ("未支付", "un-paid"),
            ("页码", "page type"),
        ];
        pairs
            .into_iter()
            .fold(config, |config, (text, words)| config.spell(text, words))
    };
    let report = generate(spell, None);
    for part in [
        "pub reason: String",
        "pub fn new(reason: ",
        "            Paid,",
        "UnPaid",
        "pub fn page_type(mut self",
    ] {
        let part = part.trim_start();
        assert!(has(&report, part), "{part}");
    }
    assert!(has(&report, "原因") && has(&report, "已支付"));
    assert_eq!(messages(&report, "ascii-name").len(), 2); // `状态`, and its type
}

#[test]
fn a_keyword_is_a_valid_spelling_too() {
    let report = generate(|config| config.spell("原因", "type"), None);
    assert!(has(&report, "pub type_: String"));
}

#[test]
fn unused_and_empty_spellings_are_findings() {
    let report = generate(|config| config.spell("起因", "cause").spell("原因", "，"), None);
    assert!(report.code().is_none());
    assert_eq!(messages(&report, "spells-nothing").len(), 1);
    assert_eq!(messages(&report, "bad-spelling").len(), 1);
}

#[test]
fn names_published_before_ascii_spelling_are_kept() {
    let lock = generate(|config| config, None).names_lock().unwrap();
    assert!(lock.contains("ascii\ttype\tCreateRefundRequest\n"), "{lock}");
    assert!(lock.contains("ascii\toperation\tcreate_refund\n"), "{lock}");
    let lines = lock.lines().filter(|line| !line.starts_with("ascii\t"));
    let before = lines.fold(String::new(), |text, line| text + line + "\n");
    let kept = generate(|config| config, Some(&before));
    for part in [
        "pub 原因: String",
        "pub fn 状态(",
        "已支付,",
        "pub fn parameter(mut self",
    ] {
        assert!(has(&kept, part), "{part}");
    }
    assert_eq!(messages(&kept, "ascii-name"), Vec::<String>::new());
    assert_eq!(kept.names_lock().unwrap(), before);
    let chosen = generate(|config| config.spell("原因", "reason"), Some(&before));
    assert!(has(&chosen, "pub reason: String") && has(&chosen, "pub fn 状态("));
}

#[test]
fn published_ascii_names_are_kept() {
    let lock = generate(|config| config, None).names_lock().unwrap();
    let again = generate(|config| config, Some(&lock));
    assert!(has(&again, "pub yuan_yin: String"));
    assert_eq!(again.names_lock().unwrap(), lock);
}

#[test]
fn operations_and_resources_in_another_script_are_noted() {
    let page = "openapi: 3.0.1
info: {title: Users, version: '1'}
paths:
  /用户/列表: {get: {tags: [用户], responses: {'204': {description: Done}}}}
";
    let report = Config::new().page_text("page.yaml", page).generate();
    let messages = messages(&report, "ascii-name");
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(
        messages[0].starts_with("`GET /用户/列表` is called `yong_hu().get_lie_biao` in Rust"),
        "{messages:#?}"
    );
}
