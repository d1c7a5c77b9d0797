//! Many calls at a time against a sandbox that fails at random: each ends as its script says, and nothing is left of it.
//!
//! `SOAK_CALLS` (default 5000) says how many, `SOAK_SEED` (default 1) from which seed. What is alive is measured after a tenth of them, and
//! at the end.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apifox_client::operation::{Answer, Example, Operation, Route};
use apifox_client::sandbox::{CALL_HEADER, ExpectedAuth, Script, Server};
use apifox_client::serde::{Deserialize, Serialize};
use apifox_client::serde_json::json;
use apifox_client::{Auth, Call, Client, DecodeKind, Error, Method, Response, Retry, TransportKind, decode};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::runtime::{Builder, Handle};
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// How many calls there are at a time.
const AT_A_TIME: usize = 64;

/// What the client reads of an answer; there is one that is longer.
const LONGEST_BODY: usize = 64 * 1024;

#[derive(Debug, Deserialize, Serialize)]
#[serde(crate = "apifox_client::serde")]
struct Payout {
    id: String,
    amount: i64,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Paid,
    Unknown(String),
}
apifox_client::open_enum!(State: str { Paid = "paid" });

const fn operation(id: &'static str, method: Method, template: &'static str, idempotency_key: bool) -> Operation {
    Operation {
        id,
        idempotent: matches!(method, Method::GET),
        method,
        template,
        resource: "payouts",
        idempotency_key,
        authenticated: true,
        accept: "application/json",
        answers: &[Answer {
            status: "200",
            media_type: "application/json",
            schema: "Payout",
            fields: &["id", "amount", "state"],
            required: true,
        }],
    }
}

/// A read, a write without a key, and one with a key: what may be tried again differs.
static LOOK: Operation = operation("look", Method::GET, "/v1/payouts/newest", false);
static PAY: Operation = operation("pay", Method::POST, "/v1/payouts", false);
static PAY_ONCE: Operation = operation("pay_once", Method::POST, "/v1/payouts/once", true);
/// Of this all calls are under way at the same time, so that there is a connection for each.
static GATHER: Operation = operation("gather", Method::GET, "/v1/gather", false);

const PAYOUT: &[Example] = &[Example {
    status: 200,
    media_type: "application/json",
    body: r#"{"id":"po_1","amount":5,"state":"paid"}"#,
}];

static ROUTES: &[Route] = &[
    Route {
        operation: &LOOK,
        examples: PAYOUT,
    },
    Route {
        operation: &PAY,
        examples: PAYOUT,
    },
    Route {
        operation: &PAY_ONCE,
        examples: PAYOUT,
    },
    Route {
        operation: &GATHER,
        examples: PAYOUT,
    },
];

/// How a call may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Paid,
    OfAnotherState,
    Api(u16),
    Broken,
    NotJson,
    NotThePayout,
    Empty,
    TooLarge,
    OutOfTime,
}

/// Weights of the steps that [`play`] says in a sentence, and what a call comes to by each. Few of them are worth another attempt: the
/// budget for those must not run out, or a call would end earlier than its script says.
const STEPS: [(u64, End); 18] = [
    (50, End::Paid),
    (6, End::Api(402)),
    (1, End::Api(503)),
    (1, End::Api(429)),
    (1, End::Broken),
    (1, End::Broken),
    (1, End::Broken),
    (1, End::Broken),
    (4, End::NotJson),
    (5, End::OfAnotherState),
    (4, End::NotThePayout),
    (4, End::NotThePayout),
    (6, End::Paid),
    (2, End::TooLarge),
    (4, End::Api(200)),
    (3, End::Empty),
    (1, End::OutOfTime),
    (5, End::Paid),
];

fn play(server: &Server, operation: &'static Operation, seed: u64) -> Script {
    let hour = Duration::from_secs(3600);
    let failure = json!({"error": {"type": "card_error", "message": "no"}});
    let script = server.at_random(seed).on(operation);
    let script = script
        .example()
        .weight(50)
        .or()
        .answer(402)
        .json(&failure)
        .weight(6)
        .or();
    let script = script
        .answer(503)
        .or()
        .answer(429)
        .retry_after(0)
        .or()
        .drop_connection()
        .or();
    let script = script
        .drop_connection_unread()
        .or()
        .example()
        .cut_after(10)
        .or()
        .raw("SSH-2.0\r\n")
        .or();
    let script = script
        .example()
        .malformed()
        .weight(4)
        .or()
        .example()
        .set("/state", "frozen")
        .weight(5)
        .or();
    let script = script
        .example()
        .remove("/amount")
        .weight(4)
        .or()
        .example()
        .null("/id")
        .weight(4)
        .or();
    let script = script.example().add("/more", [1]).weight(6).or();
    let script = script.example().padded_to(LONGEST_BODY + 1).weight(2).or();
    let script = script
        .answer(200)
        .json(&failure)
        .weight(4)
        .or()
        .answer(200)
        .weight(3)
        .or();
    let script = script
        .example()
        .delay(hour)
        .or()
        .example()
        .delay(Duration::from_millis(1))
        .weight(5);
    script.play().expect("a sound script")
}

/// The step of a call, worked out apart from the sandbox: `SplitMix64` of the seed and the number, and the weights in turn.
fn step(seed: u64, number: u64) -> usize {
    fn mixed(value: u64) -> u64 {
        let z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    let total: u64 = STEPS.iter().map(|(weight, _)| weight).sum();
    let mut left = mixed(mixed(seed) ^ number) % total;
    STEPS
        .iter()
        .position(|(weight, _)| {
            let is_here = left < *weight;
            left = left.wrapping_sub(*weight);
            is_here
        })
        .expect("the weights add up")
}

/// How often a call is tried: three times where the failure passes and a repetition does no harm.
fn attempts(operation: &Operation, end: End) -> u32 {
    let passes = matches!(end, End::Api(503 | 429) | End::Broken);
    if passes && operation.id != "pay" { 3 } else { 1 }
}

fn end(outcome: &Result<Response<Payout>, Error>) -> Option<End> {
    Some(match outcome {
        Ok(payout) if payout.state == State::Paid => End::Paid,
        Ok(_) => End::OfAnotherState,
        Err(Error::Api(error)) => End::Api(error.status()),
        Err(Error::Timeout(_)) => End::OutOfTime,
        Err(Error::Transport(error)) if error.kind() == TransportKind::Interrupted => End::Broken,
        Err(Error::Decode(error)) => match error.kind() {
            DecodeKind::NotJson => End::NotJson,
            DecodeKind::Schema => End::NotThePayout,
            DecodeKind::Empty => End::Empty,
            DecodeKind::TooLarge => End::TooLarge,
            _ => return None,
        },
        Err(_) => return None,
    })
}

/// What all calls share.
struct Soak {
    server: Server,
    seed: u64,
    next: AtomicU64,
    ends: Mutex<BTreeMap<End, u64>>,
    /// Attempts that the ends imply, and those that the sandbox has recorded; of calls that ran out of time neither is known.
    implied: AtomicU64,
    recorded: AtomicU64,
    wrong: Mutex<Vec<String>>,
}

impl Soak {
    async fn call(&self, client: &Client, number: u64) {
        let operations = [&LOOK, &PAY, &PAY_ONCE];
        let operation = operations[usize::try_from(number % 3).expect("it is below 3")];
        let (_, expected) = STEPS[step(self.seed, number)];
        let mut call = Call::new(client, operation).header(CALL_HEADER, number);
        if operation.method == Method::POST {
            call = call.json(&json!({"amount": number}));
        }
        if expected == End::OutOfTime {
            // The answer would come in an hour, so however slow this machine is, it is not there.
            call = call.timeout(Duration::from_millis(3)).retry(Retry::none());
        } else {
            self.implied
                .fetch_add(attempts(operation, expected).into(), Ordering::Relaxed);
        }
        let outcome = call.send(decode::json::<Payout>).await;
        let found = end(&outcome);
        let tried = outcome.as_ref().map_or_else(Error::attempts, Response::attempts);
        let is_right = found == Some(expected) && tried == attempts(operation, expected);
        if !is_right {
            let mut wrong = self.wrong.lock().expect("nobody panics holding it");
            wrong.push(format!(
                "call {number}, {}: {expected:?} expected, after {tried} attempts: {outcome:?}",
                operation.id
            ));
        }
        *self
            .ends
            .lock()
            .expect("nobody panics holding it")
            .entry(expected)
            .or_default() += 1;
        if number % 500 == 0 {
            self.forget();
        }
    }

    /// A sandbox records all calls until they are taken.
    fn forget(&self) {
        let numbered = |call: &apifox_client::sandbox::RecordedCall| {
            let number: Option<u64> = call.header(CALL_HEADER).and_then(|number| number.parse().ok());
            number.is_some_and(|number| STEPS[step(self.seed, number)].1 != End::OutOfTime)
        };
        let taken = self.server.take_calls().iter().filter(|call| numbered(call)).count();
        self.recorded.fetch_add(taken as u64, Ordering::Relaxed);
    }
}

/// Makes all calls up to a number, so many at a time, and waits for all.
async fn calls_up_to(last: u64, soak: &Arc<Soak>, client: &Client) {
    let mut workers = JoinSet::new();
    for _ in 0..AT_A_TIME {
        let (soak, client) = (Arc::clone(soak), client.clone());
        workers.spawn(async move {
            loop {
                let number = soak.next.fetch_add(1, Ordering::Relaxed);
                if number > last {
                    return;
                }
                soak.call(&client, number).await;
            }
        });
    }
    workers.join_all().await;
    soak.next.store(last + 1, Ordering::Relaxed);
    soak.forget();
}

/// Bytes alive while there is a connection for each call that can be under way, and nothing is.
async fn alive(soak: &Soak, client: &Client) -> usize {
    let mut calls = JoinSet::new();
    for _ in 0..AT_A_TIME {
        calls.spawn(Call::new(client, &GATHER).send(decode::json::<Payout>));
    }
    for outcome in calls.join_all().await {
        outcome.expect("its script only waits");
    }
    soak.forget();
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

/// Sockets that this process has open; none is known where the system does not list them.
fn sockets() -> usize {
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else {
        return 0;
    };
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    targets
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count()
}

/// Waits until something is so; that takes a moment, or for ever.
async fn settled(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{what}: it stays so");
}

fn setting(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("it is a number"))
}

#[test]
fn every_call_ends_as_its_script_says_and_nothing_is_left_of_it() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(soak(setting("SOAK_CALLS", 5_000), setting("SOAK_SEED", 1)));
}

async fn soak(calls: u64, seed: u64) {
    let auth = Auth::basic("sk_test_51", "");
    let server = Server::start(ROUTES, ExpectedAuth::exactly(&auth)).expect("loopback has a free port");
    for operation in [&LOOK, &PAY, &PAY_ONCE] {
        let script = play(&server, operation, seed);
        assert!((1..1_000).all(|number| script.step(number) == Some(step(seed, number) + 1)));
    }
    let together = server.on(&GATHER).example().delay(Duration::from_millis(50)).always();
    together.play().expect("a sound script");
    let before = sockets();
    let retry = Retry::default()
        .first_wait(Duration::from_millis(1))
        .longest_wait(Duration::from_millis(1));
    let builder = Client::builder(server.base_url()).auth(auth).retry(retry);
    let client = builder
        .max_body_bytes(LONGEST_BODY)
        .build()
        .expect("the set-up is sound");
    let soak = Arc::new(Soak {
        server,
        seed,
        next: AtomicU64::new(1),
        ends: Mutex::default(),
        implied: AtomicU64::default(),
        recorded: AtomicU64::default(),
        wrong: Mutex::default(),
    });
    calls_up_to(calls / 10, &soak, &client).await;
    let early = alive(&soak, &client).await;
    calls_up_to(calls, &soak, &client).await;
    let late = alive(&soak, &client).await;
    println!(
        "soak: {calls} calls from seed {seed}, {:?}",
        soak.ends.lock().expect("nobody panics holding it")
    );
    println!(
        "soak: {early} bytes alive after {} calls, {late} at the end",
        calls / 10
    );
    let wrong = soak.wrong.lock().expect("nobody panics holding it");
    assert!(
        wrong.is_empty(),
        "{} calls, the first of them: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(5)]
    );
    drop(wrong);
    assert!(late * 100 <= early * 105, "{early} bytes, then {late}");
    let [implied, recorded] = [&soak.implied, &soak.recorded].map(|count| count.load(Ordering::Relaxed));
    assert_eq!(implied, recorded, "attempts");
    drop(client);
    settled("tasks are left", || Handle::current().metrics().num_alive_tasks() == 0).await;
    settled("connections are left", || sockets() == before).await;
    let soak = Arc::into_inner(soak).expect("all calls have ended");
    soak.server.finish().expect("a random script has nothing left over");
    settled("the sandbox left sockets", || sockets() < before || before == 0).await;
}
