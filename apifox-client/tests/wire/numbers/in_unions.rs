//! Numbers in unions, and numbers of many digits in any value.

use apifox_client::serde_json::{Number, json};

use super::*;

#[derive(Clone, Debug, PartialEq)]
enum Rate {
    Number(f64),
    Unsigned(Count),
    Text(String),
    Named(Named),
    Unknown(Value),
}
apifox_client::union!(Rate {
    Unsigned(Count): Object { "count": Unsigned },
    Named(Named): Object { "name" },
    Number(f64): Number,
    Text(String): Text,
});

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(crate = "apifox_client::serde")]
struct Count {
    count: u64,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(crate = "apifox_client::serde")]
struct Named {
    name: String,
    #[serde(default)]
    rate: f64,
    more: Option<Value>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde")]
struct Rates {
    rate: Rate,
    #[serde(default)]
    price: Option<Price>,
    #[serde(flatten, deserialize_with = "decode::fitting")]
    further: BTreeMap<String, f64>,
}

async fn rate(rate: &str) -> Rate {
    let body = format!(r#"{{"rate":{rate}}}"#);
    read::<Rates>(&body).await.expect("it is read").rate
}

#[tokio::test]
async fn an_integer_at_the_end_of_its_range_is_one_in_a_union_too() {
    for (number, amount) in [
        ("9223372036854775807.0", i64::MAX),
        ("9.223372036854775807e18", i64::MAX),
        ("922337203685477580700E-2", i64::MAX),
        ("-9223372036854775808.0", i64::MIN),
        ("-9.223372036854775808E+18", i64::MIN),
    ] {
        let bill = read::<Bill>(&format!(
            r#"{{"amount":1,"price":{number},"paid":{{"open":{number}}}}}"#
        ))
        .await;
        let bill = bill.expect("it is read");
        assert_eq!(bill.price, Some(Price::Integer(amount)), "{number}");
        assert_eq!(bill.paid, Some(Paid::Open(Open { open: amount })), "{number}");
    }
    for number in ["18446744073709551615.0", "1.8446744073709551615e19"] {
        let count = Count { count: u64::MAX };
        assert_eq!(rate(&format!(r#"{{"count":{number}}}"#)).await, Rate::Unsigned(count));
    }
    read::<Bill>(r#"{"amount":1,"price":9223372036854775807.5}"#)
        .await
        .expect_err("it is a fraction");
}

#[tokio::test]
async fn a_number_is_no_documented_text_whatever_its_digits() {
    for number in ["18446744073709551616", "123456789.123456789", "-92233720368547758090"] {
        let bill = read::<Bill>(&format!(r#"{{"amount":1,"price":{number}}}"#)).await;
        let unknown = Some(Price::Unknown(Value::from(number)));
        assert_eq!(bill.expect("it is read").price, unknown, "{number}");
        // A text with such digits stays one.
        let bill = read::<Bill>(&format!(r#"{{"amount":1,"price":"{number}0","more":{number}}}"#)).await;
        let bill = bill.expect("it is read");
        assert_eq!(bill.price, Some(Price::Text(format!("{number}0"))), "{number}");
        assert_eq!(bill.more, Some(Value::from(number)));
        let object = format!(r#"{{"name":{number}}}"#);
        assert!(matches!(rate(&object).await, Rate::Unknown(_)), "{number}");
    }
}

#[tokio::test]
async fn a_number_that_no_float_holds_is_still_a_documented_number() {
    let number = "123456789.123456789";
    assert_eq!(rate(number).await, Rate::Number(123_456_789.123_456_79));
    let named = format!(r#"{{"name":"n","rate":{number},"more":[{number}, 0.12345678901234567890]}}"#);
    let Rate::Named(named) = rate(&named).await else {
        panic!("it has a name")
    };
    assert!((named.rate - 123_456_789.123_456_79).abs() < f64::EPSILON);
    let more = named.more.expect("it exists");
    assert_eq!(more[1], Value::from("0.12345678901234567890"));
    let body = format!(r#"{{"rate":1,"a":{number},"b":1.5,"c":"{number}0"}}"#);
    let rates = read::<Rates>(&body).await.expect("it is read");
    assert_eq!(
        rates.further,
        [("a".to_owned(), 123_456_789.123_456_79), ("b".to_owned(), 1.5)].into()
    );
}

#[tokio::test]
async fn an_untyped_value_keeps_digits_before_an_exponent() {
    for number in ["9007199254740993e0", "9007199254740993E-3", "[9007199254740993e1]"] {
        let bill = read::<Bill>(&format!(r#"{{"amount":1,"more":{number}}}"#)).await;
        let kept = format!("\"{}\"", number.trim_matches(['[', ']']));
        let more = bill.expect("it is read").more.expect("it exists").to_string();
        assert_eq!(more.trim_matches(['[', ']']), kept);
    }
}

#[tokio::test]
async fn an_integer_beyond_64_bits_is_kept_in_a_union_and_named_in_other_places() {
    for (number, kept) in [
        ("-9223372036854775809", "-9223372036854775809"),
        ("-9223372036854775809.0", "-9223372036854775809"),
        ("18446744073709551616", "18446744073709551616"),
        ("123456789012345678901234", "123456789012345678901234"),
    ] {
        let bill = read::<Bill>(&format!(
            r#"{{"amount":1,"price":{number},"paid":{{"open":{number}}}}}"#
        ))
        .await;
        let bill = bill.expect("the unions hold any value");
        assert_eq!(bill.price, Some(Price::Unknown(kept.into())), "{number}");
        assert_eq!(bill.paid, Some(Paid::Unknown(json!({"open": kept}))), "{number}");
        let Rate::Unknown(count) = rate(&format!(r#"{{"count":{number}}}"#)).await else {
            panic!("{number} is no count")
        };
        assert_eq!(
            count["count"].as_str().map(|text| text.trim_end_matches(".0")),
            Some(kept)
        );
        let counts = read::<Counts>(&format!(r#"{{"name":"n","a":{number}}}"#)).await;
        assert_eq!(counts.expect("it is read").further, BTreeMap::new(), "{number}");
        for (body, path) in PLACES
            .iter()
            .filter(|(body, _)| !body.contains("price") && !body.contains(r#"paid":{"open"#))
        {
            let body = body.replace('N', number);
            if let Err(error) = read::<Bill>(&body).await {
                let Error::Decode(error) = error else { panic!("{error}") };
                assert_eq!(
                    (error.kind(), error.path()),
                    (DecodeKind::Schema, Some(*path)),
                    "{body}: {error}"
                );
                assert!(
                    error
                        .to_string()
                        .contains(": invalid value: integer beyond 64 bits, expected "),
                    "{error}"
                );
            } else {
                assert!(path.starts_with("paid."), "{body}");
            }
        }
    }
    // Beside such a fraction, whose float is the same, an integer is not known to be one.
    let both = r#"{"amount":1,"price":-9223372036854775809,"rate":9223372036854775808.5}"#;
    read::<Bill>(both)
        .await
        .expect_err("the price is no integer of 64 bits");
}

#[tokio::test]
async fn a_string_with_the_digits_of_a_number_in_the_same_body_is_still_a_string() {
    for (number, other) in [
        ("12345678901234567890123", "12345678901234567890123e0"),
        ("0.12345678901234567890", "0.12345678901234567890e0"),
        ("1e-400", "1e-0400"),
        ("-4E-0324", "-4E-00324"),
    ] {
        let text = Some(Price::Text(number.to_owned()));
        // In escapes, too; and the second notation may also be that of a string.
        let escaped = format!("\\u{:04x}{}", u32::from(number.as_bytes()[0]), &number[1..]);
        for (price, more) in [
            (number, format!("[{number}]")),
            (&*escaped, format!("[{number},{number}]")),
            (number, format!("[{number},\"{other}\"]")),
        ] {
            let body = format!(r#"{{"amount":1,"price":"{price}","more":{more},"paid":{{"open":"{price}"}}}}"#);
            let bill = read::<Bill>(&body).await.expect("it is read");
            assert_eq!(bill.price, text, "{body}");
            assert_eq!(bill.paid, Some(Paid::Unknown(json!({"open": number}))), "{body}");
            let kept = bill.more.expect("it exists")[0].to_string();
            let kept: Number = kept.trim_matches('"').parse().expect("it is a number");
            let same: Number = number.parse().expect("it is a number");
            assert_eq!(kept.as_f64(), same.as_f64(), "{body}");
        }
        // Where nothing distinguishes the two, the notation stays.
        let body = format!(r#"{{"amount":1,"more":{{"id":{number},"text":"{number}"}}}}"#);
        let more = read::<Bill>(&body).await.expect("it is read").more;
        assert_eq!(more, Some(json!({"id": number, "text": number})), "{body}");
        // A number is none of the text's; one that a float rounds to zero is an error there.
        if number.contains(['e', 'E']) {
            continue;
        }
        let body = format!(r#"{{"amount":1,"price":{number},"more":"{number}"}}"#);
        let bill = read::<Bill>(&body).await.expect("it is read");
        assert_eq!(bill.price, Some(Price::Unknown(other.into())), "{body}");
        assert_eq!(bill.more, Some(number.into()));
    }
}
