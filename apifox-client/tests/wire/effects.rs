//! The possible effects of a call: methods, messages and README agree for every sequence of
//! attempts.

use std::collections::BTreeSet;

use apifox_client::{Call, Client, Error, Method, decode, operation::Operation};

use crate::operations::{Balance, CREATE_PAYOUT, GET_BALANCE};
use crate::retries::{at_once, builder, busy};
use crate::server::{Script, Server};

const KEY: &str = "order-7";

static DELETE_PAYOUT: Operation = Operation::new("delete_payout", Method::DELETE, "/v1/payouts")
    .resource("payouts")
    .idempotent(true);

/// The calls: a read, a write, and writes with a key.
const CALLS: [(&Operation, bool); 4] = [
    (&GET_BALANCE, false),
    (&CREATE_PAYOUT, false),
    (&CREATE_PAYOUT, true),
    (&DELETE_PAYOUT, true),
];

/// An attempt, whether it may have been carried out, and whether its failure is transient.
struct Outcome {
    name: String,
    script: Script,
    open: bool,
    is_transient: bool,
}

fn outcome(name: &str, script: Script, open: bool, is_transient: bool) -> Outcome {
    let name = name.to_owned();
    Outcome {
        name,
        script,
        open,
        is_transient,
    }
}

fn transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

fn refused(status: u16) -> bool {
    (400..500).contains(&status) && status != 408 && status != 409
}

fn answered(status: u16) -> Outcome {
    let body = r#"{"error":{"type":"t","message":"No."}}"#;
    let (open, is_transient) = (!refused(status), transient_status(status));
    outcome(&status.to_string(), Script::json(status, body), open, is_transient)
}

/// Returns failures that do not depend on the status alone.
fn others() -> Vec<Outcome> {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"obj";
    let page = |status| Script::typed(status, "text/html", "<html>");
    vec![
        outcome("closed", Script::CloseAfterReading, true, true),
        outcome("half a response", Script::Response(half.into()), true, true),
        outcome("no HTTP", Script::Response(b"SSH-2.0\r\n".into()), true, true),
        outcome("a page of 200", page(200), true, false),
        outcome("a page of 403", page(403), true, false),
        outcome("a page of 429", page(429), true, true),
        outcome("no body", Script::json(200, ""), true, false),
        outcome(
            "another object",
            Script::json(200, r#"{"object":"balance"}"#),
            true,
            false,
        ),
        outcome(
            "an error of 200",
            Script::json(200, r#"{"error":{"message":"No."}}"#),
            true,
            false,
        ),
    ]
}

fn histories() -> Vec<Vec<Outcome>> {
    let lost = || outcome("closed", Script::CloseAfterReading, true, true);
    vec![
        vec![],
        vec![lost()],
        vec![outcome("503", busy(), true, true)],
        vec![answered(429)],
        vec![answered(429), lost()],
        vec![lost(), answered(429)],
    ]
}

async fn failed(client: &Client, operation: &'static Operation, keyed: bool) -> Error {
    let call = Call::new(client, operation);
    let call = if keyed { call.idempotency_key(KEY) } else { call };
    let result = call.send(decode::json::<Balance>).await;
    result.expect_err("it fails in the end")
}

/// Makes a call with these attempts; the last one is final.
async fn walk(attempts: &[&Outcome], call: (&'static Operation, bool)) -> Error {
    let server = Server::in_turn(attempts.iter().map(|one| one.script.clone()).collect()).await;
    let tries = u32::try_from(attempts.len()).expect("there are few");
    let client = builder(server.base_url()).retry(at_once().max_attempts(tries)).build();
    failed(&client.expect("the settings are valid"), call.0, call.1).await
}

/// Compares an error with the attempts, and its message with its methods.
fn check(error: &Error, attempts: &[&Outcome], (operation, keyed): (&Operation, bool)) {
    let names: Vec<_> = attempts.iter().map(|one| one.name.as_str()).collect();
    let says = error.to_string();
    let place = format!("{} {keyed} {names:?}: {says}", operation.id);
    let is_read = operation.method == Method::GET;
    let open = attempts.iter().any(|one| one.open);
    let last = attempts.last().expect("there is one");

    assert_eq!(error.attempts() as usize, attempts.len(), "{place}");
    assert!(error.may_have_been_sent(), "{place}");
    assert_eq!(error.may_have_been_carried_out(), open, "{place}");
    assert_eq!(error.is_retryable(), last.is_transient && (is_read || keyed), "{place}");

    assert_eq!(says.contains("can be sent again"), error.is_retryable(), "{place}");
    assert_eq!(
        says.contains("nothing was sent"),
        !error.may_have_been_sent(),
        "{place}"
    );
    let reports_open = says.contains("may have been carried out") || says.contains("was carried out");
    assert_eq!(reports_open, open && !is_read, "{place}");
    assert_eq!(says.contains("was refused"), !open && !is_read, "{place}");
    assert_eq!(says.contains(KEY), keyed && (open || last.is_transient), "{place}");
    let looks_up = open && !is_read && !error.is_retryable();
    assert_eq!(says.contains("look it up before sending it again"), looks_up, "{place}");
}

#[tokio::test]
async fn methods_and_message_agree_for_every_sequence_of_attempts() {
    let mut ends: Vec<_> = [300, 301, 302, 303, 304, 307, 308].map(answered).into_iter().collect();
    ends.extend((400..=431).map(answered));
    ends.extend([451, 499, 500, 501, 502, 503, 504, 505, 520, 521, 522, 524, 530, 599].map(answered));
    ends.extend(others());
    for history in histories() {
        for end in &ends {
            for call in CALLS {
                if !history.is_empty() && call.0.method != Method::GET && !call.1 {
                    continue; // it is not sent again
                }
                let attempts: Vec<_> = history.iter().chain([end]).collect();
                check(&walk(&attempts, call).await, &attempts, call);
            }
        }
    }
}

/// Formats statuses like README: `400–407, 410–499`.
fn ranges(statuses: &BTreeSet<u16>) -> String {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for status in statuses {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *status => *last = *status,
            _ => ranges.push((*status, *status)),
        }
    }
    let ranges = ranges.into_iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        _ => format!("{first}–{last}"),
    });
    ranges.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn readme_lists_the_refusing_and_the_transient_statuses() {
    let (mut refusing, mut passing) = (BTreeSet::new(), BTreeSet::new());
    for status in 300..=599 {
        let error = walk(&[&answered(status)], CALLS[2]).await;
        if !error.may_have_been_carried_out() {
            refusing.insert(status);
        }
        if error.is_retryable() {
            passing.insert(status);
        }
    }
    // A published package has none next to it.
    let Ok(readme) = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")) else {
        return;
    };
    let row = |first: &str| {
        let row = readme.lines().find(|line| line.starts_with(first));
        row.unwrap_or_else(|| panic!("README has a row {first}")).to_owned()
    };
    let refusing = ranges(&refusing);
    let api = row("| `Api` |");
    assert!(
        api.contains(&format!("no, if the API responded to every attempt with {refusing}")),
        "{refusing}: {api}"
    );
    let passing: Vec<_> = passing.iter().map(ToString::to_string).collect();
    row(&format!("| {} |", passing.join(", ")));
}
