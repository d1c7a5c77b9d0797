//! What generated code knows of an operation: plain rows of constants.
//!
//! The fields are public because generated code writes these rows as statics;
//! nothing here is computed at run time.

use reqwest::Method;

/// One operation of the API: a method and a path template, and what it answers.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The operation's id, such as `get_balance`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces, such as `/v1/payouts/{id}`.
    pub template: &'static str,
    /// The resource the operation belongs to, such as `balance`.
    pub resource: &'static str,
    /// Whether sending the request twice means the same as sending it once.
    pub idempotent: bool,
    /// Whether the header `Idempotency-Key` is documented, so that sending the
    /// request again with the same key does not carry it out twice.
    pub idempotency_key: bool,
    /// Whether credentials are sent; an operation open to everybody gets none.
    pub authenticated: bool,
    /// The value of the `Accept` header.
    pub accept: &'static str,
    /// The documented answers.
    pub answers: &'static [Answer],
}

impl Operation {
    /// The documented answer for a status: the status itself, else its class
    /// (`2XX`), else `default`.
    #[must_use]
    pub fn answer(&self, status: u16) -> Option<&'static Answer> {
        self.named(status)
            .or_else(|| self.find(|documented| documented == "default"))
    }

    /// The documented answer that an answer of success is held against. A
    /// status of success that is not documented stands for the first one that
    /// is, since that one's type is what it is decoded into; only without any
    /// is it `default`, which is mostly an error.
    /// Of several answers of one status it is that of the media type that
    /// came, else the first.
    pub(crate) fn expected(&self, status: u16, came: Option<&str>) -> Option<&'static Answer> {
        let named = self.named(status);
        let of_its_type = |first: &'static Answer| {
            let mut twins = self.answers.iter().filter(|answer| answer.status == first.status);
            twins.find(|answer| came.is_some_and(|came| is_media_type(answer.media_type, came)))
        };
        named
            .and_then(of_its_type)
            .or(named)
            .or_else(|| self.find(is_success))
            .or_else(|| self.answer(status))
    }

    /// The documented answer that names a status, or its class.
    fn named(&self, status: u16) -> Option<&'static Answer> {
        self.find(|documented| documented.parse() == Ok(status))
            .or_else(|| self.find(|documented| is_class_of(documented, status)))
    }

    fn find(&self, fits: impl Fn(&str) -> bool) -> Option<&'static Answer> {
        self.answers.iter().find(|answer| fits(answer.status))
    }
}

/// Whether a body that came as `came` is of a documented media type; both may
/// have parameters.
pub(crate) fn is_media_type(documented: &str, came: &str) -> bool {
    essence(documented).eq_ignore_ascii_case(essence(came))
}

/// A media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether `documented` is a status of success, or all of them.
fn is_success(documented: &str) -> bool {
    documented.starts_with('2')
}

/// Whether `documented` is a class, such as `2XX`, that `status` is in.
pub(crate) fn is_class_of(documented: &str, status: u16) -> bool {
    let Some((digit, rest)) = documented.split_at_checked(1) else {
        return false;
    };
    rest.eq_ignore_ascii_case("xx") && digit.parse() == Ok(status / 100)
}

/// One documented answer of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status as documented: `200`, `2XX` or `default`.
    pub status: &'static str,
    /// The media type of the body; empty where no body is documented.
    pub media_type: &'static str,
    /// The name of the body's schema, for messages; may be empty.
    pub schema: &'static str,
    /// The property names of the body where it is an object, else empty.
    pub fields: &'static [&'static str],
    /// Whether the schema requires one of the fields, so that decoding alone
    /// refuses an object that is something else.
    pub required: bool,
}

/// A host that the pages name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// The base URL, as documented.
    pub url: &'static str,
    /// What it is for; may be empty.
    pub description: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_documented_answer_is_taken() {
        const fn answer(status: &'static str) -> Answer {
            Answer {
                status,
                media_type: "",
                schema: "",
                fields: &[],
                required: false,
            }
        }
        const fn operation(answers: &'static [Answer]) -> Operation {
            Operation {
                id: "get",
                method: Method::GET,
                template: "/",
                resource: "x",
                idempotent: true,
                idempotency_key: false,
                authenticated: true,
                accept: "application/json",
                answers,
            }
        }
        static OPERATION: Operation = operation(&[answer("default"), answer("2XX"), answer("200")]);
        static NARROW: Operation = operation(&[answer("default"), answer("200"), answer("202")]);
        for (status, documented) in [(200, "200"), (201, "2XX"), (404, "default")] {
            let found = OPERATION.answer(status).map(|answer| answer.status);
            assert_eq!(found, Some(documented));
        }
        for (status, documented, expected) in [(202, "202", "202"), (201, "default", "200")] {
            assert_eq!(NARROW.answer(status).map(|answer| answer.status), Some(documented));
            assert_eq!(
                NARROW.expected(status, None).map(|answer| answer.status),
                Some(expected)
            );
        }
    }
}
