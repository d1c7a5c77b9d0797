//! The call by hand, twice: in the usual way, and with the least possible work.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Client, ClientBuilder, Request};
use serde::Deserialize;

use crate::{Failure, KEY};

/// The fields of the generated type, without its generated methods.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoding is counted")]
pub struct Balance {
    pub object: String,
    pub available: Vec<Money>,
    #[serde(default)]
    pub pending: Vec<Money>,
    pub livemode: Option<bool>,
    pub issuing: Option<Issuing>,
    #[serde(default)]
    pub connect_reserved: Vec<Money>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoding is counted")]
pub struct Issuing {
    #[serde(default)]
    pub available: Vec<Money>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoding is counted")]
pub struct Money {
    pub amount: i64,
    pub currency: String,
}

fn builder() -> ClientBuilder {
    Client::builder()
        .user_agent("my-shop/1.0")
        .no_proxy() // like ours on loopback; on other hosts ours looks for proxies
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(30))
}

/// Builds a client that sends headers with every request.
#[cfg(feature = "progenitor")]
pub fn client(headers: HeaderMap) -> Result<Client, reqwest::Error> {
    builder().default_headers(headers).build()
}

/// Returns the credentials header in the usual way, made by reqwest.
pub fn credentials() -> Result<HeaderMap, Failure> {
    let request = Client::new()
        .get("http://localhost")
        .basic_auth(KEY, None::<&str>)
        .build()?;
    let value = request
        .headers()
        .get(AUTHORIZATION)
        .ok_or("reqwest made no header")?;
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value.clone())]))
}

/// The usual way.
pub struct Bare {
    http: Client,
    base_url: String,
}

impl Bare {
    pub fn new(base_url: &str) -> Result<Self, Failure> {
        let http = builder().build()?;
        let base_url = base_url.to_owned();
        Ok(Self { http, base_url })
    }

    pub async fn balance(&self) -> Result<Balance, Failure> {
        let request = self.http.get(format!("{}/v1/balance", self.base_url));
        let response = request.basic_auth(KEY, None::<&str>).send().await?;
        let body = response.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }
}

/// The least possible work: the request is prepared once, and the clock is not read.
pub struct Lean {
    http: Client,
    request: Request,
}

impl Lean {
    pub fn new(base_url: &str) -> Result<Self, Failure> {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .build()?;
        let mut request = http.get(format!("{base_url}/v1/balance")).build()?;
        *request.headers_mut() = credentials()?;
        Ok(Self { http, request })
    }

    pub async fn balance(&self) -> Result<Balance, Failure> {
        let request = self
            .request
            .try_clone()
            .ok_or("a request without a body can be cloned")?;
        let mut response = self.http.execute(request).await?;
        if !response.status().is_success() {
            return Err(response.status().as_str().into());
        }
        // A response this short arrives in one piece, and `bytes` would collect pieces in a list.
        let piece = response.chunk().await?.unwrap_or_default();
        if response.chunk().await?.is_some() {
            return Err("the response came in several pieces".into());
        }
        Ok(serde_json::from_slice(&piece)?)
    }
}
