//! The run time of API clients that `apifox-build` generates.
//!
//! Generated code describes a call: which operation, which arguments, which
//! type the response has. Everything that happens then is here, once, for every
//! operation of every API: authentication, attempts, deadlines, reading under a
//! limit, telling responses from errors.
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
//! # What always holds
//!
//! * Credentials go to the configured host and nowhere else: the base URL is
//!   https (http only to loopback), and redirects are not followed.
//! * A request has the headers that were asked for: `Accept`,
//!   `Authorization`, `Host`, `User-Agent`, and `Content-Type` and
//!   `Content-Length` with a body.
//! * No `Debug` or `Display` of any type here holds credentials, or a body as
//!   it came, and nothing is logged or traced that does, here or in the
//!   libraries below, at whatever level. A server that repeats the credentials
//!   in its error message finds them redacted, in whatever part: eight
//!   characters of them in a row, as they are, in base64 or hexadecimal
//!   digits, escaped, wrapped, in any case. [`Response::raw`], [`Error::body`] and the headers give
//!   what came, as it came: nothing is redacted there, so log them with care.
//! * A response that is not the documented one is an [`Error`], never an empty
//!   value.
//! * Nothing here panics. A call outside a Tokio runtime is an
//!   [`Error::Config`]; a runtime needs its timers and its I/O switched on
//!   (`Builder::enable_all`, which `#[tokio::main]` does), for without them
//!   Tokio itself panics.
//!
//! # Retries
//!
//! A call that fails in passing is tried again, three times in all. Between
//! attempts it waits: half a second at first, then twice as long each time up
//! to 5 seconds, and of that between 50 and 100 %, by chance. What is sent
//! again, and when:
//!
//! | what happened | a read | a write without a key | a write with a key |
//! |---|---|---|---|
//! | the host is not found, no connection | again | again: nothing was sent | again |
//! | the time for connecting or an attempt ran out before there was a connection | again | again: nothing was sent | again |
//! | the connection broke after that, also in the body of the response | again | **no**: it may have been carried out | again |
//! | the time for an attempt ran out after that | again | **no** | again |
//! | the response is 408, 429, 500, 502, 503 or 504 | again | **no** | again |
//! | any other response, or one that is not the documented one | no | no | no |
//! | the head of the response is too large | no | no | no |
//! | a certificate is refused, here or there, a proxy wants credentials (407) | no | no | no |
//! | a mistake in the call or client | no | no | no |
//! | a file of the body changed while it was sent | no | no | no |
//!
//! * A *read* is GET, HEAD, OPTIONS or TRACE; everything else is a *write*,
//!   PUT and DELETE too. A *key* is an `Idempotency-Key`: by it the API tells
//!   that the second request is the first one again. All attempts of a call
//!   carry the same. A write gets one where its operation documents the
//!   header, or, for POST and PATCH, where [`ClientBuilder::idempotency_keys`]
//!   says that the API honours them; a call can have its own
//!   ([`Call::idempotency_key`]). After a failure it is in
//!   [`Error::idempotency_key`]: with it the call can be sent again later.
//! * A `Retry-After` in the response, in seconds or as a date, is waited for, up to 30
//!   seconds; with 0, or a date that has passed, there is no wait. If the server asks for longer, the call ends with that response,
//!   and [`Error::retry_after`] tells how long. Values that make no sense are
//!   ignored.
//! * The limit for the whole call counts over all attempts and waits. A wait
//!   that would outlast it is not begun: the call ends with the failure that
//!   was there.
//! * When most calls fail, repeating them makes it worse. So attempts beyond
//!   the first are paid for out of a budget which all clones of a client
//!   share: a hundred of them, then one for every five calls that go well.
//! * A stream is tried again until its head has come; a file of a body is
//!   opened anew for every attempt, and if it is gone the call ends with the
//!   failure before.
//! * Dropping a call ends it at once, in an attempt or between two.
//!
//! How often and how long is set by [`Retry`], for a client or for one call;
//! [`Error::is_retryable`] follows the table, so what is still retryable after
//! the last attempt may be sent again later. [`Observer`] tells what happens.
//!
//! # Features
//!
//! They add to each other; any set of them compiles.
//!
//! * `rustls` (default): https, by rustls with the `ring` provider and the
//!   certificates of the system. Nothing is installed process-wide. Without
//!   any TLS, a client for an https URL is refused when it is built, unless it
//!   comes with [connections of its own](ClientBuilder::http_client).
//! * `native-tls`: https, by the library of the system: OpenSSL (whose headers
//!   the build needs), Secure Transport, or `SChannel`. With `rustls` switched
//!   on as well, by whomever, rustls is used. The private key of a client
//!   certificate must be PKCS#8 here.
//! * `blocking`: every request gets a method `blocking`, which waits for the
//!   response, for programs without an async runtime; the module `blocking` says
//!   how. Inside a runtime it is an [`Error::Config`], never a panic.
//! * `tracing`: each call is a span `call` with the operation's id, in it the
//!   events `attempt`, `retry` and `done`, of the target `apifox_client` or the
//!   one of the crate around; a call that fails in the end is one `done` of the
//!   level `WARN`, with the error's one line. See [`observe`].
//!
//! A server for tests, which answers with the documented examples, is the crate
//! [`apifox-sandbox`](https://docs.rs/apifox-sandbox).

//! # In a browser
//!
//! For wasm32-unknown-unknown the crate compiles, with whatever features; calls
//! go through the browser's `fetch` then, and times are the page's. This is
//! compiled, and no more, by the checks of this crate. What differs:
//!
//! * Connections are the browser's: TLS, proxies, certificates, and a limit for
//!   connecting cannot be set; `Host`, `Connection`, `User-Agent` and their like
//!   are what the browser makes of them.
//! * `fetch` follows redirects. A response from another URL is an
//!   [`Error::Decode`] of [`DecodeKind::Redirected`]; to keep the credentials from
//!   another host is up to the browser, so credentials in a header of the API's
//!   own are refused.
//! * A failed connection is not told from a broken one: it is
//!   [`TransportKind::Interrupted`], and [`Error::may_have_been_sent`] is true.
//! * [`File::open`] is refused when the call is sent; `blocking` is, too.
//! * Futures are not `Send`.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod decode;
#[doc(hidden)]
pub mod for_sandbox;
#[doc(hidden)]
pub mod object;
pub mod observe;
#[doc(hidden)]
pub mod one_of;
pub mod open_enum;
pub mod operation;
pub mod paging;
#[doc(hidden)]
pub mod typed_id;
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
mod encode;
mod error;
mod failures_macro;
mod fate;
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
