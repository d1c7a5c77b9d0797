//! No output of this crate contains credentials or bodies.

use std::error::Error as StdError;
use std::fmt::Debug;

use apifox_client::{Auth, Call, Client, Error, Received, decode};

use crate::operations::{
    Balance, CREATE_PAYOUT, GET_BALANCE, GET_SETTINGS, GOOD, KEY, KEY_BASE64, Settings, client, create_payout,
    get_balance,
};
use crate::server::{Script, Server};

/// A value in request bodies, response bodies and headers.
const PRIVATE: &str = "hunter2";

/// Returns all `Debug` output of a value.
fn debug(value: &impl Debug) -> Vec<String> {
    vec![format!("{value:?}"), format!("{value:#?}")]
}

/// Returns all output of an error and of its sources.
fn texts(error: &Error) -> Vec<String> {
    let mut texts = debug(error);
    let mut next: Option<&dyn StdError> = Some(error);
    while let Some(error) = next {
        texts.extend([error.to_string(), format!("{error:#?}")]);
        next = error.source();
    }
    texts
}

fn search(texts: &[String]) {
    let bare_base64 = KEY_BASE64.trim_end_matches('=');
    for text in texts {
        for secret in [KEY, bare_base64, PRIVATE, "sk_test_51%2BSecret", "sk_test_51%2bSecret"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
}

/// Returns the error of a response.
async fn error_of(script: Script) -> Error {
    let server = Server::start(script).await;
    get_balance(&client(server.base_url()))
        .await
        .expect_err("it is not a balance")
}

#[tokio::test]
async fn everything_before_a_call_keeps_the_secrets() {
    let auth = Auth::basic(KEY, PRIVATE);
    search(&debug(&auth));
    search(&debug(&Auth::bearer(KEY)));
    search(&debug(&Auth::header("x-key", KEY)));
    let builder = Client::builder("http://127.0.0.1:1").auth(auth);
    search(&debug(&builder));
    search(&debug(&Client::builder(&format!("https://{PRIVATE}@host"))));
    let client = builder.build().expect("the settings are valid");
    assert!(format!("{client:?}").contains("http://127.0.0.1:1"));
    search(&debug(&client));
    let call = Call::new(&client, &CREATE_PAYOUT)
        .query("q", PRIVATE)
        .header("x-y", PRIVATE)
        .json(&[PRIVATE, KEY]);
    search(&debug(&call));
}

#[tokio::test]
async fn configuration_errors_keep_the_secrets() {
    let builder = || Client::builder("http://127.0.0.1:1");
    for built in [
        builder().auth(Auth::basic(&format!("{KEY}:"), "")).build(),
        builder().auth(Auth::bearer(&format!("{KEY}\n"))).build(),
        builder().auth(Auth::header("x", &format!("{KEY}\n"))).build(),
        Client::builder(&format!("https://{KEY}@host")).build(),
        Client::builder(&format!("https://host/?{PRIVATE}")).build(),
        Client::builder(PRIVATE).build(),
    ] {
        search(&texts(&built.expect_err("the settings are invalid")));
    }
}

#[tokio::test]
async fn credentials_that_a_server_repeats_are_redacted() {
    for echo in [
        KEY,
        KEY_BASE64,
        KEY_BASE64.trim_end_matches('='),
        "sk_test_51%2BSecret%2FKey%3D",
        "sk_test_51%2bSecret%2fKey%3d",
        "sk_test_51%2BSecret/Key%3D",
    ] {
        let envelope = format!(r#"{{"error":{{"type":"{echo}","code":"{echo}","message":"bad key {echo}!"}}}}"#);
        let field = format!(r#"{{"object":"{echo}","available":[]}}"#);
        let number = format!(r#"{{"object":"balance","available":["{echo}"]}}"#);
        let key = format!(r#"{{"object":"balance","available":[],"{echo}":{{"error":1}}}}"#);
        let headers = format!("X-Request-Id: {echo}\r\nSet-Cookie: {PRIVATE}\r\nLocation: https://h/{PRIVATE}\r\n");
        for script in [
            Script::with_headers(401, &headers, &envelope),
            Script::with_headers(200, &headers, &envelope),
            Script::with_headers(302, &headers, &format!("<p>{PRIVATE}")),
            Script::with_headers(500, &headers, &format!("<p>{PRIVATE}")),
            Script::with_headers(200, &headers, &field),
            Script::with_headers(200, &headers, &number),
            Script::with_headers(200, &headers, &key.replace("\"object\"", "\"x\"")),
            Script::with_headers(200, &headers, &format!("<html>{PRIVATE}{echo}")),
            Script::Response(format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 9\r\n\r\n{{").into()),
        ] {
            search(&texts(&error_of(script).await));
        }
    }
}

#[tokio::test]
async fn a_media_type_or_redirect_that_repeats_the_credentials_is_redacted_in_any_case() {
    let host = "Hunter2-Secret-Key";
    for script in [
        Script::typed(500, &format!("text/{KEY}"), "x"),
        Script::typed(200, &format!("text/{KEY_BASE64}"), "x"),
        Script::with_headers(302, &format!("Location: https://{host}/x\r\n"), ""),
    ] {
        let server = Server::start(script).await;
        for key in [KEY, host] {
            let client = Client::builder(server.base_url()).auth(Auth::basic(key, ""));
            let error = get_balance(&client.build().expect("the settings are valid"))
                .await
                .expect_err("no balance");
            let shown = texts(&error).concat().to_ascii_lowercase();
            if key == KEY {
                assert!(!shown.contains(&KEY.to_ascii_lowercase()), "{shown}");
                assert!(
                    !shown.contains(KEY_BASE64.to_ascii_lowercase().trim_end_matches('=')),
                    "{shown}"
                );
            } else {
                assert!(!shown.contains(&host.to_ascii_lowercase()), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_long_key_is_redacted_before_a_name_is_cut() {
    let key = format!("sk_test_{}", "Secret5".repeat(8));
    let server = Server::start(Script::json(200, &format!(r#"{{"{key}":1}}"#))).await;
    let client = Client::builder(server.base_url()).auth(Auth::basic(&key, ""));
    let call = Call::new(&client.build().expect("the settings are valid"), &GET_SETTINGS);
    let error = call.send(decode::json::<Settings>).await.expect_err("it is unrelated");
    for text in texts(&error) {
        assert!(!text.contains("Secret5"), "{text}");
    }
}

#[tokio::test]
async fn the_message_of_a_server_stays_readable_around_what_is_redacted() {
    let body = format!(r#"{{"message":"No such key: {KEY}."}}"#);
    match error_of(Script::json(401, &body)).await {
        Error::Api(error) => assert_eq!(error.message(), Some("No such key: [redacted].")),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn failures_of_the_connection_keep_the_secrets() {
    let server = Server::start(Script::CloseAfterReading).await;
    let closed = create_payout(&client(server.base_url())).await.expect_err("it closed");
    search(&texts(&closed));
    let refused = Call::new(&client("http://127.0.0.1:1"), &CREATE_PAYOUT).query("q", PRIVATE);
    let refused = refused
        .send(decode::json::<Balance>)
        .await
        .expect_err("nothing listens there");
    search(&texts(&refused));
}

#[tokio::test]
async fn debug_output_of_responses_omits_headers_and_raw_body() {
    let headers = format!("Set-Cookie: {PRIVATE}\r\nX-Request-Id: {KEY}\r\n");
    let body = GOOD.replace('}', r#","unknown":"hunter2"}"#);
    let server = Server::start(Script::with_headers(200, &headers, &body)).await;
    let client = client(server.base_url());
    let response = get_balance(&client).await.expect("the call succeeds");
    search(&debug(&response));
    let received = Call::new(&client, &GET_BALANCE)
        .send(|received: &Received| Ok(received.clone()))
        .await;
    search(&debug(&received.expect("the call succeeds").into_inner()));
}
