//! Retries: limits across the attempts, and the reasons to stop.

use std::time::Duration;

use apifox_client::{
    Auth, Call, Client, ClientBuilder, Error, File, Part, Retry, TimeoutKind, TransportKind, decode, request,
};
use tokio::select;

use crate::clock::Clock;
use crate::misbehave::{Closed, Event, Step};
use crate::multipart::OnDisk;
use crate::operations::{Balance, CREATE_PAYOUT, GET_BALANCE, GOOD, KEY, get_balance};
use crate::server::{Script, Server};
use crate::witness::Witness;

#[derive(Debug, Clone)]
struct GetBalance {
    call: Call,
}

request!(GetBalance, json Balance);

#[derive(Debug, Clone)]
struct GetReport {
    call: Call,
}

request!(GetReport, bytes);

/// The default policy, without its waits.
pub(crate) fn at_once() -> Retry {
    Retry::default().first_wait(Duration::ZERO)
}

pub(crate) fn builder(base_url: &str) -> ClientBuilder {
    Client::builder(base_url).auth(Auth::basic(KEY, "")).retry(at_once())
}

pub(crate) fn client(base_url: &str) -> Client {
    builder(base_url).build().expect("the settings are valid")
}

pub(crate) fn busy() -> Script {
    Script::json(503, "{}")
}

pub(crate) fn good() -> Script {
    Script::json(200, GOOD)
}

fn asks_to_wait(seconds: u32) -> Script {
    Script::with_headers(503, &format!("Retry-After: {seconds}\r\n"), "")
}

#[tokio::test]
async fn the_policy_of_a_call_overrides_that_of_the_client() {
    let server = Server::start(busy()).await;
    let client = client(server.base_url());
    let get = || GetBalance {
        call: Call::new(&client, &GET_BALANCE),
    };
    for (request, attempts) in [
        (get(), 3),
        (get().retry(Retry::none()), 1),
        (get().retry(at_once().max_attempts(0)), 1),
        (get().retry(at_once().max_attempts(5)), 5),
    ] {
        let before = server.connections();
        let error = request.await.expect_err("it is busy");
        assert_eq!((error.attempts(), error.status()), (attempts, Some(503)));
        assert_eq!(server.connections() - before, attempts as usize);
        assert!(
            error.is_retryable(),
            "also where nothing more is tried: later it can be"
        );
    }
}

#[tokio::test]
async fn a_message_contains_the_number_of_attempts() {
    let server = Server::start(busy()).await;
    let error = get_balance(&client(server.base_url())).await.expect_err("it is busy");
    let message = error.to_string();
    assert!(
        message.starts_with("get_balance (GET /v1/balance) after 3 attempts: the server"),
        "{message}"
    );
}

#[tokio::test(start_paused = true)]
async fn waits_double_up_to_the_longest() {
    let clock = Clock::hold();
    let server = Server::start(busy()).await;
    let (witness, mut waits) = Witness::new();
    let policy = Retry::default()
        .max_attempts(6)
        .first_wait(Duration::from_secs(1))
        .longest_wait(Duration::from_secs(5));
    let client = builder(server.base_url())
        .retry(policy)
        .observer(witness.clone())
        .build();
    let call = tokio::spawn(async move { get_balance(&client.expect("the settings are valid")).await });
    for longest in [1, 2, 4, 5, 5] {
        let longest = Duration::from_secs(longest);
        let wait = waits.recv().await.expect("there is another attempt");
        assert!(wait >= longest / 2 && wait <= longest, "{wait:?} of {longest:?}");
        clock.advance(longest).await;
    }
    let error = call.await.expect("it does not panic").expect_err("it is busy");
    assert_eq!((error.attempts(), server.connections()), (6, 6));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_exceed_the_total_timeout_is_not_started() {
    let clock = Clock::hold();
    for by_call in [false, true] {
        let server = Server::start(asks_to_wait(6)).await;
        let (witness, mut waits) = Witness::new();
        let limit = Duration::from_secs(10);
        let client = builder(server.base_url()).observer(witness.clone());
        let client = if by_call { client } else { client.total_timeout(limit) };
        let client = client.build().expect("the settings are valid");
        let mut get = GetBalance {
            call: Call::new(&client, &GET_BALANCE),
        };
        if by_call {
            get = get.timeout(limit);
        }
        let call = tokio::spawn(get.into_future());
        let wait = waits.recv().await.expect("the first wait ends in time");
        clock.advance(wait).await;
        // The second wait would exceed the limit, so the call ends at once.
        let result = select! {
            result = call => result,
            Some(_) = waits.recv() => panic!("it waits"),
        };
        let error = result.expect("it does not panic").expect_err("it is busy");
        assert_eq!((error.status(), error.attempts()), (Some(503), 2));
        assert_eq!((server.connections(), witness.waits().len()), (2, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_of_the_call_counts_over_attempts_and_waits() {
    let clock = Clock::hold();
    let mut server = Server::in_turn(vec![asks_to_wait(6), Script::Stall(Vec::new())]).await;
    let mut events = server.events();
    let (witness, mut waits) = Witness::new();
    let builder = builder(server.base_url()).total_timeout(Duration::from_secs(10));
    let client = builder.observer(witness).build().expect("the settings are valid");
    let call = tokio::spawn(async move { get_balance(&client).await });
    clock.advance(waits.recv().await.expect("it waits")).await;
    assert_eq!(events.recv().await, Some(Event::Stalls));
    clock.advance(Duration::from_secs(3)).await;
    assert!(!call.is_finished());
    clock.advance(Duration::from_secs(1)).await;
    let error = call.await.expect("it does not panic").expect_err("it stalls");
    assert_eq!(error.attempts(), 2);
    match error {
        Error::Timeout(error) => assert_eq!(error.kind(), TimeoutKind::Total),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_of_an_attempt_can_be_set_for_one_call() {
    let clock = Clock::hold();
    let mut server = Server::start(Script::Stall(Vec::new())).await;
    let mut events = server.events();
    let client = client(server.base_url());
    let get = GetBalance {
        call: Call::new(&client, &GET_BALANCE),
    };
    let limit = Duration::from_secs(2);
    let call = tokio::spawn(get.retry(Retry::none()).attempt_timeout(limit).into_future());
    assert_eq!(events.recv().await, Some(Event::Stalls));
    clock.advance(limit + Duration::from_millis(1)).await;
    let error = call.await.expect("it does not panic").expect_err("it stalls");
    assert!(
        error.to_string().contains("within 2s (the limit for one attempt)"),
        "{error}"
    );
    let error = Call::new(&client, &GET_BALANCE).attempt_timeout(Duration::ZERO);
    let error = error.send(decode::json::<Balance>).await.expect_err("that is no time");
    assert!(matches!(error, Error::Config(_)) && error.attempts() == 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_while_it_is_answered_closes_its_connection() {
    let clock = Clock::hold();
    let mut server = Server::start(Script::Steps(vec![Step::Read, Step::Drain])).await;
    let mut events = server.events();
    let client = client(server.base_url());
    let call = tokio::spawn(async move { get_balance(&client).await });
    assert_eq!(events.recv().await, Some(Event::Stalls));
    call.abort();
    assert_eq!(events.recv().await, Some(Event::ClosedByClient));
    clock.advance(Duration::from_secs(3600)).await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_while_it_waits_is_not_retried() {
    let clock = Clock::hold();
    let server = Server::start(asks_to_wait(6)).await;
    let (witness, mut waits) = Witness::new();
    let client = builder(server.base_url()).observer(witness.clone()).build();
    let call = tokio::spawn(async move { get_balance(&client.expect("the settings are valid")).await });
    waits.recv().await.expect("it waits");
    call.abort();
    clock.advance(Duration::from_secs(3600)).await;
    assert_eq!((server.connections(), witness.observed().len()), (1, 2));
}

#[tokio::test]
async fn a_stream_is_retried_until_its_head_has_arrived() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\nhalf";
    let scripts = vec![busy(), Script::CloseAfterReading, Script::Response(head.into())];
    let server = Server::in_turn(scripts).await;
    let client = client(server.base_url());
    let get = GetReport {
        call: Call::new(&client, &crate::streams::GET_REPORT),
    };
    let mut report = get.stream().await.expect("the third head is successful");
    assert_eq!((report.attempts(), server.connections()), (3, 3));
    assert_eq!(
        report.chunk().await.expect("it has arrived").as_deref(),
        Some(&b"half"[..])
    );
    let error = report.chunk().await.expect_err("it is truncated");
    assert_eq!(
        (error.attempts(), server.connections()),
        (3, 3),
        "a stream is not begun again"
    );
}

#[tokio::test]
async fn a_file_is_reopened_for_every_attempt() {
    let on_disk = OnDisk::new("retried", b"first");
    let server = Server::in_turn(vec![busy(), good()]).await;
    let client = client(server.base_url());
    let call = Call::new(&client, &CREATE_PAYOUT).part("f", Part::file(on_disk.file()));
    let response = call.idempotency_key("k1").send(decode::json::<Balance>).await;
    assert_eq!(response.expect("the second one is successful").attempts(), 2);
    let [first, second] = server.requests().try_into().expect("two attempts");
    assert!(first.contains("\r\n\r\nfirst\r\n--"), "{first}");
    assert_eq!(first, second, "the boundary and the key too");
}

#[tokio::test(start_paused = true)]
async fn a_file_missing_at_the_second_attempt_returns_the_error_of_the_first() {
    let clock = Clock::hold();
    let on_disk = OnDisk::new("vanished", b"first");
    let server = Server::start(asks_to_wait(1)).await;
    let (witness, mut waits) = Witness::new();
    let client = builder(server.base_url())
        .observer(witness)
        .build()
        .expect("the settings are valid");
    let call = Call::new(&client, &CREATE_PAYOUT).part("f", Part::file(on_disk.file()));
    let call = tokio::spawn(call.idempotency_key("k1").send(decode::json::<Balance>));
    let wait = waits.recv().await.expect("it waits");
    drop(on_disk);
    clock.advance(wait).await;
    let error = call.await.expect("it does not panic").expect_err("it no longer exists");
    assert_eq!((error.status(), error.attempts()), (Some(503), 1));
    assert!(error.may_have_been_sent());
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_attempt_may_have_sent_is_not_forgotten() {
    let clock = Clock::hold();
    let (witness, mut waits) = Witness::new();
    let closed = Closed::port();
    let server = closed.open_for_now(vec![asks_to_wait(1)]);
    let client = builder(server.base_url())
        .observer(witness)
        .build()
        .expect("the settings are valid");
    let call = Call::new(&client, &CREATE_PAYOUT).idempotency_key("k1");
    let call = tokio::spawn(call.send(decode::json::<Balance>));
    let wait = waits.recv().await.expect("it waits");
    drop(server);
    clock.advance(wait).await;
    let error = call
        .await
        .expect("it does not panic")
        .expect_err("nothing listens there any more");
    assert!(
        matches!(&error, Error::Transport(error) if error.kind() == TransportKind::Connect),
        "{error:?}"
    );
    assert!(error.may_have_been_sent() && error.is_retryable());
    let message = error.to_string();
    assert!(
        !message.contains("nothing was sent")
            && message.ends_with("it can be sent again with the same idempotency key, k1"),
        "{message}"
    );
}

#[tokio::test]
async fn when_everything_fails_the_clones_of_a_client_stop_retrying() {
    let closed = Closed::port();
    let client = client(&closed.base_url());
    let mut attempts = 0;
    for _ in 0..60 {
        let error = get_balance(&client.clone()).await.expect_err("nothing listens there");
        attempts += error.attempts();
        assert!(error.is_retryable());
    }
    assert_eq!(attempts, 60 + 100, "a hundred further attempts");
    let _server = closed.open(vec![good(), good(), good(), good(), good(), busy()]);
    for _ in 0..5 {
        get_balance(&client).await.expect("the call succeeds again");
    }
    let error = get_balance(&client).await.expect_err("it is busy");
    assert_eq!(error.attempts(), 2, "five good calls pay for one further attempt");
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_not_retried() {
    let on_disk = OnDisk::new("changes", b"");
    on_disk.resize(64 * 1024 * 1024);
    let listener = crate::server::Listener::bind().await;
    let client = client(listener.base_url());
    let call = Call::new(&client, &CREATE_PAYOUT).part("f", Part::file(File::open(&on_disk.0)));
    let server = async {
        let mut peer = listener.accept().await;
        peer.read(64 * 1024).await;
        on_disk.resize(32 * 1024 * 1024);
        peer.read_to_end().await;
    };
    let ((), result) = tokio::join!(server, call.idempotency_key("k1").send(decode::empty));
    let error = result.expect_err("it is not the file that was announced");
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}
