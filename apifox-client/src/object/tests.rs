#![allow(clippy::option_option)] // as in generated requests

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, from_str, from_value, json};

#[derive(Debug, PartialEq, Default, Serialize)]
struct Account {
    r#type: String,
    lines: Vec<i64>,
    note: Option<String>,
    closed: Option<Option<i64>>,
    parent: Option<Box<Account>>,
}

crate::object!(Account {
    required r#type = "type",
    required lines = "lines-of": null_as_default,
    optional note,
    optional closed: present,
    optional parent,
});

/// The same type with serde's derive.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Derived {
    r#type: String,
    #[serde(rename = "lines-of", deserialize_with = "crate::decode::null_as_default")]
    lines: Vec<i64>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default, deserialize_with = "crate::decode::present")]
    closed: Option<Option<i64>>,
    #[serde(default)]
    parent: Option<Box<Derived>>,
}

impl From<Derived> for Account {
    fn from(derived: Derived) -> Self {
        Self {
            r#type: derived.r#type,
            lines: derived.lines,
            note: derived.note,
            closed: derived.closed,
            parent: derived.parent.map(|parent| Box::new(Self::from(*parent))),
        }
    }
}

/// Every text is decoded like with serde's derive, including the messages of errors.
#[test]
fn objects_are_decoded_like_serde_derives() {
    let texts = [
        r#"{"type": "a", "lines-of": [1]}"#,
        r#"{"lines-of": null, "type": "a", "note": null, "closed": null, "parent": null}"#,
        r#"{"type": "a", "lines-of": [], "note": "n", "closed": 3, "parent": {"type": "b", "lines-of": [2]}}"#,
        r#"{"type": "a", "lines-of": [], "further": {"deep": [1, {}]}, "lines": 4}"#,
        r#"{"t\u0079pe": "a", "lines-of": []}"#,
        r#"{"type": "a", "type": "a", "lines-of": []}"#,
        r#"{"type": "a", "lines-of": [], "note": null, "note": "n"}"#,
        r#"{"type": "a"}"#,
        r#"{"lines-of": []}"#,
        r#"{"type": null, "lines-of": []}"#,
        r#"{"type": "a", "lines-of": 4}"#,
        r#"{"type": "a", "lines-of": [], "parent": {"type": "b"}}"#,
        r#"{"type": "a", "lines-of": []"#,
        "{}",
        "4",
        r#""a""#,
        "null",
    ];
    for text in texts {
        let ours = from_str::<Account>(text).map_err(|error| error.to_string());
        let derived = from_str::<Derived>(text).map(Account::from);
        let derived = derived.map_err(|error| error.to_string().replace("Derived", "Account"));
        assert_eq!(ours, derived, "{text}");
    }
}

#[test]
fn value_trees_are_decoded_like_text() {
    let value = json!({"type": "a", "lines-of": [1], "closed": null});
    let account: Account = from_value(value).expect("it is valid");
    assert_eq!((account.closed, account.note), (Some(None), None));
}

/// serde's derive accepts an array of the values of the fields, and an empty array for an object
/// without members.
#[test]
fn an_array_is_not_an_object() {
    #[derive(Debug, PartialEq, Default)]
    struct Empty {
        note: Option<String>,
    }
    crate::object!(Empty { optional note });
    for text in ["[]", r#"["a"]"#] {
        let error = from_str::<Empty>(text).expect_err("it is a list").to_string();
        assert!(
            error.starts_with("invalid type: sequence, expected struct Empty"),
            "{error}"
        );
    }
}

/// A custom type that defines its absent value.
#[test]
fn a_required_member_may_define_its_absent_value() {
    #[derive(Debug, PartialEq)]
    struct Own(Option<Value>);
    impl<'de> serde::Deserialize<'de> for Own {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Option::deserialize(deserializer).map(Self)
        }
    }
    #[derive(Debug, PartialEq)]
    struct Holder {
        own: Own,
    }
    crate::object!(Holder { required own });
    assert_eq!(from_str::<Holder>("{}").ok(), Some(Holder { own: Own(None) }));
}

#[derive(Debug, PartialEq, Default, serde::Serialize)]
struct Paid {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    iban: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Option<String>>,
    #[serde(flatten)]
    undescribed: BTreeMap<String, Value>,
}

crate::object!(Paid {
    required kind,
    optional iban: loose,
    optional lines: loose_null_as_default,
    optional note: loose_present,
} or undescribed { "iban": ["kind"], "lines": ["iban", "note"] | ["iban"], "note": ["iban"] });

#[test]
fn a_member_of_another_type_is_kept_if_an_alternative_does_not_describe_it() {
    let read = |text| from_str::<Paid>(text).expect(text);
    let text = r#"{"kind":"a","iban":{"of":[]}}"#;
    assert_eq!(read(text).iban, None);
    assert_eq!(read(text).undescribed["iban"]["of"], Value::Array(Vec::new()));
    assert_eq!(serde_json::to_string(&read(text)).expect(text), text);
    assert!(read(r#"{"kind": "a", "iban": 4, "further": 1}"#).undescribed.is_empty());
    assert_eq!(read(r#"{"kind": "a", "iban": 4}"#).iban, Some(4));
    assert_eq!(read(r#"{"kind": "a", "lines": null}"#).lines, Vec::<i64>::new());
    let both = read(r#"{"lines": ["b"], "kind": "a", "iban": 4, "note": null}"#);
    assert_eq!((both.lines, both.note), (Vec::new(), Some(None)));
    assert_eq!(both.undescribed["lines"], serde_json::json!(["b"]));
}

#[test]
fn null_and_unknown_members_are_kept_if_distinguished_from_absence() {
    #[derive(Debug, PartialEq)]
    struct Sent {
        iban: Option<i64>,
        extra: BTreeMap<String, Value>,
    }
    crate::object!(Sent { optional iban: loose_not_null } or further extra { "iban": [] });
    let sent = from_str::<Sent>(r#"{"further": [1], "iban": null}"#).expect("any object is one");
    let extra = [("further", serde_json::json!([1])), ("iban", Value::Null)];
    let extra = extra.map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(sent, Sent { iban: None, extra });
    assert_eq!(
        from_str::<Sent>(r#"{"iban": 4}"#).ok().and_then(|sent| sent.iban),
        Some(4)
    );
}

#[test]
fn a_value_that_would_be_encoded_with_further_members_is_kept_if_an_alternative_does_not_describe_it() {
    #[derive(Debug, PartialEq, serde::Serialize)]
    struct Card {
        name: Option<String>,
    }
    crate::object!(Card { optional name });
    #[derive(Debug, PartialEq)]
    struct Sent {
        card: Option<Card>,
        or_null: Option<Option<Card>>,
        undescribed: BTreeMap<String, Value>,
    }
    crate::object!(Sent { optional card: loose_not_null, optional or_null: loose_present } or undescribed {
        "card": ["or_null"],
        "or_null": ["card"]
    });
    let read = |text| from_str::<Sent>(text).expect(text);
    let typed = || Card { name: None };
    let alone = read(r#"{"card": {}}"#);
    assert_eq!((alone.card, alone.undescribed), (Some(typed()), BTreeMap::new()));
    let both = read(r#"{"card": {}, "or_null": {}}"#);
    assert_eq!((both.card, both.or_null, both.undescribed.len()), (None, None, 2));
    let complete = read(r#"{"card": {"name": null}, "or_null": {"name": null}}"#);
    assert_eq!((complete.card, complete.or_null), (Some(typed()), Some(Some(typed()))));
    assert!(complete.undescribed.is_empty());
}

#[test]
fn a_member_of_another_type_is_an_error_with_its_path_if_no_alternative_accepts_it() {
    let error = |text| from_str::<Paid>(text).expect_err(text).to_string();
    let message = error(r#"{"kind": "a", "lines": [1, "b"]}"#);
    assert!(
        message.starts_with("invalid type: string \"b\", expected i64 (at `lines[1]`)"),
        "{message}"
    );
    assert!(error(r#"{"iban": "b"}"#).starts_with("invalid type: string \"b\", expected i64 (at `iban`)"));
    assert!(error(r#"{"kind": "a", "iban": "b", "iban": 4}"#).starts_with("duplicate field `iban`"));
    // Whole numbers are written in digits and decoded again.
    let message = error(r#"{"kind": "a", "iban": 4.0}"#);
    assert!(
        message.starts_with("invalid type: floating point, expected an integer (at `iban`)"),
        "{message}"
    );
}
