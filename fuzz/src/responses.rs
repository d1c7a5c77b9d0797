//! Fuzzes what a client reads: bodies of responses and of failures, headers.

use std::time::Duration;

use apifox_client::{Error, ErrorKind};
use ledger::pages::failures::resources::orders::failures::{CreateOrder, ListOrders};
use ledger::pages::failures::types::CreateOrderRequest;
use testkit_documents::dice::Dice;
use testkit_documents::edits;
use wooshpay::ErrorType;

use crate::calls::{self, OPERATIONS};
use crate::loopback::{KEY, responding};

/// The body of a response. The first two bytes choose the operation and how the body is made. Then
/// follows the body, or, with an odd second byte, choices for edits of the documented example.
///
/// # Panics
///
/// A call panics, a response does not round-trip, or an error is not one line without credentials.
pub fn response(bytes: &[u8]) {
    let [first, second, rest @ ..] = bytes else {
        return;
    };
    let operation = OPERATIONS[usize::from(*first) % OPERATIONS.len()];
    let body = match second & 1 {
        0 => with_key(rest),
        _ => edited(&calls::example(operation), &mut Dice::of_bytes(rest)),
    };
    if second & 6 == 6 {
        return events(&body);
    }
    let status = ["200 OK", "201 Created", "202 Accepted", "204 No Content"][usize::from(second >> 3 & 3)];
    let response = whole(status, "content-type: application/json\r\n", &body);
    let outcome = responding(
        &response,
        |clients| async move { calls::call(operation, &clients).await },
    );
    if let Err(error) = outcome {
        assert!(
            matches!(error.kind(), ErrorKind::Api | ErrorKind::Decode | ErrorKind::Transport),
            "{error}"
        );
    }
}

/// Reads a stream of events to its end.
fn events(body: &[u8]) {
    let response = whole("200 OK", "content-type: text/event-stream\r\n", body);
    let count = responding(&response, |clients| async move {
        let mut events = clients.streams.answers().watch_ticks().await?.into_inner();
        let mut count = 0;
        while let Some(event) = events.next().await? {
            assert!(!event.data().contains('\r'));
            count += 1;
        }
        Ok::<usize, Error>(count)
    });
    match count {
        // The shortest event is a field and two line ends.
        Ok(count) => assert!(count <= body.len() / 6, "{count} events in {} bytes", body.len()),
        Err(error) => calls::check_error(&error),
    }
}

/// The response to a failed call: its status in the first byte, then the body.
///
/// # Panics
///
/// The result is not an API error, its message is not one line, it shows credentials, or its
/// variant does not match its message.
pub fn error_body(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let status = 300 + u16::from(*first) % 300;
    let body = with_key(rest);
    let media_type = ["application/json", "text/html", "text/plain; charset=utf-8"][usize::from(*first) % 3];
    let headers = format!("content-type: {media_type}\r\nrequest-id: req_{KEY}\r\n");
    let response = whole(&format!("{status} Failed"), &headers, &body);
    let (read, typed) = responding(&response, |clients| async move {
        let read = clients.wooshpay.balance().get().await.map(|_| ());
        let typed = clients
            .failures
            .orders()
            .create(&CreateOrderRequest::new())
            .await
            .map(|_| ());
        (read, typed)
    });
    for error in [read, typed].into_iter().filter_map(Result::err) {
        calls::check_error(&error);
        let Error::Api(failed) = &error else {
            panic!("{status}: {error}");
        };
        assert_eq!(failed.status(), status);
        assert_eq!(
            ErrorType::of(&error).map(|kind| kind.as_str().to_owned()).as_deref(),
            failed.kind()
        );
        assert!(failed.message().is_none_or(|message| message.chars().count() <= 1_000));
        assert!(error.body().is_some_and(|kept| body.starts_with(kept)));
        let _ = (CreateOrder::of(&error), ListOrders::of(&error));
    }
}

/// `Retry-After`, and `Date` on a second line.
///
/// # Panics
///
/// Seconds are misread, or a date is read as more time than a date allows.
pub fn retry_after(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(header_value);
    let value = lines.next().unwrap_or_default();
    let mut headers = [b"retry-after: ", &value[..], b"\r\n"].concat();
    if let Some(date) = lines.next() {
        headers.extend([b"date: ", &date[..], b"\r\n"].concat());
    }
    let mut response = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n".to_vec();
    response.extend(headers);
    response.extend(b"\r\n");
    let outcome = responding(&response, |clients| async move {
        clients.wooshpay.balance().get().await.map(|_| ())
    });
    let Err(error) = outcome else {
        panic!("a 503 is an error")
    };
    calls::check_error(&error);
    assert_eq!(error.status(), Some(503));
    let text = String::from_utf8_lossy(&value);
    let text = text.trim_matches([' ', '\t']);
    let wait = error.retry_after();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.bytes().fold(0_u64, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        });
        assert_eq!(wait, Some(Duration::from_secs(seconds)), "{text}");
    } else if let Some(wait) = wait {
        assert!(text.matches(':').count() == 2 && text.len() >= 24, "{text}");
        assert!(wait < Duration::from_secs(10_000 * 366 * 86_400), "{text}: {wait:?}");
    }
}

/// The bytes that a header can carry (RFC 9110, section 5.5). Others end the head, or cause it to
/// be refused.
fn header_value(bytes: &[u8]) -> Vec<u8> {
    let is_carried = |byte: &u8| matches!(*byte, b'\t' | b' '..=b'~' | 0x80..);
    bytes.iter().copied().filter(is_carried).collect()
}

fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    // HTTP gives such a response no body, whatever its head announces.
    let (length, body) = if status.starts_with("204") || status.starts_with("304") {
        (String::new(), &[][..])
    } else {
        (format!("content-length: {length}\r\n"), body)
    };
    let head = format!("HTTP/1.1 {status}\r\n{headers}{length}\r\n");
    [head.as_bytes(), body].concat()
}

/// A server that repeats the credentials it received.
fn with_key(body: &[u8]) -> Vec<u8> {
    const SIGN: &[u8] = b"{key}";
    let mut all = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((byte, behind)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(SIGN) {
            all.extend_from_slice(KEY.as_bytes());
            rest = behind;
        } else {
            all.push(*byte);
            rest = behind;
        }
    }
    all
}

fn edited(example: &str, dice: &mut Dice) -> Vec<u8> {
    let mut tree = serde_yaml::from_str(example).unwrap_or_default();
    for _ in 0..=dice.below(4) {
        edits::edit(&mut tree, dice);
    }
    // Not every edit leaves JSON; this one adds a tag.
    serde_json::to_vec(&tree).unwrap_or_else(|_| example.as_bytes().to_vec())
}
