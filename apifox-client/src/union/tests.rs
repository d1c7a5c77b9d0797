//! Decoding and encoding of unions.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Leaf {
    size: i64,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Branch {
    child: Tree,
}

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Leaf(Leaf),
    Branch(Box<Branch>),
    Unknown(Value),
}
crate::union!(Tree: "type" { Leaf(Leaf) += "leaf", Branch(Branch) += "branch" } from { Leaf(Leaf), Branch(Branch) });

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Left {
    next: Any,
    left: i64,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Right {
    next: Any,
    right: i64,
}

#[derive(Clone, Debug, PartialEq)]
enum Any {
    Fixed(String),
    Left(Box<Left>),
    Right(Box<Right>),
    Whole(i64),
    Number(f64),
    List(Vec<Any>),
    Tree(Tree),
    Unknown(Value),
}
crate::union!(Any {
    Fixed(String): Text = "auto" | "manual",
    Left(Left): Object { "left": Integer },
    Right(Right): Object { "right" },
    Whole(i64): Integer,
    Number(f64): Number,
    List(Vec<Any>): List,
    Tree(Tree): Object { "type" = "leaf" | "branch" },
});

fn round_trip<T: DeserializeOwned + Serialize>(value: &Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).expect("it decodes");
    assert_eq!(serde_json::to_value(&decoded).expect("it encodes"), *value);
    decoded
}

#[test]
fn a_value_without_a_listed_tag_is_kept() {
    for value in [
        json!({"type": "root"}),
        json!({"size": 1}),
        json!({"type": 1}),
        json!(null),
        json!("leaf"),
    ] {
        assert_eq!(round_trip::<Tree>(&value), Tree::Unknown(value));
    }
}

#[test]
fn a_listed_tag_with_other_content_is_an_error_that_says_where() {
    let value = json!({"type": "branch", "child": {"type": "leaf", "size": "big"}});
    let error = serde_json::from_value::<Tree>(value).expect_err("the size is not a number");
    assert_eq!(
        error.to_string(),
        "invalid type: string \"big\", expected i64 (at `size`, where `type` is `leaf`) \
         (at `child`, where `type` is `branch`)"
    );
}

#[test]
fn a_tag_is_written_unless_the_type_writes_it() {
    let leaf = |tag: Option<&str>| Leaf {
        size: 1,
        tag: tag.map(str::to_owned),
    };
    let tree = Tree::from(Branch {
        child: leaf(None).into(),
    });
    let value = json!({"type": "branch", "child": {"type": "leaf", "size": 1}});
    assert_eq!(serde_json::to_value(&tree).expect("it encodes"), value);
    let other = Tree::from(leaf(Some("other")));
    assert_eq!(
        serde_json::to_value(other).expect("it encodes"),
        json!({"type": "other", "size": 1})
    );
}

#[derive(Clone, Debug, PartialEq)]
enum Counted {
    Leaf(Leaf),
    Fork(Fork),
    Unknown(Value),
}
crate::union!(Counted: "level" as integer { Leaf(Leaf) += 1 | -2, Fork(Fork) = 3 } from { Leaf(Leaf), Fork(Fork) });

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Fork {
    level: i64,
    prongs: i64,
}

#[test]
fn an_integer_tag_selects_an_alternative_and_is_written_as_an_integer() {
    let fork = json!({"level": 3, "prongs": 4});
    assert!(matches!(round_trip::<Counted>(&fork), Counted::Fork(_)));
    for value in [
        json!({"level": "3", "prongs": 4}),
        json!({"level": 5}),
        json!({"prongs": 4}),
    ] {
        assert_eq!(round_trip::<Counted>(&value), Counted::Unknown(value));
    }
    let read: Counted = serde_json::from_value(json!({"level": -2, "size": 1})).expect("it decodes");
    let written = serde_json::to_value(&read).expect("it encodes");
    assert_eq!(written, json!({"level": 1, "size": 1}), "its type omits the tag");
    let error = serde_json::from_value::<Counted>(json!({"level": 3, "prongs": "x"})).expect_err("no number");
    assert!(error.to_string().contains("where `level` is `3`"), "{error}");
}

#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Leaf(Leaf),
    Fork(Fork),
    Unknown(Value),
}
crate::union!(Outcome: "success" as boolean { Leaf(Leaf) += true, Fork(Fork) += false } from { Leaf(Leaf), Fork(Fork) });

#[test]
fn a_boolean_tag_selects_an_alternative_and_is_written_as_a_boolean() {
    let read = |value: Value| serde_json::from_value::<Outcome>(value).expect("it decodes");
    let written = |value: Value| serde_json::to_value(read(value)).expect("it encodes");
    let leaf = json!({"success": true, "size": 1});
    assert!(matches!(read(leaf.clone()), Outcome::Leaf(_)));
    assert_eq!(written(leaf.clone()), leaf);
    assert!(matches!(
        read(json!({"success": false, "level": 1, "prongs": 2})),
        Outcome::Fork(_)
    ));
    for value in [
        json!({"success": "true", "size": 1}),
        json!({"success": 1}),
        json!({"size": 1}),
    ] {
        assert_eq!(read(value.clone()), Outcome::Unknown(value));
    }
}

#[test]
fn alternatives_without_a_tag_are_selected_by_structure() {
    let any = |value: Value| round_trip::<Any>(&value);
    assert_eq!(any(json!("auto")), Any::Fixed("auto".to_owned()));
    assert_eq!(any(json!(1)), Any::Whole(1));
    assert_eq!(any(json!(1.0)), Any::Number(1.0));
    assert_eq!(any(json!([2])), Any::List(vec![Any::Whole(2)]));
    assert!(matches!(any(json!({"left": 1, "next": 1})), Any::Left(_)));
    assert!(matches!(
        any(json!({"right": 1, "next": {"left": 1, "next": "auto"}})),
        Any::Right(_)
    ));
    assert!(matches!(
        any(json!({"type": "leaf", "size": 1})),
        Any::Tree(Tree::Leaf(_))
    ));
    for value in [
        json!("other"),
        json!(true),
        json!({"right": "1"}),
        json!({"type": "root"}),
        json!(null),
    ] {
        assert_eq!(any(value.clone()), Any::Unknown(value));
    }
}

#[test]
fn decoding_nested_unions_takes_linear_time() {
    let mut value = json!(1);
    for _ in 0..100 {
        value = json!({"next": value, "left": 1.5, "right": "none of both"});
    }
    round_trip::<Any>(&value);
    let mut value = json!({"type": "leaf"});
    for _ in 0..100 {
        value = json!({"child": value, "type": "branch"});
    }
    serde_json::from_value::<Tree>(value).expect_err("the leaf has no size");
}

#[test]
fn the_path_through_nested_unions_is_found_in_the_message() {
    let message = "boom (at `b[0].c`, where `kind` is `x`) (at `[1].a`, where `type` is `y`) at line 1 column 2";
    let (message, path) = super::take_path(message);
    assert_eq!(
        message,
        "boom (where `kind` is `x`) (where `type` is `y`) at line 1 column 2"
    );
    assert_eq!(path.as_deref(), Some("[1].a.b[0].c"));
    for other in ["boom", "boom (at `a", "boom (where `type` is `y`)"] {
        assert_eq!(super::take_path(other), (other.to_owned(), None));
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Card {
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    last4: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Loose {
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    id: i64,
}

#[derive(Clone, Debug, PartialEq)]
enum Source {
    Card(Card),
    Loose(Box<Loose>),
    Unknown(Value),
}
crate::union!(Source: "brand" { Card(Card) += "visa" | "mastercard" } else Loose(Loose) from { Card(Card) });

#[derive(Clone, Debug, PartialEq)]
enum Brand {
    Card(Card),
    Unknown(Value),
}
crate::union!(Brand: "brand" { Card(Card) += "visa" | "mastercard" });

#[test]
fn each_of_several_tags_of_an_alternative_is_read_and_kept() {
    for tag in ["visa", "mastercard"] {
        let value = json!({"brand": tag, "last4": "4242"});
        assert!(matches!(round_trip::<Brand>(&value), Brand::Card(card) if card.brand.as_deref() == Some(tag)));
    }
    let untagged = Brand::Card(Card {
        brand: None,
        last4: "4242".to_owned(),
    });
    assert_eq!(
        serde_json::to_value(untagged).expect("it encodes"),
        json!({"last4": "4242", "brand": "visa"})
    );
    let error = serde_json::from_value::<Brand>(json!({"brand": "mastercard"})).expect_err("a member is missing");
    assert_eq!(
        error.to_string(),
        "missing field `last4` (where `brand` is `mastercard`)"
    );
}

#[test]
fn a_value_without_a_listed_tag_is_of_the_fallback_type_or_kept() {
    let card = json!({"brand": "visa", "last4": "4242"});
    assert!(matches!(round_trip::<Source>(&card), Source::Card(_)));
    // A listed tag whose object is not of its type, another tag, and no tag.
    for value in [
        json!({"brand": "visa", "id": 1}),
        json!({"brand": "amex", "id": 1}),
        json!({"id": 1}),
    ] {
        assert!(matches!(round_trip::<Source>(&value), Source::Loose(_)), "{value}");
    }
    for value in [json!({"brand": "visa"}), json!({"brand": 1}), json!([]), json!(null)] {
        assert_eq!(round_trip::<Source>(&value), Source::Unknown(value));
    }
}

/// An object with all required members, or any object.
#[derive(Clone, Debug, PartialEq)]
enum LeafOrAny {
    Leaf(Leaf),
    Object(serde_json::Map<String, Value>),
    Unknown(Value),
}
crate::union!(LeafOrAny {
    Leaf(Leaf): Object { "size" } or wider,
    Object(serde_json::Map<String, Value>): Object,
});

#[test]
fn an_alternative_passes_on_values_that_only_a_wider_one_preserves() {
    let whole = [
        json!({"size": 1}),
        json!({"size": 1, "type": "a", "more": null, "list": []}),
    ];
    for value in whole {
        let decoded: LeafOrAny = serde_json::from_value(value).expect("it decodes");
        assert!(matches!(decoded, LeafOrAny::Leaf(_)), "{decoded:?}");
    }
    for value in [
        json!({"size": 1, "more": 2}),
        json!({"size": "large"}),
        json!({"more": [1]}),
    ] {
        let decoded: LeafOrAny = serde_json::from_value(value.clone()).expect("it decodes");
        assert!(matches!(decoded, LeafOrAny::Object(_)), "{decoded:?}");
        assert_eq!(serde_json::to_value(&decoded).expect("it encodes"), value);
    }
}

/// An object with a string, or a map of objects that lose what they do not name.
#[derive(Clone, Debug, PartialEq)]
enum LeafOrMap {
    Leaf(Labelled),
    Map(std::collections::BTreeMap<String, LeafOrAnything>),
    Unknown(Value),
}
crate::union!(LeafOrMap {
    Leaf(Labelled): Object { "label" } or exact,
    Map(std::collections::BTreeMap<String, LeafOrAnything>): Object or whole,
});

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Labelled {
    label: Value,
}

/// A leaf, or anything else.
#[derive(Clone, Debug, PartialEq)]
enum LeafOrAnything {
    Leaf(Leaf),
    Unknown(Value),
}
crate::union!(LeafOrAnything { Leaf(Leaf): Object });

#[test]
fn a_map_that_would_lose_part_of_a_value_that_was_passed_on_does_not_take_it() {
    let both = json!({"label": 1, "leaf": {"size": 1, "more": 2}});
    let decoded: LeafOrMap = serde_json::from_value(both.clone()).expect("it decodes");
    assert_eq!(decoded, LeafOrMap::Unknown(both));

    // A member that the page does not document is no reason, if no other alternative matches.
    let map = json!({"leaf": {"size": 1, "more": 2}});
    let decoded: LeafOrMap = serde_json::from_value(map).expect("it decodes");
    assert!(matches!(decoded, LeafOrMap::Map(_)), "{decoded:?}");
}

/// Two objects with the same member, whose value may be that of the other.
#[derive(Clone, Debug, PartialEq)]
enum Shared {
    Leaf(Leaf),
    Labelled(Labelled),
    Unknown(Value),
}
crate::union!(Shared {
    Leaf(Leaf): Object { "type" = "leaf", "label": Unset, "size": NotNull },
    Labelled(Labelled): Object { "type" = "label", "size": Absent },
});

#[test]
fn members_of_other_alternatives_keep_an_object_whole() {
    let leaves = [
        json!({"size": 1, "type": "leaf"}),
        json!({"size": 1, "type": "leaf", "label": null}),
    ];
    for value in leaves {
        let decoded: Shared = serde_json::from_value(value).expect("it decodes");
        assert!(matches!(decoded, Shared::Leaf(_)), "{decoded:?}");
    }
    let labelled: Shared = serde_json::from_value(json!({"type": "label", "label": null})).expect("it decodes");
    assert!(matches!(labelled, Shared::Labelled(_)), "{labelled:?}");
    for value in [
        json!({"type": "leaf", "size": 1, "label": "a"}),
        json!({"type": "leaf", "size": null}),
        json!({"type": "leaf"}),
        json!({"type": "label", "label": "a", "size": null}),
        json!({"type": "other", "label": "a"}),
        json!("leaf"),
    ] {
        assert_eq!(round_trip::<Shared>(&value), Shared::Unknown(value));
    }
}
