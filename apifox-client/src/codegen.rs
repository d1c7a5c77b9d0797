//! What generated code uses, in one place: not needed to call an API.
//!
//! `apifox-build` generates data types, request types and an operation table. They consist of the
//! macros and items on this page. All of them are also reached by their paths in the crate root,
//! which is how generated code names them. This module gives them a page of their own.
//!
//! * An operation table consists of [`Operation`]s and [`DocumentedResponse`]s.
//! * A request type is a [`Call`] and an expansion of [`request!`], which
//!   selects one of the functions in [`decode`]. [`responses!`], [`failures!`],
//!   [`headers!`] and [`paged!`] add what a page documents beyond one response.
//! * A data type is a struct with an expansion of [`object!`], or an enum with
//!   one of [`open_enum!`], [`constant!`] or [`union!`](macro@union);
//!   [`typed_id!`] makes a string a type of its own.
//!
//! Hand-written types can use the same macros, for example in `Config::replace` of `apifox-build`.

#[doc(inline)]
pub use crate::call::Call;
#[doc(inline)]
pub use crate::encode::{Style, Value};
#[doc(inline)]
pub use crate::operation::{DocumentedResponse, Operation, Server};
#[doc(inline)]
pub use crate::paging::Paging;
#[doc(inline)]
pub use crate::pending::{Pending, PendingAs};
#[doc(inline)]
pub use crate::response::Received;
#[doc(inline)]
pub use crate::{
    constant, decode, failures, headers, object, one_of, open_enum, paged, request, responses, typed_id, union,
};
