//! The behaviours of a server and their results: the kind of error, the number
//! of attempts, whether it may have been sent, whether it can be sent again, and
//! the waits. Each row is run for a read, a write, and a write with a key.

mod rows;

use std::time::Duration;

use apifox_client::{Client, Error, Response};
use tokio::select;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;

use crate::clock::{Clock, SLACK};
use crate::misbehave::{Closed, Event, Server};
use crate::operations::{Balance, create_payout, get_balance};
use crate::server::Script;
use crate::witness::{Observed, Witness};

/// The limits of every call here. The test controls the time.
const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_secs(10);

/// A behaviour of a server.
struct Row {
    does: &'static str,
    server: Does,
    /// For a GET, a POST, and a POST with an idempotency key.
    expected: [Expected; 3],
    waits: Waits,
    /// The limit for an attempt.
    limit: Duration,
}

/// The behaviour of the server for each connection in turn.
enum Does {
    /// Refuses the first ones, and accepts those after them.
    Refuses(usize, Vec<Script>),
    Takes(Vec<Script>),
    /// The same for an https base URL.
    #[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), allow(dead_code))]
    TakesTls(Vec<Script>),
    /// There is no server; this is the base URL.
    IsNamed(&'static str),
}

/// The expected result of a call.
#[derive(Debug, Clone, PartialEq)]
struct Expected {
    /// `ok`, or the error's kind with its inner kind or its status.
    outcome: String,
    attempts: u32,
    may_have_been_sent: bool,
    retryable: bool,
}

/// The waits between attempts.
enum Waits {
    /// Those of the policy: 250 to 500 ms, then 500 to 1000 ms.
    Own,
    /// The wait that the server asks for.
    Asked(Duration),
}

/// A transient failure: reads and protected writes are attempted three times.
fn passes(outcome: &str) -> [Expected; 3] {
    [(3, true), (1, false), (3, true)].map(|(attempts, retryable)| Expected {
        outcome: outcome.to_owned(),
        attempts,
        may_have_been_sent: true,
        retryable,
    })
}

/// A transient failure, with a server that asks for too long a wait.
fn passes_later(outcome: &str) -> [Expected; 3] {
    passes(outcome).map(|expected| Expected {
        attempts: 1,
        ..expected
    })
}

/// A permanent failure.
fn stays(outcome: &str) -> [Expected; 3] {
    passes_later(outcome).map(|expected| Expected {
        retryable: false,
        ..expected
    })
}

/// Nothing was sent, so everything is attempted three times.
fn never_left(outcome: &str) -> [Expected; 3] {
    passes(outcome).map(|_| Expected {
        outcome: outcome.to_owned(),
        attempts: 3,
        may_have_been_sent: false,
        retryable: true,
    })
}

/// Nothing was sent, and the failure is permanent.
fn never_leaves(outcome: &str, attempts: u32) -> [Expected; 3] {
    never_left(outcome).map(|expected| Expected {
        attempts,
        retryable: false,
        ..expected
    })
}

/// A response to the first attempt.
fn succeeds() -> [Expected; 3] {
    stays("ok")
}

/// An outcome after `failure`, at attempt `attempts` if there is one.
fn after(failure: &str, attempts: u32, outcome: &str) -> [Expected; 3] {
    let [read, write, protected] = passes(failure);
    let then = |failed: Expected| Expected {
        outcome: outcome.to_owned(),
        attempts,
        retryable: false,
        ..failed
    };
    [then(read), write, then(protected)]
}

/// How a call is made.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sends {
    Get,
    Post,
    PostWithKey,
}

#[tokio::test(start_paused = true)]
async fn every_fault_of_a_server_becomes_the_right_error_after_the_right_attempts() {
    let clock = Clock::hold();
    let mut checked = 0;
    for row in rows::all() {
        for (sends, expected) in [Sends::Get, Sends::Post, Sends::PostWithKey]
            .into_iter()
            .zip(&row.expected)
        {
            check(&clock, &row, sends, expected).await;
            checked += 1;
        }
    }
    println!("fault matrix: {checked} rows");
    assert!(checked >= 3 * 45, "{checked}");
}

async fn check(clock: &Clock, row: &Row, sends: Sends, expected: &Expected) {
    let name = format!("{} ({sends:?})", row.does);
    let (witness, waits) = Witness::new();
    let (mut closed, mut server) = (None, None);
    let base_url = match &row.server {
        Does::IsNamed(base_url) => (*base_url).to_owned(),
        Does::Refuses(..) => closed.insert(Closed::port()).base_url(),
        Does::Takes(scripts) | Does::TakesTls(scripts) => {
            let server = server.insert(Server::in_turn(scripts.clone()).await);
            server.base_url().to_owned()
        }
    };
    let base_url = match row.server {
        Does::TakesTls(_) => base_url.replace("http:", "https:"),
        _ => base_url,
    };
    let builder = Client::builder(&base_url)
        .connect_timeout(CONNECT)
        .attempt_timeout(row.limit)
        .max_body_bytes(1024 * 1024)
        .idempotency_keys(sends == Sends::PostWithKey)
        .observer(witness.clone());
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => {
            assert_eq!(came(&Err(error)), *expected, "{name}");
            return;
        }
    };
    let call = tokio::spawn(async move {
        match sends {
            Sends::Get => get_balance(&client).await,
            Sends::Post | Sends::PostWithKey => create_payout(&client).await,
        }
    });
    let mut refused = match &row.server {
        Does::Refuses(times, scripts) => Some((*times, scripts.clone())),
        _ => None,
    };
    let mut driver = Driver {
        clock,
        closed,
        server,
        waits,
    };
    let result = driver.drive(call, &mut refused, row.limit).await;
    assert_eq!(came(&result), *expected, "{name}: {result:?}");
    check_waits(&row.waits, &witness, &name);
    check_observed(&witness, &result, &name);
    check_text(&result, &name);
    if let Some(server) = &driver.server {
        let refused = match row.server {
            Does::Refuses(times, _) => times,
            _ => 0,
        };
        check_requests(server, refused, &result, sends, &name);
    }
}

/// Advances the time whenever all tasks wait, until the call is over.
struct Driver<'a> {
    clock: &'a Clock,
    closed: Option<Closed>,
    server: Option<Server>,
    waits: UnboundedReceiver<Duration>,
}

impl Driver<'_> {
    async fn drive(
        &mut self,
        mut call: JoinHandle<Result<Response<Balance>, Error>>,
        refused: &mut Option<(usize, Vec<Script>)>,
        limit: Duration,
    ) -> Result<Response<Balance>, Error> {
        let mut events = self.server.as_mut().map(Server::events);
        loop {
            select! {
                biased;
                result = &mut call => return result.expect("the call does not panic"),
                Some(wait) = self.waits.recv() => {
                    if let Some((times, scripts)) = refused {
                        *times -= 1;
                        if *times == 0 && !scripts.is_empty() {
                            self.server = self.closed.take().map(|port| port.open(scripts.clone()));
                            events = self.server.as_mut().map(Server::events);
                        }
                    }
                    let before = self.server.as_ref().map(Server::connections);
                    self.clock.advance(wait.saturating_sub(SLACK)).await;
                    assert_eq!(before, self.server.as_ref().map(Server::connections), "it came back too early");
                    assert!(!call.is_finished(), "it gave up waiting");
                    self.clock.advance(2 * SLACK).await;
                }
                Some(event) = next(&mut events) => match event {
                    Event::Waits(time) => self.clock.advance(time + SLACK).await,
                    Event::Stalls => self.clock.advance(limit + SLACK).await,
                    Event::ClosedByClient => {}
                },
            }
        }
    }
}

async fn next(events: &mut Option<UnboundedReceiver<Event>>) -> Option<Event> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

fn came(result: &Result<Response<Balance>, Error>) -> Expected {
    match result {
        Ok(response) => Expected {
            outcome: "ok".to_owned(),
            attempts: response.attempts(),
            may_have_been_sent: true,
            retryable: false,
        },
        Err(error) => Expected {
            outcome: match error {
                Error::Config(config) => format!("config {:?}", config.kind()),
                Error::Api(api) => format!("api {}", api.status()),
                Error::Timeout(timeout) => format!("timeout {:?}", timeout.kind()),
                Error::Transport(transport) => format!("transport {:?}", transport.kind()),
                Error::Decode(decode) => format!("decode {:?}", decode.kind()),
                other => format!("{other:?}"),
            },
            attempts: error.attempts(),
            may_have_been_sent: error.may_have_been_sent(),
            retryable: error.is_retryable(),
        },
    }
}

fn check_waits(expected: &Waits, witness: &Witness, name: &str) {
    let waits = witness.waits();
    for (at, wait) in waits.iter().enumerate() {
        match expected {
            Waits::Own => {
                let longest = Duration::from_millis(500 << at);
                assert!(*wait >= longest / 2 && *wait <= longest, "{name}: {waits:?}");
            }
            Waits::Asked(asked) => assert_eq!(wait, asked, "{name}"),
        }
    }
    let Some(Observed::Done(_, attempts, _, _, elapsed)) = witness.observed().last().copied() else {
        panic!("{name}: the call is done");
    };
    assert_eq!(
        waits.len(),
        attempts.saturating_sub(1) as usize,
        "{name}: one wait between two attempts"
    );
    assert!(
        elapsed >= waits.iter().sum::<Duration>(),
        "{name}: {elapsed:?} for {waits:?}"
    );
}

/// Checks that the observer was notified of each attempt, and of the end.
fn check_observed(witness: &Witness, result: &Result<Response<Balance>, Error>, name: &str) {
    let observed = witness.observed();
    let attempts = observed
        .iter()
        .filter(|observed| matches!(observed, Observed::Attempt(..)))
        .count();
    let (tried, status, kind) = match result {
        Ok(response) => (response.attempts(), Some(response.status()), None),
        Err(error) => (error.attempts(), error.status(), Some(error.kind())),
    };
    assert_eq!(attempts, tried as usize, "{name}: {observed:?}");
    let Some(Observed::Done(_, done_attempts, done_status, done_kind, _)) = observed.last() else {
        panic!("{name}: the call is done");
    };
    assert_eq!(
        (*done_attempts, *done_status, *done_kind),
        (tried, status, kind),
        "{name}"
    );
}

/// Checks that the message is one line, and not too long.
fn check_text(result: &Result<Response<Balance>, Error>, name: &str) {
    let Err(error) = result else { return };
    let text = error.to_string();
    assert!(!text.contains('\n') && text.len() < 600, "{name}: {text}");
    assert!(format!("{error:?}").len() < 4000, "{name}");
    assert!(error.body().is_none_or(|body| body.len() <= 64 * 1024), "{name}");
}

/// Checks that only the attempts are sent, all with the same key.
fn check_requests(
    server: &Server,
    refused: usize,
    result: &Result<Response<Balance>, Error>,
    sends: Sends,
    name: &str,
) {
    let key = match result {
        Ok(response) => response.idempotency_key(),
        Err(error) => error.idempotency_key(),
    };
    assert_eq!(key.is_some(), sends == Sends::PostWithKey, "{name}");
    for request in server
        .requests()
        .iter()
        .filter(|request| request.starts_with(['G', 'P']))
    {
        assert_eq!(
            request.contains("\r\nidempotency-key: "),
            key.is_some(),
            "{name}: {request}"
        );
        if let Some(key) = key {
            assert!(
                request.contains(&format!("\r\nidempotency-key: {key}\r\n")),
                "{name}: {request}"
            );
        }
    }
    let attempts = came(result).attempts as usize;
    assert!(server.requests().len() <= attempts, "{name}");
    assert_eq!(server.connections() + refused, attempts, "{name}");
}
