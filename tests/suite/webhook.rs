//! Webhooks: what verifies, what does not and why, and that nothing shows a secret.

use std::time::{Duration, SystemTime};

use wooshpay::webhook::{EventType, Webhook, WebhookError, WebhookProblem};
use wooshpay::{HeaderMap, serde_json::json};

const SECRET: &str = "whsec_hunter2Hunter2hunter2Hunter2ab";
const BODY: &str = r#"{"id":"evt_1000000000000000006","object":"event","created":1754626531398,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_1000000000000000002","object":"payment_intent","amount":2000}}}"#;
const TIME: u64 = 1_754_626_531_557;

/// Computed with two other tools from the documented rule: secret, time, body, signature.
const VECTORS: [(&str, &str, &str, &str); 6] = [
    (
        "whsec_test",
        "1800000000",
        r#"{"type":"payment_intent.succeeded"}"#,
        "901d285da126fb41a8f684c42daa44c65508dda5a20f76772ef932bd54996424",
    ),
    (
        "whsec_test",
        "1800000000123",
        r#"{"type":"payment_intent.succeeded"}"#,
        "448e353d78f2a931897d2c3f248dd1a7180e3273ab31c9309b67364d9f6a0d25",
    ),
    (
        "whsec_test",
        "1800000000159",
        r#"{"created":1800000000000,"type":"payment_intent.succeeded"}"#,
        "77dcc02962c5bf53d70d572e7e59ed93dc5cdfe5dea3ef1f0b164849de78df72",
    ),
    (
        "whsec_test",
        "1710000000",
        r#"{"type":"payment_intent.succeeded","data":{"object":{"amount_received":1234,"metadata":{"session_id":"payses_test"}}}}"#,
        "8d9055a09abe7ede426c5640c5921a1de6b114471b4b815a751025b27f050afa",
    ),
    (
        "c2tfdGVzdF9kR1Z6ZERwMFpYTjBNVEl6TkRVMjo=",
        "1670482499000",
        r#"{"id":"evt_1","object":"event"}"#,
        "5f7b90e5a78b00dc39efc0b517e1e4359ec371d420d7cf65abb9d723df9bcb30",
    ),
    (
        "whsec_test",
        "1687845304",
        "",
        "3c49ab6acaebc34895bbf9a73015ee29472daa58fdbe55e34ca7611e9821db7c",
    ),
];

#[test]
fn signatures_are_those_of_other_tools() {
    for (secret, time, body, v1) in VECTORS {
        let webhook = Webhook::new(secret);
        let header = format!("t={time},v1={v1}");
        assert_eq!(webhook.verify_signature(&header, body), Ok(()), "{header}");
        assert_eq!(webhook.sign(time.parse().expect("a number"), body), header);
        let altered = format!("{body} ");
        let refused = webhook.verify_signature(&header, altered).expect_err("altered");
        assert_eq!(refused.problem(), WebhookProblem::NoMatch);
    }
}

/// A valid signature, to be altered.
fn v1() -> String {
    let header = Webhook::new(SECRET).sign(TIME, BODY);
    header.split_once("v1=").expect("it has one").1.to_owned()
}

/// A header, and the expected result with the unchanged body.
#[expect(clippy::too_many_lines, reason = "a table, row by row")]
fn headers() -> Vec<(&'static str, String, Option<WebhookProblem>)> {
    use WebhookProblem::{MalformedHeader, MalformedSignature, MalformedTime, NoHeader, NoMatch};
    let v1 = v1();
    let other = "0".repeat(64);
    let upper = v1.to_uppercase();
    let short = &v1[..63];
    vec![
        ("right", format!("t={TIME},v1={v1}"), None),
        ("upper-case hexadecimal", format!("t={TIME},v1={upper}"), None),
        ("spaces around elements", format!(" t = {TIME} , v1 = {v1} "), None),
        ("elements in another order", format!("v1={v1},t={TIME}"), None),
        ("other elements", format!("t={TIME},v0=abc,v2=def,v1={v1},x,=,=y"), None),
        ("a comma at the end", format!("t={TIME},v1={v1},"), None),
        (
            "several v1, the first right",
            format!("t={TIME},v1={v1},v1={other}"),
            None,
        ),
        (
            "several v1, the last right",
            format!("t={TIME},v1={other},v1={v1}"),
            None,
        ),
        ("several v1, one malformed", format!("t={TIME},v1=short,v1={v1}"), None),
        (
            "several v1, none right",
            format!("t={TIME},v1={other},v1={other}"),
            Some(NoMatch),
        ),
        ("t altered", format!("t={},v1={v1}", TIME + 1), Some(NoMatch)),
        ("t with a zero before it", format!("t=0{TIME},v1={v1}"), Some(NoMatch)),
        (
            "t in seconds of the same time",
            format!("t={},v1={v1}", TIME / 1000),
            Some(NoMatch),
        ),
        ("another v1", format!("t={TIME},v1={other}"), Some(NoMatch)),
        ("no v1", format!("t={TIME}"), Some(MalformedSignature)),
        (
            "v0 in the place of v1",
            format!("t={TIME},v0={v1}"),
            Some(MalformedSignature),
        ),
        (
            "V1 in the place of v1",
            format!("t={TIME},V1={v1}"),
            Some(MalformedSignature),
        ),
        ("v1 empty", format!("t={TIME},v1="), Some(MalformedSignature)),
        ("v1 too short", format!("t={TIME},v1={short}"), Some(MalformedSignature)),
        ("v1 too long", format!("t={TIME},v1={v1}0"), Some(MalformedSignature)),
        (
            "v1 not hexadecimal",
            format!("t={TIME},v1={short}g"),
            Some(MalformedSignature),
        ),
        (
            "v1 with characters of several bytes",
            format!("t={TIME},v1={}", "é".repeat(32)),
            Some(MalformedSignature),
        ),
        ("t missing", format!("v1={v1}"), Some(MalformedTime)),
        ("t empty", format!("t=,v1={v1}"), Some(MalformedTime)),
        ("t garbage", format!("t=yesterday,v1={v1}"), Some(MalformedTime)),
        ("t negative", format!("t=-{TIME},v1={v1}"), Some(MalformedTime)),
        ("t with a sign", format!("t=+{TIME},v1={v1}"), Some(MalformedTime)),
        ("t with a fraction", format!("t={TIME}.0,v1={v1}"), Some(MalformedTime)),
        ("t of other digits", format!("t=１２３,v1={v1}"), Some(MalformedTime)),
        (
            "t of thirty digits",
            format!("t={},v1={v1}", "9".repeat(30)),
            Some(MalformedTime),
        ),
        ("two t", format!("t={TIME},t=1,v1={v1}"), Some(MalformedTime)),
        ("no elements", "signature".to_owned(), Some(MalformedTime)),
        ("the bare signature", v1.clone(), Some(MalformedTime)),
        ("empty", String::new(), Some(NoHeader)),
        ("blank", " \t ".to_owned(), Some(NoHeader)),
        (
            "longer than 8 KiB",
            format!("t={TIME},v1={v1},x={}", "x".repeat(9000)),
            Some(MalformedHeader),
        ),
    ]
}

#[test]
fn a_header_verifies_or_says_why_not() {
    let webhook = Webhook::new(SECRET);
    let rows = headers();
    assert!(rows.len() >= 30);
    for (what, header, expected) in rows {
        let found = webhook.verify(&header, BODY).err().map(|error| error.problem());
        assert_eq!(found, expected, "{what}: {header}");
    }
    let not_text = webhook.verify(b"t=1,v1=\xff\xfe", BODY).expect_err("not text");
    assert_eq!(not_text.problem(), WebhookProblem::MalformedHeader);
}

#[test]
fn a_body_verifies_only_as_it_was_signed() {
    let webhook = Webhook::new(SECRET);
    let signature = webhook.sign(TIME, BODY);
    let written_again = wooshpay::serde_json::from_str::<wooshpay::serde_json::Value>(BODY)
        .expect("JSON")
        .to_string()
        .replace(':', ": ");
    let altered = BODY.replace("2000", "2001");
    for body in ["", " ", BODY.trim_end_matches('}'), &altered, &written_again] {
        let error = webhook.verify(&signature, body).expect_err("another body");
        assert_eq!(error.problem(), WebhookProblem::NoMatch, "{body}");
    }
    assert!(webhook.verify(&signature, BODY).is_ok());
}

#[test]
fn a_signed_body_that_is_not_an_event_is_reported() {
    let webhook = Webhook::new(SECRET);
    let large = vec![b'x'; 10 << 20];
    let rows: [&[u8]; 13] = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe{}",
        b"not JSON",
        br#"{"id":"evt_1","type":"a"}"#,
        br#"{"id":"evt_1","type":"a","data":{}}"#,
        br#"{"id":"evt_1","type":"a","data":{"object":"pi_1"}}"#,
        br#"{"id":1,"type":"a","data":{"object":{}}}"#,
        br#"{"id":"","type":"a","data":{"object":{}}}"#,
        br#"{"type":"a","data":{"object":{}}}"#,
        &large,
    ];
    for body in rows {
        let error = webhook.verify(webhook.sign(TIME, body), body).expect_err("no event");
        assert_eq!(error.problem(), WebhookProblem::NotAnEvent);
    }
}

#[test]
fn an_event_of_ten_megabytes_verifies() {
    let body = BODY.replace("2000", &format!("\"{}\"", "9".repeat(10 << 20)));
    let webhook = Webhook::new(SECRET);
    assert!(webhook.verify(webhook.sign(TIME, &body), &body).is_ok());
}

#[test]
fn another_secret_does_not_verify_and_a_second_one_does() {
    let signature = Webhook::new(SECRET).sign(TIME, BODY);
    for secret in [
        "whsec_other",
        SECRET.trim_start_matches("whsec_"),
        &SECRET.to_uppercase(),
        &format!("{SECRET} "),
    ] {
        let error = Webhook::new(secret)
            .verify(&signature, BODY)
            .expect_err("another secret");
        assert_eq!(error.problem(), WebhookProblem::NoMatch);
    }
    let both = Webhook::new("whsec_old").or_secret(SECRET);
    assert!(both.verify(&signature, BODY).is_ok());
    assert!(Webhook::new(SECRET).verify(both.sign(TIME, BODY), BODY).is_ok());
}

#[test]
fn a_blank_secret_verifies_nothing() {
    for secret in ["", " \n"] {
        let webhook = Webhook::new(secret);
        let error = webhook
            .verify(webhook.sign(TIME, BODY), BODY)
            .expect_err("anyone can sign so");
        assert_eq!(error.problem(), WebhookProblem::BlankSecret);
    }
}

#[test]
fn age_counts_only_with_a_tolerance_and_in_either_unit() {
    use WebhookProblem::{InTheFuture, TooOld};
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let five_minutes = Duration::from_secs(300);
    let rows = [
        ("of now, in seconds", 1_800_000_000, None),
        ("of now, in milliseconds", 1_800_000_000_000, None),
        ("at the limit", 1_799_999_700, None),
        ("a second over it", 1_799_999_699, Some(TooOld)),
        ("a millisecond over it", 1_799_999_699_999, Some(TooOld)),
        ("in the future, within the limit", 1_800_000_300, None),
        ("further in the future", 1_800_000_301, Some(InTheFuture)),
        ("of 1970", 0, Some(TooOld)),
        ("of the end of time", u64::MAX, Some(InTheFuture)),
    ];
    let strict = Webhook::new(SECRET).tolerance(five_minutes);
    for (what, time, expected) in rows {
        let signature = strict.sign(time, BODY);
        let found = strict
            .verify_at(&signature, BODY, now)
            .err()
            .map(|error| error.problem());
        assert_eq!(found, expected, "{what}");
        assert!(
            Webhook::new(SECRET).verify(&signature, BODY).is_ok(),
            "{what}, of any age"
        );
    }
    let wrong = strict.verify_at(format!("t=0,v1={}", "0".repeat(64)), BODY, now);
    let problem = wrong.expect_err("not signed").problem();
    assert_eq!(problem, WebhookProblem::NoMatch, "age is no news of what nobody signed");
}

/// Headers, and the expected result.
type Row<'a> = (&'a [(&'static str, &'a str)], Option<WebhookProblem>);

#[test]
fn both_headers_are_looked_at_in_any_case() {
    let webhook = Webhook::new(SECRET);
    let right = webhook.sign(TIME, BODY);
    let wrong = format!("t={TIME},v1={}", "0".repeat(64));
    let rows: [Row<'_>; 8] = [
        (&[("wooshpay-signature", &right)], None),
        (&[("signature", &right)], None),
        (&[("wooshpay-signature", &right), ("signature", &wrong)], None),
        (&[("wooshpay-signature", &wrong), ("signature", &right)], None),
        (&[("wooshpay-signature", &wrong), ("wooshpay-signature", &right)], None),
        (&[("signature", "sig1=:aGVsbG8=:")], Some(WebhookProblem::MalformedTime)),
        (&[("wooshpay-signature", "")], Some(WebhookProblem::NoHeader)),
        (&[("stripe-signature", &right)], Some(WebhookProblem::NoHeader)),
    ];
    for (pairs, expected) in rows {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().expect("a value"));
        }
        let found = webhook
            .verify_request(&headers, BODY)
            .err()
            .map(|error| error.problem());
        assert_eq!(found, expected, "{pairs:?}");
    }
}

#[test]
fn an_event_has_the_fields_of_the_samples() -> Result<(), WebhookError> {
    let event = Webhook::parse_unverified(BODY)?;
    assert_eq!(event.id, "evt_1000000000000000006");
    assert_eq!(event.kind, EventType::PaymentIntentSucceeded);
    assert_eq!(event.created, Some(1_754_626_531_398));
    assert_eq!((event.livemode, event.api_version.as_deref()), (None, None));
    assert_eq!(event.object_id(), Some("pi_1000000000000000002"));
    assert_eq!(event.object_kind(), Some("payment_intent"));

    let old = json!({"id": "evt_1", "type": "invoice.paid", "created": 17_027_155_624_825_i64, "livemode": false, "api_version": "1.0.1",
        "request": {"id": null, "idempotency_key": "order-1"}, "data": {"object": {}, "previous_attributes": {}}});
    let event = Webhook::parse_unverified(old.to_string())?;
    assert_eq!(event.kind, EventType::Unknown("invoice.paid".to_owned()));
    assert_eq!(event.idempotency_key.as_deref(), Some("order-1"));
    assert_eq!((event.livemode, event.data.len()), (Some(false), 2));

    let nulls = json!({"id": "evt_1", "type": "payout.paid", "created": null, "livemode": null, "api_version": "", "request": null,
        "data": {"object": {"id": null}}});
    let event = Webhook::parse_unverified(nulls.to_string())?;
    assert_eq!(
        (event.created, event.api_version, event.idempotency_key),
        (None, None, None)
    );
    Ok(())
}

#[test]
fn no_message_shows_a_secret_a_signature_or_a_body() {
    let webhook = Webhook::new(SECRET)
        .or_secret("whsec_second")
        .tolerance(Duration::from_secs(1));
    let mut texts = vec![format!("{webhook:?}"), format!("{webhook:#?}")];
    let mut errors: Vec<_> = headers()
        .iter()
        .filter_map(|(_, header, _)| webhook.verify(header, BODY).err())
        .collect();
    errors.extend(Webhook::new(" ").verify("t=1", BODY).err());
    errors.extend(Webhook::parse_unverified("{\"id\":\"hunter2\"}").err());
    for error in errors {
        texts.extend([format!("{error}"), format!("{error:?}")]);
    }
    let v1 = v1();
    for text in texts {
        for secret in ["hunter2", "Hunter2", "whsec", "evt_", &v1[..8]] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
