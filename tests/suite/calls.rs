//! Calls through real sockets: the requests, the decoded balance, and the errors.

use apifox_sandbox::Server;
use wooshpay::sandbox::Sandbox;
use wooshpay::serde_json::{self, Value};
use wooshpay::types::Balance;
use wooshpay::{Client, Error, ErrorType, Mode, Money, MoneyError, Response};

use crate::loopback::{Loopback, own_address};

const SAMPLE: &str = r#"{"object":"balance","available":[{"amount":1001353,"currency":"eur"}]}"#;

fn client(server: &Loopback) -> Client {
    Client::builder()
        .key(Sandbox::KEY)
        .base_url(server.base_url())
        .build()
        .expect("a client")
}

async fn get_from(status: &'static str, media_type: &'static str, body: &str) -> Result<Response<Balance>, Error> {
    let server = Loopback::responding(status, media_type, body);
    client(&server).balance().get().await
}

async fn decoded(body: &str) -> Balance {
    match get_from("200 OK", "application/json", body).await {
        Ok(response) => response.into_inner(),
        Err(error) => panic!("{body}: {error}"),
    }
}

async fn failed(body: &str) -> Error {
    match get_from("200 OK", "application/json", body).await {
        Ok(response) => panic!("{body} was taken as {response:?}"),
        Err(error) => error,
    }
}

fn money(amount: i64, code: &str) -> Money {
    Money::new(amount, code.parse().expect(code))
}

#[tokio::test]
async fn the_sandbox_responds_with_the_example_of_the_page() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let response = sandbox.client().balance().get().await.expect("a balance");
    assert_eq!(response.status(), 200);
    assert_eq!(response.attempts(), 1);
    let entries = [money(1_001_353, "eur"), money(33_143, "gbp"), money(-62, "usd")];
    assert_eq!(response.available, entries);
    assert!(response.pending.is_empty());
    assert_eq!(response.mode(), None);
    assert_eq!(sandbox.client().mode(), Mode::Test);
}

#[tokio::test]
async fn a_call_sends_accept_authorization_host_and_user_agent_and_nothing_else() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    sandbox.client().balance().get().await.expect("a balance");
    let calls = sandbox.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].method().as_str(), calls[0].path()), ("GET", "/v1/balance"));
    assert!(calls[0].body().is_empty());
    let mut headers: Vec<String> = calls[0]
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    headers.sort();
    let host = sandbox.base_url().trim_start_matches("http://");
    let expected = [
        "accept: application/json".to_owned(),
        "authorization: Basic".to_owned(),
        format!("host: {host}"),
        concat!("user-agent: wooshpay/", env!("CARGO_PKG_VERSION")).to_owned(),
    ];
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn the_bytes_of_a_request_are_these() {
    let server = Loopback::responding("200 OK", "application/json", SAMPLE);
    let client = Client::builder()
        .key("sk_test_a+b/c=")
        .base_url(server.base_url())
        .application("corner-shop/2.1")
        .build()
        .expect("a client");
    client.balance().get().await.expect("a balance");
    let heads = server.heads();
    assert_eq!(heads.len(), 1);
    let mut lines: Vec<&str> = heads[0].trim_end().split("\r\n").collect();
    assert_eq!(lines.remove(0), "GET /v1/balance HTTP/1.1");
    lines.sort_unstable();
    let host = format!("host: {}", server.base_url().trim_start_matches("http://"));
    let agent = concat!("user-agent: wooshpay/", env!("CARGO_PKG_VERSION"), " corner-shop/2.1");
    // The key is the user name and the password is empty: base64 of `sk_test_a+b/c=:`.
    let authorization = "authorization: Basic c2tfdGVzdF9hK2IvYz06";
    assert_eq!(lines, ["accept: application/json", authorization, &host, agent]);
}

#[tokio::test]
async fn the_sandbox_takes_its_own_key_only() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    for key in ["sk_live_NTk4ZDk5Zm8Og==", "sk_test_NTk4ZDk5Zm8Og=="] {
        let client = Client::builder()
            .key(key)
            .base_url(sandbox.base_url())
            .build()
            .expect("a client");
        let error = client.balance().get().await.expect_err("another key");
        assert_eq!(error.status(), Some(401), "{error}");
        assert!(
            matches!(&error, Error::Api(response) if response.code() == Some("unauthorized")),
            "{error}"
        );
        // As WooshPay itself responds.
        assert_eq!(
            wooshpay::ErrorType::of(&error),
            Some(wooshpay::ErrorType::InvalidRequest)
        );
        assert_eq!(error.operation_id(), Some("get_balance"));
    }
    assert_eq!(sandbox.calls().len(), 2);
}

#[tokio::test]
async fn a_stopped_sandbox_is_a_connection_error() {
    let sandbox = Sandbox::start_on((own_address(), 0)).await;
    let client = sandbox.expect("a sandbox").client();
    let error = client.balance().get().await.expect_err("nobody listens");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(!error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn null_arrays_are_empty_and_unknown_fields_are_ignored() {
    let balance = decoded(r#"{"object":"balance","available":null,"pending":null,"connect_reserved":null}"#).await;
    assert!(balance.available.is_empty() && balance.pending.is_empty() && balance.connect_reserved.is_empty());
    let balance = decoded(
        r#"{"object":"balance","available":[],"new":{"deep":[1]},"livemode":null,"issuing":null,"pending":[{"amount":1,"currency":"JPY","x":1}]}"#,
    )
    .await;
    assert_eq!(balance.pending, [money(1, "jpy")]);
    assert_eq!(balance.livemode, None);
    assert!(balance.issuing.is_none());
    let balance = decoded(r#"{"object":"balance","available":[],"issuing":{"available":null}}"#).await;
    assert!(balance.issuing.is_some_and(|issuing| issuing.available.is_empty()));
}

#[tokio::test]
async fn pending_and_livemode_may_be_missing_or_there() {
    let balance = decoded(SAMPLE).await;
    assert!(balance.pending.is_empty());
    assert_eq!(balance.mode(), None);
    for (live, mode) in [("true", Mode::Live), ("false", Mode::Test)] {
        let body = format!(r#"{{"object":"balance","available":[],"pending":[],"livemode":{live}}}"#);
        assert_eq!(decoded(&body).await.mode(), Some(mode));
    }
}

#[tokio::test]
async fn a_200_that_is_not_a_balance_is_a_decode_error() {
    for body in [
        "{}",
        "[]",
        "",
        "null",
        "\"balance\"",
        "<html><body>Maintenance</body></html>",
        r#"{"object":"charge","available":[]}"#,
        r#"{"object":"charge","amount":1}"#,
        r#"{"object":"balance"}"#,
        r#"{"available":[]}"#,
        r#"{"object":"balance","available":[{"amount":1}]}"#,
        r#"{"object":"balance","available":[{"amount":1.5,"currency":"eur"}]}"#,
        r#"{"object":"balance","available":[{"amount":1,"currency":"eur"}"#,
    ] {
        let error = failed(body).await;
        assert!(matches!(error, Error::Decode(_)), "{body}: {error:?}");
        assert_eq!(error.status(), Some(200), "{body}");
        assert!(error.may_have_been_sent());
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}

#[tokio::test]
async fn a_decode_error_names_the_place() {
    let error =
        failed(r#"{"object":"balance","available":[{"amount":1,"currency":"eur"},{"amount":"1","currency":"eur"}]}"#)
            .await;
    assert!(error.to_string().contains("available[1].amount"), "{error}");
}

#[tokio::test]
async fn a_200_with_an_error_inside_is_an_api_error() {
    for body in [
        r#"{"error":{"type":"card_error","code":"card_declined","message":"No."}}"#,
        r#"{"object":"balance","available":[],"error":{"type":"card_error","message":"No."}}"#,
    ] {
        let error = failed(body).await;
        assert!(matches!(error, Error::Api(_)), "{body}: {error:?}");
        assert_eq!(ErrorType::of(&error), Some(ErrorType::Card));
    }
    let error = failed(r#"{"error":"no such account"}"#).await;
    assert!(
        matches!(&error, Error::Api(response) if response.message() == Some("no such account")),
        "{error:?}"
    );
    assert_eq!(ErrorType::of(&error), None);
}

#[tokio::test]
async fn the_readme_shows_the_message_of_such_a_response() {
    let body = r#"{"error":{"type":"invalid_request_error","message":"No such key."}}"#;
    let error = get_from("401 Unauthorized", "application/json", body)
        .await
        .expect_err("a 401");
    let line = format!("\n{error}\n");
    assert!(include_str!("../../README.md").contains(&line), "{line}");
}

#[tokio::test]
async fn unknown_error_types_are_accepted() {
    for (kind, expected) in [
        ("api_error", ErrorType::Api),
        ("card_error", ErrorType::Card),
        ("idempotency_error", ErrorType::Idempotency),
        ("invalid_request_error", ErrorType::InvalidRequest),
        ("rate_limit_error", ErrorType::Unknown("rate_limit_error".to_owned())),
    ] {
        let object = format!(r#"{{"type":"{kind}","code":"x","message":"No."}}"#);
        for body in [format!(r#"{{"error":{object}}}"#), object] {
            let error = get_from("400 Bad Request", "application/json", &body)
                .await
                .expect_err("a 400");
            assert_eq!(error.status(), Some(400));
            assert_eq!(ErrorType::of(&error), Some(expected.clone()));
            assert!(error.to_string().contains(&format!(", {kind}, x: \"No.\"")), "{error}");
        }
        assert_eq!(expected.to_string(), kind);
    }
    for body in [r#"{"error":"api_error"}"#, r#"{"message":"api_error"}"#, "{}", ""] {
        let error = get_from("400 Bad Request", "application/json", body)
            .await
            .expect_err("a 400");
        assert_eq!(ErrorType::of(&error), None, "{body}: words are no type");
    }
    assert_eq!(ErrorType::of(&failed("{}").await), None, "not an error of the API");
    let error = get_from("502 Bad Gateway", "text/html", "<html>")
        .await
        .expect_err("a 502");
    assert_eq!(error.status(), Some(502));
    assert_eq!(ErrorType::of(&error), None);
}

#[tokio::test]
async fn amounts_are_found_by_currency_in_either_case() {
    let balance = decoded(
        r#"{"object":"balance","available":[{"amount":5,"currency":"eur"},{"amount":7,"currency":"USD"}],"pending":[{"amount":3,"currency":"EUR"}]}"#,
    )
    .await;
    assert_eq!(balance.available_in("EUR"), Ok(Some(money(5, "EUR"))));
    assert_eq!(balance.available_in("usd"), Ok(Some(money(7, "USD"))));
    assert_eq!(balance.available_in("GBP"), Ok(None));
    assert_eq!(balance.pending_in("eur"), Ok(Some(money(3, "EUR"))));
    assert_eq!(balance.pending_in("USD"), Ok(None));
    assert_eq!(balance.total_in("EUR"), Ok(Some(money(8, "EUR"))));
    for currency in balance.currencies() {
        let by_reference: &wooshpay::Currency = &currency;
        assert_eq!(balance.available_in(by_reference), balance.available_in(currency));
    }
    assert!(matches!(balance.available_in("EURO"), Err(MoneyError::Currency(_))));
    let owned = "eur".to_owned();
    assert_eq!(balance.available_in(&owned), balance.available_in("EUR"));
}

#[tokio::test]
async fn totals_refuse_to_mix_currencies() {
    let mixed =
        decoded(r#"{"object":"balance","available":[{"amount":5,"currency":"eur"},{"amount":7,"currency":"usd"}]}"#)
            .await;
    assert!(matches!(
        mixed.total_available(),
        Err(MoneyError::CurrencyMismatch { .. })
    ));
    assert_eq!(mixed.total_pending(), Ok(None));
    let single =
        decoded(r#"{"object":"balance","available":[{"amount":5,"currency":"eur"},{"amount":7,"currency":"EUR"}]}"#)
            .await;
    assert_eq!(single.total_available(), Ok(Some(money(12, "EUR"))));
    assert_eq!(single.available_in("EUR"), Ok(Some(money(12, "EUR"))));
}

#[tokio::test]
async fn a_currency_that_occurs_twice_is_summed_with_checks() {
    let balance = decoded(
        r#"{"object":"balance","available":[{"amount":9223372036854775807,"currency":"eur"},{"amount":1,"currency":"EUR"}]}"#,
    )
    .await;
    assert!(matches!(balance.available_in("EUR"), Err(MoneyError::Overflow { .. })));
}

/// The hand-written types also accept what a sandbox makes if a page has no example.
#[tokio::test]
async fn a_balance_made_from_its_schema_is_a_balance() {
    let mut document: Value = serde_json::from_str(wooshpay::DOCUMENT).expect("it is JSON");
    let response = &mut document["paths"]["/v1/balance"]["get"]["responses"]["200"]["content"]["application/json"];
    let example = response.as_object_mut().expect("a response").remove("example");
    assert!(example.is_some());
    let document = document.to_string();
    for seed in 0..50 {
        let server = Server::builder(&document)
            .seed(seed)
            .start()
            .expect("loopback has a free port");
        let base_url = format!("http://{}", server.address());
        let client = Client::builder().key(Sandbox::KEY).base_url(base_url).build();
        let balance = client.expect("a client").balance().get().await;
        if let Err(error) = balance {
            panic!("seed {seed}: {error}");
        }
    }
}
