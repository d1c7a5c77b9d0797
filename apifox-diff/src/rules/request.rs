//! Requests: parameters, bodies and their media types.

use crate::pair::Pair;
use crate::rule::{Sink, table};

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
}

/// Whether the new side has what the old one had not, and requires it or not.
fn adds(pair: &Pair<'_>, required: bool) -> bool {
    pair.added().is_some_and(|node| node.is_true("required") == required)
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
