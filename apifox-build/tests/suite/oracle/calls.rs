//! The same calls, written against progenitor's clients.

use std::fmt::Write as _;

use serde_json::json;

use crate::program::{self, Mode};
use crate::wire::case::{Body, Case, Given};
use crate::wire::driver::{SERVER, argument, body_argument, bytes};
use crate::wire::signature::{Argument, Method, Methods, letters};

/// Calls of progenitor's clients: the mode `calls` of a program.
pub(crate) const CALLS: Mode = Mode {
    name: "calls",
    files: &[("calls.rs", include_str!("calls.rs.in")), ("calls/server.rs", SERVER)],
};

/// The entry that makes the call of a case of a module. `full` is the body of the call with
/// everything: progenitor has no optional bodies.
pub(crate) fn entry(
    module: usize,
    id: &str,
    (case, full): (&Case, Option<&Body>),
    methods: &Methods,
) -> Result<String, String> {
    let mut all = methods.of_type("Client").iter();
    let method = all.find(|method| letters(&method.name) == letters(id));
    let method = method.ok_or_else(|| format!("there is no method `{id}`"))?;
    let reply = &case.reply;
    let (status, media_type, content) = (reply.status, &reply.media_type, bytes(&reply.body));
    let arguments = arguments(case, full, method)?;
    let mut text = "|driver| Box::pin(async move {\n".to_owned();
    let _ = writeln!(text, "    driver.server.response({status}, {media_type:?}, {content});");
    let client = program::path(module) + "::Client::new_with_client";
    let _ = writeln!(
        text,
        "    let client = {client}(&driver.server.url(), driver.http.clone());"
    );
    let _ = write!(text, "    let _ = client.{}({arguments}).await;\n}})", method.name);
    Ok(text)
}

fn arguments(case: &Case, full: Option<&Body>, method: &Method) -> Result<String, String> {
    let mut given: Vec<&Given> = case.given.iter().collect();
    let mut written = Vec::new();
    for argument in &method.arguments {
        let at = given.iter().position(|given| fits(argument, given));
        written.push(match at {
            Some(at) => self::argument(argument, &given.remove(at).value)?,
            None if argument.name == "body" => {
                let body = case
                    .body
                    .as_ref()
                    .or(full)
                    .ok_or("it asks for a body that is not documented")?;
                body_argument(argument, body)?
            }
            None if argument.optional => "None".to_owned(),
            // A path parameter that the path has no place for: should it be sent after all, the
            // requests differ.
            None => self::argument(argument, &json!(7))?,
        });
    }
    match given.first() {
        Some(given) => Err(format!("it has no argument for `{}`", given.parameter.name)),
        None => Ok(written.join(", ")),
    }
}

/// By the letters; a name that begins with a digit gets a letter before it.
fn fits(argument: &Argument, given: &Given) -> bool {
    let (theirs, name) = (letters(&argument.name), letters(&given.parameter.name));
    theirs == name || theirs.strip_prefix('x') == Some(&name)
}
