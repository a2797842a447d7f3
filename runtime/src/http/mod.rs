//! Requests to other services: within time limits, and never to what is inside unless it was said.
#![doc = include_str!("../docs/http.md")]

mod address;
mod along;
mod builder;
mod classify;
mod client;
mod destination;
mod driven;
mod error;
mod json;
mod meters;
mod path;
mod proxy;
mod redirect;
mod request;
mod resolver;
mod response;
mod retry_after;
mod send;
mod tls;

pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use reqwest::{Method, StatusCode};

pub use self::along::REQUEST_TIMEOUT;
pub use self::builder::{BuildError, ClientBuilder};
pub use self::client::Client;
pub use self::error::{
    ConnectionError, DecodeError, Error, Refusal, RefusedError, StatusError, TimedOut,
};
pub use self::request::RequestBuilder;
pub use self::resolver::{Resolve, Resolved};
pub use self::response::Response;
