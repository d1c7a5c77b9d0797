//! Requests: parameters, bodies and their media types.

use crate::diff::pair::Pair;
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::node::Node;

table! { Wire:
    "parameter-removed" risky never Parameter check_parameter_removed,
        "the server ignores or refuses it",
        "Stop sending it; it no longer has an effect.";
    "optional-parameter-added" compatible never Parameter check_optional_parameter_added,
        "calls without it still work",
        "None; you can send it now.";
    "required-parameter-added" breaking never Parameter check_required_parameter_added,
        "calls without it are refused",
        "Send it with every call.";
    "parameter-became-required" breaking never Parameter check_parameter_became_required,
        "calls without it are refused",
        "Send it with every call.";
    "parameter-became-optional" compatible never Parameter check_parameter_became_optional,
        "calls with it still work",
        "None; you may omit it.";
    "parameter-style-changed" breaking never Parameter check_parameter_style_changed,
        "a value in the old style is read as a different value",
        "Update; the client then uses the new style.";
    "path-parameter-renamed" compatible never Parameter check_path_parameter_renamed,
        "the name of a path parameter is never sent",
        "None.";
    "parameter-deprecated" compatible never Parameter check_parameter_deprecated,
        "it works as before",
        "Find its replacement before it is removed.";
    "parameter-undeprecated" compatible never Parameter check_parameter_undeprecated,
        "the compiler no longer warns about its use",
        "None.";
    "body-removed" risky never Body check_body_removed,
        "the server ignores or refuses a body",
        "Stop sending a body.";
    "optional-body-added" compatible never Body check_optional_body_added,
        "calls without a body still work",
        "None; you can send a body now.";
    "required-body-added" breaking never Body check_required_body_added,
        "calls without a body are refused",
        "Send a body with every call.";
    "body-became-required" breaking never Body check_body_became_required,
        "calls without a body are refused",
        "Send a body with every call.";
    "body-became-optional" compatible never Body check_body_became_optional,
        "calls with a body still work",
        "None; you may omit the body.";
    "media-type-removed" breaking breaking Media check_media_type_removed,
        "the server no longer accepts or sends this media type",
        "Use one of the remaining media types.";
    "media-type-added" compatible compatible Media check_media_type_added,
        "the media types documented before are still documented",
        "None.";
    "part-encoding-changed" breaking never Media check_part_encoding_changed,
        "a part in the old encoding is read as a different value",
        "Update; the client then uses the new style.";
}

fn check_parameter_removed(parameters: &Pair<'_>, sink: &mut Sink) {
    if parameters.removed().is_some() {
        sink.add(parameters.at(), "the parameter is gone");
    }
}

fn check_optional_parameter_added(parameters: &Pair<'_>, sink: &mut Sink) {
    if parameters.added().is_some_and(|node| !node.is_true("required")) {
        sink.add(parameters.at(), "the parameter is new");
    }
}

fn check_required_parameter_added(parameters: &Pair<'_>, sink: &mut Sink) {
    if parameters.added().is_some_and(|node| node.is_true("required")) {
        sink.add(parameters.at(), "the parameter is new, and required");
    }
}

/// Whether a flag was set, and whether it is set now.
fn marks(pair: &Pair<'_>, key: &str) -> Option<(bool, bool)> {
    pair.both().map(|(old, new)| (old.is_true(key), new.is_true(key)))
}

fn check_parameter_became_required(parameters: &Pair<'_>, sink: &mut Sink) {
    if marks(parameters, "required") == Some((false, true)) {
        sink.add(parameters.at(), "it is required");
    }
}

fn check_parameter_became_optional(parameters: &Pair<'_>, sink: &mut Sink) {
    if marks(parameters, "required") == Some((true, false)) {
        sink.add(parameters.at(), "it is not required any more");
    }
}

fn check_parameter_style_changed(parameters: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = parameters.both() {
        let (before, after) = (style(old), style(new));
        if before != after {
            sink.add(parameters.at(), format!("it is written as {after}, not as {before}"));
        }
    }
}

/// Describes the serialization of a parameter, with the defaults of OpenAPI 3.0 (Parameter Object, `style` and
/// `explode`).
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
        ", reserved characters as they are"
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

fn check_parameter_deprecated(parameters: &Pair<'_>, sink: &mut Sink) {
    if marks(parameters, "deprecated") == Some((false, true)) {
        sink.add(parameters.at(), "it is deprecated");
    }
}

fn check_parameter_undeprecated(parameters: &Pair<'_>, sink: &mut Sink) {
    if marks(parameters, "deprecated") == Some((true, false)) {
        sink.add(parameters.at(), "it is not deprecated any more");
    }
}

fn check_body_removed(bodies: &Pair<'_>, sink: &mut Sink) {
    if bodies.removed().is_some() {
        sink.add(bodies.at(), "there is no body any more");
    }
}

fn check_optional_body_added(bodies: &Pair<'_>, sink: &mut Sink) {
    if bodies.added().is_some_and(|body| !body.is_true("required")) {
        sink.add(bodies.at(), "there is a body");
    }
}

fn check_required_body_added(bodies: &Pair<'_>, sink: &mut Sink) {
    if bodies.added().is_some_and(|body| body.is_true("required")) {
        sink.add(bodies.at(), "there is a body, and it is required");
    }
}

fn check_body_became_required(bodies: &Pair<'_>, sink: &mut Sink) {
    if marks(bodies, "required") == Some((false, true)) {
        sink.add(bodies.at(), "it is required");
    }
}

fn check_body_became_optional(bodies: &Pair<'_>, sink: &mut Sink) {
    if marks(bodies, "required") == Some((true, false)) {
        sink.add(bodies.at(), "it is not required any more");
    }
}

fn check_media_type_removed(media: &Pair<'_>, sink: &mut Sink) {
    if media.removed().is_some() {
        sink.add(media.at(), "the media type is gone");
    }
}

fn check_media_type_added(media: &Pair<'_>, sink: &mut Sink) {
    if media.added().is_some() {
        sink.add(media.at(), "the media type is new");
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
