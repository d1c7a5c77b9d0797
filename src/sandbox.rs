//! A local server that stands in for WooshPay in tests, and fails when a test says so.
//!
//! [`Sandbox`] is an HTTP server on a loopback port. It checks every call against WooshPay's own
//! pages, responds with their examples, and records the calls. The client is the real one, with the
//! same requests and the same errors.
//!
//! A call that does not match its page is refused with a problem that says what to fix:
//!
//! ```text
//! 404 {"code":"not_found","detail":"No operation has the path /v1/balanec. Did you mean GET /v1/balance?", …}
//! ```
//!
//! ```
//! use wooshpay::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! sandbox.client().balance().get().await?;
//!
//! let calls = sandbox.calls();
//! assert_eq!(calls.len(), 1);
//! assert_eq!(calls[0].path(), "/v1/balance");
//! # Ok(())
//! # }
//! ```
//!
//! # Testing failures
//!
//! Suppose your program asks whether it can pay out:
//!
//! ```
//! use std::time::Duration;
//! use wooshpay::{Client, Money};
//!
//! #[derive(Debug, PartialEq)]
//! enum PayOut {
//!     Yes,
//!     No,
//!     /// WooshPay does not say; it may say when to ask again.
//!     AskAgain(Option<Duration>),
//! }
//!
//! async fn can_we_pay_out(client: &Client, amount: Money) -> Result<PayOut, Box<dyn std::error::Error>> {
//!     let balance = match client.balance().get().await {
//!         Ok(balance) => balance,
//!         Err(error) if error.is_retryable() => return Ok(PayOut::AskAgain(error.retry_after())),
//!         Err(error) => return Err(error.into()),
//!     };
//!     let available = balance.available_in(amount.currency)?;
//!     let is_enough = available.is_some_and(|available| available >= amount);
//!     Ok(if is_enough { PayOut::Yes } else { PayOut::No })
//! }
//!
//! // Its tests say what WooshPay does, call by call, and hold the function against it:
//!
//! use wooshpay::operations::GET_BALANCE;
//! use wooshpay::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! sandbox
//!     .on(&GET_BALANCE)
//!     .respond(503).retry_after(60)
//!     .then().example().set("/available/0/amount", 62)
//!     .then().example()
//!     .play()?;
//!
//! let client = sandbox.client();
//! let euros = Money::parse("1.00", "EUR")?;
//! let in_a_minute = Some(Duration::from_secs(60));
//! assert_eq!(can_we_pay_out(&client, euros.clone()).await?, PayOut::AskAgain(in_a_minute));
//! assert_eq!(can_we_pay_out(&client, euros.clone()).await?, PayOut::No);
//! assert_eq!(can_we_pay_out(&client, euros).await?, PayOut::Yes);
//! sandbox.finish()?; // every step was used, and no call came after the last
//! # Ok(())
//! # }
//! ```
//!
//! [`Next`] lists the steps, [`Step`] the changes to a step. `tests/suite/sandbox_scripts.rs` in
//! this crate tests the function above with every kind of failure. [Random
//! scripts](Sandbox::at_random) are for many concurrent calls.
//!
//! # Under a paused clock
//!
//! Tokio's paused clock (`start_paused`, `tokio::time::pause`) jumps to the next timer whenever the
//! runtime is idle. Waiting for a socket counts as idle, so a call to the sandbox may reach its
//! limit of 30 seconds before the response arrives. The clock does not jump while a blocking task
//! is running. So keep one running, and move the clock yourself:
//!
//! ```
//! use std::sync::mpsc;
//! use std::time::Duration;
//! use wooshpay::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (release, held) = mpsc::channel::<()>();
//! let holding = tokio::task::spawn_blocking(move || held.recv()); // from here on the clock stands still
//!
//! let sandbox = Sandbox::start().await?;
//! let balance = sandbox.client().balance().get().await?;
//! tokio::time::advance(Duration::from_secs(3600)).await; // only this moves it
//!
//! drop(release); // from here on it jumps again
//! # let _ = holding.await;
//! # assert_eq!(balance.attempts(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Faster compilation
//!
//! The feature `sandbox-lenient`, instead of `sandbox`, leaves out the engine for JSON Schema. Then
//! the values of parameters and the properties of bodies are not checked, and a response without an
//! example may not be valid. Everything else is the same; see the documentation of
//! `apifox-sandbox`.
//!
//! # For other languages
//!
//! In a checkout of this crate, `cargo run --features sandbox --example sandbox -- --port 8080`
//! serves the same API to any HTTP client, and its document at `/openapi.json`.

#[cfg(all(described = "checkout_sessions", feature = "webhook"))]
mod buyer;
#[cfg(all(described = "checkout_sessions", feature = "webhook"))]
mod flow;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use apifox_client::operation::Operation;
use apifox_client::serde_json::{Map, Value};
use apifox_client::{Auth, Error};
use apifox_sandbox::{ExpectedAuth, Server};

pub use apifox_sandbox::{
    AtRandom, CALL_HEADER, Finished, Next, Random, RecordedCall, Script, ScriptError, Sequential, Step, Unconsumed,
    UnconsumedError,
};

#[cfg(all(described = "checkout_sessions", feature = "webhook"))]
#[cfg_attr(docsrs, doc(cfg(all(feature = "checkout_sessions", feature = "webhook"))))]
pub use self::flow::{Delivery, Dialect, FlowError};
use crate::Client;

/// A running sandbox. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    server: Server,
    client: Client,
    #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
    flow: Option<flow::Flow>,
}

impl Sandbox {
    /// The only key that a sandbox accepts. It is not a secret, and WooshPay does not accept it.
    pub const KEY: &str = "sk_test_c2FuZGJveC1vbi1sb29wYmFjaw==";

    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Config`] if the system provides no port.
    pub async fn start() -> Result<Self, Error> {
        Self::start_on((Ipv4Addr::LOCALHOST, 0)).await
    }

    /// Starts a sandbox on an address, such as `([127, 0, 0, 1], 8080)`. Port 0 stands for any free
    /// port.
    ///
    /// On `0.0.0.0` or `[::]`, every machine on the network can reach the sandbox, over plain HTTP.
    ///
    /// # Errors
    /// The same as for [`SandboxBuilder::start`].
    pub async fn start_on(address: impl Into<SocketAddr>) -> Result<Self, Error> {
        Self::builder().address(address).start().await
    }

    /// Returns a builder of a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            seed: 0,
            #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
            is_stateless: false,
            #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
            dialect: Dialect::default(),
        }
    }

    /// Returns a client of this sandbox.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Returns the base URL, for your own client with [`Sandbox::KEY`].
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// Returns the document that the sandbox serves at `GET /openapi.json`: OpenAPI in JSON,
    /// including the sandbox's own responses to calls that do not match their page.
    #[must_use]
    pub fn document(&self) -> &str {
        self.server.document()
    }

    /// Returns the calls received so far, up to 64 MiB, in order of arrival. Of `Authorization`
    /// only the scheme is recorded.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.server.calls()
    }

    /// Returns the calls since the last `take_calls`, and forgets them.
    #[must_use]
    pub fn take_calls(&self) -> Vec<RecordedCall> {
        self.server.take_calls()
    }

    /// Starts a script for one operation, such as
    /// [`operations::GET_BALANCE`](crate::operations::GET_BALANCE): the outcomes of its next calls,
    /// in order. It takes effect with [`play`](Step::play).
    ///
    /// A call with a wrong key uses no step. After the last step, unless it is
    /// [`always`](Step::always), a call gets a 501 with the code `script_exhausted`.
    pub fn on(&self, operation: &'static Operation) -> Next<'_> {
        self.server.on(operation)
    }

    /// Starts a script for all operations that have no script of their own.
    pub fn on_every_operation(&self) -> Next<'_> {
        self.server.on_every_operation()
    }

    /// Starts a script whose steps are drawn at random, by [weight](Step::weight). The step of a
    /// call depends only on the seed and the number of the call, which is in its header
    /// [`Sandbox-Call`](CALL_HEADER).
    ///
    /// ```
    /// use wooshpay::operations::GET_BALANCE;
    /// use wooshpay::sandbox::{CALL_HEADER, Sandbox};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let script = sandbox.at_random(42).on(&GET_BALANCE).respond(402).or().example().weight(9).play()?;
    ///
    /// let result = sandbox.client().balance().get().header(CALL_HEADER, 17).await;
    /// assert_eq!(result.is_ok(), script.step(17) == Some(2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn at_random(&self, seed: u64) -> Random<'_> {
        self.server.at_random(seed)
    }

    /// Stops the sandbox and checks that the calls matched the scripts. A dropped sandbox does not
    /// check.
    ///
    /// # Errors
    /// Steps that no call used, and calls after the end of a script.
    pub fn finish(self) -> Result<(), UnconsumedError> {
        self.server.finish()
    }
}

/// The settings of a [`Sandbox`]. Returned by [`Sandbox::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing listens until `start`"]
pub struct SandboxBuilder {
    address: SocketAddr,
    seed: u64,
    #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
    is_stateless: bool,
    #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
    dialect: Dialect,
}

impl SandboxBuilder {
    /// Sets the address to listen on, such as `([127, 0, 0, 1], 8080)`. Port 0 stands for any free
    /// port. Default: a free port of 127.0.0.1.
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Sets the seed for responses that are made because the page has no example. The same seed
    /// gives the same responses. Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    /// [`Error::Config`] if the system provides no port, if the port is taken, or if the address is
    /// neither loopback nor unspecified (`0.0.0.0`, `[::]`): a client sends its key over plain HTTP
    /// only to loopback.
    // Nothing to await yet. Starting a server may need it later, and changing the signature then
    // would break callers.
    #[allow(clippy::unused_async)]
    pub async fn start(self) -> Result<Sandbox, Error> {
        let address = self.address;
        let auth = ExpectedAuth::exactly(&Auth::basic(Sandbox::KEY, ""));
        let server = Server::builder(crate::generated::DOCUMENT)
            .auth(auth)
            .error(live_error())
            .address(address)
            .seed(self.seed);
        #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
        let flow = (!self.is_stateless).then(|| flow::Flow::new(self.dialect));
        #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
        let server = match &flow {
            Some(flow) => server.handler(std::sync::Arc::new(flow.clone())),
            None => server,
        };
        let server = server
            .start()
            .map_err(|error| Error::config(format!("the sandbox cannot start on {address}: {error}")))?;
        let base_url = format!("http://{}", reachable(server.address()));
        let client = Client::builder().key(Sandbox::KEY).base_url(base_url).build()?;
        Ok(Sandbox {
            server,
            client,
            #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
            flow,
        })
    }
}

/// The error object of WooshPay for a wrong key.
fn live_error() -> Map<String, Value> {
    [("type".to_owned(), "invalid_request_error".into())]
        .into_iter()
        .collect()
}

/// Returns the address at which this machine reaches a server on `address`.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
