//! Errors of connections.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use reqwest::StatusCode;

use crate::auth::Auth;
use crate::base_url::Route;
use crate::context::Context;
use crate::effect::{Effect, Verdict};
use crate::multipart::Unreadable;
use crate::response::Head;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use crate::tls::{is_refused as is_refused_by_tls, is_tls};
use crate::{platform, text};

/// The connection could not be made, or broke.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportKind,
    /// The host or proxy that was to be reached.
    route: Route,
    context: Context,
    /// Present if the response had begun.
    head: Option<Head>,
    /// The status with which the proxy refused.
    proxy_status: Option<StatusCode>,
    cause: Cause,
}

/// Where the connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportKind {
    /// The host name could not be resolved; nothing was sent.
    Dns,
    /// No connection to the host or proxy could be made; nothing was sent.
    Connect,
    /// The TLS handshake failed, or either side refused the other's certificate; no request was
    /// read. Only a handshake in which the connection broke can be sent again.
    Tls,
    /// The connection broke after the request may have been sent, or the request was aborted
    /// because a file in its body could not be read to the end.
    Interrupted,
    /// The response head exceeds the limit of 100 headers or about 400 KiB, or
    /// the trailers after a chunked body exceed 100 or 16 KiB. The API has
    /// processed the request. A [custom HTTP client](crate::HttpClient) can
    /// change the number of headers and trailers (`http1_max_headers`).
    HeadTooLarge,
}

impl TransportError {
    pub(crate) fn new(error: reqwest::Error, route: Route, context: Context, auth: &Auth) -> Self {
        let cause = Cause::new(error, auth);
        Self {
            kind: cause.kind(),
            route,
            context,
            head: None,
            proxy_status: None,
            cause,
        }
    }

    /// Adds the response head; its request id is redacted. The handshake is over then, whatever
    /// alert ended the connection.
    pub(crate) fn while_reading(mut self, head: Head, auth: &Auth) -> Self {
        if self.kind == TransportKind::Tls {
            self.kind = TransportKind::Interrupted;
        }
        self.head = Some(head.for_error(auth));
        self
    }

    /// Adds the status with which the proxy refused a tunnel.
    pub(crate) fn behind_proxy(self, proxy_status: Option<StatusCode>) -> Self {
        Self { proxy_status, ..self }
    }

    /// Returns where the connection failed.
    #[must_use]
    pub fn kind(&self) -> TransportKind {
        self.kind
    }

    /// Whether the proxy requires credentials, which would be missing in the next attempt as well.
    fn is_proxy_auth(&self) -> bool {
        self.proxy_status == Some(StatusCode::PROXY_AUTHENTICATION_REQUIRED)
    }

    /// Whether the call may have been carried out. A refused certificate would be refused again; a
    /// file that changed during the attempt would be a different request.
    pub(super) fn verdict(&self) -> Verdict {
        match self.kind {
            TransportKind::Interrupted => Verdict::new(Effect::Open, !self.cause.is_of_the_body()),
            TransportKind::Tls => Verdict::new(Effect::Unsent, !self.cause.is_of_tls()),
            TransportKind::HeadTooLarge => Verdict::new(Effect::Open, false),
            TransportKind::Connect if self.is_proxy_auth() => Verdict::new(Effect::Unsent, false),
            TransportKind::Dns | TransportKind::Connect => Verdict::new(Effect::Unsent, true),
        }
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    pub(super) fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            route,
            context,
            head,
            proxy_status,
            cause,
        } = self;
        write!(f, "{context}: ")?;
        match (kind, head) {
            (TransportKind::Dns, _) => write!(f, "the {} could not be found", route.looked_up())?,
            (TransportKind::Connect, _) => write!(f, "no connection to {route}")?,
            (TransportKind::Tls, _) => write!(f, "the TLS handshake with {route} failed")?,
            (TransportKind::HeadTooLarge, None) => write!(f, "{route} answered with a head that is too large")?,
            (TransportKind::HeadTooLarge, Some(head)) => {
                let status = head.status.as_u16();
                write!(f, "{route} answered {status} with trailers that are too large")?;
            }
            (TransportKind::Interrupted, None) if cause.is_of_the_body() => {
                write!(f, "the request to {route} was aborted while its body was sent")?;
            }
            (TransportKind::Interrupted, None) => {
                write!(f, "the connection to {route} broke before a response came")?;
            }
            (TransportKind::Interrupted, Some(head)) => {
                let status = head.status.as_u16();
                write!(f, "{route} answered {status}, but the connection broke in the body")?;
            }
        }
        if let Some(status) = proxy_status {
            write!(f, ": the proxy answered {status}")?;
        } else if *kind == TransportKind::HeadTooLarge {
            f.write_str(match head {
                None => ": more than 100 headers, or more than 400 KiB of them",
                Some(_) => ": more than 100, or more than 16 KiB of them",
            })?;
        } else if let Some(message) = &cause.message {
            write!(f, ": {message}")?;
        }
        if let Some(head) = head {
            head.write_request_id(f)?;
        }
        let advice = match kind {
            TransportKind::Dns => "check the base URL and the network",
            TransportKind::Tls if self.cause.is_of_tls() => {
                "check the base URL, the certificates, and the clock of this machine"
            }
            TransportKind::Connect if self.is_proxy_auth() => "check the credentials for the proxy",
            _ => "",
        };
        self.verdict().write_end(context, advice, f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.outermost()
    }
}

/// The error of the HTTP library. Its own type is not part of this crate's
/// interface; its source is.
struct Cause {
    /// Without its URL.
    error: reqwest::Error,
    is_https: bool,
    /// What happened, redacted for messages.
    message: Option<CauseMessage>,
}

/// The message of the cause. A message about a certificate contains names that
/// its owner has chosen.
#[derive(Debug)]
struct CauseMessage {
    line: String,
    /// Whether another party may have chosen part of it. The message then replaces the cause.
    is_foreign: bool,
}

impl fmt::Display for CauseMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl StdError for CauseMessage {}

impl Cause {
    fn new(error: reqwest::Error, auth: &Auth) -> Self {
        let is_https = error.url().is_some_and(|url| url.scheme() == "https");
        let mut cause = Self {
            error: error.without_url(),
            is_https,
            message: None,
        };
        cause.message = cause.root().map(|root| {
            let line = auth.redact_line(&root.to_string(), text::SHOWN);
            let is_foreign = cause.kind() == TransportKind::Tls && !text::is_plain(&line);
            let line = if is_foreign { text::quoted(&line) } else { line };
            CauseMessage { line, is_foreign }
        });
        cause
    }

    fn kind(&self) -> TransportKind {
        if !platform::is_connect(&self.error) {
            // A TLS 1.3 server refuses the client's certificate after the client considers the
            // handshake complete; it has not read the request then.
            if self.chain().any(is_refused_by_tls) {
                TransportKind::Tls
            } else if self.chain().any(platform::is_head_too_large) {
                TransportKind::HeadTooLarge
            } else {
                TransportKind::Interrupted
            }
        } else if platform::is_dns(&self.error) {
            TransportKind::Dns
        } else if self.is_of_tls() || self.is_in_handshake() {
            TransportKind::Tls
        } else {
            TransportKind::Connect
        }
    }

    /// Whether either side refused the other, as it would again.
    fn is_of_tls(&self) -> bool {
        self.chain().any(|error| is_tls(error) || is_refused_by_tls(error))
    }

    /// Whether the connection broke in the TLS handshake: an error of the connection itself. The
    /// connector and the tunnel wrap the errors of earlier steps in their own.
    fn is_in_handshake(&self) -> bool {
        self.is_https && self.chain().nth(1).is_some_and(<dyn StdError>::is::<io::Error>)
    }

    /// Whether reading the request body failed.
    fn is_of_the_body(&self) -> bool {
        self.chain().any(<dyn StdError>::is::<Unreadable>)
    }

    fn outermost(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.message {
            Some(message) if message.is_foreign => Some(message),
            _ => self.chain().next(),
        }
    }

    /// Returns the cause to report: the last one, but for TLS the first, since
    /// those below it are internal to its library.
    fn root(&self) -> Option<&(dyn StdError + 'static)> {
        self.chain()
            .find(|error| is_tls(*error) || is_refused_by_tls(*error))
            .or_else(|| self.chain().last())
    }

    fn chain(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        std::iter::successors(self.error.source(), below).filter(|error| !error.is::<reqwest::Error>())
    }
}

/// Returns the next cause. An I/O error made of another error hides it, since
/// it returns that error's source as its own; TLS errors are wrapped like this.
fn below<'a>(error: &&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let error = *error;
    let io_error = error.downcast_ref::<io::Error>();
    let inside = io_error.and_then(io::Error::get_ref);
    match inside {
        Some(inside) => Some(inside),
        None => error.source(),
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) if message.is_foreign => message.fmt(f),
            _ => f.debug_list().entries(self.chain()).finish(),
        }
    }
}

/// The browser does not report this.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn is_tls(_: &(dyn StdError + 'static)) -> bool {
    false
}

/// The browser does not report this.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn is_refused_by_tls(_: &(dyn StdError + 'static)) -> bool {
    false
}
