//! What the failures of an operation are called.

use proc_macro2::Ident;
use quote::format_ident;

use crate::model::{Content, DocumentedResponse, Operation, Type};
use crate::status_name::status_name;

/// The failures whose bodies have a type: any JSON, and an object of any members, say no more than the error itself.
pub(super) fn typed(operation: &Operation) -> impl Iterator<Item = (&DocumentedResponse, &Type)> {
    let failures = operation.responses.iter().filter(|response| response.is_failure());
    failures.filter_map(|response| match &response.content {
        Content::Json(Type::Any | Type::Object) => None,
        Content::Json(kind) => Some((response, kind)),
        _ => None,
    })
}

/// The variant of a status.
pub(super) fn variant(status: &str) -> Ident {
    format_ident!("{}", status_name(status))
}
