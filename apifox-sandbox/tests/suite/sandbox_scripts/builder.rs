//! Scripts: which steps are used, which are refused, which are left over.

use std::time::Duration;

use apifox_client::serde_json::json;
use apifox_client::{Auth, Client};
use apifox_sandbox::{ScriptError, Server, Unconsumed};

use super::{CANCEL, CANCEL_NEWEST, CLOSE, ELSEWHERE, PAY, PAYOUT, cancel, client, close, pay, start, word};

#[tokio::test]
async fn calls_get_the_steps_in_order() {
    let server = start();
    let client = client(&server);
    server
        .on(&PAY)
        .respond(503)
        .retry_after(2)
        .then()
        .drop_connection()
        .then()
        .example()
        .set("/amount", -62)
        .play()
        .expect("a sound script");

    let failed = pay(&client).await.expect_err("it is scripted");
    assert_eq!(failed.status(), Some(503));
    assert_eq!(failed.retry_after(), Some(Duration::from_secs(2)));
    assert_eq!(word(&pay(&client).await), "Interrupted");
    let paid = pay(&client).await.expect("it is scripted");
    assert_eq!((paid.status(), &paid["amount"]), (201, &json!(-62)));

    assert_eq!(server.calls().len(), 3);
    server.finish().expect("every step was used");
}

#[tokio::test]
async fn other_operations_are_unaffected() {
    let server = start();
    let client = client(&server);
    server.on(&PAY).respond(500).always().play().expect("a sound script");
    for _ in 0..3 {
        assert_eq!(word(&pay(&client).await), "500");
        assert_eq!(word(&cancel(&client, "po_1").await), "200");
    }
    server.finish().expect("the last step is for all remaining calls");
}

#[tokio::test]
async fn a_script_for_every_operation_skips_those_with_a_script() {
    let server = start();
    let client = client(&server);
    let all = server.on_every_operation().respond(500).then().respond(502).then();
    all.example().always().play().expect("a sound script");
    server.on(&CANCEL).respond(409).play().expect("a sound script");
    assert_eq!(word(&pay(&client).await), "500");
    assert_eq!(word(&cancel(&client, "po_1").await), "409");
    assert_eq!(word(&close(&client).await), "502");
    assert_eq!(word(&pay(&client).await), "201");
    assert_eq!(word(&close(&client).await), "501", "its page has no example");
    server.finish().expect("every step was used");
}

#[tokio::test]
async fn a_script_applies_to_the_operation_that_the_path_matches() {
    let server = start();
    let client = client(&server);
    server.on(&CANCEL_NEWEST).respond(410).play().expect("a sound script");
    assert_eq!(word(&cancel(&client, "po_1").await), "200");
    assert_eq!(word(&cancel(&client, "newest").await), "410");
    server.finish().expect("every step was used");
}

#[tokio::test]
async fn the_newest_script_applies_and_the_older_one_is_still_reported() {
    let server = start();
    let client = client(&server);
    server.on(&PAY).respond(500).times(2).play().expect("a sound script");
    assert_eq!(word(&pay(&client).await), "500");
    server.on(&PAY).respond(502).play().expect("a sound script");
    assert_eq!(word(&pay(&client).await), "502");
    let unconsumed = server.finish().expect_err("a step of the first is left");
    assert_eq!(
        unconsumed.to_string(),
        "the calls did not match the scripts: pay: step 1 (respond with 500) waits for 1 more call"
    );
}

#[tokio::test]
async fn a_refused_call_uses_no_step() {
    let server = start();
    let script = server.on(&PAY).respond(503).play().expect("a sound script");
    let stranger = Client::builder(server.base_url())
        .auth(Auth::basic("sk_live_1", ""))
        .build();
    assert_eq!(word(&pay(&stranger.expect("a client")).await), "401");
    assert_eq!(script.unconsumed().len(), 1);
    assert_eq!(word(&pay(&client(&server)).await), "503");
    assert_eq!(script.unconsumed(), []);
}

#[tokio::test]
async fn an_exhausted_script_is_reported_to_the_caller_and_by_finish() {
    let server = start();
    let client = client(&server);
    server.on(&PAY).respond(500).times(2).play().expect("a sound script");
    for status in ["500", "500", "501", "501"] {
        assert_eq!(word(&pay(&client).await), status);
    }
    let error = pay(&client).await.expect_err("it has ended");
    assert!(error.to_string().contains("script_exhausted"), "{error}");
    assert!(error.to_string().contains("number 5"), "{error}");
    let unconsumed = server.finish().expect_err("calls came after its end");
    let expected = Unconsumed::Exhausted {
        script: "pay".to_owned(),
        calls: 2,
        extra: 3,
    };
    assert!(
        matches!(unconsumed.all(), [only] if *only == expected),
        "{unconsumed:?}"
    );
    assert_eq!(
        unconsumed.to_string(),
        "the calls did not match the scripts: pay: the script ends after 2, and 3 more calls came"
    );
}

#[tokio::test]
async fn all_unconsumed_steps_are_reported_at_once() {
    let server = start();
    let every = server.on_every_operation().respond(500).times(3).then();
    every.drop_connection().then().raw("x").play().expect("a sound script");
    let pays = server.on(&PAY).respond(200).body("123").cut_after(2).then();
    pays.example().always().play().expect("a sound script");
    assert_eq!(word(&cancel(&client(&server), "po_1").await), "500");
    let unconsumed = server.finish().expect_err("most is left");
    let lines: Vec<_> = unconsumed.all().iter().map(Unconsumed::to_string).collect();
    let expected = [
        "every operation: step 1 (respond with 500) waits for 2 more calls",
        "every operation: step 2 (drop the connection) waits for 1 more call",
        "every operation: step 3 (1 raw bytes) waits for 1 more call",
        "pay: step 1 (respond with 200, cut after 2 bytes) waits for 1 more call",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_dropped_server_does_not_report_unused_steps() {
    let server = start();
    server.on(&PAY).respond(503).play().expect("a sound script");
    drop(server);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table, row by row")]
fn a_mistake_in_a_script_is_an_error_of_play() {
    let server = start();
    let pointer = |operation: &str, pointer: &str, reason: &str| ScriptError::Pointer {
        operation: operation.to_owned(),
        pointer: pointer.to_owned(),
        reason: reason.to_owned(),
    };
    let no_example = |status: Option<u16>| ScriptError::NoExample {
        reason: match status {
            Some(status) => format!("the page of close documents no {status}"),
            None => "the page of close documents no success".to_owned(),
        },
        operation: "close".to_owned(),
        status,
    };
    let elsewhere = "elsewhere".to_owned();
    let fields = "the document is an object with `amount`, `id`, `lines`, `state`";
    let set = format!("{fields}; use `add` for a new field");
    let unmapped = std::collections::HashMap::from([((1, 2), 3)]);
    for (played, expected) in [
        (
            server.on(&ELSEWHERE).respond(503).play(),
            ScriptError::UnknownOperation { operation: elsewhere },
        ),
        (
            server.on(&PAY).example().set("/amuont", 1).play(),
            pointer("pay", "/amuont", &set),
        ),
        (
            server.on(&PAY).example().null("/lines/1").play(),
            pointer("pay", "/lines/1", "/lines is an array of 1; use `add` for a new field"),
        ),
        (
            server.on(&PAY).example().remove("/amount/x").play(),
            pointer("pay", "/amount/x", "/amount is neither an object nor an array"),
        ),
        (
            server.on(&PAY).respond(200).json(json!({})).set("/a", 1).play(),
            pointer(
                "pay",
                "/a",
                "the document is an object without fields; use `add` for a new field",
            ),
        ),
        (
            server.on(&PAY).respond(503).set("/a", 1).play(),
            ScriptError::NotJson {
                operation: "pay".to_owned(),
            },
        ),
        (server.on(&CLOSE).example().remove("/id").play(), no_example(None)),
        (
            server.on_every_operation().example().remove("/id").play(),
            no_example(None),
        ),
        (server.on(&CLOSE).example_of(404).play(), no_example(Some(404))),
        (server.on(&PAY).respond(199).play(), ScriptError::Status(199)),
        (server.on(&PAY).respond(1000).always().play(), ScriptError::Status(1000)),
        (
            server.on(&PAY).respond(200).header("a b", "c").play(),
            ScriptError::Header { name: "a b".to_owned() },
        ),
        (
            server.on(&PAY).respond(200).body("abc").cut_after(3).play(),
            ScriptError::Cut { after: 3, length: 3 },
        ),
        (
            server.on(&PAY).respond(200).then().example().times(0).play(),
            ScriptError::Never { step: 2 },
        ),
        (
            server.at_random(1).on(&PAY).example().weight(0).play(),
            ScriptError::Never { step: 1 },
        ),
        (
            server.on(&PAY).example().then().drop_connection().retry_after(1).play(),
            ScriptError::NoResponse {
                method: "retry_after",
                step: 2,
            },
        ),
        (
            server.on(&PAY).respond(200).json(&unmapped).play(),
            ScriptError::Value {
                reason: "key must be a string".to_owned(),
            },
        ),
    ] {
        let error = played.expect_err("it is not sound");
        assert_eq!(error, expected);
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    server.finish().expect("none of them is played");
}

#[tokio::test]
async fn edits_are_made_in_the_order_of_the_calls() {
    let server = start();
    let script = server.on(&PAY).example().set("/lines/0/a~1b", json!({"x": 1}));
    let script = script.add("/lines/-", "more").null("/lines/0/a~1b/x").remove("/id");
    script
        .add("/id", 7)
        .set("/state", "unheard_of")
        .play()
        .expect("a sound script");
    let response = pay(&client(&server)).await.expect("it is scripted");
    assert_eq!(
        *response,
        json!({"id": 7, "amount": 5, "state": "unheard_of", "lines": [{"a/b": {"x": null}}, "more"]})
    );
    assert_eq!(response.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn the_example_is_served_byte_for_byte() {
    let server: Server = start();
    server.on(&PAY).example().always().play().expect("a sound script");
    let response = pay(&client(&server)).await.expect("it is scripted");
    assert_eq!(response.raw(), PAYOUT.as_bytes());
}
