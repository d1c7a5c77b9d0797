//! Formats with a configured type.

use std::net::Ipv4Addr;
use std::num::NonZeroU16;

use apifox_client::{Parsed, serde_json};
use ledger::calendar::{Day, Hour};
use ledger::formats::types::{Booking, Host, HostEither, NewBooking};
use toml_datetime::{Date, Time};

#[test]
fn a_string_of_a_configured_format_has_its_type_everywhere() {
    let local = Ipv4Addr::LOCALHOST;
    let port = NonZeroU16::new(80).expect("80 is not zero");
    let json = r#"{"address":"127.0.0.1","aliases":["10.0.0.1"],"gateway":"127.0.0.1","port":"80","ports":{"x":"80"},"either":"127.0.0.1","name":"a"}"#;
    let host: Host = serde_json::from_str(json).expect("it is as documented");
    assert_eq!(host.address.value(), Some(&local));
    assert_eq!(host.aliases[0].value(), Some(&Ipv4Addr::new(10, 0, 0, 1)));
    assert_eq!(host.port.as_ref().and_then(Parsed::value), Some(&port));
    assert_eq!(host.either, Some(HostEither::Text(local.into())));
    assert_eq!(host.name.as_deref(), Some("a"));
    assert_eq!(serde_json::to_string(&host).expect("it is JSON"), json);
    let built = Host::new(local, vec![Ipv4Addr::new(10, 0, 0, 1).into()])
        .gateway(local)
        .port(port)
        .either(Parsed::from(local))
        .name("a");
    assert_eq!((built.address, built.port), (host.address, host.port));
}

#[test]
fn an_invalid_string_does_not_fail_a_response_and_round_trips() {
    let json = r#"{"address":"","aliases":["::1",""],"port":"0","ports":{"x":"many"}}"#;
    let host: Host = serde_json::from_str(json).expect("odd strings are kept");
    assert_eq!((host.address.value(), host.address.as_str()), (None, ""));
    assert_eq!(host.port.as_ref().map(Parsed::as_str), Some("0"));
    assert_eq!(serde_json::to_string(&host).expect("it is JSON"), json);
}

/// A row of the table in the README of `apifox-build`: the format, a valid string, an unusual one,
/// and their values. Types of crates that compile faster stand for those of `jiff`.
macro_rules! row {
    ($field:ident, $text:literal, $odd:literal, $value:expr) => {
        for (text, expected) in [($text, Some($value)), ($odd, None)] {
            let json = format!(
                "{{\"seats\":1,\"{}\":{}}}",
                stringify!($field),
                serde_json::Value::from(text)
            );
            let booking: Booking = serde_json::from_str(&json).expect("no string fails a response");
            let field = booking.$field.as_ref().expect("it is there");
            assert_eq!((field.value().cloned(), field.as_str()), (expected, text));
            assert_eq!(serde_json::to_string(&booking).expect("it is JSON"), json);
        }
    };
}

fn day() -> Day {
    let (year, month, day) = (2024, 5, 1);
    Day(Date { year, month, day })
}

fn parsed<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("it is of the type")
}

#[test]
fn each_format_of_the_table_has_its_type_and_keeps_unusual_strings() {
    row!(
        from,
        "2024-05-01T12:00:00Z",
        "2024-05-01 12:00",
        parsed::<humantime::Timestamp>("2024-05-01T12:00:00Z")
    );
    row!(day, "2024-05-01", "01.05.2024", day());
    let hour = Time {
        hour: 12,
        minute: 30,
        second: Some(0),
        nanosecond: None,
    };
    row!(hour, "12:30:00", "noon", Hour(hour));
    row!(
        id,
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "none",
        uuid::uuid!("67e55044-10b1-426f-9247-bb680e5fe0c8")
    );
    row!(v4, "127.0.0.1", "::1", Ipv4Addr::LOCALHOST);
    row!(v6, "::1", "127.0.0.1", std::net::Ipv6Addr::LOCALHOST);
    row!(
        link,
        "https://example.com/a?b#c",
        "/a",
        parsed::<url::Url>("https://example.com/a?b#c")
    );
    row!(price, "10.50", "ten", rust_decimal::Decimal::new(1050, 2));
    row!(seal, "aGk=", "#", apifox_client::Base64::from(b"hi".to_vec()));
}

#[test]
fn numbers_of_a_configured_format_have_its_type_if_they_are_only_sent() {
    let booking = NewBooking::new(2_i32)
        .rows(vec![1_i32, 2])
        .age(30_i32)
        .share(0.5_f32)
        .total(5_i64);
    let json = r#"{"seats":2,"rows":[1,2],"age":30,"share":0.5,"total":5}"#;
    let sent = serde_json::to_string(&booking).expect("it is JSON");
    assert_eq!(sent, json);
    let from: humantime::Timestamp = parsed("2024-05-01T12:00:00Z");
    let sent = serde_json::to_string(&NewBooking::new(1).from(from)).expect("it is JSON");
    assert_eq!(sent, r#"{"seats":1,"from":"2024-05-01T12:00:00Z"}"#);
}

#[test]
fn a_number_of_a_configured_format_may_be_any_in_a_response() {
    let booking: Booking = serde_json::from_str(r#"{"seats":5000000000}"#).expect("a response may hold any number");
    assert_eq!(booking.seats, 5_000_000_000_i64);
    let booking: Booking =
        serde_json::from_str(r#"{"seats":1,"share":1e300}"#).expect("a response may hold any number");
    assert_eq!(booking.share, Some(1e300_f64));
}

#[test]
fn parameters_of_a_configured_number_have_its_type() {
    let client = apifox_client::Client::builder("http://127.0.0.1:9").build();
    let client = ledger::formats::Client::from(client.expect("the address is right"));
    let request = client.bookings().create(1_i32, &NewBooking::new(1));
    drop(request.limits([1_i32, 2]).share(0.5_f32).total(5_i64)); // it compiles
}

#[tokio::test]
async fn parameters_of_a_configured_string_accept_its_type_or_any_string() {
    let server = apifox_sandbox::Server::start(ledger::formats::DOCUMENT, apifox_sandbox::ExpectedAuth::none());
    let server = server.expect("it starts");
    let client = apifox_client::Client::builder(server.base_url()).build();
    let client = ledger::formats::Client::from(client.expect("the address is right"));
    let host = Host::new(Ipv4Addr::LOCALHOST, Vec::new());
    let sent = |server: &apifox_sandbox::Server| server.calls().pop().expect("a call");

    let found: Parsed<Ipv4Addr> = Ipv4Addr::LOCALHOST.into();
    client
        .hosts()
        .update(Ipv4Addr::LOCALHOST, &host)
        .await
        .expect("the type itself");
    client.hosts().update(found, &host).await.expect("what a response has");
    assert_eq!(sent(&server).path(), "/hosts/127.0.0.1");

    let from: humantime::Timestamp = parsed("2024-05-01T12:00:00Z");
    let request = client.bookings().create(1, &NewBooking::new(1));
    request
        .day(day())
        .days([day(), day()])
        .x_from(from)
        .await
        .expect("as documented");
    let call = sent(&server);
    assert_eq!(
        call.query(),
        Some("page=1&day=2024-05-01&days=2024-05-01&days=2024-05-01")
    );
    assert_eq!(call.header("X-From"), Some("2024-05-01T12:00:00Z"));

    let odd = Parsed::from_text("today");
    let request = client.bookings().create(1, &NewBooking::new(1));
    request
        .day(odd)
        .await
        .expect_err("the sandbox holds it against the page");
    assert_eq!(sent(&server).query(), Some("page=1&day=today"));
}
