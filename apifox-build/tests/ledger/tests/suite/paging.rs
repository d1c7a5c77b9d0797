//! Paginated lists, read through real sockets: every request is counted.

mod api;
mod kinds;

use apifox_client::serde_json::{Value, json};
use apifox_client::{DecodeKind, Error};
use ledger::pages::lists_in_pages::Client;

use api::{Request, start};

/// Returns a page of customers, as the real API does; `total` is the number of all customers.
fn customers(request: &Request, total: usize) -> Value {
    let limit = request.number("limit").unwrap_or(100);
    let after = request.query.get("starting_after");
    let first = after.map_or(0, |id| id.trim_start_matches("cus_").parse::<usize>().unwrap() + 1);
    let end = total.min(first + limit);
    let data: Vec<Value> = (first..end)
        .map(|index| json!({"id": format!("cus_{index}")}))
        .collect();
    json!({"data": data, "has_more": end < total})
}

async fn all_ids(client: &Client) -> Result<Vec<String>, (Vec<String>, Error)> {
    let mut items = client.customers().list().items();
    let mut ids = Vec::new();
    loop {
        match items.next().await {
            Ok(Some(customer)) => ids.push(customer.id),
            Ok(None) => {
                assert!(items.next().await.unwrap().is_none(), "it ends once");
                return Ok(ids);
            }
            Err(error) => {
                assert!(items.next().await.unwrap().is_none(), "after an error there is nothing");
                return Err((ids, error));
            }
        }
    }
}

fn ids(total: usize) -> Vec<String> {
    (0..total).map(|index| format!("cus_{index}")).collect()
}

pub(crate) fn kind(error: &Error) -> Option<DecodeKind> {
    match error {
        Error::Decode(error) => Some(error.kind()),
        _ => None,
    }
}

#[tokio::test]
async fn each_item_is_returned_once_and_each_page_is_requested_once() {
    for (total, requests) in [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (1000, 10)] {
        let (client, log) = start(move |request, _| (200, customers(request, total)));
        assert_eq!(all_ids(&client).await.unwrap(), ids(total));
        let log = log.lock().unwrap();
        assert_eq!(log.len(), requests, "{total} items");
        assert_eq!(log[0].target, "/customers");
        if let Some(second) = log.get(1) {
            assert_eq!(second.target, "/customers?starting_after=cus_99");
        }
    }
}

#[tokio::test]
async fn pages_are_the_responses_in_sequence() {
    let (client, log) = start(|request, _| (200, customers(request, 250)));
    let mut pages = client.customers().list().pages();
    assert_eq!(log.lock().unwrap().len(), 0, "nothing is sent before it is polled");
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        sizes.push((page.data.len(), page.has_more, page.status()));
        assert_eq!(log.lock().unwrap().len(), sizes.len());
    }
    assert_eq!(sizes, [(100, true, 200), (100, true, 200), (50, false, 200)]);
    assert!(pages.next().await.unwrap().is_none());
    assert_eq!(pages.cursor(), Some("cus_199"));
}

#[tokio::test]
async fn a_transient_failure_of_a_page_is_retried_without_duplicates_or_losses() {
    let (client, log) = start(|request, before| match before {
        3 | 4 => (503, json!({})),
        _ => (200, customers(request, 1000)),
    });
    assert_eq!(all_ids(&client).await.unwrap(), ids(1000));
    assert_eq!(log.lock().unwrap().len(), 12);
}

#[tokio::test]
async fn a_permanent_failure_of_a_page_ends_the_list_with_one_error() {
    let (client, log) = start(|request, before| match before {
        0 | 1 => (200, customers(request, 1000)),
        _ => (404, json!({"error": {"message": "gone"}})),
    });
    let (before, error) = all_ids(&client).await.unwrap_err();
    assert_eq!((before, error.status()), (ids(200), Some(404)));
    assert_eq!(log.lock().unwrap().len(), 3);

    let (client, log) = start(|request, before| match before {
        0 => (200, customers(request, 1000)),
        _ => (503, json!({})),
    });
    let mut pages = client.customers().list().pages();
    pages.next().await.unwrap().unwrap();
    let error = pages.next().await.unwrap_err();
    assert_eq!((error.attempts(), pages.cursor()), (3, Some("cus_99")));
    assert!(pages.next().await.unwrap().is_none());
    assert_eq!(log.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_server_that_ignores_the_cursor_ends_the_list_with_an_error() {
    let (client, log) = start(|_, _| (200, json!({"data": [{"id": "a"}, {"id": "b"}], "has_more": true})));
    let (before, error) = all_ids(&client).await.unwrap_err();
    assert_eq!(before, ["a", "b"], "nothing comes twice");
    assert_eq!(kind(&error), Some(DecodeKind::NoNextPage));
    assert_eq!(log.lock().unwrap().len(), 2);
    let shown = error.to_string();
    assert!(
        shown.contains("a page after which the list cannot go on: it leads back to a page"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_cycle_of_cursors_ends_the_list_with_an_error() {
    let (client, log) = start(|_, before| {
        let next = ["a", "b", "a"][before.min(2)];
        (200, json!({"events": [{"id": before}], "next_cursor": next}))
    });
    let mut items = client.events().list().items();
    let mut seen = Vec::new();
    let error = loop {
        match items.next().await {
            Ok(Some(event)) => seen.push(event.id),
            Ok(None) => panic!("it ended without a word"),
            Err(error) => break error,
        }
    };
    assert_eq!((seen, kind(&error)), (vec![0, 1], Some(DecodeKind::NoNextPage)));
    assert!(items.next().await.unwrap().is_none());
    assert_eq!(log.lock().unwrap().len(), 3);

    // The initial cursor of the caller is part of the cycle, too.
    let (client, log) = start(|_, _| (200, json!({"events": [], "next_cursor": "c"})));
    let error = client.events().list().cursor("c").items().next().await.unwrap_err();
    assert_eq!(kind(&error), Some(DecodeKind::NoNextPage));
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_page_is_followed_by_its_cursor_and_is_an_error_without_one() {
    let (client, log) = start(|_, before| {
        let events = if before == 1 {
            json!(null)
        } else {
            json!([{"id": before}])
        };
        let next = [json!("a"), json!("b"), json!("")][before].clone();
        (200, json!({"events": events, "next_cursor": next}))
    });
    let mut items = client.events().list().items();
    let mut seen = Vec::new();
    while let Some(event) = items.next().await.unwrap() {
        seen.push(event.id);
    }
    assert_eq!((seen, log.lock().unwrap().len()), (vec![0, 2], 3));

    let (client, log) = start(|_, _| (200, json!({"data": [], "has_more": true})));
    let (before, error) = all_ids(&client).await.unwrap_err();
    assert_eq!((before.len(), kind(&error)), (0, Some(DecodeKind::NoNextPage)));
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_dropped_list_sends_no_more_requests() {
    let (client, log) = start(|request, _| (200, customers(request, 1000)));
    let mut items = client.customers().list().items();
    for _ in 0..100 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(
        log.lock().unwrap().len(),
        1,
        "the next page waits until it is asked for"
    );
    drop(items);
    drop(client.customers().list().items());
    assert_eq!(all_ids(&client).await.unwrap().len(), 1000);
    assert_eq!(log.lock().unwrap().len(), 11);
}

#[tokio::test]
async fn a_dropped_future_loses_no_page_and_requests_none_twice() {
    let (client, log) = start(|request, _| (200, customers(request, 300)));
    let mut items = client.customers().list().items();
    let mut seen = Vec::new();
    loop {
        // Polls the future once, and drops it if it is not ready.
        let once = tokio::select! {
            biased;
            item = items.next() => Some(item.unwrap()),
            () = tokio::task::yield_now() => None,
        };
        match once {
            Some(Some(customer)) => seen.push(customer.id),
            Some(None) => break,
            None => {}
        }
    }
    assert_eq!((seen, log.lock().unwrap().len()), (ids(300), 3));
}

#[tokio::test]
async fn all_other_arguments_are_sent_with_every_page() {
    let (client, log) = start(|request, _| (200, customers(request, 25)));
    let request = client.customers().list().limit(10).email("a b@c.d").items_query("x");
    let mut items = request.header("X-Trace", "7").items();
    let mut count = 0;
    while items.next().await.unwrap().is_some() {
        count += 1;
    }
    let requests = std::mem::take(&mut *log.lock().unwrap());
    let targets: Vec<&str> = requests.iter().map(|request| request.target.as_str()).collect();
    let first = "/customers?limit=10&email=a%20b%40c.d&items=x";
    assert_eq!(count, 25);
    assert_eq!(
        targets,
        [
            first.to_owned(),
            format!("{first}&starting_after=cus_9"),
            format!("{first}&starting_after=cus_19")
        ]
    );
    assert!(
        requests
            .iter()
            .all(|request| request.head.to_ascii_lowercase().contains("x-trace: 7"))
    );

    let (client, log) = start(|_, before| {
        (
            200,
            json!({"events": [], "next_cursor": ([json!("a&b"), json!(null)][before])}),
        )
    });
    let mut items = client.events().list().kind(["x", "y"]).items();
    assert!(items.next().await.unwrap().is_none());
    assert_eq!(log.lock().unwrap()[1].target, "/events?kind=x&kind=y&cursor=a%26b");
}

#[tokio::test]
async fn a_list_starts_at_the_page_of_its_request() {
    let (client, log) = start(|request, _| (200, customers(request, 300)));
    let mut items = client.customers().list().starting_after("cus_149").items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "cus_150");
    assert_eq!(log.lock().unwrap()[0].target, "/customers?starting_after=cus_149");
}
