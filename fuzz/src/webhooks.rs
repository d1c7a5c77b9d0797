//! Fuzzes webhooks: a header and a body.

use std::time::{Duration, SystemTime};

use wooshpay::webhook::{Webhook, WebhookProblem};

const SECRET: &str = "whsec_0123456789abcdefghijklmnopqrstuv";

/// A line with the signature header, then the body.
///
/// # Panics
///
/// An unsigned event verifies, a signed one does not, an error shows the secret, or the same bytes
/// give another event when they are read again.
pub fn webhook(bytes: &[u8]) {
    let webhook = Webhook::new(SECRET);
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (header, body) = bytes.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    // The fuzzer cannot guess a valid signature.
    let error = webhook
        .verify(header, body)
        .expect_err("a signature from nowhere verifies");
    assert!(!error.to_string().contains(SECRET) && !format!("{error:?}{webhook:?}").contains("0123456789"));

    // A signed header is accepted with any additions, and at any time if there is no tolerance.
    let time = header
        .iter()
        .fold(0_u64, |time, byte| time.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    let right = webhook.sign(time, body);
    let event = match webhook.verify(&right, body) {
        Ok(event) => Some(event),
        Err(error) => {
            assert_eq!(error.problem(), WebhookProblem::NotAnEvent);
            None
        }
    };
    assert_eq!(event, Webhook::parse_unverified(body).ok());
    if let Some(event) = event {
        assert!(!event.id.is_empty() && event.object().is_some());
    }
    let others = [header, b","].concat();
    if !header.is_empty() && !contains(header, b"t") && others.len() < 4096 && std::str::from_utf8(header).is_ok() {
        let beside = [&others, right.as_bytes()].concat();
        assert_eq!(webhook.verify_signature(&beside, body), Ok(()));
    }
    assert!(webhook.verify_signature(&right, [body, b" "].concat()).is_err());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let _ = webhook.tolerance(Duration::from_secs(300)).verify_at(&right, body, now);
}

fn contains(header: &[u8], name: &[u8]) -> bool {
    header.windows(name.len()).any(|window| window == name)
}
