//! The runtime library of API clients that `apifox-build` generates.
//!
//! Generated code describes a call: its operation, its arguments and the type of its response. This
//! crate does the rest for every operation of every API: authentication, retries, deadlines, size
//! limits, and distinguishing successful responses from errors.
//!
//! ```no_run
//! use apifox_client::operation::{DocumentedResponse, Operation};
//! use apifox_client::serde::Deserialize;
//! use apifox_client::{Auth, Call, Client, Error, Method, decode};
//!
//! static GET_BALANCE: Operation = Operation::new("get_balance", Method::GET, "/v1/balance")
//!     .resource("balance")
//!     .idempotent(true)
//!     .responses(&[DocumentedResponse::new("200").media_type("application/json").schema("Balance", &["livemode"]).required(true)]);
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
//! # Guarantees
//!
//! * Credentials go to the configured host and nowhere else: the base URL is
//!   https (http only to loopback), and redirects are not followed.
//! * Besides the headers that the call sets, a request has only `Accept`, `Authorization`, `Host`
//!   and `User-Agent`, and with a body `Content-Type` and `Content-Length`.
//! * The `Debug` and `Display` output of every type omits credentials and raw bodies. Neither this
//!   crate nor the libraries below it log or trace them, at any level. If a server repeats
//!   credentials in an error message, they are redacted: any eight consecutive characters of them,
//!   verbatim, backwards, in base64, hexadecimal digits or lists of bytes, escaped, wrapped, in any
//!   case. [`Response::raw`], [`Error::body`] and the headers return what was received, without
//!   redaction; take care when logging them.
//! * A response that does not match its documentation is an [`Error`], never an empty value.
//! * Nothing here panics. A call outside a Tokio runtime is an [`Error::Config`]. The runtime must
//!   have timers and I/O enabled (`Builder::enable_all`, which `#[tokio::main]` does); without them
//!   Tokio itself panics.
//!
//! # Retries
//!
//! A call that fails with a transient error is retried, up to three attempts in total. The wait
//! between attempts is half a second at first and doubles up to 5 seconds; a random 50 to 100 % of
//! it is used. This table shows which failures are retried:
//!
//! | failure | a read | a write without a key | a write with a key |
//! |---|---|---|---|
//! | the host is not found, no connection can be made, or it breaks in the TLS handshake | yes | yes: nothing was sent | yes |
//! | the connect or attempt timeout expired before a connection was made | yes | yes: nothing was sent | yes |
//! | the connection broke later, also while reading the response body | yes | **no**: it may have been carried out | yes |
//! | the attempt timeout expired later | yes | **no** | yes |
//! | the response is 408, 429, 500, 502, 503 or 504 | yes | **no** | yes |
//! | any other response, or one that does not match its documentation | no | no | no |
//! | the head of the response is too large | no | no | no |
//! | either side refused a certificate, or a proxy requires credentials (407) | no | no | no |
//! | an invalid call or client setting | no | no | no |
//! | a file of the body changed while it was sent | no | no | no |
//!
//! * A *read* is GET, HEAD, OPTIONS or TRACE; every other method, including PUT and DELETE, is a
//!   *write*. A *key* is an `Idempotency-Key`, by which the API recognizes a repeated request. All
//!   attempts of a call carry the same key. A write gets a key if its operation documents the
//!   header, or, for POST and PATCH, if [`ClientBuilder::idempotency_keys`] is set. A call can set
//!   its own ([`Call::idempotency_key`]). After a failure, [`Error::idempotency_key`] returns the
//!   key, with which the call can be sent again later.
//! * A `Retry-After` header, in seconds or as a date, is obeyed up to 30 seconds; 0 or a past date
//!   means no wait. If the server asks for a longer wait, the call ends with that response, and
//!   [`Error::retry_after`] returns the wait. Invalid values are ignored.
//! * The total timeout covers all attempts and waits. A wait that would exceed
//!   it is not started; the call ends with the last failure.
//! * When most calls fail, retries add to the load. Attempts beyond the first
//!   therefore draw on a budget shared by all clones of a client: it allows a
//!   hundred of them, then one for every five successful calls.
//! * A streaming call is retried until the response head has arrived. A file in a body is reopened
//!   for every attempt; if it no longer exists, the call ends with the previous failure.
//! * Dropping a call cancels it at once, during an attempt or between two.
//!
//! [`Retry`] sets the number of attempts and the waits, for a client or for one call.
//! [`Error::is_retryable`] follows the table, so an error that is still retryable after the last
//! attempt may be sent again later. [`Observer`] receives every attempt, wait and end of a call.
//!
//! # Features
//!
//! Features are additive; every combination compiles.
//!
//! * `rustls` (default): https through rustls with the `ring` provider and the certificates of the
//!   system. Nothing is installed process-wide. Without a TLS feature, building a client for an
//!   https URL fails, unless it uses a [custom HTTP client](ClientBuilder::http_client).
//! * `native-tls`: https through the TLS library of the system: OpenSSL (whose headers the build
//!   needs), Secure Transport, or `SChannel`. If `rustls` is enabled as well, by any crate, rustls
//!   is used. The private key of a client certificate must be PKCS#8.
//! * `blocking`: adds a method `blocking` to every request, which waits for the response, for
//!   programs without an async runtime; see the module `blocking`. Inside a runtime it returns an
//!   [`Error::Config`] and never panics.
//! * `tracing`: each call is a span `call` with the operation's id. It contains the events
//!   `attempt`, `retry` and `done`, whose target is `apifox_client` or that of the generated crate.
//!   A failed call emits `done` at level `WARN` with the error's message. See [`observe`].
//!
//! The crate [`apifox-sandbox`](https://docs.rs/apifox-sandbox) is a test server
//! that responds with the documented examples.
//!
//! # In a browser
//!
//! The crate compiles for wasm32-unknown-unknown with every feature. Calls then
//! use the browser's `fetch`, and its timers. The checks of this crate compile
//! this target but do not run it. The differences are:
//!
//! * The browser manages connections: TLS, proxies, certificates and the connect timeout cannot be
//!   set, and the browser controls headers such as `Host`, `Connection` and `User-Agent`.
//! * `fetch` follows redirects. A response from another URL is an [`Error::Decode`] of
//!   [`DecodeKind::Redirected`]. Only the browser can keep the credentials from another host, so
//!   credentials in a custom header are refused.
//! * A failed connection cannot be distinguished from a broken one: both are
//!   [`TransportKind::Interrupted`], and [`Error::may_have_been_sent`] is true.
//! * [`File::open`] and `blocking` fail when the call is sent.
//! * Futures are not `Send`.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod codegen;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod for_sandbox;
#[doc(hidden)]
pub mod object;
pub mod observe;
#[doc(hidden)]
pub mod one_of;
#[doc(hidden)]
pub mod open_enum;
pub mod operation;
pub mod paging;
#[doc(hidden)]
pub mod typed_id;
#[doc(hidden)]
pub mod union;

mod attempt;
mod auth;
mod base64;
mod base_url;
#[cfg(not(feature = "blocking"))]
mod blocking;
mod body;
mod build_macro;
mod call;
mod client;
mod coding;
mod config_error;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod connecting;
mod context;
mod deadline;
mod echo;
mod effect;
mod encode;
mod error;
mod failures_macro;
mod header_map;
mod headers_macro;
mod idempotency;
mod inflate;
mod joined;
mod json;
mod multipart;
mod parsed;
mod pending;
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), path = "platform/browser.rs")]
#[cfg_attr(not(all(target_arch = "wasm32", target_os = "unknown")), path = "platform/native.rs")]
mod platform;
mod request;
mod request_macro;
mod response;
mod responses_macro;
mod retry;
mod send;
mod server;
mod stream;
mod text;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod tls;
mod trust;

pub use bytes;
pub use reqwest::header::{self, HeaderMap};
pub use reqwest::{Method, StatusCode};
pub use serde;
pub use serde_json;
#[cfg(feature = "tracing")]
#[doc(hidden)]
pub use tracing;

pub use crate::auth::Auth;
pub use crate::base64::{Base64, ParseBase64Error};
pub use crate::call::Call;
pub use crate::client::{Client, ClientBuilder, HttpClient};
pub use crate::config_error::{ConfigError, ConfigKind};
pub use crate::deadline::TimeoutKind;
pub use crate::encode::{Style, Value};
pub use crate::error::{
    ApiError, DecodeError, DecodeKind, Error, ErrorKind, TimeoutError, TransportError, TransportKind,
};
pub use crate::joined::{Joined, Members};
pub use crate::multipart::{File, Multipart, Part};
pub use crate::observe::Observer;
pub use crate::parsed::Parsed;
pub use crate::pending::{Pending, PendingAs};
pub use crate::response::{Received, Response};
pub use crate::retry::Retry;
pub use crate::stream::{ByteStream, Event, EventStream};
