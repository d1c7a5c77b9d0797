//! What the failures of an operation are called.

use proc_macro2::Ident;
use quote::format_ident;

use crate::model::{Answer, Content, Operation, Type};

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
pub(super) fn variant(status: &str) -> Ident {
    let name = match status {
        "default" => "Other",
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

const REASONS: [(&str, &str); 48] = [
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
