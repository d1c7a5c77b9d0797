//! Numbered calls: the step of a call does not depend on the order of arrival.

use std::collections::BTreeMap;

use apifox_client::{Call, Client, decode};
use apifox_sandbox::{CALL_HEADER, Script, Server};

use super::{Outcome, PAY, client, pay, start, word};

async fn numbered(client: &Client, number: &str) -> Outcome {
    let call = Call::new(client, &PAY).header(CALL_HEADER, number).json(&1);
    call.send(decode::json).await
}

const WORDS: [&str; 3] = ["503", "Interrupted", "201"];

fn random(server: &Server, seed: u64) -> Script {
    let script = server.at_random(seed).on(&PAY).respond(503).weight(2).or();
    let script = script.drop_connection().or().example().weight(7);
    script.play().expect("a sound script")
}

#[tokio::test]
async fn concurrent_calls_get_the_steps_of_their_numbers() {
    let server = start();
    let client = client(&server);
    let script = random(&server, 42);
    // In a scattered order, sixteen at a time, some of them twice.
    let mut numbers: Vec<u64> = (1..=200).map(|number| number * 77 % 201).collect();
    numbers.extend(1..=20);
    let mut got = BTreeMap::new();
    for some in numbers.chunks(16) {
        let calls = some.iter().map(|&number| {
            let client = client.clone();
            (
                number,
                tokio::spawn(async move { numbered(&client, &number.to_string()).await }),
            )
        });
        for (number, call) in calls.collect::<Vec<_>>() {
            let word = word(&call.await.expect("it does not panic"));
            assert_eq!(*got.entry(number).or_insert_with(|| word.clone()), word, "{number}");
        }
    }
    for (number, word) in &got {
        let step = script.step(*number).expect("it has no end");
        assert_eq!(word, WORDS[step - 1], "{number}");
    }
    assert_eq!(got.len(), 200);
    server.finish().expect("a random script has nothing left over");
}

#[test]
fn steps_are_drawn_by_weight_and_repeat_for_a_seed() {
    let server = start();
    let drawn = |script: &Script| -> Vec<_> { (1..=10_000).filter_map(|number| script.step(number)).collect() };
    let [first, same, other] = [42, 42, 43].map(|seed| drawn(&random(&server, seed)));
    assert_eq!(first, same);
    assert_ne!(first, other);
    for (step, expected) in [(1, 2_000), (2, 1_000), (3, 7_000)] {
        let count = first.iter().filter(|drawn| **drawn == step).count();
        assert!(count.abs_diff(expected) < 150, "step {step}: {count}");
    }
    // The same on every machine and in every version, so that a seed in a bug report stays useful.
    // (Computed independently, from the published algorithm of SplitMix64.)
    let expected = [3, 3, 3, 1, 3, 1, 3, 3, 3, 3, 3, 3, 3, 3, 1, 3, 3, 2, 3, 3, 2, 3, 2, 1];
    assert_eq!(first[..24], expected);
    assert_eq!(random(&server, 42).step(0), None);
}

#[tokio::test]
async fn a_random_script_without_numbers_uses_the_order_of_arrival() {
    let server = start();
    let client = client(&server);
    let script = random(&server, 7);
    for number in 1..=30 {
        let step = script.step(number).expect("it has no end");
        assert_eq!(word(&pay(&client).await), WORDS[step - 1], "{number}");
    }
}

#[tokio::test]
async fn a_number_selects_a_step_of_a_sequence() {
    let server = start();
    let client = client(&server);
    let script = server.on(&PAY).respond(500).times(2).then().respond(502).then();
    let script = script.respond(503).play().expect("a sound script");
    for (number, status) in [("3", "502"), ("1", "500"), ("3", "502"), ("4", "503"), ("5", "501")] {
        assert_eq!(word(&numbered(&client, number).await), status, "{number}");
    }
    assert_eq!(
        [0, 1, 2, 3, 4, 5].map(|number| script.step(number)),
        [None, Some(1), Some(1), Some(2), Some(3), None]
    );
    let lines: Vec<_> = script.unconsumed().iter().map(ToString::to_string).collect();
    let expected = [
        "pay: step 1 (respond with 500) waits for 1 more call",
        "pay: the script ends after 4, and 1 more call came",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn an_invalid_number_is_refused() {
    let server = start();
    let client = client(&server);
    server.on(&PAY).example().play().expect("a sound script");
    for number in ["0", "-1", "one", "1.5", "99999999999999999999"] {
        let error = numbered(&client, number).await.expect_err("it is no number");
        assert_eq!(error.status(), Some(400), "{number}");
        assert!(error.to_string().contains("invalid_call_number"), "{error}");
    }
    assert_eq!(word(&pay(&client).await), "201", "none of them had a turn");
}
