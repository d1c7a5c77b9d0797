//! Rules that join properties: invalid rules are findings.

use apifox_build::{Config, Report};

const PAGE: &str = "tests/fixtures/joined.yaml";

fn count(report: &Report, code: &str) -> usize {
    report.findings().iter().filter(|finding| finding.code == code).count()
}

#[test]
fn a_rule_that_applies_to_no_object_is_a_finding() {
    for members in [
        [("amount", "amount"), ("curency", "currency")],
        [("id", "amount"), ("parts", "currency")], // an array is not a scalar
    ] {
        let report = Config::new()
            .pages(PAGE)
            .join("money", members, "crate::Money")
            .generate();
        assert_eq!((count(&report, "joins-nothing"), report.code()), (1, None));
    }
}

#[test]
fn a_rule_with_members_of_another_is_a_finding() {
    let money = [("amount", "amount"), ("currency", "currency")];
    let config = Config::new().pages(PAGE).join("money", money, "crate::Money");
    let report = config.join("again", money, "crate::Money").generate();
    assert_eq!(count(&report, "joins-nothing"), 1);
}

#[test]
fn a_rule_of_one_member_and_one_without_a_name_are_findings() {
    for (name, members) in [
        ("money", vec![("amount", "amount")]),
        ("、", vec![("amount", "amount"), ("currency", "currency")]),
        ("money", vec![("amount", "amount"), ("currency", "amount")]),
    ] {
        let report = Config::new().pages(PAGE).join(name, members, "crate::Money").generate();
        assert_eq!((count(&report, "bad-join"), report.code()), (1, None), "{name}");
    }
}

#[test]
fn a_type_that_is_not_a_path_is_a_finding() {
    let money = [("amount", "amount"), ("currency", "currency")];
    let report = Config::new().pages(PAGE).join("money", money, "a b").generate();
    assert_eq!(count(&report, "bad-path"), 1);
}

#[test]
fn a_manifest_has_the_same_rules() -> Result<(), std::io::Error> {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("joined");
    std::fs::create_dir_all(folder.join("spec"))?;
    std::fs::copy(PAGE, folder.join("spec/joined.yaml"))?;
    let path = folder.join("apifox.yaml");
    let rule = "{name: money, members: {amount: amount, currency: currency}, type: crate::Money}";
    std::fs::write(&path, format!("pages: spec\njoin: [{rule}]\n"))?;
    let report = Config::from_manifest(&path).generate();
    let is_joined = report
        .code()
        .is_some_and(|code| code.contains("Joined<crate::Money, MoneyMembers>"));
    assert!(is_joined, "{:?}", report.findings());
    for wrong in ["{}", "[{name: money}]", "[7]"] {
        std::fs::write(&path, format!("pages: spec\njoin: {wrong}\n"))?;
        assert!(
            count(&Config::from_manifest(&path).generate(), "manifest") > 0,
            "{wrong}"
        );
    }
    Ok(())
}
