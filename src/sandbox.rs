//! A WooshPay of your own, inside your program.
//!
//! [`Sandbox`] is an HTTP server on a loopback port. It checks the credentials, answers every operation with the example of
//! WooshPay's own page, and records what it was asked. The client in front of it is the real one: same requests, same errors.
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

use apifox_client::sandbox::{ExpectedAuth, Server};
use apifox_client::{Auth, Error};

pub use apifox_client::sandbox::RecordedCall;

use crate::Client;

/// A running sandbox; it stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    server: Server,
    client: Client,
}

impl Sandbox {
    /// The one key a sandbox accepts. It is no secret, and WooshPay does not know it.
    pub const KEY: &str = "sk_test_c2FuZGJveC1vbi1sb29wYmFjaw==";

    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Config`] if this machine gives no port, or a page has a path the sandbox cannot serve (two parameters in one segment).
    // Nothing to wait for yet; starting a server is where an `await` belongs, and adding it later would break callers.
    #[allow(clippy::unused_async)]
    pub async fn start() -> Result<Self, Error> {
        let auth = ExpectedAuth::exactly(&Auth::basic(Self::KEY, ""));
        let server = Server::start(crate::generated::ROUTES, auth)
            .map_err(|error| Error::config(format!("the sandbox cannot start on 127.0.0.1: {error}")))?;
        let client = Client::builder().key(Self::KEY).base_url(server.base_url()).build()?;
        Ok(Self { server, client })
    }

    /// A client of this sandbox.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// The address, for a client of your own making with [`Sandbox::KEY`].
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.server.base_url()
    }

    /// The calls so far, in the order of their arrival. `Authorization` is recorded as its scheme only.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.server.calls()
    }
}
