//! The generated client of the fixture API.

#![allow(clippy::unwrap_used)] // a failed `unwrap` fails the test

mod bodies;
mod calls;
mod contract;
mod examples;
mod formats;
mod joined;
mod paging;
mod parameters;
mod responses;
mod results;
mod servers;
mod typed_ids;
mod values;
