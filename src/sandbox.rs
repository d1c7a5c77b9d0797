//! A WooshPay of your own, inside your program, that fails when you say so.
//!
//! [`Sandbox`] is an HTTP server on a loopback port. It checks every call against WooshPay's own pages, answers with their examples,
//! and records what it was asked. The client in front of it is the real one: same requests, same errors.
//!
//! What is not as its page has it is refused with a problem that says what to fix, credentials and typing errors alike:
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
//! # Testing what you do when it fails
//!
//! Say, your program asks whether it can pay out:
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
//! [`Next`] lists what a step can be, [`Step`] what more can be said of it; `tests/sandbox_scripts.rs` of this crate tests the function
//! above with every kind of failure. [Scripts at random](Sandbox::at_random) are for many calls at the same time.
//!
//! # Under a paused clock
//!
//! Tokio's paused clock (`start_paused`, `tokio::time::pause`) jumps to the next timer whenever its runtime has nothing to do, and waiting
//! for a socket is nothing to do: a call to the sandbox may find that its 30 seconds are over before the response has come. The clock
//! stands still while blocking work is going on, so keep some going, and move the clock yourself:
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
//! # With less to compile
//!
//! With the feature `sandbox-lenient` in the place of `sandbox` there is no engine for JSON Schema: values of parameters and members of
//! bodies are taken as they come, and a response without an example may not be valid. All else is the same; `apifox-sandbox` lists it.
//!
//! # For other languages
//!
//! `cargo run --features sandbox --example sandbox -- --port 8080`, in a checkout of this crate, serves the same to whoever speaks HTTP, and its
//! document at `/openapi.json`, for their tools.

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

/// A running sandbox; it stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    server: Server,
    client: Client,
    #[cfg(all(described = "checkout_sessions", feature = "webhook"))]
    flow: Option<flow::Flow>,
}

impl Sandbox {
    /// The one key a sandbox accepts. It is no secret, and WooshPay does not know it.
    pub const KEY: &str = "sk_test_c2FuZGJveC1vbi1sb29wYmFjaw==";

    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Config`] if this machine gives no port.
    pub async fn start() -> Result<Self, Error> {
        Self::start_on((Ipv4Addr::LOCALHOST, 0)).await
    }

    /// Starts a sandbox on an address of your choice, such as `([127, 0, 0, 1], 8080)`; port 0 is any that is free.
    ///
    /// On `0.0.0.0` or `[::]` whoever reaches this machine reaches the sandbox, over plain HTTP.
    ///
    /// # Errors
    /// As of [`SandboxBuilder::start`].
    pub async fn start_on(address: impl Into<SocketAddr>) -> Result<Self, Error> {
        Self::builder().address(address).start().await
    }

    /// A sandbox that is still to be set up.
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

    /// A client of this sandbox.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// The address, for a client of your own making with [`Sandbox::KEY`].
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// The document that it serves at `GET /openapi.json`: `OpenAPI`, in JSON, of all it does, its own answers to calls that are not
    /// as WooshPay's page has them with it.
    #[must_use]
    pub fn document(&self) -> &str {
        self.server.document()
    }

    /// The calls so far, up to 64 MiB of them, in the order of their arrival. `Authorization` is recorded as its scheme only.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.server.calls()
    }

    /// The calls since they were last taken, which are then forgotten.
    #[must_use]
    pub fn take_calls(&self) -> Vec<RecordedCall> {
        self.server.take_calls()
    }

    /// A script for one operation, such as [`operations::GET_BALANCE`](crate::operations::GET_BALANCE): what its calls get, one after
    /// the other. It begins when it is [played](Step::play).
    ///
    /// A call with a wrong key has no turn in it. After the last step, unless that is [`always`](Step::always), a call is answered
    /// with 501 and the code `script_exhausted`.
    pub fn on(&self, operation: &'static Operation) -> Next<'_> {
        self.server.on(operation)
    }

    /// A script for all operations that have none of their own.
    pub fn on_every_operation(&self) -> Next<'_> {
        self.server.on_every_operation()
    }

    /// A script whose steps come at random, each by its [weight](Step::weight). What a call gets depends on the seed and the call's
    /// number alone, and that is in its header [`Sandbox-Call`](CALL_HEADER).
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
    /// let answer = sandbox.client().balance().get().header(CALL_HEADER, 17).await;
    /// assert_eq!(answer.is_ok(), script.step(17) == Some(2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn at_random(&self, seed: u64) -> Random<'_> {
        self.server.at_random(seed)
    }

    /// Stops the sandbox and says whether the calls went as scripted. Just dropping it says nothing.
    ///
    /// # Errors
    /// Steps that no call came to, and calls after the end of a script.
    pub fn finish(self) -> Result<(), UnconsumedError> {
        self.server.finish()
    }
}

/// What a sandbox is to be: [`Sandbox::builder`].
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
    /// Listens on an address, such as `([127, 0, 0, 1], 8080)`; port 0 is any that is free. Default: a free port of 127.0.0.1.
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// What answers are made from where a page has no example: with the same seed they are the same. Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// [`Error::Config`] if this machine gives no port, if the port is taken, and if the address is neither a loopback one nor all of
    /// them (`0.0.0.0`, `[::]`): a client sends its key over plain HTTP to loopback only.
    // Nothing to wait for yet; starting a server is where an `await` belongs, and adding it later would break callers.
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

/// How WooshPay says that a key is wrong.
fn live_error() -> Map<String, Value> {
    [("type".to_owned(), "invalid_request_error".into())]
        .into_iter()
        .collect()
}

/// Where this machine finds what listens on `address`.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
