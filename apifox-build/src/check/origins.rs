//! Documents types that have no description by where they are used.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::Schema;
use crate::name::Named;
use crate::node::Node;
use crate::typed_id;

/// Gives each schema without a description the place of its first use.
pub(super) fn describe_by_use(schemas: &mut BTreeMap<String, Schema>, named: &Named) {
    let routes: BTreeMap<&str, String> = named
        .operations
        .iter()
        .map(|((method, path), name)| (name.id.as_str(), format!("`{method} {path}`")))
        .collect();
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (site, name) in named.sites() {
        // The name of an id says enough.
        if schemas
            .get(name)
            .is_some_and(|schema| typed_id::of(&schema.node).is_none())
        {
            places.entry(name).or_default().extend(place(site, &routes));
        }
    }
    for (name, places) in places {
        let Some(schema) = schemas
            .get_mut(name)
            .filter(|schema| schema.node.get("description").is_none())
        else {
            continue;
        };
        let Some(first) = places
            .iter()
            .min_by_key(|place| (place.starts_with("The type"), place.len(), *place))
        else {
            continue;
        };
        let text = Node::string(schema.node.at, format!("{first}."));
        schema.node.insert("description", text);
    }
}

/// Describes a place: `get_balance 200.issuing` is "The type of `issuing` in the response of
/// `GET /v1/balance`". `None` for a component, which is the type itself.
fn place(site: &str, routes: &BTreeMap<&str, String>) -> Option<String> {
    if site.starts_with("component ") {
        return None;
    }
    let Some((id, part)) = site.split_once(' ') else {
        let (owner, steps) = site.split_once(['.', '['])?;
        let steps = &site[site.len() - steps.len()..];
        return Some(format!("The type of `{}` in `{owner}`", steps.trim_start_matches('.')));
    };
    let route = routes.get(id)?;
    let end = part.find([' ', '.', '[']).unwrap_or(part.len());
    let (part, steps) = part.split_at(end);
    let media_type = steps.strip_prefix(" {").and_then(|rest| rest.split_once('}'));
    let steps = media_type.map_or(steps, |(_, steps)| steps).trim_start_matches('.');
    let mut whole = match part {
        "request" => format!("the request body of {route}"),
        "parameter" => return Some(format!("The parameter `{steps}` of {route}")),
        status if status.starts_with('2') => format!("the response of {route}"),
        "default" => format!("the response of {route} in case of an error"),
        status => format!("the response of {route} with the status {status}"),
    };
    if let Some((media_type, _)) = media_type {
        let _ = write!(whole, ", as `{media_type}`");
    }
    if steps.is_empty() {
        whole.replace_range(..1, "T");
        return Some(whole);
    }
    Some(format!("The type of `{steps}` in {whole}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_described_by_their_request_or_type() {
        let routes = BTreeMap::from([("get_balance", "`GET /v1/balance`".to_owned())]);
        let described = |site| place(site, &routes).unwrap_or_default();
        assert_eq!(described("get_balance 200"), "The response of `GET /v1/balance`");
        assert_eq!(
            described("get_balance 404.error"),
            "The type of `error` in the response of `GET /v1/balance` with the status 404"
        );
        assert_eq!(
            described("get_balance 200[].fee"),
            "The type of `[].fee` in the response of `GET /v1/balance`"
        );
        assert_eq!(
            described("get_balance 200 {application/vnd.a+json}.fee"),
            "The type of `fee` in the response of `GET /v1/balance`, as `application/vnd.a+json`"
        );
        assert_eq!(
            described("get_balance parameter.mode"),
            "The parameter `mode` of `GET /v1/balance`"
        );
        assert_eq!(
            described("Balance.issuing.available[]"),
            "The type of `issuing.available[]` in `Balance`"
        );
        assert_eq!(described("component Balance"), "");
    }
}
