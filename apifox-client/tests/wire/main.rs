//! The client against real sockets: what it sends, byte for byte, and what it
//! makes of whatever comes back.

mod answers;
mod errors;
mod events;
mod failures;
mod failures_typed;
mod multipart;
mod operations;
mod proxy;
mod redirects;
mod requests;
mod secrets;
mod server;
mod streams;
mod styles;
#[cfg(feature = "rustls")]
mod tls;
