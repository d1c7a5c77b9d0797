//! Serves the sandbox of the fixture API until its input ends, for tests by independent OpenAPI
//! tools.
//!
//! The first line of output is its URL. With `bare`, no operation has an example, so every response
//! is generated from its schema.

use std::io::{Read, Write};

use apifox_client::Auth;
use apifox_client::serde_json::{Value, from_str};
use apifox_sandbox::{ExpectedAuth, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut document: Value = from_str(ledger::DOCUMENT)?;
    if std::env::args().nth(1).as_deref() == Some("bare") {
        remove_examples(&mut document["paths"]);
    }
    let auth = ExpectedAuth::exactly(&Auth::bearer("key"));
    let server = Server::start(&document.to_string(), auth)?;
    println!("{}", server.base_url());
    std::io::stdout().flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Removes examples. Within a path item, only media types have an example beside a schema.
fn remove_examples(node: &mut Value) {
    match node {
        Value::Object(members) => {
            if members.contains_key("schema") {
                members.remove("example");
            }
            members.values_mut().for_each(remove_examples);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_examples),
        _ => {}
    }
}
