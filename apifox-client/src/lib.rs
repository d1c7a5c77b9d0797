//! The run time of API clients that `apifox-build` generates.
//!
//! Generated code describes a call: which operation, which arguments, which
//! type the answer has. Everything that happens then is here, once, for every
//! operation of every API: authentication, deadlines, reading under a limit,
//! telling answers from errors.
//!
//! ```no_run
//! use apifox_client::operation::{Answer, Operation};
//! use apifox_client::serde::Deserialize;
//! use apifox_client::{Auth, Call, Client, Error, Method, decode};
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
//!     answers: &[Answer {
//!         status: "200",
//!         media_type: "application/json",
//!         schema: "Balance",
//!         fields: &["livemode"],
//!         required: true,
//!     }],
//! };
//!
//! #[derive(Deserialize)]
//! #[serde(crate = "apifox_client::serde")]
//! struct Balance {
//!     livemode: bool,
//! }
//!
//! # async fn run() -> Result<(), Error> {
//! let client = Client::builder("https://api.example.com")
//!     .auth(Auth::bearer("a-token"))
//!     .build()?;
//! let call = Call::new(&client, &GET_BALANCE);
//! let balance = call.send(decode::json::<Balance>).await?;
//! println!("{} ({:?})", balance.livemode, balance.request_id());
//! # Ok(())
//! # }
//! ```
//!
//! # What always holds
//!
//! * Credentials go to the configured host and nowhere else: the base URL is
//!   https (http only to loopback), and redirects are not followed.
//! * A request has the headers that were asked for: `Accept`,
//!   `Authorization`, `Host`, `User-Agent`, and `Content-Type` and
//!   `Content-Length` with a body.
//! * No `Debug` or `Display` of any type here holds credentials, or a body as
//!   it came. A server that repeats the credentials in its error message finds
//!   them redacted; [`Response::raw`], [`Error::body`] and the headers give
//!   what came, as it came.
//! * An answer that is not the documented one is an [`Error`], never an empty
//!   value.
//! * Nothing here panics. A call outside a Tokio runtime is an
//!   [`Error::Config`]; a runtime needs its timers and its I/O switched on
//!   (`Builder::enable_all`, which `#[tokio::main]` does), for without them
//!   Tokio itself panics.
//!
//! # Features
//!
//! * `rustls` (default): https, by rustls with the `ring` provider and the
//!   certificates of the system. Nothing is installed process-wide. Without
//!   it, a client for an https URL is refused when it is built.
//! * `sandbox`: the module `sandbox`, a server on loopback that answers with
//!   the documented examples.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod decode;
pub mod observe;
pub mod open_enum;
pub mod operation;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod union;

mod attempt;
mod auth;
mod base_url;
#[cfg(not(feature = "blocking"))]
mod blocking;
mod body;
mod call;
mod client;
mod connecting;
mod context;
mod deadline;
mod encode;
mod error;
mod failures_macro;
mod idempotency;
mod multipart;
mod request;
mod request_macro;
mod response;
mod retry;
mod send;
mod stream;
mod text;
mod tls;

pub use bytes;
/// The HTTP client that [`ClientBuilder::http_client`] takes: that of
/// `reqwest` 0.13.
pub use reqwest::Client as HttpClient;
pub use reqwest::header::{self, HeaderMap};
pub use reqwest::{Method, StatusCode};
pub use serde;
pub use serde_json;

pub use crate::auth::Auth;
pub use crate::call::{Call, Pending};
pub use crate::client::{Client, ClientBuilder};
pub use crate::encode::{Style, Value};
pub use crate::error::{
    ApiError, ConfigError, ConfigKind, DecodeError, DecodeKind, Error, ErrorKind, TimeoutError, TimeoutKind,
    TransportError, TransportKind,
};
pub use crate::multipart::{File, Multipart, Part};
pub use crate::observe::Observer;
pub use crate::response::{Received, Response};
pub use crate::retry::Retry;
pub use crate::stream::{ByteStream, Event, EventStream};
