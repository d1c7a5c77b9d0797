//! Whether a number is an integer depends on its digits; a number that a float cannot represent is
//! not silently changed.

mod in_unions;

use std::collections::BTreeMap;

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::serde::de::DeserializeOwned;
use apifox_client::serde::{Deserialize, Serialize};
use apifox_client::serde_json::{self, Value};
use apifox_client::{Call, DecodeKind, Error, Method, decode};

use crate::operations::client;
use crate::server::{Script, Server};

static GET_BILL: Operation = Operation::new("get_bill", Method::GET, "/v1/bill")
    .resource("bills")
    .idempotent(true)
    .responses(&[DocumentedResponse::new("200")
        .media_type("application/json")
        .schema("Bill", &[])
        .required(true)]);

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(crate = "apifox_client::serde")]
pub(crate) struct Bill {
    amount: i64,
    limit: Option<u64>,
    parts: Vec<i64>,
    notes: BTreeMap<String, i64>,
    rate: f64,
    price: Option<Price>,
    paid: Option<Paid>,
    method: Option<Method_>,
    kind: Option<Kind>,
    more: Option<Value>,
}

apifox_client::object!(Bill {
    required amount,
    optional limit,
    optional parts: null_as_default,
    optional notes,
    optional rate,
    optional price,
    optional paid,
    optional method,
    optional kind,
    optional more,
});

#[derive(Clone, Debug, PartialEq)]
enum Price {
    Integer(i64),
    Text(String),
    Unknown(Value),
}
apifox_client::union!(Price { Integer(i64): Integer, Text(String): Text });

#[derive(Clone, Debug, PartialEq)]
enum Paid {
    Part(Box<Bill>),
    Open(Open),
    Unknown(Value),
}
apifox_client::union!(Paid { Part(Bill): Object { "amount" }, Open(Open): Object { "open": Integer } });

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(crate = "apifox_client::serde")]
struct Open {
    open: i64,
}
apifox_client::object!(Open { required open });

#[derive(Clone, Debug, PartialEq)]
enum Method_ {
    Card(Open),
    Unknown(Value),
}
apifox_client::union!(Method_: "type" { Card(Open) = "card" });

#[derive(Clone, Debug)]
enum Kind {
    One,
    Unknown(i64),
}
apifox_client::open_enum!(Kind: i64 { One = 1 });

#[derive(Debug, Deserialize, PartialEq)]
#[serde(crate = "apifox_client::serde")]
struct Counts {
    name: String,
    #[serde(flatten, deserialize_with = "decode::fitting")]
    further: BTreeMap<String, i64>,
}

pub(crate) async fn read<T: DeserializeOwned + Send + 'static>(body: &str) -> Result<T, Error> {
    let server = Server::start(Script::json(200, body)).await;
    let read = Call::new(&client(server.base_url()), &GET_BILL)
        .send(decode::json::<T>)
        .await;
    read.map(apifox_client::Response::into_inner)
}

/// Bodies with a documented integer, and the path to it.
const PLACES: [(&str, &str); 12] = [
    (r#"{"amount":N}"#, "amount"),
    (r#"{"amount":1.0,"limit":N}"#, "limit"),
    (r#"{"amount":1e0,"parts":[1.0,N,"x"]}"#, "parts[1]"),
    (r#"{"amount":1,"notes":{"a":1.0,"b":N}}"#, "notes.b"),
    (r#"{"amount":1,"kind":N}"#, "kind"),
    (r#"{"amount":1,"price":N}"#, "price"),
    (r#"{"amount":1,"paid":{"amount":N}}"#, "paid.amount"),
    (
        r#"{"amount":1,"paid":{"amount":1.0,"parts":[2,3.0,N]}}"#,
        "paid.parts[2]",
    ),
    (r#"{"amount":1,"paid":{"open":N}}"#, "paid.open"),
    (
        r#"{"amount":1,"paid":{"amount":2,"paid":{"amount":3,"price":N}}}"#,
        "paid.paid.price",
    ),
    (r#"{"amount":1,"method":{"type":"card","open":N}}"#, "method.open"),
    (
        r#"{"amount":1,"paid":{"amount":2,"method":{"type":"card","open":N}}}"#,
        "paid.method.open",
    ),
];

#[tokio::test]
async fn a_whole_number_is_an_integer_however_it_is_written() {
    for (body, _) in PLACES {
        let plain = body
            .replace('N', "7000")
            .replace(",\"x\"", "")
            .replace("1.0", "1")
            .replace("1e0", "1")
            .replace("3.0", "3");
        let plain: Bill = serde_json::from_str(&plain).expect("it is plain");
        for number in [
            "7000",
            "7000.0",
            "7e3",
            "0.7E+4",
            "70000e-1",
            "7000.00000000000000000000000",
        ] {
            let body = body.replace('N', number).replace(",\"x\"", "");
            assert_eq!(read::<Bill>(&body).await.expect("it is complete"), plain, "{body}");
        }
    }
    let counts = read::<Counts>(r#"{"name":"n","a":7000.0,"b":7e3,"c":1.5,"d":"x"}"#)
        .await
        .expect("they are complete");
    assert_eq!(counts.further, [("a".to_owned(), 7000), ("b".to_owned(), 7000)].into());
}

#[tokio::test]
async fn a_fraction_is_not_an_integer_even_if_a_float_rounds_it() {
    for (body, path) in PLACES {
        for number in [
            "4503599627370496.5", "-4503599627370497.5", "100.00000000000000001", "1e-400", "0.99999999999999999999",
            "-1E-400",
        ] {
            let body = body.replace('N', number);
            let error = read::<Bill>(&body).await.expect_err(&body);
            let Error::Decode(error) = error else { panic!("{error}") };
            assert_eq!(error.kind(), DecodeKind::Schema, "{body}: {error}");
            // Within a union, the path is that of the first number that looks whole but is not.
            assert_eq!(error.path(), Some(path), "{body}: {error}");
            assert!(error.to_string().contains("floating point, expected"), "{error}");
        }
    }
    for number in ["4503599627370496.5", "100.00000000000000001", "1e-400"] {
        let error = read::<Counts>(&format!(r#"{{"name":"n","a":7000.0,"b":{number}}}"#)).await;
        let error = error.expect_err("there is a fraction");
        assert!(
            error
                .to_string()
                .contains(", at b: invalid type: floating point, expected an integer"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_documented_number_is_decoded_as_one() {
    for (number, rate) in [("1e3", 1000.0), ("1e-400", 0.0), ("7", 7.0)] {
        let bill = read::<Bill>(&format!(r#"{{"amount":1.0,"rate":{number}}}"#))
            .await
            .expect("it is a number");
        assert!((bill.rate - rate).abs() < f64::EPSILON, "{number}");
    }
}

#[tokio::test]
async fn an_untyped_value_keeps_digits_that_its_number_cannot_hold() {
    for (number, kept) in [
        ("12345678901234567890123", r#""12345678901234567890123""#),
        ("-12345678901234567890123", r#""-12345678901234567890123""#),
        ("0.1234567890123456789", r#""0.1234567890123456789""#),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", r#""18446744073709551616""#),
        ("1e-400", r#""1e-400""#),
        ("-4e-324", r#""-4e-324""#),
        ("1e-300", "1e-300"),
        ("1.5", "1.5"),
    ] {
        // The other numbers of the body do not matter, whatever their notation.
        for amount in ["1", "1.0"] {
            let body = format!(r#"{{"amount":{amount},"more":{{"n":[{number}]}},"rate":0.25}}"#);
            let more = read::<Bill>(&body).await.expect("it is read").more.expect("it exists");
            assert_eq!(more["n"][0].to_string(), kept, "{amount} {number}");
        }
    }
}

#[tokio::test]
async fn the_first_of_two_errors_in_a_long_response_is_named() {
    let items = |from: usize, to: usize| {
        (from..to)
            .map(|_| r#"{"amount":1.0,"parts":[1,2]}"#)
            .collect::<Vec<_>>()
            .join(",")
    };
    for (wrong, place) in [
        (r#"{"amount":1.5}"#, "[20000].amount"),
        (r#"{"amount":4503599627370496.5}"#, "[20000].amount"),
        (r#"{"amount":1,"limit":-1}"#, "[20000].limit"),
        (r#"{"limit":1}"#, "[20000]"),
        (r#"{"amount":1,"notes":{"a":[]}}"#, "[20000].notes.a"),
        (r#"{"amount":1,"parts":["1"]}"#, "[20000].parts[0]"),
        ("[]", "[20000]"),
        (r#"{"amount":1,"parts":[1,{}]}"#, "[20000].parts[1]"),
    ] {
        let body = format!("[{},{wrong},{wrong},{}]", items(0, 20_000), items(0, 9_000));
        let error = read::<Vec<Bill>>(&body).await.expect_err("two are wrong");
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!(error.path(), Some(place), "{error}");
    }
}
