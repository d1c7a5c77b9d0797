//! Blocking calls, in a program without an async runtime.

use std::future::pending;
use std::sync::mpsc;
use std::thread;

use wooshpay::sandbox::Sandbox;
use wooshpay::{Client, ConfigKind, Error};

/// A sandbox on a runtime in another thread.
fn sandbox() -> (Client, String) {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let sandbox = Sandbox::start().await.expect("a sandbox");
            sender
                .send((sandbox.client(), sandbox.base_url().to_owned()))
                .expect("the test waits");
            pending::<()>().await;
        });
    });
    receiver.recv().expect("a sandbox")
}

#[test]
fn a_balance_is_waited_for() {
    let (client, base_url) = sandbox();
    assert_eq!(client.base_url(), base_url);
    let balance = client.balance().get().blocking().expect("the sandbox responds");
    assert!(!balance.available.is_empty());
    assert_eq!(balance.status(), 200);
}

#[tokio::test]
async fn inside_a_runtime_it_is_a_mistake() {
    let client = Client::builder()
        .key("sk_test_1234")
        .base_url("http://127.0.0.1:9")
        .build();
    match client.expect("a client").balance().get().blocking() {
        Err(Error::Config(error)) => assert_eq!(error.kind(), ConfigKind::Runtime),
        other => panic!("{other:?}"),
    }
}
