//! Failures: for each operation an enum of the bodies that its documented failures have.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Writer, docs, request_type, rust_name, table};
use crate::check::{Answer, Content, Operation, Type};

impl Writer<'_> {
    /// The module of a resource's failures; nothing where no failure is typed.
    pub(super) fn failures(&self, operations: &[&Operation]) -> Result<Option<TokenStream>, syn::Error> {
        let enums: Vec<TokenStream> = operations
            .iter()
            .filter_map(|operation| self.failures_of(operation).transpose())
            .collect::<Result<_, _>>()?;
        let words = ["What the documented failures of these operations say: `of` of each reads an error."];
        let docs = docs::lines(&words);
        // A resource may be called so too.
        let is_namesake = operations
            .first()
            .is_some_and(|operation| operation.resource == "failures");
        let allowed = is_namesake.then(|| quote!(#[allow(clippy::module_inception)]));
        Ok((!enums.is_empty()).then(|| quote!(#docs #allowed pub mod failures { #(#enums)* })))
    }

    fn failures_of(&self, operation: &Operation) -> Result<Option<TokenStream>, syn::Error> {
        let runtime = &self.runtime;
        let mut variants = Vec::new();
        for (answer, kind) in typed(operation) {
            let (status, variant) = (&answer.status, variant(&answer.status));
            let kind: syn::Type = syn::parse_str(&rust_name(kind, self.config, "super::super::super::types"))?;
            let docs = docs::failure(answer);
            variants.push(quote!(#docs #status => #variant(#kind),));
        }
        if variants.is_empty() {
            return Ok(None);
        }
        let (name, row) = (request_type(operation), table::row_name(operation));
        Ok(Some(quote! {
            #runtime::failures!(#name, &super::super::super::operations::#row, { #(#variants)* });
        }))
    }
}

/// The failures whose bodies have a type: any JSON, and an object of any members, say no more than the error itself.
pub(super) fn typed(operation: &Operation) -> impl Iterator<Item = (&Answer, &Type)> {
    let failures = operation.answers.iter().filter(|answer| answer.is_failure());
    failures.filter_map(|answer| match &answer.content {
        Content::Json(Type::Any | Type::Object) => None,
        Content::Json(kind) => Some((answer, kind)),
        _ => None,
    })
}

/// The reason phrase of a status (IANA, "HTTP Status Code Registry"), or what a range is called.
pub(crate) fn variant(status: &str) -> Ident {
    let name = match status {
        "default" => "Other",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "ClientError",
        "5XX" => "ServerError",
        _ => REASONS
            .iter()
            .find(|(code, _)| *code == status)
            .map_or("", |(_, reason)| *reason),
    };
    if name.is_empty() {
        format_ident!("Status{status}")
    } else {
        format_ident!("{name}")
    }
}

const REASONS: [(&str, &str); 58] = [
    ("200", "Ok"),
    ("201", "Created"),
    ("202", "Accepted"),
    ("203", "NonAuthoritative"),
    ("204", "NoContent"),
    ("205", "ResetContent"),
    ("206", "PartialContent"),
    ("207", "MultiStatus"),
    ("208", "AlreadyReported"),
    ("226", "ImUsed"),
    ("300", "MultipleChoices"),
    ("301", "MovedPermanently"),
    ("302", "Found"),
    ("303", "SeeOther"),
    ("304", "NotModified"),
    ("305", "UseProxy"),
    ("307", "TemporaryRedirect"),
    ("308", "PermanentRedirect"),
    ("400", "BadRequest"),
    ("401", "Unauthorized"),
    ("402", "PaymentRequired"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("405", "MethodNotAllowed"),
    ("406", "NotAcceptable"),
    ("407", "ProxyAuthenticationRequired"),
    ("408", "RequestTimeout"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("411", "LengthRequired"),
    ("412", "PreconditionFailed"),
    ("413", "ContentTooLarge"),
    ("414", "UriTooLong"),
    ("415", "UnsupportedMediaType"),
    ("416", "RangeNotSatisfiable"),
    ("417", "ExpectationFailed"),
    ("418", "ImATeapot"),
    ("421", "MisdirectedRequest"),
    ("422", "UnprocessableContent"),
    ("423", "Locked"),
    ("424", "FailedDependency"),
    ("425", "TooEarly"),
    ("426", "UpgradeRequired"),
    ("428", "PreconditionRequired"),
    ("429", "TooManyRequests"),
    ("431", "RequestHeaderFieldsTooLarge"),
    ("451", "UnavailableForLegalReasons"),
    ("500", "InternalServerError"),
    ("501", "NotImplemented"),
    ("502", "BadGateway"),
    ("503", "ServiceUnavailable"),
    ("504", "GatewayTimeout"),
    ("505", "HttpVersionNotSupported"),
    ("506", "VariantAlsoNegotiates"),
    ("507", "InsufficientStorage"),
    ("508", "LoopDetected"),
    ("510", "NotExtended"),
    ("511", "NetworkAuthenticationRequired"),
];
