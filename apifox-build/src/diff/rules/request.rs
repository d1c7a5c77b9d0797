//! Requests: parameters, bodies and their media types.

use crate::diff::pair::Pair;
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::node::Node;

table! { Wire:
    "parameter-removed" risky never Parameter
        |pair, sink| sink.add_if(pair.removed().is_some(), pair.at(), "the parameter is gone"),
        "the server ignores or refuses it",
        "Stop sending it.";
    "optional-parameter-added" compatible never Parameter
        |pair, sink| sink.add_if(adds(pair, false), pair.at(), "the parameter is new"),
        "calls without it still work",
        "None; you can send it now.";
    "required-parameter-added" breaking never Parameter
        |pair, sink| sink.add_if(adds(pair, true), pair.at(), "the parameter is new, and required"),
        "calls without it are refused",
        "Send it with every call.";
    "parameter-became-required" breaking never Parameter
        |pair, sink| sink.add_if(pair.sets("required"), pair.at(), "it is required"),
        "calls without it are refused",
        "Send it with every call.";
    "parameter-became-optional" compatible never Parameter
        |pair, sink| sink.add_if(pair.lifts("required"), pair.at(), "it is not required any more"),
        "calls with it still work",
        "None; you may omit it.";
    "parameter-style-changed" breaking never Parameter check_parameter_style_changed,
        "a value in the old style is read as a different value",
        "Update; the client then uses the new style.";
    "path-parameter-renamed" compatible never Parameter check_path_parameter_renamed,
        "the name of a path parameter is never sent",
        "None.";
    "parameter-deprecated" compatible never Parameter
        |pair, sink| sink.add_if(pair.sets("deprecated"), pair.at(), "it is deprecated"),
        "it works as before",
        "Find its replacement before it is removed.";
    "parameter-undeprecated" compatible never Parameter
        |pair, sink| sink.add_if(pair.lifts("deprecated"), pair.at(), "it is not deprecated any more"),
        "it works as before",
        "None.";
    "body-removed" risky never Body
        |pair, sink| sink.add_if(pair.removed().is_some(), pair.at(), "the body is gone"),
        "the server ignores or refuses a body",
        "Stop sending a body.";
    "optional-body-added" compatible never Body
        |pair, sink| sink.add_if(adds(pair, false), pair.at(), "the body is new"),
        "calls without a body still work",
        "None; you can send a body now.";
    "required-body-added" breaking never Body
        |pair, sink| sink.add_if(adds(pair, true), pair.at(), "the body is new, and required"),
        "calls without a body are refused",
        "Send a body with every call.";
    "body-became-required" breaking never Body
        |pair, sink| sink.add_if(pair.sets("required"), pair.at(), "it is required"),
        "calls without a body are refused",
        "Send a body with every call.";
    "body-became-optional" compatible never Body
        |pair, sink| sink.add_if(pair.lifts("required"), pair.at(), "it is not required any more"),
        "calls with a body still work",
        "None; you may omit the body.";
    "media-type-removed" breaking breaking Media
        |pair, sink| sink.add_if(pair.removed().is_some(), pair.at(), "the media type is gone"),
        "the server no longer accepts or sends this media type",
        "Use one of the remaining media types.";
    "media-type-added" compatible compatible Media
        |pair, sink| sink.add_if(pair.added().is_some(), pair.at(), "the media type is new"),
        "the other media types are not affected",
        "None.";
    "part-encoding-changed" breaking never Media check_part_encoding_changed,
        "a part in the old encoding is read as a different value",
        "Update; the client then uses the new encoding.";
}

/// Whether the new side has what the old one had not, and requires it or not.
fn adds(pair: &Pair<'_>, required: bool) -> bool {
    pair.added().is_some_and(|node| node.is_true("required") == required)
}

fn check_parameter_style_changed(parameters: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = parameters.both() {
        let (before, after) = (style(old), style(new));
        if before != after {
            sink.add(
                parameters.at(),
                format!("it is serialized as {after} instead of {before}"),
            );
        }
    }
}

/// Describes the serialization of a parameter, with the defaults of OpenAPI 3.0 (Parameter Object,
/// `style` and `explode`).
fn style(parameter: &Node) -> String {
    if let Some(content) = parameter.get("content").and_then(Node::as_object) {
        return content.keys().cloned().collect::<Vec<_>>().join(" or ");
    }
    let by_place = match parameter.get_str("in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    let style = parameter.get_str("style").unwrap_or(by_place);
    let explode = parameter.get("explode").and_then(Node::as_bool);
    let exploded = if explode.unwrap_or(style == "form") {
        ", exploded"
    } else {
        ""
    };
    let reserved = if parameter.is_true("allowReserved") {
        ", with unescaped reserved characters"
    } else {
        ""
    };
    format!("{style}{exploded}{reserved}")
}

fn check_path_parameter_renamed(parameters: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = parameters.both()
        && old.get_str("in") == Some("path")
        && let (Some(before), Some(after)) = (old.get_str("name"), new.get_str("name"))
        && before != after
    {
        sink.add(parameters.at(), format!("it was called `{before}`"));
    }
}

fn check_part_encoding_changed(media: &Pair<'_>, sink: &mut Sink) {
    if media.both().is_none() {
        return;
    }
    for (part, encodings) in media.named("encoding") {
        if encodings.old != encodings.new {
            let rendered =
                |node: Option<&Node>| node.map_or("by default".to_owned(), |node| format!("as `{}`", node.json()));
            let message = format!(
                "it is encoded {} instead of {}",
                rendered(encodings.new),
                rendered(encodings.old)
            );
            sink.add_part(&format!(" part `{part}`"), encodings.at(), message);
        }
    }
}
