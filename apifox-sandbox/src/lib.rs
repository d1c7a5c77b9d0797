//! A server on loopback that is what the pages say: it checks every call, and
//! answers with the documented examples.
//!
//! It listens on a real socket, so a client is tested as it is: what it sends
//! is what is [recorded](Server::calls).
//!
//! ```
//! use apifox_client::operation::Operation;
//! use apifox_sandbox::{ExpectedAuth, Server};
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
//! // What is generated with a client; here by hand, to show all of it.
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
//! Credentials, path, method, parameters (by their styles) and bodies. What is
//! not as the page has it is refused, before any script, with a problem
//! (RFC 9457) that says in `detail` what to fix and lists all mistakes in
//! `errors`, each with `in`, `name` or `pointer` (RFC 6901), and `message`:
//!
//! | status | `code` | |
//! |---|---|---|
//! | 400 | `invalid_request` | a parameter or the body |
//! | 401 | `unauthorized` | with `WWW-Authenticate` |
//! | 404 | `not_found` | no operation has the path; the nearest is named |
//! | 405 | `method_not_allowed` | with `Allow` |
//! | 413 | `content_too_large` | a body of more than 64 MiB |
//! | 415 | `unsupported_media_type` | the ones there are are named |
//! | 421 | `misdirected_request` | a server on loopback, asked for by the name of another host |
//!
//! * A query parameter, or a member of a body, that the page does not document
//!   is a mistake, and the nearest documented one is named: a typing error in
//!   a payment is what one wants to hear of. Members are free where the page
//!   says so (`additionalProperties`) or lists none.
//! * Two members of one name in one object of JSON are a mistake.
//! * Of very many mistakes, the first 20 are listed.
//! * Members that are `readOnly` need not be sent.
//! * Whole numbers are of 64 bits, or 32 where the page says `int32`.
//! * A value of a union is of one of its forms or more. One with a
//!   discriminator has its tag.
//! * Of bodies that are neither JSON nor forms only texts are looked at.
//! * Headers and cookies beside the documented ones are everybody's to send.
//!
//! These answers are the sandbox's own, whatever an operation documents for
//! their status: it cannot know what the API would say. A script has the
//! documented one: `.example_of(400)`.
//!
//! # Without the feature `strict`
//!
//! `strict` (default) is what holds parameters and bodies against their schemas: an engine for JSON Schema, which takes longer to
//! compile than the rest of this crate. Without it
//!
//! * all else of the above is checked: credentials, path, method, required and unknown parameters, the media type of a body, that
//!   a required body is there and that it can be read (one of JSON without a name twice);
//! * the value of a parameter, the members of a body and their values are taken as they come: missing, unknown and wrong ones too;
//! * a response without an example is made from its schema, but not checked, and not made where the schema has a `pattern`.
//!
//! # What is kept
//!
//! Up to 64 MiB of calls are [recorded](Server::calls); beyond that, the oldest
//! are forgotten. Of a call without the right credentials there is no body. A
//! server on loopback listens to callers that know it by a loopback address or
//! by a name without a dot, such as `localhost`: a page in a browser that has
//! pointed its own name there (DNS rebinding) reads nothing. A
//! head that does not end within 10 seconds ends the connection.
//!
//! # What is answered
//!
//! The first success with an example, else the first, made from its schema.
//! What is made is the same for the same operation and [seed](ServerBuilder::seed),
//! and valid. Where nothing valid can be made (a pattern that looks around, bounds
//! that leave nothing), the answer is a 501 with the code `no_example` that says why.
//!
//! `GET /openapi.json` is the document itself, unless the API has that path:
//! with the schemas as they are checked, and the answers above.
//!
//! # Scripts
//!
//! By itself a sandbox only succeeds. A script makes it fail, call by call. It
//! is a sentence that begins with the operation ([`Server::on`]) and does
//! nothing until [`play`](Step::play), which also says what is wrong with it:
//!
//! ```
//! # use apifox_client::operation::Operation;
//! # use apifox_sandbox::{ExpectedAuth, Server};
//! # use apifox_client::Method;
//! # static GET_BALANCE: Operation = Operation {
//! #     id: "get_balance",
//! #     method: Method::GET,
//! #     template: "/v1/balance",
//! #     resource: "balance",
//! #     idempotent: true,
//! #     idempotency_key: false,
//! #     authenticated: true,
//! #     accept: "application/json",
//! #     answers: &[],
//! # };
//! # const DOCUMENT: &str = r#"{"openapi":"3.0.3","paths":{"/v1/balance":{"get":{
//! #     "operationId":"get_balance",
//! #     "responses":{"200":{"content":{"application/json":{"example":{"available":[{"amount":5}]}}}}}}}}}"#;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::start(DOCUMENT, ExpectedAuth::none())?;
//! server
//!     .on(&GET_BALANCE)
//!     .answer(503).retry_after(2)
//!     .then().drop_connection().times(2)
//!     .then().example().set("/available/0/amount", -62).always()
//!     .play()?;
//! # Ok(())
//! # }
//! ```
//!
//! | to have | say |
//! |---|---|
//! | a status, with a body | `.answer(402).json(json!({…}))`, `.answer(200).body("<html>")` |
//! | the documented example | `.example()`, `.example_of(402)` |
//! | it, with an unknown, missing, null or further value | `.set("/currency", "xts")`, `.remove("/id")`, `.null("/id")`, `.add("/new", 1)` |
//! | an answer that is no JSON, or is huge | `.malformed()`, `.padded_to(9_000_000)` |
//! | an answer that breaks off | `.cut_after(10)` |
//! | headers | `.retry_after(2)`, `.header("Request-Id", "req_1")` |
//! | no answer | `.drop_connection()`, `.drop_connection_unread()` |
//! | an answer that is no HTTP | `.raw("SSH-2.0\r\n")` |
//! | any of these late | `.delay(Duration::from_secs(60))` |
//! | the head of an answer now, its body late | `.delay_body(Duration::from_secs(60))` |
//! | any of these more than once | `.times(3)`, `.always()` |
//!
//! A script for [every operation](Server::on_every_operation) is for those
//! that have none of their own. Calls that are refused, as without credentials,
//! have no turn. After the last step, unless that is `always`, a call gets a
//! 501 with the code `script_exhausted`; [`Server::finish`] reports such calls,
//! and steps that no call came to.
//!
//! # At random
//!
//! [`Server::at_random`] draws the steps of a script by their weight. What a
//! call gets depends on the seed and the call's number alone, and the number is
//! in its header [`Sandbox-Call`](CALL_HEADER): so calls that are made at the
//! same time have outcomes that [`Script::step`] tells beforehand.
//!
//! ```
//! # use apifox_client::operation::Operation;
//! # use apifox_sandbox::{ExpectedAuth, Server};
//! # use apifox_client::Method;
//! # static GET_BALANCE: Operation = Operation {
//! #     id: "get_balance",
//! #     method: Method::GET,
//! #     template: "/v1/balance",
//! #     resource: "balance",
//! #     idempotent: true,
//! #     idempotency_key: false,
//! #     authenticated: true,
//! #     accept: "application/json",
//! #     answers: &[],
//! # };
//! # const DOCUMENT: &str = r#"{"openapi":"3.0.3","paths":{"/v1/balance":{"get":{
//! #     "operationId":"get_balance","responses":{"200":{}}}}}}"#;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::start(DOCUMENT, ExpectedAuth::none())?;
//! let script = server
//!     .at_random(42)
//!     .on(&GET_BALANCE)
//!     .answer(503)
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
//! For wasm32-unknown-unknown the crate compiles, and is empty: a browser has no server.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]

mod answer;
mod auth;
mod begin;
mod body;
mod connection;
mod document;
mod endpoint;
mod json;
#[cfg(feature = "strict")]
mod json_schema;
#[cfg_attr(not(feature = "strict"), path = "no_judge.rs")]
mod judge;
mod late;
mod make;
mod mistake;
mod multipart;
mod nearest;
mod outcome;
mod parameter;
mod pattern;
#[cfg_attr(not(feature = "strict"), path = "no_pattern_text.rs")]
mod pattern_text;
mod play;
mod pointer;
mod problem;
mod random;
mod raw;
mod record;
mod regular_expression;
mod routes;
mod schema;
mod script;
mod script_error;
mod server;
mod service;
mod stage;
mod take_over;
mod text;
mod view;

pub use self::auth::ExpectedAuth;
pub use self::play::{Play, Played, PlayedCall};
pub use self::record::RecordedCall;
pub use self::script::{AtRandom, InOrder, Last, Next, Random, Step};
pub use self::script_error::{ScriptError, Unmet, UnmetScripts};
pub use self::server::{Server, ServerBuilder};
pub use self::stage::{CALL_HEADER, Script};
