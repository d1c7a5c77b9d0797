//! Where we agree with oasdiff, and why not where we do not.

use std::collections::BTreeSet;

use apifox_diff::{Class, rule};

/// What its levels say.
fn class(level: &str) -> Class {
    match level {
        "ERR" => Class::Breaking,
        "WARN" => Class::Risky,
        "INFO" => Class::Compatible,
        other => panic!("`{other}` is no level"),
    }
}

#[test]
fn each_of_its_rules_is_classed_as_the_table_says_and_a_difference_has_its_reason() {
    let text = std::fs::read_to_string("tests/fixtures/diff/oasdiff.tsv").unwrap();
    let (mut ids, mut agreed, mut differing) = (BTreeSet::new(), 0, 0);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, level, direction, code, ours, why @ ..] = columns.as_slice() else {
            panic!("{line}");
        };
        assert!(ids.insert(id.to_string()), "{id} stands there twice");
        let rule = rule(code).unwrap_or_else(|| panic!("{id}: there is no rule `{code}`"));
        let found = if *direction == "request" {
            rule.request
        } else {
            rule.response
        };
        assert_eq!(found.map(Class::name), Some(*ours), "{id}: {code}");
        let is_same = found == Some(class(level));
        assert_eq!(
            is_same,
            why.is_empty(),
            "{id}: a difference has a reason, and nothing else has"
        );
        assert!(why.iter().all(|why| why.len() > 20), "{id}");
        *(if is_same { &mut agreed } else { &mut differing }) += 1;
    }
    println!(
        "oasdiff: {} rules, {agreed} agreed, {differing} differ on purpose",
        ids.len()
    );
    assert!(ids.len() >= 100);
}
