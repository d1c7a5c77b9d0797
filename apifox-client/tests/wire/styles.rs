//! Parameters in the styles of OpenAPI 3.0.4, "Style Values", as they are sent.

use std::collections::BTreeMap;

use apifox_client::serde_json::json;
use apifox_client::{Auth, Call, Client, ConfigKind, Style, Value, decode};

use crate::operations::{Balance, GET_BALANCE, GET_COLORS, GET_PAYOUT, GET_RANGE, GOOD};
use crate::requests::{first_line, refused, sent};
use crate::server::{Script, Server};

/// Returns every printable ASCII character, some beyond ASCII, and control characters.
fn every_character() -> String {
    (0..128_u8).map(char::from).chain(['é', '余', '😀']).collect()
}

/// Percent-encodes everything except the unreserved characters of RFC 3986,
/// section 2.3, and those in `raw`.
fn encoded(text: &str, raw: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte if byte.is_ascii() && raw.contains(char::from(byte)) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Returns the lines of a request that contain a header.
fn lines<'a>(request: &'a str, name: &str) -> Vec<&'a str> {
    let prefix = format!("{name}: ");
    let head = request.split("\r\n\r\n").next().unwrap_or(request);
    head.lines().filter_map(|line| line.strip_prefix(&prefix)).collect()
}

#[tokio::test]
async fn the_query_contains_exactly_the_encoded_characters() {
    let text = every_character();
    for (style, raw) in [(Style::FORM, ""), (Style::FORM.allow_reserved(), ":/?@!$()*,;[]")] {
        let request = sent(&GET_BALANCE, |call| call.query_as("a b", style, Value::scalar(&text))).await;
        let expected = format!("GET /v1/balance?a%20b={} HTTP/1.1", encoded(&text, raw));
        assert_eq!(first_line(&request), expected);
    }
}

#[tokio::test]
async fn the_path_contains_exactly_the_encoded_characters() {
    let text = every_character();
    let request = sent(&GET_PAYOUT, |call| call.path("id", &text)).await;
    let expected = format!("GET /v1/payouts/{} HTTP/1.1", encoded(&text, ""));
    assert_eq!(first_line(&request), expected);
}

#[tokio::test]
async fn query_styles_are_sent_as_documented() {
    let colors = || Value::list(["blue", "black"]);
    let rgb = || Value::json(&json!({"B": 150, "G": 200}));
    for (style, list, object) in [
        (Style::FORM, "c=blue&c=black", "B=150&G=200"),
        (Style::FORM.joined(), "c=blue,black", "c=B,150,G,200"),
        (Style::SPACE_DELIMITED, "c=blue%20black", "c=B%20150%20G%20200"),
        (Style::PIPE_DELIMITED, "c=blue%7Cblack", "c=B%7C150%7CG%7C200"),
        (Style::DEEP_OBJECT, "c=blue&c=black", "c%5BB%5D=150&c%5BG%5D=200"),
    ] {
        for (value, expected) in [(colors(), list), (rgb(), object)] {
            let request = sent(&GET_BALANCE, |call| call.query_as("c", style, value)).await;
            assert_eq!(first_line(&request), format!("GET /v1/balance?{expected} HTTP/1.1"));
        }
    }
}

#[tokio::test]
async fn path_styles_are_sent_as_documented() {
    let colors = || Value::list(["blue", "a/b"]);
    for (style, other, path) in [
        (Style::MATRIX, Style::LABEL, ";shades=1,2.blue,a%2Fb"),
        (
            Style::MATRIX.exploded(),
            Style::LABEL.exploded(),
            ";shades=1;shades=2.blue.a%2Fb",
        ),
        (Style::LABEL, Style::MATRIX, ".1,2;color=blue,a%2Fb"),
        (Style::SIMPLE, Style::SIMPLE, "1,2blue,a%2Fb"),
    ] {
        let request = sent(&GET_COLORS, |call| {
            call.path_as("shades", style, Value::list([1, 2]))
                .path_as("color", other, colors())
        })
        .await;
        assert_eq!(first_line(&request), format!("GET /v1/colors{path}/all HTTP/1.1"));
    }
}

#[tokio::test]
async fn arguments_that_form_dot_segments_together_are_refused() {
    for (from, from_style, to, to_style) in [
        (".", Style::SIMPLE, "a", Style::SIMPLE),
        ("a", Style::SIMPLE, "", Style::LABEL),
        (".", Style::LABEL, "a", Style::SIMPLE),
        ("..", Style::SIMPLE, "1", Style::MATRIX),
    ] {
        let (kind, _) = refused(&GET_RANGE, |call| {
            call.path_as("from", from_style, Value::scalar(from))
                .path_as("to", to_style, Value::scalar(to))
        })
        .await;
        assert_eq!(kind, ConfigKind::Path);
    }
    let (kind, message) = refused(&GET_PAYOUT, |call| {
        call.path_as("id", Style::LABEL.exploded(), Value::list(["", ""]))
    })
    .await;
    assert_eq!(kind, ConfigKind::Path);
    assert!(message.contains("the path argument `id` is `.` or `..`"), "{message}");
}

#[tokio::test]
async fn a_parameter_replaces_its_earlier_value_in_any_style() {
    let request = sent(&GET_BALANCE, |call| {
        call.query_as("filter", Style::FORM, Value::json(&json!({"a": 1, "b": 2})))
            .query("a", "kept")
            .query_as("filter", Style::FORM, Value::json(&json!({"a": 3})))
            .query("gone", 1)
            .query_as("gone", Style::FORM, Value::json(&None::<u8>))
            .header("x-ids", "gone")
            .header_as("X-Ids", Style::SIMPLE, Value::list([1, 2]))
            .header("x-gone", 1)
            .header_as("x-gone", Style::SIMPLE, Value::list([0; 0]))
            .idempotency_key("gone")
            .header_as("Idempotency-Key", Style::SIMPLE, Value::json(&()))
            .cookie_as("theme", Style::FORM, Value::list(["dark", "wide"]))
            .cookie("session", "s-1")
            .cookie_as(
                "theme",
                Style::FORM,
                Value::json(&json!({"dark": true, "width": [1, 2]})),
            )
    })
    .await;
    assert_eq!(first_line(&request), "GET /v1/balance?a=kept&a=3 HTTP/1.1");
    assert_eq!(lines(&request, "x-ids"), ["1,2"]);
    assert_eq!(lines(&request, "cookie"), ["session=s-1; dark=true; width=1; width=2"]);
    assert!(
        !request.contains("gone") && !request.contains("idempotency-key"),
        "{request}"
    );
}

#[tokio::test]
async fn an_empty_query_has_no_question_mark() {
    let request = sent(&GET_BALANCE, |call| call.query_all("ids", [0; 0])).await;
    assert_eq!(first_line(&request), "GET /v1/balance HTTP/1.1");
}

#[tokio::test]
async fn headers_are_sent_verbatim() {
    for (style, value, expected) in [
        (Style::SIMPLE, Value::scalar("a,b = \"c\"%2C"), "a,b = \"c\"%2C"),
        (Style::SIMPLE, Value::scalar(""), ""),
        (Style::SIMPLE, Value::list(["a b", "c;d"]), "a b,c;d"),
        (
            Style::SIMPLE.exploded(),
            Value::json(&json!({"B": 1, "G": "x=y"})),
            "B=1,G=x=y",
        ),
    ] {
        let request = sent(&GET_BALANCE, |call| call.header_as("X-Color", style, value)).await;
        assert_eq!(lines(&request, "x-color"), [expected]);
    }
}

#[tokio::test]
async fn values_cannot_inject_headers_or_cookies() {
    for hostile in [
        "hunter2\r\nX-Admin: 1", "hunter2\n", "hunter2\0", "hunter2\u{7f}", "余hunter2",
    ] {
        for value in [
            Value::scalar(hostile),
            Value::list([hostile]),
            Value::json(&BTreeMap::from([("a", hostile)])),
            Value::json(&BTreeMap::from([(hostile, "a")])),
        ] {
            for style in [Style::SIMPLE, Style::SIMPLE.exploded()] {
                let (kind, message) = refused(&GET_BALANCE, |call| call.header_as("x", style, value.clone())).await;
                assert_eq!(kind, ConfigKind::Header);
                assert!(!message.contains("hunter2"), "{message}");
            }
            for style in [Style::FORM, Style::FORM.joined()] {
                let (kind, message) = refused(&GET_BALANCE, |call| call.cookie_as("x", style, value.clone())).await;
                assert_eq!(kind, ConfigKind::Header);
                assert!(!message.contains("hunter2"), "{message}");
            }
        }
    }
    for (name, value) in [("a", "b; admin=1"), ("a", "b c"), ("a;b", "c"), ("a=b", "c"), ("", "c")] {
        let (kind, _) = refused(&GET_BALANCE, |call| call.cookie(name, value)).await;
        assert_eq!(kind, ConfigKind::Header);
    }
}

#[tokio::test]
async fn headers_of_the_client_cannot_be_set_or_removed_in_any_style() {
    for value in [Value::scalar("x"), Value::list(["x"]), Value::json(&())] {
        for name in ["Authorization", "Host", "Content-Length"] {
            let (kind, _) = refused(&GET_BALANCE, |call| call.header_as(name, Style::SIMPLE, value.clone())).await;
            assert_eq!(kind, ConfigKind::Header, "{name}");
        }
    }
}

#[tokio::test]
async fn cookies_are_added_to_those_of_the_credentials() {
    let server = Server::start(Script::json(200, GOOD)).await;
    let client = Client::builder(server.base_url())
        .auth(Auth::header("Cookie", "session=secret"))
        .build()
        .expect("the settings are valid");
    Call::new(&client, &GET_BALANCE)
        .cookie("theme", "dark")
        .send(decode::json::<Balance>)
        .await
        .expect("the call succeeds");
    assert_eq!(lines(&server.request(), "cookie"), ["session=secret; theme=dark"]);
}

#[tokio::test]
async fn a_whole_cookie_header_replaces_the_cookies_before_it() {
    let request = sent(&GET_BALANCE, |call| {
        call.cookie("a", 1).header("Cookie", "b=2").cookie("c", 3)
    })
    .await;
    assert_eq!(lines(&request, "cookie"), ["b=2; c=3"]);
}

#[tokio::test]
async fn a_value_that_its_style_cannot_represent_is_refused_with_the_reason() {
    let nested = || Value::json(&json!({"a": {"b": 1}}));
    let (kind, message) = refused(&GET_BALANCE, |call| {
        call.query_as("filter", Style::FORM.joined(), nested())
    })
    .await;
    assert_eq!(kind, ConfigKind::Query);
    assert_eq!(
        message,
        "get_balance (GET /v1/balance): not sent: the query parameter `filter` has a nested array or object, \
         which its style cannot represent"
    );
    let (kind, _) = refused(&GET_PAYOUT, |call| call.path_as("id", Style::SIMPLE, nested())).await;
    assert_eq!(kind, ConfigKind::Path);
    for keys in [Value::json(&BTreeMap::from([((1, 2), 3)])), Value::json(&f64::NAN)] {
        let (kind, message) = refused(&GET_BALANCE, |call| call.query_as("x", Style::FORM, keys)).await;
        assert_eq!(kind, ConfigKind::Query);
        assert!(
            message.contains("the query parameter `x` cannot be encoded: "),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_call_shows_the_names_of_its_parameters_and_no_values() {
    let call = Call::new(&crate::operations::client("http://127.0.0.1:1"), &GET_BALANCE)
        .query_as("filter", Style::FORM, Value::json(&json!({"k": "hunter2"})))
        .header_as("x-account", Style::SIMPLE, Value::list(["hunter2"]))
        .cookie_as("session", Style::FORM, Value::scalar("hunter2"));
    let shown = format!("{call:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    for name in ["filter", "x-account", "session"] {
        assert!(shown.contains(name), "{shown}");
    }
}
