//! The operation table of generated code: the static description of each operation.
//!
//! Generated code builds the table in `const` context, so nothing is computed at
//! run time, and adding a field does not break generated code.

use reqwest::Method;

use crate::text;

/// The `Accept` of most operations.
pub(crate) const JSON: &str = "application/json";

/// An operation of the API: its method, its path template, and its responses.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's id, such as `get_balance`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces, such as `/v1/payouts/{id}`.
    pub template: &'static str,
    /// The resource the operation belongs to, such as `balance`.
    pub resource: &'static str,
    /// Whether sending the request twice has the same effect as sending it once.
    pub idempotent: bool,
    /// Whether the header `Idempotency-Key` is documented, so that sending the
    /// request again with the same key does not carry it out twice.
    pub idempotency_key: bool,
    /// Whether credentials are sent; a public operation needs none.
    pub authenticated: bool,
    /// The value of the `Accept` header.
    pub accept: &'static str,
    /// The documented responses.
    pub responses: &'static [DocumentedResponse],
}

impl Operation {
    /// Creates an operation that belongs to no resource, is not idempotent, sends
    /// credentials, accepts JSON, and documents no response.
    #[must_use]
    pub const fn new(id: &'static str, method: Method, template: &'static str) -> Self {
        Self {
            id,
            method,
            template,
            resource: "",
            idempotent: false,
            idempotency_key: false,
            authenticated: true,
            accept: JSON,
            responses: &[],
        }
    }

    /// Sets the resource.
    #[must_use]
    pub const fn resource(mut self, resource: &'static str) -> Self {
        self.resource = resource;
        self
    }

    /// Sets whether sending the request twice has the same effect as sending it once.
    #[must_use]
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Sets whether the header `Idempotency-Key` is documented.
    #[must_use]
    pub const fn idempotency_key(mut self, documented: bool) -> Self {
        self.idempotency_key = documented;
        self
    }

    /// Sets whether credentials are sent.
    #[must_use]
    pub const fn authenticated(mut self, authenticated: bool) -> Self {
        self.authenticated = authenticated;
        self
    }

    /// Sets the value of the `Accept` header.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// Sets the documented responses.
    #[must_use]
    pub const fn responses(mut self, responses: &'static [DocumentedResponse]) -> Self {
        self.responses = responses;
        self
    }

    /// Returns the documented response for a status: that of the exact status,
    /// else of its class (`2XX`), else `default`.
    #[must_use]
    pub fn response(&self, status: u16) -> Option<&'static DocumentedResponse> {
        self.named(status)
            .or_else(|| self.find(|documented| documented == "default"))
    }

    /// Returns the documented response that a successful response is compared with. For an
    /// undocumented success status it is the first documented success, since the body is decoded
    /// into that type; `default`, which usually describes an error, is used only if there is none.
    /// Of several responses for one status it is the one of the received media type, else the
    /// first.
    pub(crate) fn expected<'h>(
        &self,
        status: u16,
        actual: &dyn Fn() -> Option<&'h str>,
    ) -> Option<&'static DocumentedResponse> {
        let named = self.named(status);
        if self.responses.len() == 1 && named.is_some() {
            return named;
        }
        let of_its_type = |first: &'static DocumentedResponse| {
            let mut twins = self.responses.iter().filter(|response| response.status == first.status);
            let actual = actual()?;
            twins.find(|response| is_media_type(response.media_type, actual))
        };
        named
            .and_then(of_its_type)
            .or(named)
            .or_else(|| self.find(is_success))
            .or_else(|| self.response(status))
    }

    /// Returns the documented response for this status or its class.
    fn named(&self, status: u16) -> Option<&'static DocumentedResponse> {
        self.find(|documented| documented.parse() == Ok(status))
            .or_else(|| self.find(|documented| is_class_of(documented, status)))
    }

    fn find(&self, fits: impl Fn(&str) -> bool) -> Option<&'static DocumentedResponse> {
        self.responses.iter().find(|response| fits(response.status))
    }
}

/// Whether the received media type `actual` matches a documented one; both may have parameters.
pub(crate) fn is_media_type(documented: &str, actual: &str) -> bool {
    essence(documented).eq_ignore_ascii_case(essence(actual))
}

/// Returns a media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    text::before(media_type, b';').trim()
}

/// Whether `documented` is a success status, or the class of them.
fn is_success(documented: &str) -> bool {
    documented.starts_with('2')
}

/// Whether `documented` is a class, such as `2XX`, that contains `status`.
pub(crate) fn is_class_of(documented: &str, status: u16) -> bool {
    let Some((digit, rest)) = documented.split_at_checked(1) else {
        return false;
    };
    rest.eq_ignore_ascii_case("xx") && digit.parse() == Ok(status / 100)
}

/// A documented response of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentedResponse {
    /// The status as documented: `200`, `2XX` or `default`.
    pub status: &'static str,
    /// The media type of the body; empty if no body is documented.
    pub media_type: &'static str,
    /// The name of the body's schema, for messages; may be empty.
    pub schema: &'static str,
    /// The property names of the body if it is an object, else empty.
    pub fields: &'static [&'static str],
    /// Whether the schema requires one of the fields, so that decoding alone
    /// refuses an unrelated object.
    pub required: bool,
}

impl DocumentedResponse {
    /// Creates a response without a body for a status, such as `200`, `2XX` or `default`.
    #[must_use]
    pub const fn new(status: &'static str) -> Self {
        Self {
            status,
            media_type: "",
            schema: "",
            fields: &[],
            required: false,
        }
    }

    /// Sets the media type of the body.
    #[must_use]
    pub const fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = media_type;
        self
    }

    /// Sets the name of the body's schema and, if it is an object, the names of its properties.
    #[must_use]
    pub const fn schema(mut self, name: &'static str, fields: &'static [&'static str]) -> Self {
        self.schema = name;
        self.fields = fields;
        self
    }

    /// Sets whether the schema requires one of the fields.
    #[must_use]
    pub const fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }
}

/// A documented server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// The base URL, as documented.
    pub url: &'static str,
    /// The description; may be empty.
    pub description: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_documented_response_is_selected() {
        const fn response(status: &'static str) -> DocumentedResponse {
            DocumentedResponse::new(status)
        }
        const fn operation(responses: &'static [DocumentedResponse]) -> Operation {
            Operation::new("get", Method::GET, "/")
                .resource("x")
                .idempotent(true)
                .responses(responses)
        }
        static OPERATION: Operation = operation(&[response("default"), response("2XX"), response("200")]);
        static NARROW: Operation = operation(&[response("default"), response("200"), response("202")]);
        for (status, documented) in [(200, "200"), (201, "2XX"), (404, "default")] {
            let found = OPERATION.response(status).map(|response| response.status);
            assert_eq!(found, Some(documented));
        }
        for (status, documented, expected) in [(202, "202", "202"), (201, "default", "200")] {
            assert_eq!(
                NARROW.response(status).map(|response| response.status),
                Some(documented)
            );
            assert_eq!(
                NARROW.expected(status, &|| None).map(|response| response.status),
                Some(expected)
            );
        }
    }
}
