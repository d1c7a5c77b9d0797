//! Paginated lists: streams that send a request when they are polled.

use std::future::poll_fn;
use std::pin::Pin;

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::paging::Paging;
use apifox_client::{Call, ConfigKind, DecodeKind, Error, Method, paged, request};
use futures_core::Stream;
use serde::Deserialize;

use crate::retries::client;
use crate::server::{Script, Server};

static LIST_NOTES: Operation = Operation::new("list_notes", Method::POST, "/notes")
    .resource("notes")
    .responses(&[DocumentedResponse::new("200")
        .media_type("application/json")
        .schema("Notes", &["list", "next"])
        .required(true)]);

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "paging reads the JSON")]
struct Notes {
    list: Option<List>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "paging reads the JSON")]
struct List {
    notes: Vec<i64>,
}

#[derive(Debug, Clone)]
struct ListNotes {
    call: Call,
}

request!(ListNotes, json Notes);
paged!(ListNotes, json Notes, [i64] at "/list/notes", Paging::query("after", "/list/notes").next_at("/next"));

#[derive(Debug, Clone)]
struct SearchNotes {
    call: Call,
}

request!(SearchNotes, json Notes);
paged!(SearchNotes, json Notes, [i64] at "/list/notes", Paging::body("/after", "/list/notes").next_at("/next"));

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

fn is_sent<T: Send + Unpin>(value: T) -> T {
    value
}

#[tokio::test]
async fn a_stream_yields_all_items_then_one_error_then_none() {
    let server = Server::in_turn(vec![
        Script::json(200, r#"{"list":{"notes":[1,2]},"next":7}"#),
        Script::json(200, r#"{"list":null,"next":"8"}"#),
        Script::json(200, r#"{"list":{"notes":[3]},"next":"7"}"#),
    ])
    .await;
    let client = client(server.base_url());
    let request = ListNotes {
        call: Call::new(&client, &LIST_NOTES).query("limit", 2),
    };
    let mut items = is_sent(request.items());
    assert_eq!(server.connections(), 0);
    for expected in [1, 2] {
        let item = next(&mut items).await.expect("there is one");
        assert_eq!(item.expect("the page is valid"), expected);
    }
    let error = next(&mut items)
        .await
        .expect("it ends with an error")
        .expect_err("7 was requested before");
    assert!(matches!(&error, Error::Decode(error) if error.kind() == DecodeKind::NoNextPage));
    assert!(!error.is_retryable());
    let shown = error.to_string();
    let expected = "list_notes (POST /notes): the server answered 200 with a page after which the list cannot go on: it leads back \
                    to a page that was requested before";
    assert!(shown.starts_with(expected), "{shown}");
    assert_eq!(items.cursor(), Some("8"));
    assert!(next(&mut items).await.is_none());
    assert!(format!("{items:?}").contains("ended: true"));
    let paths: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        paths,
        [
            "POST /notes?limit=2 HTTP/1.1",
            "POST /notes?limit=2&after=7 HTTP/1.1",
            "POST /notes?limit=2&after=8 HTTP/1.1"
        ]
    );
}

#[tokio::test]
async fn a_cursor_of_another_type_ends_the_list() {
    for next_page in ["true", "{}", "[1]"] {
        let body = format!(r#"{{"list":{{"notes":[1]}},"next":{next_page}}}"#);
        let server = Server::start(Script::json(200, &body)).await;
        let client = client(server.base_url());
        let request = ListNotes {
            call: Call::new(&client, &LIST_NOTES),
        };
        let mut pages = request.pages();
        let error = pages.next().await.expect_err("it is no cursor");
        assert!(error.to_string().contains("neither a string nor a number"), "{error}");
        assert!(pages.next().await.expect("it has ended").is_none());
    }
}

#[tokio::test]
async fn a_body_that_is_not_an_object_cannot_select_a_page() {
    let server = Server::start(Script::json(200, r#"{"list":{"notes":[1]},"next":"a"}"#)).await;
    let client = client(server.base_url());
    let request = SearchNotes {
        call: Call::new(&client, &LIST_NOTES).json(&[1]),
    };
    let error = request.pages().next().await.expect_err("an array has no members");
    assert!(
        matches!(&error, Error::Config(error) if error.kind() == ConfigKind::Body),
        "{error}"
    );
}
