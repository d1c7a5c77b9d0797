//! What observers and `tracing` receive about a call.

use apifox_client::{Client, ErrorKind, Retry};

use crate::operations::{GOOD, create_payout, get_balance};
use crate::server::{Script, Server};
use crate::witness::{Observed, Witness};

fn policy() -> Retry {
    Retry::default().first_wait(std::time::Duration::ZERO)
}

#[tokio::test]
async fn an_observer_is_notified_of_attempts_waits_and_the_end() {
    let scripts = vec![
        Script::json(503, "{}"),
        Script::CloseAfterReading,
        Script::json(200, GOOD),
        Script::json(404, "{}"),
        Script::json(200, "{}"),
    ];
    let server = Server::in_turn(scripts).await;
    let (witness, _waits) = Witness::new();
    let builder = Client::builder(server.base_url())
        .retry(policy())
        .observer(witness.clone());
    let client = builder.build().expect("the settings are valid");
    get_balance(&client).await.expect("the third response is successful");
    create_payout(&client).await.expect_err("it does not exist");
    get_balance(&client).await.expect_err("it is not a balance");
    let observed: Vec<_> = witness
        .observed()
        .into_iter()
        .map(|observed| format!("{observed:?}"))
        .collect();
    let expected = [
        "Attempt(\"get_balance\", 1, Some(503), Some(Api))",
        "Retry(\"get_balance\", 1, 0ns)",
        "Attempt(\"get_balance\", 2, None, Some(Transport))",
        "Retry(\"get_balance\", 2, 0ns)",
        "Attempt(\"get_balance\", 3, Some(200), None)",
        "Done(\"get_balance\", 3, Some(200), None, ",
        "Attempt(\"create_payout\", 1, Some(404), Some(Api))",
        "Done(\"create_payout\", 1, Some(404), Some(Api), ",
        "Attempt(\"get_balance\", 1, Some(200), None)",
        "Done(\"get_balance\", 1, Some(200), Some(Decode), ",
    ];
    assert_eq!(observed.len(), expected.len(), "{observed:#?}");
    for (observed, expected) in observed.iter().zip(expected) {
        assert!(observed.starts_with(expected), "{observed} is not {expected}");
    }
}

#[tokio::test]
async fn a_call_that_is_never_sent_is_done_without_an_attempt() {
    let (witness, _waits) = Witness::new();
    let client = Client::builder("http://127.0.0.1:1").observer(witness.clone()).build();
    let call = apifox_client::Call::new(&client.expect("the settings are valid"), &crate::operations::GET_PAYOUT)
        .path("id", "..");
    call.send(apifox_client::decode::empty)
        .await
        .expect_err("there is no such argument");
    match witness.observed()[..] {
        [Observed::Done("get_payout", 0, None, Some(ErrorKind::Config), _)] => {}
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn kinds_of_errors_have_names_for_labels() {
    let error = Client::builder("nothing").build().expect_err("it is not a URL");
    assert_eq!(
        (error.kind(), error.kind().to_string()),
        (ErrorKind::Config, "config".to_owned())
    );
}

#[cfg(feature = "tracing")]
mod traced {
    use std::fmt::{Debug, Write as _};
    use std::process::Command;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use apifox_client::Auth;

    use super::*;
    use crate::operations::KEY;

    /// Collects spans and events of this crate, line by line, indented by span depth.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<String>>>, Arc<AtomicUsize>);

    impl Lines {
        fn keep(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Fields)) {
            let indent = "  ".repeat(self.1.load(Ordering::Relaxed));
            let mut fields = Fields(format!("{indent}{} {}", metadata.level(), metadata.name()));
            record(&mut fields);
            self.0.lock().expect("nobody panics holding it").push(fields.0);
        }
    }

    struct Fields(String);

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            let time = field.name().ends_with("_ms");
            let value = if time { "…".to_owned() } else { format!("{value:?}") };
            let _ = write!(self.0, " {}={value}", field.name());
        }
    }

    impl Subscriber for Lines {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            matches!(metadata.target(), "apifox_client" | "my_api")
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            self.keep(span.metadata(), |fields| span.record(fields));
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            self.keep(event.metadata(), |fields| event.record(fields));
        }

        fn enter(&self, _: &Id) {
            self.1.fetch_add(1, Ordering::Relaxed);
        }

        fn exit(&self, _: &Id) {
            self.1.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// A thread-local subscriber may miss events whose callsite another thread
    /// registered first, so the test runs alone in a child process.
    #[test]
    fn spans_and_events_have_constant_names_and_nothing_that_was_sent() {
        let mut alone = Command::new(std::env::current_exe().expect("a test has a path"));
        let output = alone
            .args(["--exact", "observers::traced::alone", "--ignored"])
            .output();
        let output = output.expect("the test can be run");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
    }

    #[tokio::test]
    #[ignore = "run by the test above"]
    async fn alone() {
        let lines = Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        let private = "Set-Cookie: hunter2\r\n";
        let scripts = vec![
            Script::with_headers(503, private, "hunter2"),
            Script::with_headers(200, private, GOOD),
        ];
        let server = Server::in_turn(scripts).await;
        let builder = Client::builder(server.base_url()).auth(Auth::basic(KEY, "hunter2"));
        let client = builder.retry(policy()).build().expect("the settings are valid");
        let call = apifox_client::Call::new(&client, &crate::operations::GET_PAYOUT);
        let call = call
            .path("id", "hunter2")
            .query("q", "hunter2")
            .header("x-y", "hunter2");
        call.send(apifox_client::decode::empty)
            .await
            .expect("the second response is well");
        // Another client with another target, whose call fails.
        let server = Server::start(Script::json(404, r#"{"message":"No such thing."}"#)).await;
        let builder = Client::builder(server.base_url()).tracer(apifox_client::tracer!("my_api"));
        get_balance(&builder.build().expect("the settings are valid"))
            .await
            .expect_err("404");
        let lines = lines.0.lock().expect("nobody panics holding it").clone();
        assert_eq!(
            lines,
            [
                "INFO call operation=\"get_payout\"",
                "  DEBUG attempt message=attempt attempt=1 status=503 error=\"api\" elapsed_ms=…",
                "  WARN retry message=retry attempt=1 status=503 error=\"api\" wait_ms=…",
                "  DEBUG attempt message=attempt attempt=2 status=200 elapsed_ms=…",
                "  DEBUG done message=done attempts=2 status=200 elapsed_ms=…",
                "INFO call operation=\"get_balance\"",
                "  DEBUG attempt message=attempt attempt=1 status=404 error=\"api\" elapsed_ms=…",
                "  WARN done message=get_balance (GET /v1/balance): the server answered 404 Not Found: \"No such thing.\" attempts=1 \
                 status=404 error=\"api\" elapsed_ms=…",
            ]
        );
    }
}
