//! The generated clients of the rows.

#![allow(clippy::unwrap_used)] // a failed `unwrap` fails the test

mod made;
mod requests;
mod responding;
mod responses;
