//! A sandbox responds with the examples of a page, and its client can read them.

use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::merge_keys::{self, types::ListMagazinesResponseItem};
use ledger::pages::unquoted_strings as page;
use page::resources::stands;
use page::types::{AddStandRequest, ListStandsOpen, ListStandsResponseCategory, Owner};

/// Starts a server of a page, and a client.
fn start<C: From<apifox_client::Client>>(document: &str) -> (Server, C) {
    let server = Server::start(document, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, C::from(inner))
}

#[tokio::test]
async fn strings_without_quotes_are_read_as_the_page_writes_them() {
    let (server, client) = start::<page::Client>(page::DOCUMENT);
    let stands = client.stands();
    let stand = stands.list().zip("036").open(ListStandsOpen::Yes).await.unwrap();
    assert_eq!(server.calls()[0].query(), Some("zip=036&open=yes"));
    assert_eq!(stand.category.as_str(), "0x1F");
    assert!(!matches!(stand.category, ListStandsResponseCategory::Unknown(_)));
    assert_eq!(stand.month.as_ref().unwrap().as_str(), "10");
    assert_eq!(stand.currency, "036");
    assert_eq!(stand.version.as_deref(), Some("1.10"));
    assert_eq!(stand.account.as_deref(), Some("12345678901234567890123"));
    assert_eq!(stand.visits[0].code.as_deref(), Some("0b11"));
    assert_eq!(stand.visits[0].gate.as_deref(), Some("1.0"));
    assert_eq!(stand.prices["DE"], "2.50");
    let Owner::Firm(firm) = &stand.owner else {
        panic!("{:?}", stand.owner)
    };
    assert_eq!(firm.number, "7.50");
}

#[tokio::test]
async fn an_example_that_does_not_match_its_schema_is_not_served() {
    let (server, client) = start::<page::Client>(page::DOCUMENT);
    let added = client.stands().add(&AddStandRequest::default()).await.unwrap();
    assert_eq!(added.id, 8, "the second one");
    server.on(&page::operations::ADD_STAND).example_of(400).play().unwrap();
    let error = client.stands().add(&AddStandRequest::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(400.try_into().unwrap()));
    assert!(stands::failures::AddStand::of(&error).is_some(), "{error:?}");
}

#[tokio::test]
async fn merged_examples_are_complete() {
    let (_server, client) = start::<merge_keys::Client>(merge_keys::DOCUMENT);
    let papers = client.papers().list().await.unwrap();
    let read: Vec<(i64, f64, Option<&str>)> = papers
        .iter()
        .map(|ListMagazinesResponseItem { id, price, title, .. }| (*id, *price, title.as_deref()))
        .collect();
    assert_eq!(read, [(7, 1.5, Some("Daily")), (7, 2.0, Some("Weekly"))]);
}
