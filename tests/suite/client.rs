//! The key, the host, and the settings of a client. Nothing here sends anything.

use std::time::Duration;

use wooshpay::{Client, Error, KeyError, KeyProblem, Mode, SecretKey};

const TEST_KEY: &str = "sk_test_NTk4ZDk5+Zm/8Og==";
const LIVE_KEY: &str = "sk_live_NTk4ZDk5+Zm/8Og==";

fn refused(text: &str) -> KeyError {
    SecretKey::parse(text).expect_err(text)
}

fn config_error(built: Result<Client, Error>) -> String {
    match built {
        Err(error @ Error::Config(_)) => error.to_string(),
        other => panic!("not a configuration error: {other:?}"),
    }
}

#[test]
fn a_secret_key_knows_its_mode() {
    for (text, mode, shown) in [
        (TEST_KEY, Mode::Test, "SecretKey(sk_test_…)"),
        (LIVE_KEY, Mode::Live, "SecretKey(sk_live_…)"),
    ] {
        let key = SecretKey::parse(text).expect("a secret key");
        assert_eq!(key.mode(), mode);
        assert_eq!(format!("{key:?}"), shown);
        assert_eq!(format!("SecretKey({key})"), shown);
        assert_eq!(text.parse::<SecretKey>().expect("a secret key").mode(), mode);
        assert_eq!(SecretKey::try_from(text.to_owned()).expect("a secret key").mode(), mode);
    }
}

#[test]
fn a_key_is_accepted_in_every_usual_form() {
    let owned = TEST_KEY.to_owned();
    let builder = || Client::builder().base_url("http://127.0.0.1:8080");
    for built in [
        builder().key(&owned).build(),
        builder().key(owned.clone()).build(),
        builder().key(owned.as_str()).build(),
        builder().key(SecretKey::parse(&owned).expect("a secret key")).build(),
    ] {
        assert_eq!(built.expect("a client").mode(), Mode::Test);
    }
}

#[test]
fn an_invalid_key_is_refused_with_its_reason() {
    for (text, problem) in [
        ("", KeyProblem::Blank),
        (" \n", KeyProblem::Blank),
        ("pk_test_abc", KeyProblem::Public),
        (" pk_live_abc", KeyProblem::Public),
        ("abc", KeyProblem::Prefix),
        ("SK_TEST_abc", KeyProblem::Prefix),
        ("sk_abc", KeyProblem::Prefix),
        ("\"sk_test_abc\"", KeyProblem::Prefix),
        ("whsec_abc", KeyProblem::Prefix),
        ("sk_test_", KeyProblem::Truncated),
        ("sk_test_abc\n", KeyProblem::Character),
        (" sk_test_abc", KeyProblem::Character),
        ("sk_test_a bc", KeyProblem::Character),
        ("sk_test_a\u{0}bc", KeyProblem::Character),
        ("sk_test_a:bc", KeyProblem::Character),
        ("sk_live_abç", KeyProblem::Character),
    ] {
        assert_eq!(refused(text).problem(), problem, "{text:?}");
    }
}

#[test]
fn a_refused_key_is_not_repeated() {
    for text in [
        "hunter2", "pk_live_hunter2", "sk_live_hunter2 x", "sk_live_hunter2\n", "hunter2\u{7f}",
    ] {
        let error = refused(text);
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        let error = config_error(Client::new(text));
        assert!(!error.contains("hunter2"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[cfg(feature = "rustls")]
#[test]
fn the_host_follows_the_key() {
    for (text, mode, host) in [
        (TEST_KEY, Mode::Test, "https://apitest.wooshpay.com"),
        (LIVE_KEY, Mode::Live, "https://api.wooshpay.com"),
    ] {
        let client = Client::new(text).expect("a client");
        assert_eq!(client.mode(), mode);
        assert_eq!(client.base_url(), host);
        let key = SecretKey::parse(text).expect("a secret key");
        assert_eq!(Client::new(key).expect("a client").base_url(), host);
    }
}

#[cfg(not(feature = "rustls"))]
#[test]
fn without_tls_https_is_refused_and_loopback_is_not() {
    config_error(Client::new(TEST_KEY));
    let loopback = Client::builder().key(TEST_KEY).base_url("http://127.0.0.1:8080");
    loopback.build().expect("a client");
}

#[cfg(feature = "rustls")]
#[test]
fn a_key_towards_the_host_of_the_other_mode_is_refused() {
    for (key, url, says) in [
        (
            LIVE_KEY,
            "https://apitest.wooshpay.com",
            "a live key does not belong to the test host apitest.wooshpay.com",
        ),
        (
            LIVE_KEY,
            "https://APITEST.wooshpay.com:443/v1/",
            "a live key does not belong to the test host",
        ),
        (
            LIVE_KEY,
            "https://apitest.wooshpay.com.",
            "a live key does not belong to the test host",
        ),
        (
            LIVE_KEY,
            "https://apitest.wooshpay.com:8443",
            "a live key does not belong to the test host",
        ),
        (
            TEST_KEY,
            "https://api.wooshpay.com",
            "a test key does not belong to the live host api.wooshpay.com",
        ),
    ] {
        let error = config_error(Client::builder().key(key).base_url(url).build());
        assert!(error.contains(says), "{error}");
    }
}

#[cfg(feature = "rustls")]
#[test]
fn an_address_of_ones_own_is_https_or_loopback() {
    for key in [TEST_KEY, LIVE_KEY] {
        for url in [
            "https://gateway.example.com/wooshpay",
            "http://127.0.0.1:8080",
            "http://localhost:8080",
            "http://[::1]:8080",
        ] {
            let client = Client::builder().key(key).base_url(url).build().expect(url);
            assert_eq!(client.base_url(), url);
        }
        for url in [
            "http://gateway.example.com",
            "ftp://localhost",
            "gateway.example.com",
            "https://a:hunter2@example.com",
            "",
        ] {
            let error = config_error(Client::builder().key(key).base_url(url).build());
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}

#[test]
fn a_builder_needs_a_key_and_shows_no_secret() {
    assert!(config_error(Client::builder().build()).contains("no secret key"));
    let builder = Client::builder()
        .key(TEST_KEY)
        .base_url("https://a:hunter2@example.com");
    let shown = format!("{builder:?}");
    assert!(shown.contains("SecretKey(sk_test_…)"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn settings_no_request_can_carry_are_refused_when_the_client_is_built() {
    let builder = || Client::builder().key(TEST_KEY).base_url("http://127.0.0.1:8080");
    config_error(builder().application("shop\r\nX-Evil: 1").build());
    builder()
        .application("corner-shop/2.1")
        .connect_timeout(Duration::from_secs(1))
        .attempt_timeout(Duration::from_secs(2))
        .total_timeout(Duration::from_secs(3))
        .max_body_bytes(1024)
        .build()
        .expect("a client");
}

#[test]
fn a_client_can_be_shared_between_threads_and_cloned() {
    fn shareable<T: Clone + Send + Sync + 'static>(_: &T) {}
    let builder = Client::builder().key(TEST_KEY).base_url("http://127.0.0.1:8080");
    shareable(&builder.build().expect("a client"));
}

/// Environment variables are tested in a separate process: this test, started again with only the
/// one below.
fn key_from(value: Option<&str>) -> String {
    let itself = std::env::current_exe().expect("a running test has a file");
    let mut command = std::process::Command::new(itself);
    command.args([
        "--exact",
        "client::the_key_of_the_environment",
        "--ignored",
        "--nocapture",
    ]);
    match value {
        Some(value) => command.env("WOOSHPAY_SECRET_KEY", value),
        None => command.env_remove("WOOSHPAY_SECRET_KEY"),
    };
    let output = command.output().expect("the test can be started again");
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
#[ignore = "not a test: prints what another test wants to know"]
fn the_key_of_the_environment() {
    match SecretKey::from_env() {
        Ok(key) => eprintln!("{key:?}"),
        Err(error) => eprintln!("{error}"),
    }
}

#[test]
fn the_environment_gives_a_key_or_the_reason_why_not() {
    assert_eq!(key_from(Some(LIVE_KEY)), "SecretKey(sk_live_…)\n");
    let missing = key_from(None);
    assert!(
        missing.starts_with("WOOSHPAY_SECRET_KEY: not set; set it to the secret key"),
        "{missing}"
    );
    assert_eq!(key_from(Some(" ")), "WOOSHPAY_SECRET_KEY: the secret key is blank\n");
}
