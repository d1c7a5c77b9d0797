//! `application/x-www-form-urlencoded` bodies.
//!
//! Fields keep the order of the type. An array repeats its name; an object uses brackets, as
//! payment APIs expect: `metadata[order]=7`, `items[0][price]=9`. A null field is not sent.

use serde::Serialize;
use serde::ser::Error as _;
use url::form_urlencoded::Serializer;

use super::node::Node;
use super::parameter::Place;
use super::style::Style;

/// Encodes a serialized object. The fields that `styles` names are encoded like
/// query parameters of that style.
pub(crate) fn form(value: &impl Serialize, styles: &[(&str, Style)]) -> Result<String, serde_json::Error> {
    let Node::Object(members) = Node::of(value)? else {
        return Err(serde_json::Error::custom("a form body must be an object"));
    };
    let mut all: Vec<String> = Vec::new();
    for (name, node) in &members {
        if let Some((_, style)) = styles.iter().find(|(styled, _)| styled == name) {
            let text = Place::Query.written(name, *style, node);
            all.extend(text.map_err(|why| serde_json::Error::custom(format!("the field `{name}` {why}")))?);
            continue;
        }
        let mut pairs = Serializer::new(String::new());
        fields(name, node, &mut |name, text| {
            pairs.append_pair(name, text);
        });
        all.push(pairs.finish());
    }
    all.retain(|text| !text.is_empty());
    Ok(all.join("&"))
}

/// Expands a value into fields, each with a name and a string.
pub(super) fn fields(name: &str, node: &Node, put: &mut dyn FnMut(&str, &str)) {
    match node {
        Node::Null => {}
        Node::Text(text) => put(name, text),
        Node::Object(members) => {
            for (member, node) in members {
                fields(&format!("{name}[{member}]"), node, put);
            }
        }
        Node::List(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                match node {
                    Node::Object(_) | Node::List(_) => fields(&format!("{name}[{index}]"), node, put),
                    Node::Null | Node::Text(_) => fields(name, node, put),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_the_order_of_its_fields() {
        #[derive(serde::Serialize)]
        struct Payout {
            currency: &'static str,
            amount: i64,
            description: Option<&'static str>,
            live: bool,
            rate: f64,
            tags: [&'static str; 2],
            metadata: [(); 0],
        }
        let payout = Payout {
            currency: "usd",
            amount: -62,
            description: None,
            live: true,
            rate: 0.5,
            tags: ["a b", "c&d=e"],
            metadata: [],
        };
        let encoded = form(&payout, &[]).expect("it is an object");
        assert_eq!(
            encoded,
            "currency=usd&amount=-62&live=true&rate=0.5&tags=a+b&tags=c%26d%3De"
        );
    }

    #[test]
    fn objects_use_brackets() {
        let body = serde_json::json!({"a": {"b": {"c": 1}}, "d": [{"e": 2}, {"e": 3}]});
        let encoded = form(&body, &[]).expect("it is an object");
        assert_eq!(encoded, "a%5Bb%5D%5Bc%5D=1&d%5B0%5D%5Be%5D=2&d%5B1%5D%5Be%5D=3");
    }

    #[test]
    fn a_field_with_a_style_is_written_in_it() {
        let body =
            serde_json::json!({"a": ["x y", "z,"], "b": ["1", "2"], "c": {"R": 100, "G": null}, "d": [], "e": [3, 4]});
        let styles = [
            ("a", Style::FORM.joined()),
            ("b", Style::PIPE_DELIMITED),
            ("c", Style::FORM.joined()),
            ("d", Style::FORM.joined()),
        ];
        let encoded = form(&body, &styles).expect("it is an object");
        assert_eq!(encoded, "a=x%20y,z%2C&b=1%7C2&c=R,100&e=3&e=4");
        form(&serde_json::json!({"a": [["x"]]}), &styles).expect_err("it has no form");
    }

    #[test]
    fn a_form_must_be_an_object() {
        for body in [serde_json::json!([1]), serde_json::json!("a"), serde_json::json!(null)] {
            form(&body, &[]).expect_err("there are no names to send");
        }
    }
}
