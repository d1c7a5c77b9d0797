//! Arguments of path parameters keep their published names when the vendor renames the parameters.

use apifox_build::{Config, Report};

/// Returns a page with one operation at a path, whose variables are strings, or enums if they end
/// in `kind`, and which needs an integer in the query.
fn page(path: &str) -> String {
    let variables = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let parameters: Vec<String> = variables
        .map(|(name, _)| {
            let schema = if name.ends_with("kind") {
                "{type: string, enum: [big, small]}"
            } else {
                "{type: string}"
            };
            format!("{{name: '{name}', in: path, required: true, schema: {schema}}}")
        })
        .collect();
    format!(
        "openapi: 3.0.1\ninfo: {{title: Shops, version: '1'}}\npaths:\n  '{path}':\n    get:\n      operationId: list_payments\n      \
         tags: [Payments]\n      parameters: [{}, {{name: limit, in: query, required: true, schema: {{type: integer}}}}]\n      \
         responses: {{'200': {{description: OK}}}}\n",
        parameters.join(", ")
    )
}

fn generate(page: String, lock: &str) -> Report {
    let config = Config::new().page_text("page.yaml", page);
    let report = config.page_text("names.lock", lock).generate();
    assert!(report.code().is_some(), "{:#?}", report.findings());
    report
}

/// Returns the public items, without what a path parameter is called where it is sent.
fn items(report: &Report) -> Vec<String> {
    let listed = apifox_diff::public_items(report.code().unwrap(), None).unwrap();
    let calls = listed
        .lines()
        .filter(|line| !line.starts_with("call payments().list GET"));
    calls
        .map(|line| line.split(", required, ").next().unwrap().to_owned())
        .collect()
}

/// Returns the arguments of the method, or the fields of its struct of arguments.
fn arguments(report: &Report) -> String {
    let code: String = report.code().unwrap().split_whitespace().collect();
    let record = code.split_once("pubstructListPaymentsArguments<'a>{");
    let method = || code.split_once("pubfnlist(&self,");
    let (_, rest) = record.or_else(method).unwrap();
    let rest = rest.replace("#[doc", "\n#[doc").replace("pub", "\n").replace(',', "\n");
    let lines = rest.lines().take_while(|line| !line.starts_with(['}', ')']));
    let names = lines.filter_map(|line| line.split_once(':')).map(|(name, _)| name);
    let names: Vec<&str> = names
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
        .collect();
    names.join(" ")
}

/// Returns the lines of a lock about the arguments of paths.
fn lines(lock: &str) -> Vec<&str> {
    lock.lines().filter(|line| line.starts_with("argument\t")).collect()
}

#[test]
fn a_renamed_parameter_keeps_its_argument_over_several_releases() {
    let first = generate(page("/v1/{merchant}/{store}/payments"), "");
    let mut lock = first.names_lock().unwrap();
    assert_eq!(lines(&lock), Vec::<&str>::new());
    for (renamed, expected) in [
        ("shop_id", "argument\tlist_payments\tshop_id\tstore"),
        ("shop", "argument\tlist_payments\tshop\tstore"),
    ] {
        let report = generate(page(&format!("/v1/{{merchant}}/{{{renamed}}}/payments")), &lock);
        assert_eq!(items(&report), items(&first), "{renamed}");
        let code = report.code().unwrap();
        assert!(code.contains(&format!("/v1/{{merchant}}/{{{renamed}}}/payments")));
        assert!(
            code.contains(&format!(".path(\"{renamed}\", arguments.store)")),
            "{code}"
        );
        lock = report.names_lock().unwrap();
        assert_eq!(lines(&lock), [expected]);
        let again = generate(page(&format!("/v1/{{merchant}}/{{{renamed}}}/payments")), &lock);
        assert_eq!(again.code(), report.code());
        assert_eq!(again.names_lock().unwrap(), lock);
    }
    let back = generate(page("/v1/{merchant}/{store}/payments"), &lock);
    assert_eq!(back.code(), first.code());
    assert_eq!(back.names_lock(), first.names_lock());
}

#[test]
fn positional_arguments_keep_their_order_and_the_names_of_their_types() {
    let first = generate(page("/a/{kind}"), "");
    let lock = first.names_lock().unwrap();
    let renamed = generate(page("/a/{size_kind}"), &lock);
    assert_eq!(items(&renamed), items(&first));
    assert!(renamed.code().unwrap().contains(".path(\"size_kind\", kind)"));
    let orders = |lock: &str| {
        let lines = lock.lines().filter(|line| line.starts_with("order\t"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(orders(&renamed.names_lock().unwrap()), orders(&lock));
    assert_eq!(
        orders(&lock),
        ["order\toperation\tlist_payments\tpath kind\tquery limit"]
    );
}

#[test]
fn the_name_of_another_script_and_one_that_is_shared_are_kept() {
    for (old, new) in [
        ("/a/{订单号}", "/a/{order_id}"),
        ("/a/{limit}", "/a/{most}"),
        ("/a/{send}", "/a/{x}"),
    ] {
        let first = generate(page(old), "");
        let renamed = generate(page(new), &first.names_lock().unwrap());
        assert_eq!(items(&renamed), items(&first), "{old}");
        assert_eq!(arguments(&renamed), arguments(&first), "{old}");
    }
}

#[test]
fn parameters_that_swap_their_places_take_their_arguments_along() {
    let first = generate(page("/{shop}/{store}"), "");
    let swapped = generate(page("/{store}/{shop}"), &first.names_lock().unwrap());
    assert_eq!(arguments(&first), "shop store limit");
    assert_eq!(lines(&swapped.names_lock().unwrap()), Vec::<&str>::new());
    let code = swapped.code().unwrap();
    assert!(code.contains(".path(\"store\", arguments.store)") && code.contains(".path(\"shop\", arguments.shop)"));
}

#[test]
fn a_lock_of_two_merged_branches_keeps_the_published_name() {
    let lock = generate(page("/a/{id}"), "").names_lock().unwrap();
    let ours = generate(page("/a/{order_id}"), &lock).names_lock().unwrap();
    for path in ["/a/{id}", "/a/{order_id}", "/a/{order}"] {
        let merged = generate(page(path), &format!("{lock}{ours}"));
        assert_eq!(arguments(&merged), "id limit", "{path}");
    }
}
