//! Failures and streams of events of the small pages.

use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::{composition_within, failures, further_members, streams};

#[tokio::test]
async fn a_documented_failure_is_read_as_its_type() {
    use failures::resources::orders::failures::{CreateOrder, ListOrders};
    use failures::types::CreateOrderRequest;

    let server = Server::start(failures::DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = failures::Client::from(inner);
    let create = server.on(&failures::operations::CREATE_ORDER);
    create.example_of(503).set("/error/code", "closed").play().unwrap();
    let error = client.orders().create(&CreateOrderRequest::new()).await.unwrap_err();
    let Some(CreateOrder::ServerError(fault)) = CreateOrder::of(&error) else {
        panic!("{error}");
    };
    assert_eq!((error.status(), fault.error.code.as_str()), (Some(503), "closed"));
    assert_eq!(ListOrders::of(&error), None);
}

#[tokio::test]
async fn events_are_received_in_sequence() {
    let server = Server::start(streams::DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = streams::Client::from(inner);
    let mut events = client.answers().watch_ticks().await.unwrap().into_inner();
    let mut received = Vec::new();
    while let Some(event) = events.next().await.unwrap() {
        received.push(format!("{}: {}", event.event(), event.data()));
    }
    assert_eq!(received, ["message: 1", "last: 2"]);
    assert_eq!(server.calls()[0].header("Accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn a_response_is_a_stream_if_requested() {
    let server = Server::start(streams::DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = streams::Client::from(inner);
    let question = streams::types::AnswersAskRequest::new().question("Why?");
    let ask = || client.answers().ask(&question).stream(true);
    ask().events().await.unwrap();
    ask().await.unwrap();
    let accepted: Vec<_> = server
        .calls()
        .iter()
        .map(|call| call.header("Accept").map(str::to_owned))
        .collect();
    assert_eq!(
        accepted,
        [
            Some("text/event-stream".to_owned()),
            Some("application/json".to_owned())
        ]
    );
}

#[test]
fn further_members_of_another_type_are_left_out_of_a_response() {
    let rates: further_members::types::GetRatesResponse =
        apifox_client::serde_json::from_str(r#"{"base":"usd","eur":0.9,"note":"x","whole":1.0}"#).unwrap();
    assert_eq!(rates.base, "usd");
    assert_eq!(rates.extra.keys().collect::<Vec<_>>(), ["eur", "whole"]);
}

#[test]
fn a_type_that_extends_its_container_has_all_its_fields() {
    let json = r#"{"id":"1","next":{"id":"2","next":{"id":"3","distance":3},"distance":2}}"#;
    let node: composition_within::types::Node = apifox_client::serde_json::from_str(json).unwrap();
    assert_eq!(apifox_client::serde_json::to_string(&node).unwrap(), json);
}
