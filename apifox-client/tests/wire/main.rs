//! The client against real sockets: the bytes that it sends, and the results of the responses.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod alerts;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod certificates;
mod client_settings;
mod clock;
mod codings;
mod decode_paths;
mod echoes;
mod effects;
mod error_kinds;
mod error_shapes;
mod errors;
mod events;
mod failures;
mod failures_typed;
mod foreign_words;
mod golden;
mod keys;
mod matrix;
mod misbehave;
mod multipart;
mod numbers;
mod observers;
mod one_of;
mod operations;
mod paging;
mod proxy;
mod raw;
mod redirects;
mod requests;
mod responses;
mod retries;
mod secrets;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod secure;
mod server;
mod streams;
mod styles;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tunnel;
mod witness;
