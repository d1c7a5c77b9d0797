//! Writes the calls: Rust against generated code, with an argument for every value of a case.

use std::fmt::Write as _;

use serde_json::Value;

use crate::case::{Body, Case, Content, Given, Group, Part, text};
use crate::document::Place;
use crate::signature::{Argument, Kind, Method, Methods, letters};

/// What every made crate begins with.
pub(crate) const MAIN: &str = include_str!("main.rs.in");

/// The recording server, as source.
pub(crate) const SERVER: &str = include_str!("server.rs");

/// The function that makes the call of a case against generated code, or why none can be written.
pub(crate) fn function(number: usize, job: usize, case: &Case, methods: &Methods) -> Result<String, String> {
    let call = call(case, methods, &format!("crate::job{job}"))?;
    let reply = &case.reply;
    let (status, media_type) = (reply.status, &reply.media_type);
    let content = bytes(&reply.body);
    let mut text = format!("pub async fn case{number}(driver: Arc<crate::Driver>) -> crate::Outcome {{\n");
    let _ = writeln!(text, "    driver.server.response({status}, {media_type:?}, {content});");
    let _ = writeln!(
        text,
        "    let client = crate::job{job}::Client::from(driver.client.clone());"
    );
    let _ = writeln!(text, "    {call}.await.map(|_| ())\n}}");
    Ok(text)
}

/// What is to be handed over beside the body: a parameter, or a part of the body.
enum Wanted<'a> {
    Parameter(&'a Given),
    Part(&'a Group),
}

impl Wanted<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Parameter(given) => &given.parameter.name,
            Self::Part(group) => &group.name,
        }
    }

    fn is_file(&self) -> bool {
        matches!(self, Self::Part(group) if group.parts.iter().any(|part| part.file.is_some()))
    }

    /// What the documentation of an argument says behind the name.
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

    /// What the documentation of a setter says.
    fn said(&self) -> Vec<String> {
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
                vec![format!("Sets the {place} parameter `{name}`.")]
            }
        }
    }

    /// The value, written for an argument.
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

/// `client.resource().method(…).setter(…)`; the generated code stands in `module`.
fn call(case: &Case, methods: &Methods, module: &str) -> Result<String, String> {
    let (resource, name) = (&case.call.0, &case.call.1);
    let plain = methods.find_anywhere(name);
    let plain = plain.ok_or_else(|| format!("there is no method `{name}` in `{resource}`"))?;
    let link = case
        .among_bodies
        .as_ref()
        .map(|called| format!("[`{name}`](Self::{name}), with the body as {called}."));
    let method = link.and_then(|link| methods.find_documented(&link)).unwrap_or(plain);
    let mut wanted: Vec<Wanted<'_>> = case.given.iter().map(Wanted::Parameter).collect();
    let mut body = case.body.as_ref();
    // Undocumented parts, and those of a form that is only one of several bodies, are handed over together.
    let takes_form = |method: &Method| method.arguments.iter().any(|argument| argument.kind == Kind::Multipart);
    let setters = methods.of_type(&method.gives);
    if let Some(Content::Parts(groups)) = body.map(|body| &body.content)
        && !takes_form(method)
        && !setters.iter().any(takes_form)
    {
        wanted.extend(groups.iter().map(Wanted::Part));
        body = None;
    }
    let mut arguments: Vec<(&Argument, String)> = Vec::new();
    for argument in &method.arguments {
        let at = wanted
            .iter()
            .position(|wanted| is_documented_as(plain, argument, wanted));
        let written = match at {
            Some(at) => wanted.remove(at).written(argument)?,
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
    for wanted in wanted {
        call += &setter(&wanted, setters)?;
    }
    if let Some(body) = body {
        let said = case
            .among_bodies
            .as_ref()
            .map(|called| format!("Sets the body, as {called}."));
        let setter = setters.iter().find(|setter| match &said {
            Some(said) => setter.docs.contains(said),
            None => setter.name == "body",
        });
        let setter = setter.ok_or_else(|| format!("there is no way to give the body as {}", body.media_type))?;
        let _ = write!(call, ".{}({})", setter.name, body_argument(&setter.arguments[0], body)?);
    }
    if let Some(method) = case.streamed {
        let _ = write!(call, ".{method}()");
    }
    Ok(call)
}

/// Arguments as they are written in a call: those of a struct within its braces. It stands in `module`.
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

/// Whether an argument is the one for a parameter or part: by what its documentation says, else by its letters.
fn is_documented_as(method: &Method, argument: &Argument, wanted: &Wanted<'_>) -> bool {
    let name = wanted.name();
    let line = format!("* `{}`: ", argument.name);
    let said = method.docs.iter().find_map(|docs| docs.strip_prefix(&line));
    match said {
        Some(said) => wanted
            .places()
            .iter()
            .any(|place| said.starts_with(&format!("`{name}` {place}"))),
        None => letters(&argument.name) == letters(name),
    }
}

fn setter(wanted: &Wanted<'_>, setters: &[Method]) -> Result<String, String> {
    if let Wanted::Parameter(given) = wanted
        && given.parameter.place == Place::Header
        && given.parameter.name.eq_ignore_ascii_case("idempotency-key")
    {
        return Ok(format!(".idempotency_key({:?})", text(&given.value)));
    }
    let said = wanted.said();
    let setter = setters
        .iter()
        .find(|setter| setter.docs.iter().any(|line| said.contains(line)));
    let setter = setter.ok_or_else(|| format!("no setter says: {said:?}"))?;
    Ok(format!(
        ".{}({})",
        rust_name(&setter.name),
        wanted.written(&setter.arguments[0])?
    ))
}

/// A name as it is written: keywords behind `r#`.
fn rust_name(name: &str) -> String {
    match syn::parse_str::<syn::Ident>(name) {
        Ok(_) => name.to_owned(),
        Err(_) => format!("r#{name}"),
    }
}

/// A value, written for an argument.
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
        Kind::Items => format!("crate::value::<Vec<_>>({json})"),
        Kind::Bytes => format!("{}.to_vec()", bytes(text(value).as_bytes())),
        Kind::Typed => format!("crate::value({json})"),
        Kind::Reference => format!("&crate::value({json})"),
        Kind::Slice => format!("&crate::value::<Vec<_>>({json})"),
        Kind::Multipart | Kind::File | Kind::Files => return Err(format!("`{}` is of parts or files", argument.name)),
    };
    Ok(if argument.optional {
        format!("Some({written})")
    } else {
        written
    })
}

/// A body, written for an argument.
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

/// A part that the caller adds to a form.
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

/// The parts of a property, written for its argument.
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

/// A byte string literal.
pub(crate) fn bytes(content: &[u8]) -> String {
    let escaped: String = content
        .iter()
        .map(|byte| std::ascii::escape_default(*byte).to_string())
        .collect();
    format!("b\"{escaped}\"")
}
