//! All codes. Each is explained in its file `codes/CODE.md`.

use super::Explanation;

macro_rules! explanations {
    ($($code:literal)*) => {
        &[$(Explanation {
            code: $code,
            text: include_str!(concat!("codes/", $code, ".md")),
        }),*]
    };
}

pub(super) const ALL: &[Explanation] = explanations! {
    "all-of-conflict" "ascii-name" "backend" "bad-join" "bad-path" "bad-spelling" "body-media-type"
    "body-of-trace" "callbacks" "circular-all-of" "circular-reference" "collection-format"
    "content-keywords" "cookie-name" "dangling-ref" "described-mark" "described-operation"
    "duplicate-key" "dynamic-ref" "empty-page" "endless" "enum-type" "external-ref" "form-encoding"
    "form-field" "form-schema" "header-name" "html-page" "invalid-json" "invalid-yaml"
    "joins-nothing" "json-schema-limit" "links" "manifest" "media-types" "merge-key"
    "merged-alternatives" "merged-arrays" "method" "missing-schema" "names-lock" "newer-openapi"
    "no-credentials" "no-document" "no-pages" "no-success" "not" "not-a-number" "not-openapi"
    "not-read" "not-rust" "not-utf8" "not-written" "open-fence" "open-union" "other-parts"
    "other-paths" "overlapping-pages" "overlay-action" "overlay-empty" "overlay-no-match"
    "overlay-reason" "overlay-target" "overlay-version" "page-ending" "pagination"
    "parameter-not-in-path" "parameter-place" "parameter-schema" "parameter-style" "part-encoding"
    "part-name" "path-template" "path-without-slash" "pattern-properties" "repeated-parameter"
    "replaces-nothing" "response-headers" "same-query-name" "server-choice" "server-url"
    "several-body-parameters" "several-documents" "spells-nothing" "status" "swagger-2"
    "swagger-file" "swagger-media-type" "swagger-schemes" "tuple" "type-contradiction" "typed-id"
    "undeclared-feature" "undeclared-path-parameter" "unexpected-schema" "unexpected-types"
    "unknown-keyword" "unknown-resource" "unknown-type" "unquoted-string" "untold-children"
    "unused-file" "unusual-example" "unusual-page" "unusual-parameter" "unusual-reference"
    "unusual-response" "unusual-schema" "unusual-security" "webhooks" "wide-integer" "wrong-kind"
    "wrong-value"
};

/// The codes of earlier versions, by the code that they are part of now.
const MERGED: &[(&str, &str)] = &[
    (
        "media-types",
        "charset item-schema media-type-range several-bodies several-media-types xml",
    ),
    ("names-lock", "locked-name-gone"),
    (
        "newer-openapi",
        "beside-reference boolean-schema const example-data exclusive-bound null-alternative \
         null-type querystring schema-examples schema-identity type-list",
    ),
    ("open-union", "any-alternative required-alternatives"),
    (
        "overlapping-pages",
        "component-differs described-yields replaced-operation same-operation same-route",
    ),
    ("server-choice", "server-variable several-servers"),
    ("swagger-2", "body-parameter body-schema shared-parts swagger-host"),
    (
        "unusual-example",
        "bare-example editor-variable empty-examples example-text",
    ),
    ("unusual-page", "loose-json no-fence other-block yaml-tag"),
    (
        "unusual-parameter",
        "ignored-header parameter-content parameter-name parameter-text path-parameter-required \
         path-variable same-parameter",
    ),
    (
        "unusual-reference",
        "definition merged-reference path-reference reference-to-page schema-reference \
         shared-reference",
    ),
    (
        "unusual-response",
        "default-only missing-description missing-responses second-response",
    ),
    (
        "unusual-schema",
        "enum-empty enum-null enum-repeated keyword-of-other-type missing-items \
         nullable-component required-flag required-without-property",
    ),
    ("unusual-security", "security-empty security-requirement security-type"),
    ("wrong-value", "default-type default-value example-type example-value"),
];

/// The code that a code of an earlier version is part of now.
pub(super) fn successor(old: &str) -> Option<&'static str> {
    let merged = MERGED
        .iter()
        .find(|(_, codes)| codes.split(' ').any(|code| code == old));
    merged.map(|(code, _)| *code)
}
