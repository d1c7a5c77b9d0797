//! Samples: a call of each operation as Rust code, with the page's examples, for the documentation
//! of its request.
//!
//! A value without an expression is a variable, whose type is in a comment.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Writer, named};
use crate::format;
use crate::literal::{self, Literal};
use crate::model::{
    Body, Media, Operation, Outcome, Parameter, ParameterEncoding, PartContent, Place, Representation, Type,
    Value as ParameterValue,
};

/// The length in bytes above which a line is broken.
const LONGEST: usize = 90;
/// The maximum number of optional parameters that a sample sets.
const MOST_SET: usize = 2;

/// A sample under construction.
#[derive(Default)]
struct Sample {
    /// The lines before the call.
    before: Vec<String>,
}

/// Returns the lines of code.
pub(super) fn sample(operation: &Operation, writer: &Writer<'_>) -> Result<Vec<String>, syn::Error> {
    let mut sample = Sample::default();
    let record = writer.arguments_type(operation)?;
    let is_named = record.is_some();
    let mut arguments = Vec::new();
    for parameter in named::required(operation) {
        let value = sample.parameter(parameter, is_named, writer)?;
        arguments.push(match &record {
            Some(_) if value == parameter.rust => value,
            Some(_) => format!("{}: {value}", parameter.rust),
            None => value,
        });
    }
    if let Some(name) = record {
        let fields = arguments.join(", ");
        arguments = vec![format!("resources::{}::{name} {{ {fields} }}", operation.resource)];
    }
    let body = operation.body.as_ref();
    if let Some(form) = body.filter(|body| body.required).and_then(|body| body.forms.first()) {
        arguments.push(sample.body(form, writer)?);
    }
    let mut set = String::new();
    let given = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required && parameter.example.is_some());
    for parameter in given.filter(|parameter| is_plain(parameter)).take(MOST_SET) {
        let value = sample.parameter(parameter, false, writer)?;
        let _ = write!(set, ".{}({value})", parameter.rust);
    }
    if let Some(form) = body
        .filter(|body: &&Body| !body.required)
        .and_then(|body| body.forms.first())
    {
        let _ = write!(set, ".body({})", sample.body(form, writer)?);
    }
    let is_empty = matches!(Outcome::of(&operation.responses), Outcome::Empty);
    let start = if is_empty { "" } else { "let response = " };
    let (resource, call, arguments) = (&operation.resource, &operation.call, arguments.join(", "));
    let mut lines = sample.before;
    lines.push(format!("{start}client.{resource}().{call}({arguments}){set}.await?;"));
    let lines = lines.into_iter().map(broken);
    Ok(lines.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Breaks a long statement into several lines.
fn broken(statement: String) -> Result<Vec<String>, syn::Error> {
    if statement.len() <= LONGEST || statement.starts_with("//") {
        return Ok(vec![statement]);
    }
    let code = format::items(vec![syn::parse_str(&format!("async fn sample() {{ {statement} }}"))?]);
    let inner = code.lines().filter_map(|line| line.strip_prefix("    "));
    Ok(inner.map(ToOwned::to_owned).collect())
}

impl Sample {
    /// Returns the value of a parameter; `is_named` if it is a field of the struct of arguments.
    fn parameter(&mut self, parameter: &Parameter, is_named: bool, writer: &Writer<'_>) -> Result<String, syn::Error> {
        let (content, many) = match &parameter.sent {
            ParameterEncoding::Styled(_, ParameterValue::Scalar) => (PartContent::Text, false),
            ParameterEncoding::Styled(_, ParameterValue::List) => (PartContent::Text, true),
            ParameterEncoding::Styled(_, ParameterValue::Json) => (PartContent::Json, false),
            ParameterEncoding::Part(part) => (part.content, part.many),
        };
        let example = parameter.example.as_deref();
        let value = match (content, many, &parameter.kind) {
            (PartContent::File, false, _) => Some("File::open(\"document.pdf\")".to_owned()),
            (PartContent::File, true, _) if is_named => Some("vec![File::open(\"document.pdf\")]".to_owned()),
            (PartContent::File, true, _) => Some("[File::open(\"document.pdf\")]".to_owned()),
            (PartContent::Text, false, kind) => scalar(kind, example, writer),
            // In a struct's field, items are strings, whatever their type.
            (PartContent::Text, true, Type::List(item)) if is_named && !matches!(**item, Type::Named(_)) => {
                Some(format!("&[{}]", text(None)))
            }
            (PartContent::Text, true, Type::List(item)) => {
                let item = scalar(item, None, writer).map(|item| item.trim_start_matches('&').to_owned());
                item.map(|item| format!("{}[{item}]", if is_named { "&" } else { "" }))
            }
            (PartContent::Json, _, kind) => json(kind, example, writer).map(|value| format!("&{value}")),
            _ => None,
        };
        Ok(match value {
            Some(value) => value,
            None => self.variable(&parameter.rust, &writer.argument(parameter)?.to_string()),
        })
    }

    fn body(&mut self, form: &Representation, writer: &Writer<'_>) -> Result<String, syn::Error> {
        let value = match (&form.media, &form.kind) {
            (Media::Json | Media::JsonAs(_) | Media::Form, kind) => json(kind, form.example.as_deref(), writer),
            (Media::Text(_), _) => return Ok("\"…\"".to_owned()),
            _ => None,
        };
        let Some(value) = value else {
            return Ok(self.variable("body", &writer.body(form)?.0.to_string()));
        };
        self.before.push(format!("let body = {value};"));
        Ok(if form.nullable { "Some(&body)" } else { "&body" }.to_owned())
    }

    /// Adds a variable for a value without an expression.
    fn variable(&mut self, name: &str, kind: &str) -> String {
        let signs = ["& ", " ::", ":: ", " <", "< ", " >"].iter();
        let kind = signs.fold(kind.to_owned(), |kind, sign| kind.replace(sign, sign.trim()));
        let kind = kind.replace("super::super::", "");
        self.before.push(format!("// `{name}` is of the type `{kind}`."));
        name.to_owned()
    }
}

/// Whether a parameter is a single string, number or boolean.
fn is_plain(parameter: &Parameter) -> bool {
    let is_scalar = match &parameter.sent {
        ParameterEncoding::Styled(_, value) => *value == ParameterValue::Scalar,
        ParameterEncoding::Part(part) => part.content == PartContent::Text && !part.many,
    };
    is_scalar && parameter.place != Place::Cookie && !matches!(parameter.kind, Type::Formatted(_) | Type::Narrow(_))
}

/// Returns the expression of a value that is sent as JSON.
fn json(kind: &Type, example: Option<&str>, writer: &Writer<'_>) -> Option<String> {
    let example: Option<Value> = example.and_then(|text| serde_json::from_str(text).ok());
    match kind {
        Type::Named(name) => built(name, example.as_ref(), writer),
        Type::List(item) => {
            let item = match &**item {
                Type::Named(name) => built(name, example.as_ref().and_then(|all| all.get(0)), writer)?,
                Type::String => "\"…\".to_owned()".to_owned(),
                other => scalar(other, None, writer)?,
            };
            Some(format!("vec![{item}]"))
        }
        _ => None,
    }
}

fn built(name: &str, example: Option<&Value>, writer: &Writer<'_>) -> Option<String> {
    let is_own = !writer.config.replace.contains_key(name);
    is_own.then(|| writer.samples.expression(name, example)).flatten()
}

/// Returns the expression of a scalar: the example, if it has the type.
fn scalar(kind: &Type, example: Option<&str>, writer: &Writer<'_>) -> Option<String> {
    let value: Option<Value> = example.and_then(|text| serde_json::from_str(text).ok());
    let literal = match kind {
        Type::String => Literal::Text,
        Type::Integer => Literal::Integer,
        Type::Unsigned => Literal::Unsigned,
        Type::Number => Literal::Number,
        Type::Boolean => Literal::Boolean,
        Type::Named(_) if writer.is_id(kind) => {
            return Some(format!("&{}.into()", text(example)));
        }
        Type::Named(name) if !writer.config.replace.contains_key(name) => {
            let values = writer.checked.schemas.get(name)?.node.items("enum").iter();
            let documented: Vec<Value> = values
                .filter_map(|value| serde_json::from_str(&value.json()).ok())
                .collect();
            let shown = documented.iter().find(|one| Some(*one) == value.as_ref());
            let shown = Some(shown.or(documented.first())?);
            let text = shown.and_then(Value::as_str).map(|text| format!("{text:?}"));
            return text
                .or_else(|| Literal::Integer.of(shown))
                .map(|text| literal::into(&text));
        }
        _ => return None,
    };
    Some(literal.or_any(value.as_ref()))
}

/// Returns a string as a Rust literal; `"…"` if the page has no short one.
fn text(example: Option<&str>) -> String {
    let value: Option<Value> = example.and_then(|json| serde_json::from_str(json).ok());
    Literal::Text.or_any(value.as_ref())
}
