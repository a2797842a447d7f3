//! A response that has been taken down in full, so that it can be given again.

use actix_web::HttpResponse;
use actix_web::body::{self, BodySize, BoxBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;

/// A complete response: status, headers, body. Cheap to clone, and can go to other threads.
#[derive(Debug, Clone)]
pub(crate) struct StoredResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

/// Why a response cannot be taken down; where it is still whole, it is given back.
#[derive(Debug)]
pub(crate) enum Uncapturable {
    /// Its length is not known beforehand.
    Streaming(HttpResponse),
    /// Its body is larger than allowed.
    TooLarge(HttpResponse),
    /// Its body failed while it was read.
    Failed,
}

impl StoredResponse {
    /// Takes `response` down if its body is complete and at most `max` bytes long.
    pub(crate) async fn capture(response: HttpResponse, max: usize) -> Result<Self, Uncapturable> {
        let size = match response.body().size() {
            BodySize::None => 0,
            BodySize::Sized(size) => size,
            BodySize::Stream => return Err(Uncapturable::Streaming(response)),
        };
        if usize::try_from(size).map_or(true, |size| size > max) {
            return Err(Uncapturable::TooLarge(response));
        }
        let (head, body) = response.into_parts();
        let body = match body.try_into_bytes() {
            Ok(bytes) => bytes,
            Err(body) => body::to_bytes(body)
                .await
                .map_err(|_| Uncapturable::Failed)?,
        };
        Ok(Self {
            status: head.status(),
            headers: pairs(head.headers()),
            body,
        })
    }

    /// The response, to be given once more.
    pub(crate) fn to_response(&self) -> HttpResponse {
        let mut response = HttpResponse::with_body(self.status, BoxBody::new(self.body.clone()));
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }

    /// About how many bytes it takes in memory.
    pub(crate) fn weight(&self) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 64)
            .sum();
        self.body.len() + headers + size_of::<Self>()
    }
}

fn pairs(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
