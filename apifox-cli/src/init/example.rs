//! The first program: it lists the operations, and calls the one with the fewest arguments in the
//! sandbox.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::documents;
use crate::plan::Step;

/// The name of the example if `src/main.rs` belongs to the user.
pub(super) const EXAMPLE: &str = "first";

/// A call that can be written without knowledge of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    /// The expression up to the method, such as `notes().get`.
    path: String,
    method: String,
    template: String,
    is_deprecated: bool,
    /// The type and the documented name of each argument.
    arguments: Vec<(String, String)>,
}

/// Renders the program for a listing of public items and the pages that it was generated from.
pub(super) fn program(library: &str, surface: &str, steps: &[Step]) -> String {
    let call = chosen(surface);
    let client = if call.is_some() { "Client, " } else { "" };
    let mut text = format!(
        "//! Lists the operations of the API, and makes a first call to a sandbox made from the pages: no key, no network.

use apifox_sandbox::{{ExpectedAuth, Server}};

use {library}::{{{client}DOCUMENT, operations}};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    for operation in operations::ALL {{
        println!(\"{{}} {{}}\", operation.method, operation.template);
    }}

    // To call the real service, use its address instead of the sandbox's, and pass the key to `auth` of the builder.
    let server = Server::start(DOCUMENT, ExpectedAuth::none())?;
"
    );
    match call {
        Some(call) => {
            let arguments: Vec<String> = call
                .arguments
                .iter()
                .map(|(kind, name)| literal(kind, &documented(&call, name, steps)))
                .collect();
            let _ = write!(
                text,
                "    let client = Client::from(apifox_client::Client::builder(server.base_url()).build()?);

    println!(\"\\n{} {}:\");
    match client.{}({}).await {{
        Ok(response) => println!(\"{{response:#?}}\"),
        // The sandbox checks requests against the pages, and reports what does not match.
        Err(error) => println!(\"{{error}}\"),
    }}
",
                call.method,
                call.template.replace('{', "{{").replace('}', "}}"),
                call.path,
                arguments.join(", ")
            );
        }
        None => text += "    println!(\"\\nthe sandbox serves these operations at {}\", server.base_url());\n",
    }
    text + "    Ok(())\n}\n"
}

/// Returns the call with the fewest arguments, preferring calls that only read.
fn chosen(surface: &str) -> Option<Call> {
    let mut calls = calls(surface);
    calls.sort_by_key(|call| (call.method != "GET", call.is_deprecated, call.arguments.len()));
    calls.into_iter().next()
}

/// Returns the calls whose arguments are numbers, strings and booleans, and whose response can be
/// printed.
fn calls(surface: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut arguments: BTreeMap<String, Option<Vec<(String, String)>>> = BTreeMap::new();
    for line in surface.lines().filter_map(|line| line.strip_prefix("call ")) {
        if let Some((path, rest)) = line.split_once(' ').filter(|(path, _)| !path.ends_with(')')) {
            let mut words = rest.split(' ');
            let (Some(method), Some(template), Some("->")) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            let response = rest.split_once(" -> ").map_or("", |(_, response)| response);
            if response.starts_with(|c: char| c.is_ascii_uppercase()) && !response.contains(" or ") {
                calls.push(Call {
                    path: path.to_owned(),
                    method: method.to_owned(),
                    template: template.to_owned(),
                    is_deprecated: rest.ends_with(", deprecated"),
                    arguments: Vec::new(),
                });
            }
        } else if let Some((path, argument)) = positional(line) {
            let known = arguments.entry(path.to_owned()).or_insert_with(|| Some(Vec::new()));
            match (argument, known.as_mut()) {
                (Some(argument), Some(all)) => all.push(argument),
                _ => *known = None,
            }
        }
    }
    let with_arguments = calls.into_iter().filter_map(|call| match arguments.get(&call.path) {
        Some(Some(all)) => Some(Call {
            arguments: all.clone(),
            ..call
        }),
        Some(None) => None,
        None => Some(call),
    });
    with_arguments.collect()
}

/// Parses `notes().get(1) id: &str, required, path "note_id"` into a path and an argument; no
/// argument if its type is not a plain one.
fn positional(line: &str) -> Option<(&str, Option<(String, String)>)> {
    let open = line.rfind("(1) ").or_else(|| {
        let numbered = |number: u8| line.find(&format!("({number}) "));
        (2..=9).find_map(numbered)
    })?;
    let (path, rest) = (&line[..open], &line[open + 4..]);
    let (_, rest) = rest.split_once(": ")?;
    let (kind, rest) = rest.split_once(", required, ")?;
    let name = rest.split('"').nth(1).unwrap_or_default();
    let is_plain = ["&str", "i64", "u64", "i32", "u32", "f64", "f32", "bool"].contains(&kind);
    Some((path, is_plain.then(|| (kind.to_owned(), name.to_owned()))))
}

/// Returns the example of a parameter in the page.
fn documented(call: &Call, name: &str, steps: &[Step]) -> Value {
    let template = call.template.as_str();
    for step in steps {
        for document in documents::read(&step.page.name, &step.page.bytes).unwrap_or_default() {
            for (operation, node) in documents::operations(&document) {
                if operation.path != template || !operation.method.eq_ignore_ascii_case(&call.method) {
                    continue;
                }
                let parameters = node.get("parameters").and_then(Value::as_array).into_iter().flatten();
                let mut named =
                    parameters.filter(|parameter| parameter.get("name").and_then(Value::as_str) == Some(name));
                return named.next().map(example).unwrap_or_default();
            }
        }
    }
    Value::Null
}

fn example(parameter: &Value) -> Value {
    [
        "/example", "/schema/example", "/schema/default", "/schema/enum/0", "/schema/examples/0", "/schema/minimum",
    ]
    .iter()
    .find_map(|pointer| parameter.pointer(pointer))
    .cloned()
    .unwrap_or_default()
}

/// Renders a value as a Rust literal.
fn literal(kind: &str, value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        other => other.to_string(),
    };
    match kind {
        "&str" if text.trim().is_empty() => "\"example\"".to_owned(),
        "&str" => format!("{text:?}"),
        "bool" => text.parse().unwrap_or(true).to_string(),
        "f64" | "f32" => format!(
            "{:?}",
            text.parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .unwrap_or(1.0)
        ),
        "i32" => text.parse::<i32>().unwrap_or(1).to_string(),
        "u32" => text.parse::<u32>().unwrap_or(1).to_string(),
        "u64" => text.parse::<u64>().unwrap_or(1).to_string(),
        _ => text.parse::<i64>().unwrap_or(1).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{chosen, literal};

    #[test]
    fn a_call_that_reads_and_needs_least_is_chosen() {
        let surface = "\
call a().create POST /a -> A, request CreateA, id create_a
call a().export GET /a/export -> bytes, request ExportA, id export_a
call a().get GET /a/{id}/{n} -> A, request GetA, id get_a
call a().get(..) fails: 404, failures::GetA::NotFound(Error)
call a().get(1) id: &str, required, path \"the_id\"
call a().get(2) n: i64, required, path \"n\"
call a().list GET /a -> ListA, request ListA, id list_a
call a().list(1) kind: Kind, required, query \"kind\"
";
        let call = chosen(surface).expect("a call");
        assert_eq!(call.path, "a().get");
        let plain = |kind: &str, name: &str| (kind.to_owned(), name.to_owned());
        assert_eq!(call.arguments, [plain("&str", "the_id"), plain("i64", "n")]);
        assert_eq!(chosen("call a().export GET /a -> bytes, request A, id a\n"), None);
    }

    #[test]
    fn examples_of_the_page_become_literals_whatever_they_hold() {
        assert_eq!(literal("&str", &json!("a \"b\"\\\n{}")), "\"a \\\"b\\\"\\\\\\n{}\"");
        assert_eq!(literal("&str", &json!(7)), "\"7\"");
        assert_eq!(literal("&str", &json!(null)), "\"example\"");
        assert_eq!(literal("i64", &json!("x")), "1");
        assert_eq!(literal("f64", &json!(2)), "2.0");
        assert_eq!(literal("bool", &json!(false)), "false");
    }
}
