//! `x-apifox-orders`: fields and arguments have the order of the editor, if the page has one.

use apifox_build::Config;

/// Returns the code of a page with this schema as a body, a response and a form, and these
/// components.
fn code(schema: &str, components: &str) -> String {
    let page = format!(
        "openapi: 3.0.1\ninfo: {{title: Order, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: create_thing\n      tags: [Things]\n      \
         requestBody: {{required: true, content: {{application/json: {{schema: {schema}}}}}}}\n      \
         responses: {{'200': {{description: OK, content: {{application/json: {{schema: {schema}}}}}}}}}\n  /b:\n    post:\n      \
         operationId: send_thing\n      tags: [Things]\n      requestBody: {{required: true, content: {{multipart/form-data: {{schema: {schema}}}}}}}\n      \
         responses: {{'204': {{description: Done}}}}\n{components}"
    );
    let report = Config::new().page_text("page.yaml", page).generate();
    report
        .code()
        .unwrap_or_else(|| panic!("{:#?}", report.findings()))
        .to_owned()
}

/// Returns the names of the fields of a struct, or of the arguments of a function.
fn order(code: &str, start: &str, end: &str) -> String {
    let rest = code.split_once(start).unwrap_or_else(|| panic!("{start} in {code}")).1;
    let rest = if start == "pub struct " {
        rest.split_once('{').unwrap().1
    } else {
        rest
    };
    let list = rest.split_once(end).unwrap().0;
    let list: String = list
        .lines()
        .filter(|line| !line.trim_start().starts_with(['/', '#']))
        .collect();
    let list = list.trim_start_matches('&').trim_start_matches("self,").to_owned();
    let names = list.split(',').filter_map(|part| part.split_once(':'));
    let names = names.map(|(name, _)| name.trim().trim_start_matches("pub ").to_owned());
    names.collect::<Vec<_>>().join(" ")
}

const PROPERTIES: &str = "properties: {a: {type: string}, b: {type: integer}, c: {type: boolean}}";

fn all(orders: &str) -> [String; 3] {
    let schema = format!("{{type: object, required: [a, b, c], {PROPERTIES}, {orders}}}");
    let code = code(&schema, "");
    [
        order(&code, "pub struct ", "}"),
        order(&code, "pub fn new(", ") -> Self"),
        order(&code, "pub fn send(", ") -> "),
    ]
}

#[test]
fn fields_arguments_and_parts_have_the_order_of_the_editor() {
    assert_eq!(all("x-apifox-orders: [c, a, b]"), ["c a b"; 3]);
    assert_eq!(all("x-apidog-orders: [b, c, a]"), ["b c a"; 3]);
}

#[test]
fn the_order_of_the_page_applies_without_a_valid_order() {
    assert_eq!(all("description: Plain."), ["a b c"; 3]);
    assert_eq!(all("x-apifox-orders: {c: 1}"), ["a b c"; 3]);
    assert_eq!(all("x-apifox-orders: []"), ["a b c"; 3]);
}

#[test]
fn unknown_missing_and_repeated_names_are_ignored() {
    assert_eq!(all("x-apifox-orders: [gone, c, 7, null]"), ["c a b"; 3]);
    assert_eq!(all("x-apifox-orders: [c, a, c, b, a]"), ["c a b"; 3]);
}

#[test]
fn properties_of_a_component_are_where_the_order_names_it() {
    let components = "components: {schemas: {Base: {type: object, properties: {x: {type: string}, y: {type: string}}, x-apifox-orders: [y, x]}}}\n";
    let schema = "{type: object, properties: {a: {type: string}, x: {type: string}, y: {type: string}, b: {type: string}}, \
                  x-apifox-refs: {01HZ: {$ref: '#/components/schemas/Base'}}, x-apifox-orders: [b, 01HZ, a]}";
    let code = code(schema, components);
    assert_eq!(order(&code, "pub struct ", "}"), "b y x a");
}

#[test]
fn an_own_property_keeps_its_place_if_a_component_has_it_too() {
    let components =
        "components: {schemas: {Base: {type: object, properties: {x: {type: string}, y: {type: string}}}}}\n";
    let schema = "{type: object, properties: {a: {type: string}, x: {type: integer}, y: {type: string}}, \
                  x-apifox-refs: {01HZ: {$ref: '#/components/schemas/Base'}}, x-apifox-orders: [01HZ, a, x]}";
    let code = code(schema, components);
    assert_eq!(order(&code, "pub struct ", "}"), "y a x");
}

#[test]
fn parts_of_an_all_of_keep_their_orders_in_sequence() {
    let first = "{type: object, properties: {a: {type: string}, b: {type: string}}, x-apifox-orders: [b, a]}";
    let second = "{type: object, properties: {c: {type: string}, d: {type: string}}, x-apifox-orders: [d, c]}";
    let code = code(&format!("{{allOf: [{first}, {second}]}}"), "");
    assert_eq!(order(&code, "pub struct ", "}"), "b a d c");
}

#[test]
fn a_published_order_takes_precedence_over_that_of_the_editor() {
    let page = |orders: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{title: Order, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: create_thing\n      \
             requestBody: {{required: true, content: {{application/json: {{schema: {{type: object, required: [a, b, c], {PROPERTIES}{orders}}}}}}}}}\n      \
             responses: {{'204': {{description: Done}}}}\n"
        )
    };
    let lock = Config::new()
        .page_text("page.yaml", page(""))
        .generate()
        .names_lock()
        .unwrap();
    let changed = page(", x-apifox-orders: [c, b, a]");
    let report = Config::new()
        .page_text("page.yaml", changed)
        .page_text("names.lock", lock)
        .generate();
    assert_eq!(order(report.code().unwrap(), "pub fn new(", ") -> Self"), "a b c");
}
