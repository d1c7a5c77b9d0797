//! The names of an operation's failures.

use proc_macro2::Ident;
use quote::format_ident;

use crate::model::{Content, DocumentedResponse, Operation, Type};
use crate::status_name::status_name;

/// Returns the failures with a typed body: any JSON, or an object of any members, adds nothing to
/// the error itself, be it nullable or not.
pub(super) fn typed(operation: &Operation) -> impl Iterator<Item = (&DocumentedResponse, &Type)> {
    let failures = operation.responses.iter().filter(|response| response.is_failure());
    failures.filter_map(|response| match &response.content {
        Content::Json(kind) if !matches!(kind.present(), Type::Any | Type::Object) => Some((response, kind)),
        _ => None,
    })
}

/// Returns the variant of a status.
pub(super) fn variant(status: &str) -> Ident {
    format_ident!("{}", status_name(status))
}
