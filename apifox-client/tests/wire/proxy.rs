//! Loopback is reached directly, whatever the environment says of proxies.

use std::process::Command;

use crate::operations::{GOOD, client, get_balance};
use crate::server::{Script, Server};

/// The environment of a process is set from outside only, so the test runs
/// itself once more.
#[test]
fn a_proxy_in_the_environment_does_not_matter_for_loopback() {
    let mut child = Command::new(std::env::current_exe().expect("a test has a path"));
    child.args(["--exact", "proxy::loopback_is_reached_directly", "--ignored"]);
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        // Nobody listens there: whoever asks this proxy fails.
        child.env(name, "http://127.0.0.1:1");
    }
    child.env_remove("no_proxy").env_remove("NO_PROXY");
    let output = child.output().expect("the test can be run");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by the test above, in its environment"]
async fn loopback_is_reached_directly() {
    assert!(std::env::var_os("http_proxy").is_some());
    let server = Server::start(Script::json(200, GOOD)).await;
    get_balance(&client(server.base_url())).await.expect("it is reached");
}
