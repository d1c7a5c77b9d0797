//! An HTTP server on loopback that behaves as the OpenAPI pages of an API say. It checks every call
//! and responds with the documented examples.
//!
//! It listens on a real socket, so a test runs the real client. The server [records](Server::calls)
//! what the client sends.
//!
//! ```
//! use apifox_client::operation::Operation;
//! use apifox_sandbox::{ExpectedAuth, Server};
//! use apifox_client::{Auth, Call, Client, Method, decode, serde_json::Value};
//!
//! // `apifox-build` generates these two items with a client. Here they are written by hand.
//! static GET_BALANCE: Operation = Operation::new("get_balance", Method::GET, "/v1/balance")
//!     .resource("balance")
//!     .idempotent(true);
//! const DOCUMENT: &str = r#"{"openapi":"3.0.3","paths":{"/v1/balance":{"get":{
//!     "operationId":"get_balance",
//!     "responses":{"200":{"content":{"application/json":{"example":{"livemode":false}}}}}}}}}"#;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let auth = Auth::bearer("a-token");
//! let server = Server::start(DOCUMENT, ExpectedAuth::exactly(&auth))?;
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
//!
//! # What is checked
//!
//! The server checks credentials, path, method, parameters (in their documented styles) and bodies.
//! It refuses a call that does not match its page, before any script runs. The response is a
//! problem (RFC 9457): `detail` says what to fix, and `errors` lists all mistakes, each with `in`,
//! `name` or `pointer` (RFC 6901), and `message`.
//!
//! | status | `code` | cause |
//! |---|---|---|
//! | 400 | `invalid_request` | a parameter or the body is wrong |
//! | 401 | `unauthorized` | wrong credentials; the response has `WWW-Authenticate` |
//! | 404 | `not_found` | no operation has this path; the problem suggests the nearest |
//! | 405 | `method_not_allowed` | the path has other methods; the response has `Allow` |
//! | 413 | `content_too_large` | a body of more than 64 MiB |
//! | 415 | `unsupported_media_type` | the media type is not documented; the problem lists those that are |
//! | 421 | `misdirected_request` | the server is on loopback, and `Host` names another host |
//!
//! * A query parameter or a body property that the page does not document is a mistake, because a
//!   typo in a payment should not pass. The message suggests the nearest documented name. Any
//!   property is allowed where the page says so (`additionalProperties`) or documents none.
//! * Two properties of one name in a JSON object are a mistake.
//! * At most 20 mistakes are listed.
//! * `readOnly` properties may be left out.
//! * Integers must fit in 64 bits, or in 32 bits where the page says `int32`.
//! * The value of a union must match at least one alternative. A union with a discriminator needs
//!   its tag.
//! * Of bodies that are neither JSON nor forms, only text is checked.
//! * Other headers and cookies are allowed.
//!
//! These responses come from the sandbox, even if the operation documents the same status: the
//! sandbox cannot know what the API would say. To get the documented response, use a script:
//! `.example_of(400)`.
//!
//! # Without the feature `strict`
//!
//! The feature `strict` (on by default) checks parameters and bodies against their schemas. It
//! needs an engine for JSON Schema, which takes longer to compile than the rest of this crate.
//! Without it:
//!
//! * Everything else above is still checked: credentials, path, method, required and unknown
//!   parameters, the media type of a body, whether a required body is sent, and whether it can be
//!   read (a JSON body must not have a property twice).
//! * The values of parameters and the properties of bodies are not checked.
//! * A response without an example is made from its schema, but not checked. An optional property
//!   with a `pattern` is left out. If it is required, or if no other property can be made, no
//!   response is made.
//!
//! # Limits
//!
//! The server [records](Server::calls) up to 64 MiB of calls, then drops the oldest. It does not
//! record the body of a call without the right credentials. A server on loopback only accepts a
//! `Host` that is a loopback address or `localhost`, so a website whose name resolves to loopback
//! (DNS rebinding) cannot read anything. A connection ends if the head of a request takes more than
//! 10 seconds.
//!
//! # Responses
//!
//! The response is the first success with an example, or the first success, made from its schema.
//! Made values are valid, and are the same for the same operation and [seed](ServerBuilder::seed).
//! If no valid value can be made (a pattern with lookaround, bounds that exclude every value), the
//! response is a 501 with the code `no_example`. Its `detail` gives the reason.
//!
//! `GET /openapi.json` returns the document, unless the API has that path. It has the schemas as
//! they are checked, and the problems above.
//!
//! # Scripts
//!
//! Without a script, every valid call succeeds. A script makes calls fail, one by one. It is a
//! chain of methods that starts with the operation ([`Server::on`]). It has no effect until
//! [`play`](Step::play), which also reports mistakes in the script:
//!
//! ```
//! # use apifox_client::operation::Operation;
//! # use apifox_sandbox::{ExpectedAuth, Server};
//! # use apifox_client::Method;
//! # static GET_BALANCE: Operation = Operation::new("get_balance", Method::GET, "/v1/balance")
//! #     .resource("balance")
//! #     .idempotent(true);
//! # const DOCUMENT: &str = r#"{"openapi":"3.0.3","paths":{"/v1/balance":{"get":{
//! #     "operationId":"get_balance",
//! #     "responses":{"200":{"content":{"application/json":{"example":{"available":[{"amount":5}]}}}}}}}}}"#;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::start(DOCUMENT, ExpectedAuth::none())?;
//! server
//!     .on(&GET_BALANCE)
//!     .respond(503).retry_after(2)
//!     .then().drop_connection().times(2)
//!     .then().example().set("/available/0/amount", -62).always()
//!     .play()?;
//! # Ok(())
//! # }
//! ```
//!
//! | outcome | methods |
//! |---|---|
//! | a status, with a body | `.respond(402).json(json!({…}))`, `.respond(200).body("<html>")` |
//! | the documented example | `.example()`, `.example_of(402)` |
//! | the example with an unknown, missing, null or additional value | `.set("/currency", "xts")`, `.remove("/id")`, `.null("/id")`, `.add("/new", 1)` |
//! | a body that is not JSON, or is very large | `.malformed()`, `.padded_to(9_000_000)` |
//! | a response that is cut off | `.cut_after(10)` |
//! | headers | `.retry_after(2)`, `.header("Request-Id", "req_1")` |
//! | no response | `.drop_connection()`, `.drop_connection_unread()` |
//! | a response that is not HTTP | `.raw("SSH-2.0\r\n")` |
//! | a delay before any of these | `.delay(Duration::from_secs(60))` |
//! | a delay between head and body | `.delay_body(Duration::from_secs(60))` |
//! | any of these more than once | `.times(3)`, `.always()` |
//!
//! A script for [every operation](Server::on_every_operation) applies to the operations that have
//! no script of their own. A refused call uses no step. After the last step, unless it is `always`,
//! a call gets a 501 with the code `script_exhausted`. [`Server::finish`] reports such calls, and
//! steps that no call used.
//!
//! # Random scripts
//!
//! [`Server::at_random`] draws the steps of a script by weight. The step of a call depends only on
//! the seed and the number of the call, which is in its header [`Sandbox-Call`](CALL_HEADER). So
//! even concurrent calls have outcomes that [`Script::step`] predicts.
//!
//! ```
//! # use apifox_client::operation::Operation;
//! # use apifox_sandbox::{ExpectedAuth, Server};
//! # use apifox_client::Method;
//! # static GET_BALANCE: Operation = Operation::new("get_balance", Method::GET, "/v1/balance")
//! #     .resource("balance")
//! #     .idempotent(true);
//! # const DOCUMENT: &str = r#"{"openapi":"3.0.3","paths":{"/v1/balance":{"get":{
//! #     "operationId":"get_balance","responses":{"200":{}}}}}}"#;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::start(DOCUMENT, ExpectedAuth::none())?;
//! let script = server
//!     .at_random(42)
//!     .on(&GET_BALANCE)
//!     .respond(503)
//!     .or().drop_connection()
//!     .or().example().weight(8)
//!     .play()?;
//! assert_eq!(script.step(17), Some(3)); // `Sandbox-Call: 17` gets the example
//! # Ok(())
//! # }
//! ```
//!
//! # In a browser
//!
//! For wasm32-unknown-unknown the crate compiles but is empty, because a browser cannot run a
//! server.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]

mod auth;
mod begin;
mod body;
#[cfg_attr(not(feature = "strict"), path = "no_checker.rs")]
mod checker;
mod connection;
mod delayed_body;
mod document;
mod endpoint;
mod handler;
mod json;
#[cfg(feature = "strict")]
mod json_schema;
mod make;
mod mistake;
mod multipart;
mod nearest;
mod outcome;
mod parameter;
mod pattern;
#[cfg_attr(not(feature = "strict"), path = "no_pattern_string.rs")]
mod pattern_string;
mod pointer;
mod problem;
mod random;
mod raw;
mod record;
mod regular_expression;
mod response;
mod routes;
mod schema;
mod script;
mod script_error;
mod scripts;
mod server;
mod service;
mod string;
mod take_over;
mod view;

pub use self::auth::ExpectedAuth;
pub use self::begin::Random;
pub use self::handler::{Handler, HandlerCall, HandlerResponse};
pub use self::record::RecordedCall;
pub use self::script::{AtRandom, Finished, Next, Sequential, Step};
pub use self::script_error::{ScriptError, Unconsumed, UnconsumedError};
pub use self::scripts::{CALL_HEADER, Script};
pub use self::server::{Server, ServerBuilder};
