//! Sends requests: one at a time by default, with retries, conditional, and to one host only.

use std::io::Read as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use ureq::http::{HeaderMap, Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error};
use url::Url;

use super::address::{safe, shown};
pub(crate) use super::ask::{Ask, Validators};
use super::{Failure, pause};

const ATTEMPTS: u32 = 4;
const REDIRECTS: usize = 5;
const USER_AGENT: &str = concat!(
    "apifox/",
    env!("CARGO_PKG_VERSION"),
    " (+",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);

/// The limits of requests.
#[derive(Debug, Clone, Args)]
pub(crate) struct Limits {
    /// The maximum number of concurrent requests.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    jobs: u8,
    /// The time limit for the whole run in seconds, including waits.
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    time_limit: u64,
    /// The largest page that is read, in bytes.
    #[arg(long, default_value_t = 16 << 20, value_name = "BYTES")]
    max_bytes: u64,
    /// The wait before the first retry of a failed request, in milliseconds; doubled for each
    /// further retry.
    #[arg(long, default_value_t = 500, value_name = "MILLISECONDS")]
    pause: u64,
}

/// The result of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// 304: the page is unchanged.
    Unchanged,
    Page {
        at: Url,
        bytes: Vec<u8>,
        validators: Validators,
    },
}

/// The client of a run.
pub(crate) struct Client {
    agent: Agent,
    limits: Limits,
    deadline: Instant,
}

impl Client {
    pub(crate) fn new(limits: &Limits) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT)
            .accept("text/markdown, text/plain, application/yaml, application/json, */*;q=0.1")
            .timeout_connect(Some(Duration::from_secs(30)))
            .tls_config(tls)
            .build();
        Self {
            agent: agent.into(),
            limits: limits.clone(),
            deadline: Instant::now() + Duration::from_secs(limits.time_limit),
        }
    }

    /// Fetches all pages; results are in the order of the requests.
    pub(crate) fn all(&self, asks: &[Ask]) -> Vec<Result<Fetched, Failure>> {
        let bar = bar(asks.len());
        let next = AtomicUsize::new(0);
        let results: Vec<Mutex<Option<Result<Fetched, Failure>>>> = asks.iter().map(|_| Mutex::new(None)).collect();
        std::thread::scope(|scope| {
            for _ in 0..usize::from(self.limits.jobs).min(asks.len()) {
                scope.spawn(|| {
                    while let Some((ask, result)) = {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        asks.get(at).zip(results.get(at))
                    } {
                        bar.set_message(shown(&ask.at));
                        let fetched = self.one(ask, &bar).map_err(|failure| ask.masked(failure));
                        bar.inc(1);
                        if let Ok(mut place) = result.lock() {
                            *place = Some(fetched);
                        }
                    }
                });
            }
        });
        bar.finish_and_clear();
        let finished = results.into_iter().map(|result| result.into_inner().ok().flatten());
        finished
            .map(|result| result.unwrap_or_else(|| Err(Failure::Network("a request was not made".to_owned()))))
            .collect()
    }

    /// Fetches one page.
    pub(crate) fn get(&self, ask: &Ask) -> Result<Fetched, Failure> {
        self.all(std::slice::from_ref(ask))
            .pop()
            .unwrap_or_else(|| Err(Failure::Network("a request was not made".to_owned())))
    }

    fn one(&self, ask: &Ask, bar: &ProgressBar) -> Result<Fetched, Failure> {
        let first = self.patiently(ask, &ask.at, bar);
        let is_gone = |result: &Result<Fetched, Failure>| matches!(result, Err(Failure::Gone(_)));
        // Validators belong to one address.
        let bare = Ask {
            known: Validators::default(),
            ..ask.clone()
        };
        let own = ask.or.iter().fold(first, |found, other| {
            if !is_gone(&found) {
                return found;
            }
            match self.patiently(&bare, other, bar) {
                // Report the failure of the first address.
                Err(Failure::Gone(_)) => found,
                result => result,
            }
        });
        let mirrors = ask.mirrors.iter().filter(|_| matches!(own, Err(Failure::Network(_))));
        for mirror in mirrors {
            if let Ok(Fetched::Page { at, bytes, .. }) = self.patiently(&Ask::plain(mirror.clone()), mirror, bar) {
                let validators = Validators::default();
                return Ok(Fetched::Page { at, bytes, validators });
            }
        }
        own
    }

    /// Retries until a result, a permanent error, or the time limit.
    fn patiently(&self, ask: &Ask, at: &Url, bar: &ProgressBar) -> Result<Fetched, Failure> {
        let mut attempt = 0;
        loop {
            let (message, wait) = match self.followed(ask, at) {
                Ok(fetched) => return Ok(fetched),
                Err(Trouble::Final(failure)) => return Err(failure),
                Err(Trouble::Transient(message, wait)) => (message, wait),
            };
            attempt += 1;
            if attempt == ATTEMPTS {
                return Err(Failure::Network(format!(
                    "{message} ({ATTEMPTS} attempts): try again later"
                )));
            }
            let wait = wait.unwrap_or_else(|| pause::after(attempt - 1, Duration::from_millis(self.limits.pause)));
            if wait >= self.left() {
                return Err(Failure::Network(format!(
                    "{message}; the next attempt would be after the time limit, in {} seconds: try again then, or raise --time-limit",
                    wait.as_secs()
                )));
            }
            bar.set_message(format!("waiting {} ms: {message}", wait.as_millis()));
            std::thread::sleep(wait);
        }
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Sends one request, and follows redirects on the same host.
    fn followed(&self, ask: &Ask, at: &Url) -> Result<Fetched, Trouble> {
        let mut at = at.clone();
        for _ in 0..=REDIRECTS {
            let response = self.request(ask, &at)?;
            let status = response.status().as_u16();
            let headers = response.headers();
            match status {
                304 => return Ok(Fetched::Unchanged),
                200 => return self.body(response, at, ask),
                301 | 302 | 303 | 307 | 308 => at = redirected(&at, &text(headers, "location").unwrap_or_default())?,
                404 | 410 => return Err(Failure::Gone(format!("{} is gone ({status})", shown(&at))).into()),
                401 | 403 => {
                    return Err(Failure::Network(format!(
                        "{} requires a key ({status}): name the header that holds it with `--header`, or with `headers` of the source in apifox.yaml",
                        shown(&at)
                    ))
                    .into());
                }
                408 | 425 | 429 | 500..=599 => {
                    let wait = text(headers, "retry-after")
                        .and_then(|asked| pause::asked(&asked, text(headers, "date").as_deref()));
                    return Err(Trouble::Transient(
                        format!("{} responds with {status}", shown(&at)),
                        wait,
                    ));
                }
                _ => {
                    let message = format!("{} responds with {status}: open it in a browser", shown(&at));
                    return Err(Failure::Network(message).into());
                }
            }
        }
        let message = format!(
            "{} redirects in a loop: open it in a browser, and use the final address",
            shown(&at)
        );
        Err(Failure::Refused(message).into())
    }

    fn request(&self, ask: &Ask, at: &Url) -> Result<Response<Body>, Trouble> {
        let left = self.left();
        if left.is_zero() {
            return Err(late(at).into());
        }
        let mut request = self.agent.get(at.as_str());
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        if let Some(etag) = &ask.known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &ask.known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let sent = request.config().timeout_global(Some(left)).build().call();
        sent.map_err(|error| trouble(at, &error))
    }

    fn body(&self, mut response: Response<Body>, at: Url, ask: &Ask) -> Result<Fetched, Trouble> {
        let validators = Validators {
            etag: text(response.headers(), "etag"),
            last_modified: text(response.headers(), "last-modified"),
        };
        let is_html =
            text(response.headers(), "content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        let limit = self.limits.max_bytes;
        let mut bytes = Vec::new();
        let reader = response
            .body_mut()
            .with_config()
            .limit(limit.saturating_add(1))
            .reader();
        if let Err(error) = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
            return Err(trouble(&at, &Error::from(error)));
        }
        if bytes.len() as u64 > limit {
            return Err(Failure::Refused(format!(
                "{} is larger than {limit} bytes: raise --max-bytes if that size is expected",
                shown(&at)
            ))
            .into());
        }
        if is_html || begins_as_html(&bytes) {
            return Err(Failure::Refused(format!(
                "{} returned HTML instead of Markdown: a login, a bot check, or a page for people; open it in a browser, and set `headers` of the source in apifox.yaml if the site requires a login",
                shown(&at)
            ))
            .into());
        }
        let kept = [validators.etag.as_deref(), validators.last_modified.as_deref()];
        let kept = kept
            .into_iter()
            .flatten()
            .map(str::as_bytes)
            .chain([bytes.as_slice(), at.as_str().as_bytes()]);
        if kept.into_iter().any(|bytes| ask.is_repeated_in(bytes)) {
            return Err(Failure::Refused(format!(
                "{} contains the value of a request header, which would be recorded: inform the vendor, and add the page by hand",
                shown(&at)
            ))
            .into());
        }
        Ok(Fetched::Page { at, bytes, validators })
    }
}

/// Why a request failed.
enum Trouble {
    Final(Failure),
    /// A retry may succeed, after this time if the site states one.
    Transient(String, Option<Duration>),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Final(failure)
    }
}

fn late(at: &Url) -> Failure {
    Failure::Network(format!(
        "{} did not arrive within the time limit: raise --time-limit",
        shown(at)
    ))
}

/// Converts an error by its variant only, so that its message contains nothing that was sent.
fn trouble(at: &Url, error: &Error) -> Trouble {
    let at_text = shown(at);
    match error {
        Error::Timeout(ureq::Timeout::Connect) => {
            Trouble::Transient(format!("the connection to {at_text} timed out"), None)
        }
        Error::Timeout(_) => late(at).into(),
        Error::HostNotFound => Failure::Network(format!("{at_text}: unknown host; check the address")).into(),
        Error::ConnectionFailed => Trouble::Transient(format!("cannot connect to {at_text}"), None),
        // One of our own errors, raised while the body was read.
        Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(inner) => trouble(at, inner),
            None if error.kind() == std::io::ErrorKind::TimedOut => late(at).into(),
            None => Trouble::Transient(format!("the connection to {at_text} was lost"), None),
        },
        Error::Http(_) | Error::BadUri(_) => Failure::Network(format!(
            "{at_text} cannot be requested: check the address and the names of `headers`"
        ))
        .into(),
        Error::InvalidProxyUrl => {
            Failure::Network("the address of the proxy in the environment is invalid".to_owned()).into()
        }
        Error::Protocol(_) => {
            Trouble::Transient(format!("{at_text} sent an incomplete or invalid HTTP response"), None)
        }
        other => Failure::Network(format!("{at_text}: {other}")).into(),
    }
}

/// Returns the target of a redirect, if it may be followed.
fn redirected(from: &Url, location: &str) -> Result<Url, Failure> {
    let refused = |to: &str, why: &str| Failure::Refused(format!("{} redirects to {to}, {why}", shown(from)));
    let to = from
        .join(location)
        .map_err(|_| refused("an invalid address", "which cannot be followed"))?;
    let to = safe(to.as_str()).map_err(|why| refused(&shown(&to), &format!("which is refused: {why}")))?;
    let is_same = to.host() == from.host() && (to.scheme() != from.scheme() || to.port() == from.port());
    if !is_same {
        return Err(refused(
            &shown(&to),
            "which is another host: give that address if you trust it",
        ));
    }
    if from.scheme() == "https" && to.scheme() != "https" {
        return Err(refused(&shown(&to), "which is not encrypted"));
    }
    Ok(to)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

fn begins_as_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<script"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

/// Progress on a terminal: how many pages are done, how fast, and the current wait.
fn bar(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    let bar = match ProgressStyle::with_template("{spinner} {pos}/{len} pages, {per_sec}, {elapsed}, {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    };
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
