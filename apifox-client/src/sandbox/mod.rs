//! A server on loopback that answers with the documented examples.
//!
//! It listens on a real socket, so a client is tested as it is: what it sends
//! is what is [recorded](Server::calls).
//!
//! ```
//! use apifox_client::operation::{Example, Operation, Route};
//! use apifox_client::sandbox::{ExpectedAuth, Server};
//! use apifox_client::{Auth, Call, Client, Method, decode, serde_json::Value};
//!
//! static GET_BALANCE: Operation = Operation {
//!     id: "get_balance",
//!     method: Method::GET,
//!     template: "/v1/balance",
//!     resource: "balance",
//!     idempotent: true,
//!     idempotency_key: false,
//!     authenticated: true,
//!     accept: "application/json",
//!     answers: &[],
//! };
//! static ROUTES: &[Route] = &[Route {
//!     operation: &GET_BALANCE,
//!     examples: &[Example {
//!         status: 200,
//!         media_type: "application/json",
//!         body: r#"{"livemode":false}"#,
//!     }],
//! }];
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let auth = Auth::bearer("a-token");
//! let server = Server::start(ROUTES, ExpectedAuth::exactly(&auth))?;
//! let client = Client::builder(server.base_url()).auth(auth).build()?;
//! let balance = Call::new(&client, &GET_BALANCE)
//!     .send(decode::json::<Value>)
//!     .await?;
//! assert_eq!(balance["livemode"], false);
//! assert_eq!(server.calls()[0].path(), "/v1/balance");
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod auth;
mod pattern;
mod record;
mod reply;
mod routes;
mod server;

pub use self::auth::ExpectedAuth;
pub use self::record::RecordedCall;
pub use self::server::Server;
