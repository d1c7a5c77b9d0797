//! Many concurrent calls against a sandbox that fails at random. Each call ends as its script says,
//! and nothing is left afterwards.
//!
//! `SOAK_CALLS` (default 5000) sets the number of calls, `SOAK_SEED` (default 1) the seed. The
//! first tenth uses default connections. Memory is measured after a fifth of the calls, and at the
//! end.

mod left;
mod script;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apifox_client::serde_json::json;
use apifox_client::{Auth, Call, Client, Error, HttpClient, Method, Response, Retry, decode};
use apifox_sandbox::{CALL_HEADER, ExpectedAuth, RecordedCall, Server};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::runtime::{Builder, Handle};
use tokio::task::JoinSet;

use left::{is_soon, settled, sockets};
use script::{DOCUMENT, End, GATHER, LONGEST_BODY, LOOK, PAY, PAY_ONCE, Payout, STEPS, attempts, end, play, step};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// The number of concurrent calls.
const AT_A_TIME: usize = 64;

/// The state that all calls share.
struct Soak {
    server: Server,
    seed: u64,
    next: AtomicU64,
    ends: Mutex<BTreeMap<End, u64>>,
    /// The attempts that the outcomes imply, and those that the sandbox recorded. Both exclude
    /// calls that timed out.
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
            // The response would come in an hour, so it cannot arrive even on a slow machine.
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
        if number.is_multiple_of(500) {
            self.forget();
        }
    }

    fn all_were_right(&self) {
        let wrong = self.wrong.lock().expect("nobody panics holding it");
        let first = &wrong[..wrong.len().min(5)];
        assert!(wrong.is_empty(), "{} calls, the first of them: {first:#?}", wrong.len());
    }

    /// A sandbox records all calls until they are taken.
    fn forget(&self) {
        let numbered = |call: &RecordedCall| {
            let number: Option<u64> = call.header(CALL_HEADER).and_then(|number| number.parse().ok());
            number.is_some_and(|number| STEPS[step(self.seed, number)].1 != End::OutOfTime)
        };
        let taken = self.server.take_calls().iter().filter(|call| numbered(call)).count();
        self.recorded.fetch_add(taken as u64, Ordering::Relaxed);
    }
}

/// Makes all calls up to a number, with limited concurrency, and waits for all of them.
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

/// Returns the bytes alive when there is one idle connection for each concurrent call. A connection
/// holds 48 kB on both sides, so measurements are comparable only with the same number of
/// connections.
async fn alive(soak: &Soak, client: &Client, sockets_before: usize) -> usize {
    let connected = || sockets_before == 0 || sockets() == sockets_before + 2 * AT_A_TIME;
    for _ in 0..100 {
        let mut calls = JoinSet::new();
        for _ in 0..AT_A_TIME {
            calls.spawn(Call::new(client, &GATHER).send(decode::json::<Payout>));
        }
        for outcome in calls.join_all().await {
            outcome.expect("its script only waits");
        }
        // There are fewer if the last calls reused a connection; there are more until the surplus
        // ones are closed.
        if is_soon(connected).await {
            break;
        }
    }
    assert!(connected(), "{} sockets, {sockets_before} before", sockets());
    soak.forget();
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn setting(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("it is a number"))
}

#[test]
fn every_call_ends_as_its_script_says_and_leaves_nothing() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(soak(setting("SOAK_CALLS", 5_000), setting("SOAK_SEED", 1)));
}

/// Builds the connections for the measurements. Two calls that connect at the same time can both
/// leave a connection behind. The pool decides how many are kept; this one keeps exactly as many as
/// the measurements compare.
fn pool() -> HttpClient {
    let pool = HttpClient::builder().expect("TLS can be set up").no_proxy();
    let pool = pool.pool_max_idle_per_host(AT_A_TIME).build();
    pool.expect("the set-up is sound").into()
}

/// Waits until nothing of a client is left.
async fn all_gone(sockets_before: usize) {
    settled("tasks are left", || Handle::current().metrics().num_alive_tasks() == 0).await;
    settled("connections are left", || sockets() == sockets_before).await;
}

async fn soak(calls: u64, seed: u64) {
    let auth = Auth::basic("sk_test_51", "");
    let server = Server::start(DOCUMENT, ExpectedAuth::exactly(&auth)).expect("loopback has a free port");
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
    let builder = builder.max_body_bytes(LONGEST_BODY);
    // A machine that is slow, or busy with other work, makes no call end otherwise.
    let builder = builder.attempt_timeout(Duration::MAX).total_timeout(Duration::MAX);
    let soak = Arc::new(Soak {
        server,
        seed,
        next: AtomicU64::new(1),
        ends: Mutex::default(),
        implied: AtomicU64::default(),
        recorded: AtomicU64::default(),
        wrong: Mutex::default(),
    });
    let client = builder.clone().connect_timeout(Duration::MAX).build();
    let client = client.expect("the set-up is sound");
    calls_up_to(calls / 10, &soak, &client).await;
    drop(client);
    all_gone(before).await;
    let client = builder.http_client(pool()).build().expect("the set-up is sound");
    calls_up_to(calls / 5, &soak, &client).await;
    let early = alive(&soak, &client, before).await;
    calls_up_to(calls, &soak, &client).await;
    let late = alive(&soak, &client, before).await;
    println!(
        "soak: {calls} calls from seed {seed}, {:?}",
        soak.ends.lock().expect("nobody panics holding it")
    );
    println!("soak: {early} bytes alive after {} calls, {late} at the end", calls / 5);
    soak.all_were_right();
    assert!(late * 100 <= early * 105, "{early} bytes, then {late}");
    let [implied, recorded] = [&soak.implied, &soak.recorded].map(|count| count.load(Ordering::Relaxed));
    assert_eq!(implied, recorded, "attempts");
    drop(client);
    all_gone(before).await;
    let soak = Arc::into_inner(soak).expect("all calls have ended");
    soak.server.finish().expect("a random script has nothing left over");
    settled("the sandbox left sockets", || sockets() < before || before == 0).await;
}
