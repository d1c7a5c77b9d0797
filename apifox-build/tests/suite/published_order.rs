//! The order of positional arguments: that of the page, or the published one.

use apifox_build::Config;

/// Returns a page with these required members of a body, a form and a query, in this order.
fn page(members: &[&str]) -> String {
    let member = |name: &&str| match *name {
        "amount" => "amount: {type: integer}",
        "fast" => "fast: {type: boolean}",
        _ => "zone: {type: string}",
    };
    let properties = members.iter().map(member).collect::<Vec<_>>().join(", ");
    let query: Vec<String> = members
        .iter()
        .map(|name| {
            let schema = member(name).split_once(": ").unwrap().1;
            format!("{{name: {name}, in: query, required: true, schema: {schema}}}")
        })
        .collect();
    let operation = |media: &str, name: &str, schema: &str| {
        format!(
            "  /{name}:\n    post:\n      operationId: create_{name}\n      tags: [Things]\n      requestBody:\n        required: true\n        \
             content: {{{media}: {{schema: {schema}}}}}\n      responses: {{'200': {{description: OK}}}}\n"
        )
    };
    let schema = format!(
        "{{type: object, required: [{}], properties: {{{properties}}}}}",
        members.join(", ")
    );
    format!(
        "openapi: 3.0.1\ninfo: {{title: Order, version: '1'}}\npaths:\n{}{}  /found:\n    get:\n      operationId: find_things\n      \
         tags: [Things]\n      parameters: [{}]\n      responses: {{'200': {{description: OK}}}}\n",
        operation("application/json", "refunds", &schema),
        operation("multipart/form-data", "files", &schema),
        query.join(", ")
    )
}

/// Returns the arguments of the constructor, of the parts and of the query, and the lock.
fn arguments(members: &[&str], lock: Option<&str>) -> ([String; 3], String) {
    let config = Config::new().page_text("page.yaml", page(members));
    let config = lock
        .into_iter()
        .fold(config, |config, lock| config.page_text("names.lock", lock));
    let report = config.generate();
    let code = report.code().unwrap().split_whitespace().collect::<String>();
    let names = |start: &str| {
        let rest = code.split_once(start).unwrap().1;
        let list = rest.split_once(")->").unwrap().0.trim_start_matches("&self,");
        let names = list.split(',').filter_map(|argument| argument.split_once(':'));
        names.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    };
    let all = [names("pubfnnew("), names("pubfncreate_files("), names("pubfnfind(")];
    (all, report.names_lock().unwrap())
}

/// Returns the lock without orders, as it was before they were published.
fn without_orders(lock: &str) -> String {
    let lines = lock.lines().filter(|line| !line.starts_with("order\t"));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn arguments_have_the_order_of_the_page() {
    let (all, _) = arguments(&["zone", "amount"], None);
    assert_eq!(all, ["zone amount"; 3]);
    let (all, _) = arguments(&["zone", "fast", "amount"], None);
    assert_eq!(all, ["zone fast amount"; 3]);
}

#[test]
fn a_published_order_is_kept_when_the_page_changes_and_new_arguments_are_last() {
    let (_, lock) = arguments(&["zone", "amount"], None);
    let (all, same) = arguments(&["amount", "zone"], Some(&lock));
    assert_eq!(all, ["zone amount"; 3]);
    assert_eq!(lock, same);
    let (all, more) = arguments(&["fast", "zone", "amount"], Some(&lock));
    assert_eq!(all, ["zone amount fast"; 3]);
    let (again, _) = arguments(&["amount", "fast", "zone"], Some(&more));
    assert_eq!(again, all);
}

#[test]
fn without_a_published_order_fields_are_alphabetical_and_parameters_keep_the_order_of_the_page() {
    let (_, lock) = arguments(&["zone", "amount"], None);
    let (all, kept) = arguments(&["zone", "amount"], Some(&without_orders(&lock)));
    assert_eq!(all, ["amount zone", "amount zone", "zone amount"]);
    assert_eq!(kept, without_orders(&lock));
}

#[test]
fn an_invalid_order_in_the_lock_is_noted() {
    let config = Config::new().page_text("page.yaml", page(&["zone"]));
    let report = config.page_text("names.lock", "order\tthing\tX\ta\n").generate();
    assert!(report.findings().iter().any(|finding| finding.code == "names-lock"));
}

#[test]
fn publishing_names_without_an_edit_changes_no_code() {
    let part = |name: &str| format!("{name}: {{type: string}}");
    let names = ["zone", "amount", "memo", "kind", "date", "code"];
    let properties = names.map(part).join(", ");
    for (media, required) in [
        ("multipart/form-data", &names[..0]),
        ("multipart/form-data", &names[..1]),
        ("multipart/form-data", &["memo", "amount"]),
        ("multipart/form-data", &["kind", "amount", "date", "code"]),
        ("application/json", &["kind", "amount", "date", "code"]),
    ] {
        let schema = format!(
            "{{type: object, required: [{}], properties: {{{properties}}}}}",
            required.join(", ")
        );
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: Order, version: '1'}}\npaths:\n  /files:\n    post:\n      operationId: create_file\n      \
             tags: [Files]\n      requestBody: {{required: true, content: {{{media}: {{schema: {schema}}}}}}}\n      responses: \
             {{'200': {{description: OK}}}}\n"
        );
        let first = Config::new().page_text("page.yaml", page.as_str()).generate();
        let lock = first.names_lock().unwrap();
        let again = Config::new()
            .page_text("page.yaml", page.as_str())
            .page_text("names.lock", lock.as_str())
            .generate();
        assert_eq!(first.code().unwrap(), again.code().unwrap(), "{media}, {required:?}");
        assert_eq!(lock, again.names_lock().unwrap());
    }
}
