//! Where a type is used: the documentation of types that their pages do not describe.

use std::collections::BTreeMap;

use crate::model::Schema;
use crate::name::Named;
use crate::node::Node;
use crate::typed_id;

/// Describes each schema that has no description by the first place that uses it.
pub(super) fn describe_by_use(schemas: &mut BTreeMap<String, Schema>, named: &Named) {
    let routes: BTreeMap<&str, String> = named
        .operations
        .iter()
        .map(|((method, path), name)| (name.id.as_str(), format!("`{method} {path}`")))
        .collect();
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (site, name) in named.sites() {
        // An id is what its name says, wherever it is used.
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

/// A place in words: `get_balance 200.issuing` is "The type of `issuing` in the response of `GET /v1/balance`". None for a component, which is
/// the type itself.
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
    let end = part.find(['.', '[']).unwrap_or(part.len());
    let (part, steps) = part.split_at(end);
    let steps = steps.trim_start_matches('.');
    let whole = match part {
        "request" => format!("the request body of {route}"),
        "parameter" => return Some(format!("The parameter `{steps}` of {route}")),
        status if status.starts_with('2') => format!("the response of {route}"),
        "default" => format!("the response of {route} in case of an error"),
        status => format!("the response of {route} with the status {status}"),
    };
    if steps.is_empty() {
        let mut whole = whole;
        whole.replace_range(..1, "T");
        return Some(whole);
    }
    Some(format!("The type of `{steps}` in {whole}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_the_request_or_type_it_is_in() {
        let routes = BTreeMap::from([("get_balance", "`GET /v1/balance`".to_owned())]);
        let said = |site| place(site, &routes).unwrap_or_default();
        assert_eq!(said("get_balance 200"), "The response of `GET /v1/balance`");
        assert_eq!(
            said("get_balance 404.error"),
            "The type of `error` in the response of `GET /v1/balance` with the status 404"
        );
        assert_eq!(
            said("get_balance 200[].fee"),
            "The type of `[].fee` in the response of `GET /v1/balance`"
        );
        assert_eq!(
            said("get_balance parameter.mode"),
            "The parameter `mode` of `GET /v1/balance`"
        );
        assert_eq!(
            said("Balance.issuing.available[]"),
            "The type of `issuing.available[]` in `Balance`"
        );
        assert_eq!(said("component Balance"), "");
    }
}
