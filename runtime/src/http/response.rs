//! The answer: its head, and its body within a limit, or part by part.

use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{Stream, unfold};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::client::Inner;
use super::destination::Origin;
use super::driven::Driven;
use super::error::{DecodeError, Error, TimedOut};
use super::json;
use crate::clock::{Clock, Moment};
use crate::within::Bounded;

/// An answer, of which the head is there.
pub struct Response {
    pub(super) inner: reqwest::Response,
    pub(super) client: Arc<Inner>,
    pub(super) origin: Origin,
    /// When all of it has to be there.
    pub(super) end: Moment,
    pub(super) max: u64,
}

impl Response {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// Its headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }

    /// One of its headers, where that is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// Its whole body.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] where it is larger than [allowed](super::ClientBuilder::max_response);
    /// [`Error::Timeout`], [`Error::Lost`] where it does not come.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let limit = self.max;
        if self
            .inner
            .content_length()
            .is_some_and(|length| length > limit)
        {
            return Err(Error::TooLarge { limit });
        }
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let mut length = within(limit, 0, &first)?;
        // Most answers come in one part.
        let Some(mut part) = self.chunk().await? else {
            return Ok(first);
        };
        let mut whole = BytesMut::from(first);
        loop {
            length = within(limit, length, &part)?;
            whole.extend_from_slice(&part);
            part = match self.chunk().await? {
                Some(part) => part,
                None => return Ok(whole.freeze()),
            };
        }
    }

    /// Its whole body, which has to be UTF-8.
    ///
    /// # Errors
    ///
    /// Those of [`bytes`](Self::bytes), and [`Error::Decode`] where it is not.
    pub async fn text(self) -> Result<String, Error> {
        let body = self.bytes().await?;
        String::from_utf8(body.into()).map_err(|_| {
            Error::Decode(DecodeError {
                what: "is not UTF-8",
                line: 0,
                column: 0,
            })
        })
    }

    /// Its whole body, as JSON.
    ///
    /// # Errors
    ///
    /// Those of [`bytes`](Self::bytes), and [`Error::Decode`] where it is not JSON, or other than
    /// `T`.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        json::decoded(&self.bytes().await?)
    }

    /// The next part of its body; nothing at its end. All parts together have no limit but the time
    /// for the whole request.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`], [`Error::Lost`] where it does not come.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let end = Clock::system().sleep_until(self.end);
        let (inner, origin) = (&mut self.inner, &self.origin);
        let next = Bounded::new(inner.chunk(), Some(end));
        match Driven::by(&self.client.threads, next).await {
            Ok(part) => part.map_err(|error| Error::of(error, origin)),
            Err(_) => Err(Error::Timeout(TimedOut::Total)),
        }
    }

    /// Its body as a stream of [parts](Self::chunk), which ends after an error.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        unfold(Some(self), |left| async {
            let mut response = left?;
            match response.chunk().await {
                Ok(part) => Some((Ok(part?), Some(response))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

/// The length so far, with `part`; an error where that is more than the limit.
fn within(limit: u64, before: u64, part: &Bytes) -> Result<u64, Error> {
    let length = before.saturating_add(part.len() as u64);
    match length <= limit {
        true => Ok(length),
        false => Err(Error::TooLarge { limit }),
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("origin", &self.origin)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
