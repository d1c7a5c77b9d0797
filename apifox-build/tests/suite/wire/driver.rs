//! Writes the calls: Rust code that calls generated code, with an argument for every value of a
//! case.

use std::fmt::Write as _;

use serde_json::Value;

use super::case::{Body, Case, Content, Given, Group, Part, text};
use super::document::Place;
use super::signature::{Argument, Kind, Method, Methods, letters};
use crate::program::{self, Mode};

/// The recording server, as source.
pub(crate) const SERVER: &str = include_str!("server.rs");

/// Calls of generated clients: the mode `calls` of a program.
pub(crate) const CALLS: Mode = Mode {
    name: "calls",
    files: &[("calls.rs", include_str!("calls.rs.in")), ("calls/server.rs", SERVER)],
};

/// Returns the entry that makes the call of a case of a module, or why it cannot be written.
pub(crate) fn entry(module: usize, case: &Case, methods: &Methods) -> Result<String, String> {
    let path = program::path(module);
    let call = call(case, methods, &path)?;
    let reply = &case.reply;
    let (status, media_type) = (reply.status, &reply.media_type);
    let content = bytes(&reply.body);
    let mut text = "|driver| Box::pin(async move {\n".to_owned();
    let _ = writeln!(text, "    driver.server.response({status}, {media_type:?}, {content});");
    let _ = writeln!(text, "    let client = {path}::Client::from(driver.client.clone());");
    let _ = write!(text, "    {call}.await.map(|_| ())\n}})");
    Ok(text)
}

/// An argument other than the body: a parameter, or a part of the body.
enum CallArgument<'a> {
    Parameter(&'a Given),
    Part(&'a Group),
}

impl CallArgument<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Parameter(given) => &given.parameter.name,
            Self::Part(group) => &group.name,
        }
    }

    fn is_file(&self) -> bool {
        matches!(self, Self::Part(group) if group.parts.iter().any(|part| part.file.is_some()))
    }

    /// Returns the text after the name in the documentation of an argument.
    fn places(&self) -> &'static [&'static str] {
        match self {
            Self::Part(_) if self.is_file() => &["as a file", "as files"],
            Self::Part(_) => &["as a part of the body"],
            Self::Parameter(given) => match given.parameter.place {
                Place::Path => &["in the path"],
                Place::Query => &["in the query"],
                Place::Header => &["a header"],
                Place::Cookie => &["a cookie"],
            },
        }
    }

    /// Returns the first line of the documentation of a setter.
    fn documentation(&self) -> Vec<String> {
        let name = self.name();
        match self {
            Self::Part(_) if self.is_file() => {
                vec![
                    format!("Sends the file `{name}`."),
                    format!("Sends the files `{name}`."),
                ]
            }
            Self::Part(_) => vec![format!("Sets the part `{name}` of the body.")],
            Self::Parameter(given) => {
                let place = format!("{:?}", given.parameter.place).to_lowercase();
                vec![if place == "query" {
                    format!("Sets the parameter `{name}` of the query string.")
                } else {
                    format!("Sets the {place} parameter `{name}`.")
                }]
            }
        }
    }

    /// Writes the value as an argument.
    fn written(&self, argument: &Argument) -> Result<String, String> {
        match self {
            Self::Parameter(given) if given.parameter.is_json && argument.kind == Kind::Text => {
                Ok(format!("{:?}", given.value.to_string()))
            }
            Self::Parameter(given) => self::argument(argument, &given.value),
            Self::Part(group) => part_argument(argument, group),
        }
    }
}

/// Writes `client.resource().method(…).setter(…)`; the generated code is in `module`.
fn call(case: &Case, methods: &Methods, module: &str) -> Result<String, String> {
    let (resource, name) = (&case.call.0, &case.call.1);
    let plain = methods.find_anywhere(name);
    let plain = plain.ok_or_else(|| format!("there is no method `{name}` in `{resource}`"))?;
    let link = case
        .among_bodies
        .as_ref()
        .map(|called| format!("[`{name}`](Self::{name}), with the body as {called}."));
    let method = link.and_then(|link| methods.find_documented(&link)).unwrap_or(plain);
    let mut call_argument: Vec<CallArgument<'_>> = case.given.iter().map(CallArgument::Parameter).collect();
    let mut body = case.body.as_ref();
    // Undocumented parts, and those of a form that is one of several bodies, are one argument.
    let takes_form = |method: &Method| method.arguments.iter().any(|argument| argument.kind == Kind::Multipart);
    let setters = methods.of_type(&method.gives);
    if let Some(Content::Parts(groups)) = body.map(|body| &body.content)
        && !takes_form(method)
        && !setters.iter().any(takes_form)
    {
        call_argument.extend(groups.iter().map(CallArgument::Part));
        body = None;
    }
    let mut arguments: Vec<(&Argument, String)> = Vec::new();
    for argument in &method.arguments {
        let at = call_argument
            .iter()
            .position(|call_argument| is_documented_as(plain, argument, call_argument));
        let written = match at {
            Some(at) => call_argument.remove(at).written(argument)?,
            None if argument.name.starts_with("body") => match body.take() {
                Some(body) => body_argument(argument, body)?,
                None => return Err("it asks for a body that is not documented, or need not be sent".to_owned()),
            },
            None => return Err(format!("nothing is documented for the argument `{}`", argument.name)),
        };
        arguments.push((argument, written));
    }
    let arguments = listed(&arguments, &format!("{module}::resources::{resource}"));
    let mut call = format!("client.{resource}().{}({arguments})", method.name);
    for call_argument in call_argument {
        call += &setter(&call_argument, setters)?;
    }
    if let Some(body) = body {
        let documentation = case
            .among_bodies
            .as_ref()
            .map(|called| format!("Sets the body, as {called}."));
        let setter = setters.iter().find(|setter| match &documentation {
            Some(documentation) => setter.docs.contains(documentation),
            None => setter.name == "body",
        });
        let setter = setter.ok_or_else(|| format!("there is no setter for the body as {}", body.media_type))?;
        let _ = write!(call, ".{}({})", setter.name, body_argument(&setter.arguments[0], body)?);
    }
    if let Some(method) = case.streamed {
        let _ = write!(call, ".{method}()");
    }
    Ok(call)
}

/// Writes the arguments of a call, those of a struct within its braces. The struct is in `module`.
fn listed(arguments: &[(&Argument, String)], module: &str) -> String {
    let groups = arguments.chunk_by(|(a, _), (b, _)| a.field_of.is_some() && a.field_of == b.field_of);
    let written = groups.map(|group| match &group[0].0.field_of {
        Some(record) => {
            let fields = group
                .iter()
                .map(|(argument, written)| format!("{}: {written}", rust_name(&argument.name)));
            format!("{module}::{record} {{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        None => group[0].1.clone(),
    });
    written.collect::<Vec<_>>().join(", ")
}

/// Whether an argument is for a parameter or part: by its documentation, or else by the letters of
/// its name.
fn is_documented_as(method: &Method, argument: &Argument, call_argument: &CallArgument<'_>) -> bool {
    let name = call_argument.name();
    let line = format!("* `{}`: ", argument.name);
    let documentation = method.docs.iter().find_map(|docs| docs.strip_prefix(&line));
    match documentation {
        Some(documentation) => call_argument
            .places()
            .iter()
            .any(|place| documentation.starts_with(&format!("`{name}` {place}"))),
        None => letters(&argument.name) == letters(name),
    }
}

fn setter(call_argument: &CallArgument<'_>, setters: &[Method]) -> Result<String, String> {
    if let CallArgument::Parameter(given) = call_argument
        && given.parameter.place == Place::Header
        && given.parameter.name.eq_ignore_ascii_case("idempotency-key")
    {
        return Ok(format!(".idempotency_key({:?})", text(&given.value)));
    }
    let documentation = call_argument.documentation();
    let setter = setters
        .iter()
        .find(|setter| setter.docs.iter().any(|line| documentation.contains(line)));
    let setter = setter.ok_or_else(|| format!("no setter has the documentation {documentation:?}"))?;
    Ok(format!(
        ".{}({})",
        rust_name(&setter.name),
        call_argument.written(&setter.arguments[0])?
    ))
}

/// Writes a name: keywords with `r#`.
fn rust_name(name: &str) -> String {
    match syn::parse_str::<syn::Ident>(name) {
        Ok(_) => name.to_owned(),
        Err(_) => format!("r#{name}"),
    }
}

/// Writes a value as an argument.
pub(crate) fn argument(argument: &Argument, value: &Value) -> Result<String, String> {
    let json = format!("{:?}", value.to_string());
    let items = || {
        value
            .as_array()
            .ok_or_else(|| format!("`{}` takes a list, not {value}", argument.name))
    };
    let written = match argument.kind {
        Kind::Text => format!("{:?}", text(value)),
        Kind::OwnedText => format!("{:?}.to_owned()", text(value)),
        Kind::Texts => format!("{:?}", items()?.iter().map(text).collect::<Vec<_>>()),
        Kind::TextSlice => format!("&{:?}", items()?.iter().map(text).collect::<Vec<_>>()),
        Kind::Items => format!("value::<Vec<_>>({json})"),
        Kind::Bytes => format!("{}.to_vec()", bytes(text(value).as_bytes())),
        Kind::Typed => format!("value({json})"),
        Kind::Reference => format!("&value({json})"),
        Kind::Slice => format!("&value::<Vec<_>>({json})"),
        Kind::Multipart | Kind::File | Kind::Files => return Err(format!("`{}` is of parts or files", argument.name)),
    };
    Ok(if argument.optional {
        format!("Some({written})")
    } else {
        written
    })
}

/// Writes a body as an argument.
pub(crate) fn body_argument(argument: &Argument, body: &Body) -> Result<String, String> {
    match (&body.content, argument.kind) {
        (Content::Bytes(content), Kind::Bytes) => Ok(format!("{}.to_vec()", bytes(content))),
        (Content::Bytes(content), Kind::Text | Kind::OwnedText) => {
            let text = String::from_utf8(content.clone()).map_err(|_| "these bytes are no text")?;
            self::argument(argument, &Value::String(text))
        }
        (
            Content::Json(value) | Content::Form(value, _),
            Kind::Typed | Kind::Reference | Kind::Slice | Kind::Text | Kind::Items,
        ) => self::argument(argument, value),
        (Content::Parts(groups), Kind::Multipart) => {
            let parts = groups.iter().flat_map(|group| &group.parts);
            let form = parts.fold("&apifox_client::Multipart::new()".to_owned(), |form, part| {
                form + &form_part(part)
            });
            Ok(form)
        }
        (content, kind) => Err(format!("the body is {content:?}, and the argument {kind:?}")),
    }
}

/// Writes a part that the caller adds to a form.
fn form_part(part: &Part) -> String {
    let (name, content) = (&part.name, bytes(&part.content));
    let text = String::from_utf8_lossy(&part.content);
    match (&part.file, &part.media_type) {
        (Some(file), Some(media_type)) => format!(".file({name:?}, {file:?}, {media_type:?}, {content}.to_vec())"),
        (None, Some(media_type)) => {
            format!(".part({name:?}, apifox_client::Part::text({text:?}).media_type({media_type:?}))")
        }
        _ => format!(".text({name:?}, {text:?})"),
    }
}

/// Writes the parts of a property as its argument.
fn part_argument(argument: &Argument, group: &Group) -> Result<String, String> {
    let file = |part: &Part| {
        let name = part
            .file
            .as_ref()
            .ok_or_else(|| format!("`{}` is no file", group.name))?;
        Ok(format!(
            "apifox_client::File::new({name:?}, {}.to_vec())",
            bytes(&part.content)
        ))
    };
    match argument.kind {
        Kind::File => file(&group.parts[0]),
        Kind::Files => {
            let files: Result<Vec<String>, String> = group.parts.iter().map(file).collect();
            Ok(format!("vec![{}]", files?.join(", ")))
        }
        _ => self::argument(argument, &group.value),
    }
}

/// Writes a byte string literal.
pub(crate) fn bytes(content: &[u8]) -> String {
    let escaped: String = content
        .iter()
        .map(|byte| std::ascii::escape_default(*byte).to_string())
        .collect();
    format!("b\"{escaped}\"")
}
