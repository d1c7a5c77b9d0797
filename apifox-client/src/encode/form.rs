//! `application/x-www-form-urlencoded` bodies.
//!
//! Fields keep the order of the type. A list repeats its name; an object goes
//! into brackets, as payment APIs read it: `metadata[order]=7`,
//! `items[0][price]=9`. A field that is null is not sent.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use url::form_urlencoded::Serializer;

/// Encodes a serialised object.
pub(crate) fn form(value: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    // By way of JSON text, because there an object keeps its order.
    let json = serde_json::to_vec(value)?;
    let Node::Object(fields) = serde_json::from_slice(&json)? else {
        return Err(serde::ser::Error::custom("a form body must be an object"));
    };
    let mut pairs = Serializer::new(String::new());
    for (name, node) in fields {
        write(&mut pairs, &name, node);
    }
    Ok(pairs.finish())
}

fn write(pairs: &mut Serializer<'_, String>, name: &str, node: Node) {
    match node {
        Node::Null => {}
        Node::Text(text) => {
            pairs.append_pair(name, &text);
        }
        Node::Object(fields) => {
            for (field, node) in fields {
                write(pairs, &format!("{name}[{field}]"), node);
            }
        }
        Node::List(nodes) => {
            for (index, node) in nodes.into_iter().enumerate() {
                match node {
                    Node::Object(_) | Node::List(_) => {
                        write(pairs, &format!("{name}[{index}]"), node);
                    }
                    Node::Null | Node::Text(_) => write(pairs, name, node),
                }
            }
        }
    }
}

/// JSON with the order of its objects, and numbers as they are written.
enum Node {
    Null,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Object(fields))
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
        let encoded = form(&payout).expect("it is an object");
        assert_eq!(
            encoded,
            "currency=usd&amount=-62&live=true&rate=0.5&tags=a+b&tags=c%26d%3De"
        );
    }

    #[test]
    fn objects_go_into_brackets() {
        let body = serde_json::json!({"a": {"b": {"c": 1}}, "d": [{"e": 2}, {"e": 3}]});
        let encoded = form(&body).expect("it is an object");
        assert_eq!(encoded, "a%5Bb%5D%5Bc%5D=1&d%5B0%5D%5Be%5D=2&d%5B1%5D%5Be%5D=3");
    }

    #[test]
    fn a_form_that_is_no_object_is_refused() {
        for body in [serde_json::json!([1]), serde_json::json!("a"), serde_json::json!(null)] {
            form(&body).expect_err("there are no names to send");
        }
    }
}
