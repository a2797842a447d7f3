//! The client itself: what its requests have in common.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};

use super::builder::{BuildError, ClientBuilder};
use super::destination::{Rules, Standing};
use super::meters::Meters;
use super::request::RequestBuilder;
use crate::threads::Threads;

/// A client for other services; cheap to clone, and to be kept for as long as the service runs: its
/// connections are kept with it.
///
/// ```no_run
/// use hardpoint::http::{self, Client};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize)]
/// struct Stock {
///     count: u32,
/// }
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let inventory = Client::builder("inventory").base_url("http://inventory.internal:8080").build()?;
/// let stock: Stock = inventory.get("/stock").segment("SKU-1").send().await?.json().await?;
/// # let _ = stock.count;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(pub(super) Arc<Inner>);

/// The parts of a [`Client`].
pub(super) struct Inner {
    pub(super) name: Box<str>,
    pub(super) base: Option<Url>,
    pub(super) rules: Rules,
    pub(super) times: Times,
    pub(super) headers: HeaderMap,
    pub(super) max_response: u64,
    pub(super) max_redirects: usize,
    pub(super) meters: Meters,
    /// For trusted origins, whose names may have any address.
    pub(super) trusting: reqwest::Client,
    /// For all others. They share no connection.
    pub(super) guarded: reqwest::Client,
    pub(super) threads: Threads,
}

/// How long the parts of a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) connect: Duration,
    pub(super) read: Duration,
    pub(super) total: Duration,
}

impl Inner {
    pub(super) fn sender(&self, standing: Standing) -> &reqwest::Client {
        match standing {
            Standing::Trusted => &self.trusting,
            Standing::Foreign => &self.guarded,
        }
    }
}

impl Client {
    /// A client for whatever URL it is given, that may come from anybody: it reaches the public
    /// internet and nothing else. `name` is what metrics call it.
    ///
    /// # Errors
    ///
    /// [`BuildError`], where the process can start no thread.
    pub fn new(name: &str) -> Result<Self, BuildError> {
        Self::builder(name).build()
    }

    /// A client that is told more: above all its [base URL](ClientBuilder::base_url). `name` is what
    /// metrics call it.
    pub fn builder(name: &str) -> ClientBuilder {
        ClientBuilder::new(name)
    }

    /// A `GET` of `target`: a path that begins with `/`, appended to the base URL, or a whole URL.
    pub fn get(&self, target: &str) -> RequestBuilder {
        self.request(Method::GET, target)
    }

    /// A `HEAD`, of a target as for [`get`](Self::get).
    pub fn head(&self, target: &str) -> RequestBuilder {
        self.request(Method::HEAD, target)
    }

    /// A `POST`, to a target as for [`get`](Self::get).
    pub fn post(&self, target: &str) -> RequestBuilder {
        self.request(Method::POST, target)
    }

    /// A `PUT`, to a target as for [`get`](Self::get).
    pub fn put(&self, target: &str) -> RequestBuilder {
        self.request(Method::PUT, target)
    }

    /// A `PATCH`, of a target as for [`get`](Self::get).
    pub fn patch(&self, target: &str) -> RequestBuilder {
        self.request(Method::PATCH, target)
    }

    /// A `DELETE`, of a target as for [`get`](Self::get).
    pub fn delete(&self, target: &str) -> RequestBuilder {
        self.request(Method::DELETE, target)
    }

    /// A request of any method, to a target as for [`get`](Self::get). What is wrong with it is told
    /// when it is sent.
    pub fn request(&self, method: Method, target: &str) -> RequestBuilder {
        RequestBuilder::new(Arc::clone(&self.0), method, target)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("name", &self.0.name)
            .field("trusted", &self.0.rules.trusted)
            .finish_non_exhaustive()
    }
}
