//! Where only a part of an API is generated, what changes elsewhere concerns no user.

use apifox_build::Config;
use apifox_diff::{Diff, diff};

fn page(orders: &str, refunds: &str) -> Config {
    let operation = |name: &str, fields: &str| {
        format!(
            "  /{name}:\n    get:\n      summary: List {name}\n      tags: [{name}]\n      responses: {{'200': {{description: OK, content: \
             {{application/json: {{schema: {{type: object, properties: {{{fields}}}}}}}}}}}}}\n"
        )
    };
    let paths = operation("orders", orders) + &operation("refunds", refunds);
    Config::new().page_text(
        "shop.yaml",
        format!("openapi: 3.0.1\ninfo: {{title: Shop, version: '1'}}\npaths:\n{paths}"),
    )
}

fn compared(old: &Config, new: &Config) -> Diff {
    diff(old, new).unwrap_or_else(|reports| panic!("{:#?}", reports.1.findings()))
}

#[test]
fn a_change_of_what_is_left_out_on_both_sides_is_none() {
    let (before, after) = (
        page("id: {type: string}", "id: {type: string}"),
        page("id: {type: string}", "no: {type: string}"),
    );
    assert!(compared(&before, &after).class().is_some());
    let report = compared(&before.only(["orders"]), &after.only(["orders"]));
    assert_eq!(report.changes, []);
}

#[test]
fn operations_that_are_left_out_from_now_on_are_reported() {
    let all = page("id: {type: string}", "id: {type: string}");
    let report = compared(&all, &all.clone().only(["orders"]));
    assert!(
        report.changes.iter().any(|change| change.place.contains("refunds")),
        "{report:#?}"
    );
}
