//! Documents made for measuring.

use std::fmt::Write as _;

/// A document of `count` operations, each with a body and a response of its own and one shared
/// component.
pub(crate) fn made(count: usize) -> String {
    let mut text = String::from("openapi: 3.0.1\ninfo: {title: Made, version: '1'}\npaths:\n");
    for index in 0..count {
        let _ = write!(
            text,
            "  /v1/group{}/items{index}/{{id}}:\n    post:\n      summary: Change item {index}\n      tags: [Group {}]\n      parameters:\n        - {{name: id, in: path, required: true, schema: {{type: string}}}}\n        - {{name: limit, in: query, schema: {{type: integer}}}}\n      requestBody:\n        content:\n          application/json:\n            schema:\n              type: object\n              required: [name]\n              properties:\n                name: {{type: string, description: The name.}}\n                state{index}: {{type: string, enum: [open, closed]}}\n                lines{index}: {{type: array, items: {{type: object, properties: {{text{index}: {{type: string}}, price: {{$ref: '#/components/schemas/Price'}}}}}}}}\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  item{index}: {{type: object, properties: {{id: {{type: string}}, count{index}: {{type: integer}}}}}}\n                  price: {{$ref: '#/components/schemas/Price'}}\n",
            index % 20,
            index % 20,
        );
    }
    text.push_str("components:\n  schemas:\n    Price:\n      type: object\n      required: [amount, currency]\n      properties: {amount: {type: integer}, currency: {type: string}}\n");
    text
}
