//! Redirects are refused: the credentials stay where they belong.

use apifox_client::Error;

use crate::operations::{GOOD, client, get_balance};
use crate::server::{Script, Server};

#[tokio::test]
async fn a_redirect_is_refused_and_its_target_hears_nothing() {
    let target = Server::start(Script::json(200, GOOD)).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}/v1/secret-path?token=hunter2\r\n", target.base_url());
        let server = Server::start(Script::with_headers(status, &location, "")).await;
        let error = get_balance(&client(server.base_url()))
            .await
            .expect_err("it is a redirect");
        assert!(matches!(error, Error::Api(_)));
        assert_eq!(error.status(), Some(status));
        let message = error.to_string();
        assert!(
            message.contains(&format!(
                ", a redirect to {}; redirects are not followed",
                target.authority()
            )),
            "{message}"
        );
        assert!(
            !message.contains("hunter2") && !message.contains("secret-path"),
            "{message}"
        );
    }
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_within_the_host_is_refused_as_well() {
    let server = Server::start(Script::with_headers(301, "Location: /v2/balance\r\n", "")).await;
    let error = get_balance(&client(server.base_url()))
        .await
        .expect_err("it is a redirect");
    assert!(
        error
            .to_string()
            .contains("301 Moved Permanently, a redirect to another path;"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}
