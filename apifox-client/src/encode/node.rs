//! Serialized values, from which forms and parameters are encoded.

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Error;

/// The prefix of struct names with which `serde_json` marks values that only it
/// can serialize, such as raw JSON.
const PRIVATE: &str = "$serde_json::private::";

/// The struct name with which `serde_json` marks a number if any crate in the
/// build enables its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// A JSON-like value. It keeps the order of fields and all digits of numbers,
/// which parsing JSON would round beyond 64 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Null,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Serializes a value. Values that JSON cannot represent are refused: a map
    /// whose keys are not scalars, and a number that is not finite.
    pub(crate) fn of(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        value.serialize(NodeSerializer)
    }
}

struct NodeSerializer;

/// Scalars that are written with `Display`.
macro_rules! as_displayed {
    ($($method:ident: $scalar:ty,)*) => {
        $(fn $method(self, value: $scalar) -> Result<Node, Error> {
            Ok(Node::Text(value.to_string()))
        })*
    };
}

/// Floating-point numbers, which must be finite.
macro_rules! as_displayed_if_finite {
    ($($method:ident: $scalar:ty,)*) => {
        $(fn $method(self, value: $scalar) -> Result<Node, Error> {
            if value.is_finite() {
                Ok(Node::Text(value.to_string()))
            } else {
                Err(Error::custom("a number is infinite or not a number"))
            }
        })*
    };
}

impl Serializer for NodeSerializer {
    type Ok = Node;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    as_displayed! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    as_displayed_if_finite! { serialize_f32: f32, serialize_f64: f64, }

    fn serialize_bytes(self, value: &[u8]) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<Node, Error> {
        Ok(Node::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Node, Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node, Error> {
        Ok(tagged(Some(variant), value.serialize(self)?))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Items, Error> {
        Ok(Items {
            variant: None,
            nodes: Vec::with_capacity(len.unwrap_or(0)),
        })
    }

    fn serialize_tuple(self, len: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items, Error> {
        let items = self.serialize_seq(Some(len))?;
        Ok(Items {
            variant: Some(variant),
            ..items
        })
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Fields, Error> {
        Ok(Fields {
            variant: None,
            key: None,
            members: Vec::with_capacity(len.unwrap_or(0)),
        })
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Fields, Error> {
        self.serialize_map(Some(len))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Fields, Error> {
        let fields = self.serialize_map(Some(len))?;
        Ok(Fields {
            variant: Some(variant),
            ..fields
        })
    }
}

/// Wraps the content of a variant in an object with one field.
fn tagged(variant: Option<&'static str>, node: Node) -> Node {
    match variant {
        Some(variant) => Node::Object(vec![(variant.to_owned(), node)]),
        None => node,
    }
}

struct Items {
    variant: Option<&'static str>,
    nodes: Vec<Node>,
}

impl Items {
    fn push(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.nodes.push(Node::of(value)?);
        Ok(())
    }

    fn finish(self) -> Node {
        tagged(self.variant, Node::List(self.nodes))
    }
}

struct Fields {
    variant: Option<&'static str>,
    key: Option<String>,
    members: Vec<(String, Node)>,
}

impl Fields {
    fn push(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.members.push((name.to_owned(), Node::of(value)?));
        Ok(())
    }

    fn finish(self) -> Node {
        tagged(self.variant, Node::Object(self.members))
    }
}

/// Implements the traits of sequences, which differ only in their names.
macro_rules! items {
    ($($kind:ident: $method:ident,)*) => {
        $(impl $kind for Items {
            type Ok = Node;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Result<Node, Error> {
                Ok(self.finish())
            }
        })*
    };
}

items! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

impl SerializeMap for Fields {
    type Ok = Node;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match Node::of(key)? {
            Node::Text(key) => {
                self.key = Some(key);
                Ok(())
            }
            _ => Err(Error::custom("a key must be a string")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().ok_or_else(|| Error::custom("a value has no key"))?;
        self.members.push((key, Node::of(value)?));
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(self.finish())
    }
}

impl SerializeStruct for Fields {
    type Ok = Node;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.push(name, value)
    }

    fn end(mut self) -> Result<Node, Error> {
        match self.members.pop() {
            Some((name, number)) if name == NUMBER && self.members.is_empty() => return Ok(number),
            Some((name, _)) if name.starts_with(PRIVATE) => return Err(Error::custom("raw JSON is not supported")),
            last => self.members.extend(last),
        }
        Ok(self.finish())
    }
}

impl SerializeStructVariant for Fields {
    type Ok = Node;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.push(name, value)
    }

    fn end(self) -> Result<Node, Error> {
        Ok(self.finish())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::ser::SerializeStruct as _;

    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    #[test]
    fn scalars_keep_every_digit() {
        assert_eq!(
            Node::of(&i128::MIN).expect("a number"),
            text("-170141183460469231731687303715884105728")
        );
        assert_eq!(Node::of(&u64::MAX).expect("a number"), text("18446744073709551615"));
        assert_eq!(Node::of(&0.1_f32).expect("a number"), text("0.1"));
        assert_eq!(Node::of(&5.0).expect("a number"), text("5"));
        assert_eq!(Node::of(&true).expect("a boolean"), text("true"));
        assert_eq!(Node::of(&'余').expect("a character"), text("余"));
    }

    /// Serializes a string like `serde_json`'s own types, under their names.
    struct Marked(&'static str, &'static str);

    impl Serialize for Marked {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut marked = serializer.serialize_struct(self.0, 1)?;
            marked.serialize_field(self.0, self.1)?;
            marked.end()
        }
    }

    #[test]
    fn a_number_of_arbitrary_precision_is_its_digits() {
        assert_eq!(Node::of(&Marked(NUMBER, "1.20")).expect("a number"), text("1.20"));
    }

    #[test]
    fn every_serde_type_is_encoded_like_json() {
        #[derive(serde::Serialize)]
        enum Shape {
            Unit,
            Newtype(u8),
            Tuple(u8, u8),
            Struct { b: (), a: Option<u8> },
        }
        for (shape, node) in [
            (Shape::Unit, text("Unit")),
            (Shape::Newtype(1), Node::Object(vec![("Newtype".into(), text("1"))])),
            (
                Shape::Tuple(1, 2),
                Node::Object(vec![("Tuple".into(), Node::List(vec![text("1"), text("2")]))]),
            ),
            (
                Shape::Struct { b: (), a: Some(1) },
                Node::Object(vec![(
                    "Struct".into(),
                    Node::Object(vec![("b".into(), Node::Null), ("a".into(), text("1"))]),
                )]),
            ),
        ] {
            assert_eq!(Node::of(&shape).expect("it has a string form"), node);
        }
        let keys = BTreeMap::from([(7, "x")]);
        assert_eq!(
            Node::of(&keys).expect("numbers are keys in JSON"),
            Node::Object(vec![("7".into(), text("x"))])
        );
    }

    #[test]
    fn values_without_a_string_form_are_refused() {
        for number in [f64::NAN, f64::INFINITY] {
            Node::of(&number).expect_err("it is not a number");
        }
        Node::of(&Marked("$serde_json::private::RawValue", "[1]")).expect_err("it would be mistaken for an object");
        Node::of(&f32::NEG_INFINITY).expect_err("it is not a number");
        Node::of(&BTreeMap::from([(None::<u8>, 1)])).expect_err("there is no key");
        Node::of(&BTreeMap::from([((1, 2), 3)])).expect_err("an array is not a key");
    }
}
