//! Members that the configuration joins into one value.

use apifox_client::{Auth, serde_json};
use apifox_sandbox::{ExpectedAuth, Server};
use ledger::joined::types::{NewPayment, Payment, RefundChange};
use ledger::joined::{Client, DOCUMENT};
use ledger::money::Money;

#[test]
fn valid_members_are_one_value_and_round_trip() {
    let json = r#"{"id":"1","amount":5,"currency":"EUR","fee":1,"fee_currency":"JPY","parts":[{"amount":2,"currency":"EUR","note":"a"}]}"#;
    let payment: Payment = serde_json::from_str(json).unwrap();
    assert_eq!(payment.money.value(), Some(&Money::new(5, "EUR")));
    assert_eq!(payment.fee.value(), Some(&Money::new(1, "JPY")));
    assert_eq!(payment.parts[0].money.value(), Some(&Money::new(2, "EUR")));
    assert_eq!(serde_json::to_string(&payment).unwrap(), json);
}

#[test]
fn missing_null_and_invalid_members_do_not_fail_and_are_kept() {
    for json in [
        r#"{"id":"1"}"#,
        r#"{"id":"1","amount":5}"#,
        r#"{"id":"1","currency":"EUR"}"#,
        r#"{"id":"1","amount":null,"currency":null}"#,
        r#"{"id":"1","amount":"5.00","currency":"EUR"}"#,
        r#"{"id":"1","amount":5,"currency":978}"#,
        r#"{"id":"1","amount":{"cents":[5]},"currency":"EUR"}"#,
    ] {
        let payment: Payment = serde_json::from_str(json).unwrap();
        assert_eq!(payment.money.value(), None, "{json}");
        assert_eq!(serde_json::to_string(&payment).unwrap(), json);
    }
}

#[test]
fn an_object_with_a_member_that_is_not_a_scalar_is_not_joined() {
    let json = r#"{"id":"1","amount":1,"currency":"EUR","limit":{"amount":{"cents":5},"currency":"EUR"}}"#;
    let payment: Payment = serde_json::from_str(json).unwrap();
    let limit = payment.limit.as_ref().unwrap();
    assert_eq!(limit.amount.as_ref().unwrap().cents, Some(5));
    assert_eq!(serde_json::to_string(&payment).unwrap(), json);
}

#[test]
fn a_request_takes_one_value_required_or_optional() {
    let payment = NewPayment::new("r", Money::new(5, "EUR")).money("a field of the same name");
    assert_eq!(
        serde_json::to_string(&payment).unwrap(),
        r#"{"reference":"r","amount":5,"currency":"EUR","money":"a field of the same name"}"#
    );
    let change = RefundChange::new();
    assert_eq!(serde_json::to_string(&change).unwrap(), "{}");
    let mut change = change.money(Money::new(5, "EUR"));
    change.extra.insert("more".to_owned(), "1".to_owned());
    let json = r#"{"amount":5,"currency":"EUR","more":"1"}"#;
    assert_eq!(serde_json::to_string(&change).unwrap(), json);
    assert_eq!(serde_json::from_str::<RefundChange>(json).unwrap(), change);
}

#[tokio::test]
async fn a_call_sends_and_receives_them() {
    let auth = Auth::bearer("key");
    let server = Server::start(DOCUMENT, ExpectedAuth::exactly(&auth)).unwrap();
    let client = apifox_client::Client::builder(server.base_url()).auth(auth).build();
    let client = Client::from(client.unwrap());
    let sent = NewPayment::new("r", Money::new(5, "EUR"));
    let payment = client.payments().create(&sent).await.unwrap();
    assert!(payment.money.value().is_some(), "{payment:?}");
    let call = server.calls().pop().unwrap();
    assert_eq!(
        call.body(),
        r#"{"reference":"r","amount":5,"currency":"EUR"}"#.as_bytes()
    );
}
