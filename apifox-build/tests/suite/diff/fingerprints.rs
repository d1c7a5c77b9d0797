//! Fingerprints: each change has its own, and an accepted change stays the same one.

use std::collections::BTreeMap;

use super::compare;

/// A page with a union of two components by these values of a tag.
fn page(tags: &[(&str, &str)]) -> String {
    let mapping: Vec<String> = tags
        .iter()
        .map(|(tag, component)| format!("{tag}: '#/components/schemas/{component}'"))
        .collect();
    format!(
        "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /pay:\n    post:\n      operationId: pay\n      \
         requestBody: {{required: true, content: {{application/json: {{schema: {{oneOf: [{{$ref: '#/components/schemas/A'}}, \
         {{$ref: '#/components/schemas/B'}}], discriminator: {{propertyName: t, mapping: {{{}}}}}}}}}}}}}\n      \
         responses: {{'204': {{description: OK}}}}\ncomponents:\n  schemas:\n    \
         A: {{type: object, required: [t], properties: {{t: {{type: string}}, x: {{type: string}}}}}}\n    \
         B: {{type: object, required: [t], properties: {{t: {{type: string}}, y: {{type: string}}}}}}\n",
        mapping.join(", ")
    )
}

/// The fingerprint of each changed tag, by the message.
fn tags(old: &str, new: &str) -> BTreeMap<String, String> {
    let changes = compare(old, new).changes.into_iter();
    let of_tags = changes.filter(|change| change.code.starts_with("tag-value-"));
    of_tags.map(|change| (change.message, change.fingerprint)).collect()
}

#[test]
fn each_tag_that_goes_has_its_own_fingerprint() {
    let kept = [("a", "A"), ("b", "B")];
    let with = |more: &[(&str, &str)]| page(&[&kept[..], more].concat());
    let few = page(&kept);
    let both = tags(&with(&[("a2", "A"), ("a3", "A")]), &few);
    let second = tags(&with(&[("a2", "A")]), &few);
    let third = tags(&with(&[("a3", "A")]), &few);
    assert_eq!(both.len(), 2, "{both:?}");
    let alone: BTreeMap<_, _> = second.into_iter().chain(third).collect();
    assert_eq!(both, alone);
    let fingerprints: Vec<&String> = both.values().collect();
    assert_ne!(fingerprints[0], fingerprints[1]);
}

/// Users list fingerprints in their files.
#[test]
fn fingerprints_stay() {
    let (old, new) = (page(&[("a", "A"), ("b", "B")]), page(&[("a", "A"), ("c", "B")]));
    let changes = compare(&old.replace("y: {type: string}", "y: {type: integer}"), &new).changes;
    let listed: Vec<String> = changes
        .iter()
        .filter(|change| !change.code.starts_with("tag-value-"))
        .map(|change| format!("{} {} {}", change.fingerprint, change.code, change.place))
        .collect();
    assert_eq!(
        listed,
        [
            "d55d4f1ebb7d alternative-removed body<b>",
            "6db53d8ba53d rust-field-changed type B.y",
            "35e6f826843a alternative-added body<c>",
        ]
    );
}
