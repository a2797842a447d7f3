//! One request, as it is put together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde::Serialize;

use super::builder::header;
use super::client::Inner;
use super::destination::Origin;
use super::driven::Driven;
use super::error::Error;
use super::response::Response;
use super::send::send;
use super::{json, path};

/// A request that is put together, and [sent](Self::send). What is wrong with its parts is told then.
#[must_use = "a request is sent by `send`"]
pub struct RequestBuilder {
    client: Arc<Inner>,
    request: Result<Request, Error>,
}

/// A request whose parts are right.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
    pub(super) timeout: Option<Duration>,
    pub(super) max_response: Option<u64>,
    pub(super) is_any_status: bool,
}

impl RequestBuilder {
    pub(super) fn new(client: Arc<Inner>, method: Method, target: &str) -> Self {
        let url = path::url(client.base.as_ref(), target);
        let request = url.map(|url| Request {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            timeout: None,
            max_response: None,
            is_any_status: false,
        });
        Self { client, request }
    }

    fn with(mut self, change: impl FnOnce(&mut Request) -> Result<(), Error>) -> Self {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
        self
    }

    /// Appends a segment to the path, percent-encoded: whatever is in it, it leads nowhere else. It
    /// must not be empty, `.` or `..`.
    pub fn segment(self, segment: impl fmt::Display) -> Self {
        self.with(|request| path::push(&mut request.url, &segment.to_string()))
    }

    /// Appends a field to the query, percent-encoded.
    pub fn query(self, name: &str, value: impl fmt::Display) -> Self {
        self.with(|request| {
            request
                .url
                .query_pairs_mut()
                .append_pair(name, &value.to_string());
            Ok(())
        })
    }

    /// Sets a header. One that is set here stands, whatever would have been sent by itself.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|request| {
            let (name, value) =
                header(name, value).ok_or(Error::malformed("a header's name or value is none"))?;
            request.headers.insert(name, value);
            Ok(())
        })
    }

    /// Sends `Authorization: Bearer …` (RFC 6750).
    pub fn bearer_auth(self, token: &str) -> Self {
        self.authorization(format!("Bearer {token}"))
    }

    /// Sends `Authorization: Basic …` (RFC 7617).
    pub fn basic_auth(self, user: &str, password: &str) -> Self {
        self.authorization(format!(
            "Basic {}",
            STANDARD.encode(format!("{user}:{password}"))
        ))
    }

    fn authorization(self, credentials: String) -> Self {
        self.with(|request| {
            let value = HeaderValue::try_from(credentials);
            let mut value = value.map_err(|_| Error::malformed("the credentials are no header"))?;
            value.set_sensitive(true);
            request.headers.insert(AUTHORIZATION, value);
            Ok(())
        })
    }

    /// Sends `value` as JSON.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.with(|request| {
            request.body = Some(json::encoded(value)?);
            let json = HeaderValue::from_static("application/json");
            request.headers.entry(CONTENT_TYPE).or_insert(json);
            Ok(())
        })
    }

    /// Sends these bytes; their `Content-Type` is for [`header`](Self::header) to say.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.with(|request| {
            request.body = Some(body.into());
            Ok(())
        })
    }

    /// How long all of this request may take, in place of
    /// [the client's word](super::ClientBuilder::timeout).
    pub fn timeout(self, longest: Duration) -> Self {
        self.with(|request| {
            request.timeout = Some(longest);
            Ok(())
        })
    }

    /// The most bytes that the body of this answer may have, in place of
    /// [the client's word](super::ClientBuilder::max_response).
    pub fn max_response(self, bytes: u64) -> Self {
        self.with(|request| {
            request.max_response = Some(bytes);
            Ok(())
        })
    }

    /// Takes an answer of any status for one: without this, whatever is not 2xx is an
    /// [`Error::Status`].
    pub fn any_status(self) -> Self {
        self.with(|request| {
            request.is_any_status = true;
            Ok(())
        })
    }

    /// Sends it. Dropping the future, or what it gives back, ends the request and closes its
    /// connection.
    ///
    /// # Errors
    ///
    /// [`Error`], an answer whose status is not 2xx among them.
    pub async fn send(self) -> Result<Response, Error> {
        let request = self.request?;
        let threads = self.client.threads.clone();
        Driven::by(&threads, send(self.client, request)).await
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RequestBuilder");
        match &self.request {
            Ok(request) => shown
                .field("method", &request.method)
                .field("origin", &Origin::of(&request.url)),
            Err(error) => shown.field("error", error),
        };
        shown.finish_non_exhaustive()
    }
}
