//! Loopback is reached directly, even with a proxy in the environment.

use std::process::Command;

use crate::operations::{GOOD, client, get_balance};
use crate::server::{Script, Server};

/// Runs the test again in a child process, whose environment can be set.
#[test]
fn a_proxy_in_the_environment_does_not_matter_for_loopback() {
    let mut child = Command::new(std::env::current_exe().expect("a test has a path"));
    child.args(["--exact", "proxy::loopback_is_reached_directly", "--ignored"]);
    for name in [
        "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    ] {
        // Nothing listens there, so a request through this proxy fails.
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
