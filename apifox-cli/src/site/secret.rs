//! Headers whose values are secret: they are read from environment variables, and sent to one host
//! only.

use std::io;

use apifox_build::Tracked;
use url::Url;

use super::address;

/// Names and values.
pub(crate) type Headers = Vec<(String, String)>;

/// The option for headers.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Named {
    /// A header that the site requires, and the environment variable that holds its value, such as
    /// `Authorization=DOCS_TOKEN`. Default: the `headers` of the source in apifox.yaml with the
    /// same host.
    #[arg(long = "header", value_name = "NAME=VARIABLE")]
    headers: Vec<String>,
}

impl Named {
    pub(crate) fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// Names of headers and of variables. An invalid argument may be the secret itself, so no
    /// message repeats it.
    pub(crate) fn pairs(&self) -> io::Result<Vec<(String, String)>> {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let pairs = self.headers.iter().map(|text| match text.split_once('=') {
            Some((name, variable)) if is_name(name) && is_name(variable) => Ok((name.to_owned(), variable.to_owned())),
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "write `--header NAME=VARIABLE`, with the name of an environment variable and not its value",
            )),
        });
        pairs.collect()
    }

    /// Returns the headers for an address.
    pub(crate) fn of(&self, at: &Url, sources: &[Tracked]) -> io::Result<Headers> {
        if !self.is_empty() {
            return values(&self.pairs()?, &address::shown(at));
        }
        let same = sources.iter().find(|source| {
            let target = address::parse(source.address());
            target.is_ok_and(|target| target.url().origin() == at.origin())
        });
        same.map_or_else(
            || Ok(Headers::new()),
            |source| values(source.headers(), source.address()),
        )
    }
}

/// Returns the headers with their values from the environment.
pub(crate) fn values(named: &[(String, String)], of: &str) -> io::Result<Headers> {
    let mut headers = Headers::new();
    for (name, variable) in named {
        // A variable that was read from a file can end with a line break.
        let value = std::env::var(variable).unwrap_or_default().trim().to_owned();
        if value.is_empty() {
            let message = format!("the header {name} of {of} is read from {variable}, which is not set: set it");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        headers.push((name.clone(), value));
    }
    Ok(headers)
}
