//! The client against real sockets: what it sends, byte for byte, and what it
//! makes of whatever comes back.

mod answers;
mod errors;
mod failures;
mod operations;
mod proxy;
mod redirects;
mod requests;
mod secrets;
mod server;
mod styles;
#[cfg(feature = "rustls")]
mod tls;
