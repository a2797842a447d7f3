//! How a client is put together, and what it does unless it is told otherwise.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls::ClientConfig;

use super::client::{Client, Inner, Times};
use super::destination::{Origin, Rules};
use super::meters::Meters;
use super::resolver::{Anywhere, Outside, Resolve, System};
use super::{proxy, tls};
use crate::environment::Environment;
use crate::threads::Threads;

/// On how many threads the connections of a client are driven.
const THREADS: usize = 2;
/// How many headers an answer may have.
const MOST_HEADERS: usize = 100;

/// What a [`Client`] is to be.
#[must_use]
pub struct ClientBuilder {
    name: String,
    base: Option<String>,
    trusted: Vec<String>,
    allowed: Vec<IpNet>,
    times: Times,
    idle_per_host: usize,
    idle: Duration,
    max_response: u64,
    max_redirects: usize,
    is_https_only: bool,
    user_agent: String,
    headers: Vec<(String, String)>,
    ca_file: Option<PathBuf>,
    proxies: Option<Environment>,
    resolver: Arc<dyn Resolve>,
}

impl ClientBuilder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            base: None,
            trusted: Vec::new(),
            allowed: Vec::new(),
            times: Times {
                connect: Duration::from_secs(1),
                read: Duration::from_secs(5),
                total: Duration::from_secs(10),
            },
            idle_per_host: 32,
            idle: Duration::from_secs(30),
            max_response: 1024 * 1024,
            max_redirects: 5,
            is_https_only: false,
            user_agent: "hardpoint".to_owned(),
            headers: Vec::new(),
            ca_file: None,
            proxies: None,
            resolver: Arc::new(System),
        }
    }

    /// Where paths are appended to. Its origin is trusted, as with [`trust`](Self::trust).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.trusted.push(url.clone());
        self.base = Some(url);
        self
    }

    /// Trusts the origin of `url`, its scheme, host and port: it may be at any address, and hears of
    /// the request at hand: its trace, its id, how much time is left for it.
    pub fn trust(mut self, url: impl Into<String>) -> Self {
        self.trusted.push(url.into());
        self
    }

    /// Networks that any URL may lead to, though they are no part of the public internet.
    pub fn allow_private(mut self, networks: impl IntoIterator<Item = IpNet>) -> Self {
        self.allowed.extend(networks);
        self
    }

    /// How long a connection may take, its name's resolution and TLS included; 1 second unless said.
    pub fn connect_timeout(mut self, longest: Duration) -> Self {
        self.times.connect = longest;
        self
    }

    /// How long may pass from the beginning of a request to the head of its answer, and from one part
    /// of its body to the next; 5 seconds unless said.
    pub fn read_timeout(mut self, longest: Duration) -> Self {
        self.times.read = longest;
        self
    }

    /// How long all of it may take, redirects and the answer's body included; 10 seconds unless said,
    /// here or by [`RequestBuilder::timeout`](super::RequestBuilder::timeout). It is never longer than
    /// what is left of the call and of the request that it is made for.
    pub fn timeout(mut self, longest: Duration) -> Self {
        self.times.total = longest;
        self
    }

    /// How many connections to one host are kept while nobody uses them; 32 unless said. How many are
    /// used at once is bounded by who calls: with `#[dependency]`, by its `concurrency`.
    pub fn idle_per_host(mut self, most: usize) -> Self {
        self.idle_per_host = most;
        self
    }

    /// For how long a connection is kept that nobody uses; 30 seconds unless said.
    pub fn idle_timeout(mut self, longest: Duration) -> Self {
        self.idle = longest;
        self
    }

    /// The most bytes that a body may have that is read at once; 1 MiB unless said. What is read
    /// [part by part](super::Response::chunk) has no limit.
    pub fn max_response(mut self, bytes: u64) -> Self {
        self.max_response = bytes;
        self
    }

    /// How many redirects are followed after a `GET` or `HEAD`; 5 unless said. After other methods
    /// none is.
    pub fn max_redirects(mut self, most: usize) -> Self {
        self.max_redirects = most;
        self
    }

    /// Refuses every URL that is not `https`, trusted ones included.
    pub fn https_only(mut self) -> Self {
        self.is_https_only = true;
        self
    }

    /// What is sent as `User-Agent`; `hardpoint` unless said.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// A header of every request: to trusted origins; with a client that has none, to any URL it is
    /// given. To another origin that a redirect leads to it is not sent.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Trusts the certificate authorities in this PEM file, and not those that the system trusts.
    pub fn ca_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(file.into());
        self
    }

    /// Sends requests through the proxies that `http_proxy` and `https_proxy` name, but for the hosts
    /// in `no_proxy`. Without it no proxy is used, whatever the environment says.
    ///
    /// A proxy resolves names itself: then it alone keeps names from leading inside, and this client
    /// only refuses addresses that are written in URLs.
    pub fn proxies_from(mut self, environment: &Environment) -> Self {
        self.proxies = Some(environment.clone());
        self
    }

    /// Finds the addresses of names in another way than the system does.
    pub fn resolver(mut self, resolver: impl Resolve) -> Self {
        self.resolver = Arc::new(resolver);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] says everything that is wrong with what it was told, or that the process can
    /// start no thread.
    pub fn build(self) -> Result<Client, BuildError> {
        let mut faults = Vec::new();
        let mut trusted: Vec<Origin> = Vec::new();
        for url in &self.trusted {
            match checked_base(url) {
                Ok(url) => trusted.push(Origin::of(&url)),
                Err(why) => faults.push(why),
            }
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            match header(name, value) {
                Some((name, value)) => drop(headers.append(name, value)),
                None => faults.push(format!("`{name}` or its value is no header")),
            }
        }
        match HeaderValue::from_str(&self.user_agent) {
            Ok(agent) => drop(headers.insert(reqwest::header::USER_AGENT, agent)),
            Err(_) => faults.push("`user_agent` is no header's value".to_owned()),
        }
        if self.is_https_only && !trusted.iter().all(Origin::is_https) {
            faults.push("`https_only` refuses an origin that is trusted".to_owned());
        }
        let times = self.times;
        if [times.connect, times.read, times.total].contains(&Duration::ZERO) {
            faults.push("a timeout is zero".to_owned());
        }
        let mut noted = |result: Result<_, String>| result.map_err(|why| faults.push(why)).ok();
        let made = noted(self.clients());
        let threads = Threads::start("hardpoint-http", THREADS);
        let threads = threads
            .map_err(|error| faults.push(format!("no threads: {error}")))
            .ok();
        let (Some((trusting, guarded)), Some(threads), true) = (made, threads, faults.is_empty())
        else {
            return Err(BuildError {
                client: self.name,
                faults,
            });
        };
        Ok(Client(Arc::new(Inner {
            base: self
                .base
                .as_deref()
                .and_then(|base| checked_base(base).ok()),
            rules: Rules {
                trusted,
                allowed: self.allowed,
                is_https_only: self.is_https_only,
            },
            times,
            headers,
            max_response: self.max_response,
            max_redirects: self.max_redirects,
            meters: Meters::new(&self.name),
            name: self.name.into(),
            trusting,
            guarded,
            threads,
        })))
    }

    /// What sends to trusted origins, and what to all others.
    fn clients(&self) -> Result<(reqwest::Client, reqwest::Client), String> {
        let tls = tls::config(self.ca_file.as_deref())?;
        let resolver = Arc::clone(&self.resolver);
        let outside = Outside {
            resolver: Arc::clone(&resolver),
            allowed: self.allowed.clone().into(),
        };
        let trusting = self.client(tls.clone(), Anywhere(resolver))?;
        Ok((trusting, self.client(tls, outside)?))
    }

    fn client(
        &self,
        tls: ClientConfig,
        resolver: impl reqwest::dns::Resolve + 'static,
    ) -> Result<reqwest::Client, String> {
        let mut client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(resolver)
            .no_proxy()
            .referer(false)
            // Whether a redirect is followed is decided here, with the rules for destinations.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .http1_max_headers(MOST_HEADERS)
            .connect_timeout(self.times.connect)
            .read_timeout(self.times.read)
            .pool_max_idle_per_host(self.idle_per_host)
            .pool_idle_timeout(self.idle);
        if let Some(environment) = &self.proxies {
            for proxy in proxy::proxies(environment)? {
                client = client.proxy(proxy);
            }
        }
        client
            .build()
            .map_err(|error| error.without_url().to_string())
    }
}

/// A URL of an origin to trust; an error says what is wrong with it.
fn checked_base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "a base URL is no URL".to_owned())?;
    let why = match () {
        () if !matches!(url.scheme(), "http" | "https") => "is neither http nor https",
        () if !url.username().is_empty() || url.password().is_some() => {
            "has a user or a password: say them in a header"
        }
        () if url.query().is_some() || url.fragment().is_some() => "has a query or a fragment",
        () => return Ok(url),
    };
    Err(format!(
        "the base URL of {} {why}",
        url.host_str().unwrap_or("no host")
    ))
}

pub(super) fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((name.parse().ok()?, value.parse().ok()?))
}

/// Values of headers are often secrets.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Everything that is wrong with what a client was told to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError {
    client: String,
    faults: Vec<String>,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the HTTP client `{}` cannot be made: {}",
            self.client,
            self.faults.join("; ")
        )
    }
}

impl StdError for BuildError {}
