//! Names of HTTP statuses in Rust.

/// Returns the name of a documented status in Pascal case: the reason phrase (IANA, "HTTP Status
/// Code Registry"), the name of a range such as `4XX`, or `Other` for `default`.
pub(crate) fn status_name(status: &str) -> String {
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
        format!("Status{status}")
    } else {
        name.to_owned()
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
