//! Pages by number and by offset, and cursors in a body.

use apifox_client::DecodeKind;
use apifox_client::serde_json::{Value, json};
use ledger::pages::lists_in_pages::types::SearchEventsRequest;

use super::api::{Request, start};
use super::{all_ids, kind};

#[tokio::test]
async fn pages_are_numbered_and_the_first_empty_one_is_the_last() {
    let numbers = |request: &Request| {
        let page = request.number("page").unwrap_or(1);
        let all: Vec<usize> = (0..7).skip((page - 1) * 3).take(3).collect();
        (200, json!(all))
    };
    for (first, expected, targets) in [
        (
            None,
            vec![0, 1, 2, 3, 4, 5, 6],
            vec!["", "&page=2", "&page=3", "&page=4"],
        ),
        (Some(2), vec![3, 4, 5, 6], vec!["&page=2", "&page=3", "&page=4"]),
    ] {
        let (client, log) = start(move |request, _| numbers(request));
        let request = client.numbers().list().per_page(3);
        let mut items = match first {
            Some(first) => request.page(first).items(),
            None => request.items(),
        };
        let mut seen = Vec::new();
        while let Some(number) = items.next().await.unwrap() {
            seen.push(number);
        }
        assert_eq!(seen, expected);
        let log = log.lock().unwrap();
        let sent: Vec<&str> = log
            .iter()
            .map(|request| request.target.trim_start_matches("/numbers?per_page=3"))
            .collect();
        assert_eq!(sent, targets);
    }
}

#[tokio::test]
async fn offsets_count_the_items_and_a_server_that_ignores_them_ends_the_list() {
    let (client, log) = start(|request, _| {
        let first = request.number("offset").unwrap_or(0);
        let rows: Vec<Value> = (first..5.min(first + 2)).map(|row| json!({"row": row})).collect();
        (200, json!({"rows": rows, "more": first + 2 < 5}))
    });
    let mut items = client.rows().list().items();
    let mut seen = Vec::new();
    while let Some(row) = items.next().await.unwrap() {
        seen.push(row.row.unwrap());
    }
    let sent: Vec<String> = log
        .lock()
        .unwrap()
        .iter()
        .map(|request| request.target.clone())
        .collect();
    assert_eq!(seen, [0, 1, 2, 3, 4]);
    assert_eq!(sent, ["/rows", "/rows?offset=2", "/rows?offset=4"]);

    let (client, log) = start(|_, _| (200, json!({"rows": [{"row": 1}], "more": true})));
    let mut items = client.rows().list().items();
    assert!(items.next().await.unwrap().is_some());
    assert_eq!(kind(&items.next().await.unwrap_err()), Some(DecodeKind::NoNextPage));
    assert!(items.next().await.unwrap().is_none());
    assert_eq!(log.lock().unwrap().len(), 2);

    let (client, _) = start(|_, _| (204, json!(null)));
    assert!(client.rows().list().items().next().await.unwrap().is_none());
    let (client, _) = start(|_, _| (204, json!(null)));
    let mut pages = client.rows().list().pages();
    assert!(pages.next().await.unwrap().unwrap().is_none());
    assert!(pages.next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_cursor_is_set_in_the_body_and_only_the_first_page_keeps_its_key() {
    let (client, log) = start(|_, before| {
        let events: Vec<Value> = (0..2).map(|index| json!({"id": before * 2 + index})).collect();
        let next = [json!("t1"), json!("t2"), json!(null)][before].clone();
        let mut result = json!({"events": events});
        if !next.is_null() {
            result["next"] = next;
        }
        (200, json!({"result": result}))
    });
    let body: SearchEventsRequest =
        apifox_client::serde_json::from_value(json!({"text": "x", "page": {"size": 2}})).unwrap();
    let mut items = client.events().search(&body).idempotency_key("mine").items();
    let mut seen = Vec::new();
    while let Some(event) = items.next().await.unwrap() {
        seen.push(event.id);
    }
    assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
    let log = log.lock().unwrap();
    let sent: Vec<Value> = log.iter().map(|request| request.body.parse().unwrap()).collect();
    assert_eq!(
        sent,
        [
            json!({"text": "x", "page": {"size": 2}}),
            json!({"text": "x", "page": {"size": 2, "token": "t1"}}),
            json!({"text": "x", "page": {"size": 2, "token": "t2"}}),
        ]
    );
    let keys: Vec<Option<String>> = log
        .iter()
        .map(|request| {
            let head = request.head.lines();
            let mut keys = head.filter_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("idempotency-key: ")
                    .map(str::to_owned)
            });
            keys.next()
        })
        .collect();
    assert_eq!(keys[0].as_deref(), Some("mine"));
    assert!(
        keys[1].is_some() && keys[2].is_some() && keys[1] != keys[2] && keys[1] != keys[0],
        "{keys:?}"
    );
}

#[tokio::test]
async fn an_invalid_page_is_an_error_of_the_items_too() {
    let (client, _) = start(|_, _| (200, json!({"data": [{"id": "a"}]})));
    let (before, error) = all_ids(&client).await.unwrap_err();
    assert_eq!((before.len(), kind(&error)), (0, Some(DecodeKind::Schema)));
}
