//! Calls of undocumented endpoints.

use reqwest::Method;

use super::Call;
use crate::client::Client;
use crate::config_error::ConfigKind;
use crate::operation::Operation;

/// Describes an undocumented endpoint by its method (RFC 9110, section 9.2.2).
const fn raw(method: Method, idempotent: bool) -> Operation {
    Operation::new("request", method, "/{path}").idempotent(idempotent)
}

static METHODS: [Operation; 7] = [
    raw(Method::GET, true),
    raw(Method::HEAD, true),
    raw(Method::OPTIONS, true),
    raw(Method::PUT, true),
    raw(Method::DELETE, true),
    raw(Method::POST, false),
    raw(Method::PATCH, false),
];

impl Client {
    /// Creates a call of an undocumented endpoint, which follows the same rules as every call:
    /// credentials, idempotency keys, retries, limits, errors. Messages name it
    /// `request (GET /{path})`, since the path may be confidential.
    ///
    /// The path begins with a slash and is appended to the base URL. It has no query; use
    /// [`Call::query`]. It may contain placeholders in braces, to be replaced by [`Call::path`],
    /// which percent-encodes the value. The rest is sent verbatim, except that characters not
    /// allowed in a URL are percent-encoded. Methods are GET, HEAD, OPTIONS, PUT, DELETE, POST and
    /// PATCH.
    ///
    /// ```no_run
    /// # use apifox_client::serde_json::Value;
    /// # use apifox_client::{Client, Method, decode};
    ///
    /// # async fn run(client: Client) -> Result<(), apifox_client::Error> {
    /// let refunds = client
    ///     .request(Method::GET, "/v1/payouts/{id}/refunds")
    ///     .path("id", "po_1")
    ///     .query("limit", 10)
    ///     .send(decode::json::<Value>)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An invalid path or method results in an
    /// [`Error::Config`](crate::Error::Config) when the call is sent.
    #[allow(clippy::needless_pass_by_value)] // the argument is usually a constant
    pub fn request(&self, method: Method, path: &str) -> Call {
        let operation = METHODS.iter().find(|operation| operation.method == method);
        let mut call = Call::new(self, operation.unwrap_or(&METHODS[0]));
        path.clone_into(call.path.to_mut());
        if operation.is_none() {
            call.fail(
                ConfigKind::Setting,
                "this method is not sent: use GET, HEAD, OPTIONS, PUT, DELETE, POST or PATCH",
            );
        }
        if !path.starts_with('/') || path.contains(['?', '#', '\\']) || path.contains(char::is_control) {
            let message =
                "the path of a request begins with a slash and has no query, fragment, backslash or control characters";
            call.fail(ConfigKind::Path, message);
        }
        call
    }
}
