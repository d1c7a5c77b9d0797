// The README is the documentation, and its code is tested. Its code uses the sandbox, so without that feature it is shown only.
#![cfg_attr(any(not(doctest), feature = "sandbox-lenient"), doc = include_str!("../README.md"))]
#![cfg_attr(
    all(doctest, not(feature = "sandbox-lenient")),
    doc = "Client for the WooshPay payments API."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answers;
mod client;
mod currency;
mod error_type;
mod generated;
mod key;
mod money;
#[cfg(feature = "sandbox-lenient")]
#[cfg_attr(docsrs, doc(cfg(feature = "sandbox")))]
pub mod sandbox;
#[cfg(feature = "webhook")]
#[cfg_attr(docsrs, doc(cfg(feature = "webhook")))]
pub mod webhook;

pub use apifox_client::{
    ApiError, ConfigError, ConfigKind, DecodeError, DecodeKind, Error, ErrorKind, HttpClient, Observer, Response,
    Retry, TimeoutError, TimeoutKind, TransportError, TransportKind, observe,
};
// What requests, answers and errors hand out or take, so that a program can name it without a dependency on the run time. A page
// dropped into the folder of pages may bring streams, files or unions that the vendored ones have not.
pub use apifox_client::{
    ByteStream, Call, Event, EventStream, File, HeaderMap, Method, Multipart, Part, Pending, PendingAs, build, bytes,
    decode, header, operation, serde_json,
};

pub use crate::client::{Client, ClientBuilder};
pub use crate::currency::{Currency, ParseCurrencyError};
pub use crate::error_type::ErrorType;
// A glob, so that a page dropped into the folder of pages is reachable without a line here.
pub use crate::generated::*;
pub use crate::key::{KeyError, KeyProblem, Mode, SecretKey};
pub use crate::money::{Money, MoneyError, ParseMoneyError};
