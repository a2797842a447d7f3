//! API keys, of which only hashes are kept.

mod builder;
mod key;
mod list;
mod settings;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;

pub use self::builder::ApiKeysBuilder;
pub use self::key::{ApiKey, MintedKey};
use self::list::Keys;
pub use self::settings::ApiKeysSettings;
use super::watched_file::WatchedFile;
use super::{AuthError, Authenticator, SetupError, credentials};
use crate::clock::Clock;
use crate::context::RequestContext;
use crate::principal::Principal;

/// Knows who makes a request by the API key in `X-Api-Key`, or in `Authorization` behind a
/// [scheme](ApiKeysBuilder::scheme).
///
/// ```
/// use hardpoint::auth::{ApiKey, ApiKeys};
/// use hardpoint::{Hardpoint, Principal};
///
/// # let (id, sha256) = ("orders_0123456789abcdef", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
/// let billing = Principal::new("billing").with_scopes(["orders:read"]);
/// let keys = ApiKeys::builder().key(ApiKey::new(id, sha256, billing)?).build()?;
/// let builder = Hardpoint::builder().authenticator(keys);
/// # let _ = builder;
/// # Ok::<(), hardpoint::auth::SetupError>(())
/// ```
///
/// A [file](ApiKeysBuilder::file) of keys is in JSON, and is read again while the service runs:
///
/// ```json
/// {"keys": [
///   {"id": "orders_0123456789abcdef", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
///    "principal": "billing", "tenant": "acme", "scopes": ["orders:read"], "not_after": "2027-03-31"}
/// ]}
/// ```
///
/// To rotate a key, [mint](ApiKey::mint) another and add it with the same principal; once it is in
/// use, take the old one out, or give it a `not_after` from the start. A key that is taken out of the
/// file is good for one interval more, at most.
///
/// A clone is the same authenticator.
#[derive(Clone)]
pub struct ApiKeys(Arc<Kept>);

/// What is kept of the keys, and where requests have them.
struct Kept {
    place: Place,
    keys: Keys,
    file: Option<WatchedFile<Keys>>,
}

/// Where a request has its key.
#[derive(Debug)]
enum Place {
    Header(HeaderName),
    Scheme(Box<str>),
}

impl ApiKeys {
    /// Begins with no keys.
    pub fn builder() -> ApiKeysBuilder {
        ApiKeysBuilder::new()
    }

    /// What the settings of a service say.
    ///
    /// # Errors
    /// As [`ApiKeysBuilder::build`] has them.
    pub fn from_settings(settings: &ApiKeysSettings) -> Result<Self, SetupError> {
        settings.builder().build()
    }
}

impl Authenticator for ApiKeys {
    fn challenge(&self) -> Cow<'static, str> {
        Cow::Owned(match &self.0.place {
            Place::Header(name) => format!("ApiKey header=\"{name}\""),
            Place::Scheme(scheme) => scheme.to_string(),
        })
    }

    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        let sent = match &self.0.place {
            Place::Header(name) => credentials::only(request, name)?,
            Place::Scheme(scheme) => credentials::behind(request, scheme)?,
        };
        let Some(sent) = sent else {
            return Ok(None);
        };
        let sent = std::str::from_utf8(sent).ok().and_then(key::sent);
        let (id, digest) = sent.ok_or_else(|| AuthError::rejected("this is no API key"))?;
        let clock = RequestContext::current().map(|context| context.clock().clone());
        let clock = clock.unwrap_or_else(Clock::system);
        let key = self.0.find(id, &clock).await;
        let key = key.ok_or_else(|| AuthError::rejected("there is no API key of that id"))?;
        if !key.is(&digest) {
            return Err(AuthError::rejected("the API key is not the one of its id"));
        }
        match key.has_ended(clock.unix_time()) {
            true => Err(AuthError::rejected("the API key has ended")),
            false => Ok(Some(key.principal().clone())),
        }
    }
}

impl Kept {
    /// The key of that id. For one that is not there, the file is looked at again.
    async fn find(&self, id: &str, clock: &Clock) -> Option<ApiKey> {
        if let Some(key) = self.keys.get(id) {
            return Some(key.clone());
        }
        let file = self.file.as_ref()?;
        file.keep_up(clock).await;
        if let Some(key) = file.current().get(id) {
            return Some(key.clone());
        }
        file.look_again(clock).await;
        file.current().get(id).cloned()
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("place", &self.0.place)
            .field("file", &self.0.file)
            .finish_non_exhaustive()
    }
}
