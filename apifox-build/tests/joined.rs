//! Rules that join properties: what is wrong with one is a finding.

use apifox_build::{Config, Report};

const PAGE: &str = "tests/fixtures/joined.yaml";

fn told(report: &Report, code: &str) -> usize {
    report.findings().iter().filter(|finding| finding.code == code).count()
}

#[test]
fn a_rule_that_no_object_meets_is_a_finding() {
    for members in [
        [("amount", "amount"), ("curency", "currency")],
        [("id", "amount"), ("parts", "currency")], // a list is no scalar
    ] {
        let report = Config::new()
            .pages(PAGE)
            .join("money", members, "crate::Money")
            .generate();
        assert_eq!((told(&report, "joins-nothing"), report.code()), (1, None));
    }
}

#[test]
fn a_rule_whose_members_another_has_is_a_finding() {
    let money = [("amount", "amount"), ("currency", "currency")];
    let config = Config::new().pages(PAGE).join("money", money, "crate::Money");
    let report = config.join("again", money, "crate::Money").generate();
    assert_eq!(told(&report, "joins-nothing"), 1);
}

#[test]
fn a_rule_of_one_member_and_one_without_a_name_are_findings() {
    for (name, members) in [
        ("money", vec![("amount", "amount")]),
        ("、", vec![("amount", "amount"), ("currency", "currency")]),
        ("money", vec![("amount", "amount"), ("currency", "amount")]),
    ] {
        let report = Config::new().pages(PAGE).join(name, members, "crate::Money").generate();
        assert_eq!((told(&report, "bad-join"), report.code()), (1, None), "{name}");
    }
}

#[test]
fn a_type_that_is_no_path_is_a_finding() {
    let money = [("amount", "amount"), ("currency", "currency")];
    let report = Config::new().pages(PAGE).join("money", money, "a b").generate();
    assert_eq!(told(&report, "bad-path"), 1);
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
            told(&Config::from_manifest(&path).generate(), "manifest") > 0,
            "{wrong}"
        );
    }
    Ok(())
}
