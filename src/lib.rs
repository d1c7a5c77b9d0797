// The README is the documentation, and its code is tested. The code uses the sandbox, so it is not
// run without that feature.
#![cfg_attr(any(not(doctest), feature = "sandbox-lenient"), doc = include_str!("../README.md"))]
#![cfg_attr(
    all(doctest, not(feature = "sandbox-lenient")),
    doc = "Client for the WooshPay payments API."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
mod currency;
mod error_type;
mod generated;
mod key;
mod money;
mod responses;
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
// The types that requests, responses and errors use, so that a program needs no dependency on the
// run time. A page that you add may use streams, files or unions, which the included pages do not.
pub use apifox_client::{
    ByteStream, Call, Event, EventStream, File, HeaderMap, Method, Multipart, Part, Pending, PendingAs, build, bytes,
    decode, header, operation, serde_json,
};

pub use crate::client::{Client, ClientBuilder};
pub use crate::currency::{Currency, ParseCurrencyError};
pub use crate::error_type::ErrorType;
// A glob, so that the types of an added page are reachable without a change here.
pub use crate::generated::*;
pub use crate::key::{KeyError, KeyProblem, Mode, SecretKey};
pub use crate::money::{Money, MoneyError, ParseMoneyError};
