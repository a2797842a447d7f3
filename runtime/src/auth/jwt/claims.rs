//! What a token says, for the handler.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{Problem, Rejection};

/// All that the token of a request says, once it has been checked.
///
/// It is an extractor: a handler that takes `Claims` is not called without a token (401), one that
/// takes an `Option<Claims>` is. The endpoint must ask who calls, by `auth` for one.
///
/// ```
/// use hardpoint::auth::Claims;
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/me", auth)]
/// async fn me(claims: Claims) -> String {
///     claims.text("email").unwrap_or("without an address").to_owned()
/// }
/// ```
#[derive(Clone, PartialEq)]
pub struct Claims(Arc<Map<String, Value>>);

impl Claims {
    pub(super) fn new(claims: Map<String, Value>) -> Self {
        Self(Arc::new(claims))
    }

    /// One claim.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// One claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// All of them as a struct of yours.
    ///
    /// # Errors
    /// Claims that do not fit it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&*self.0)
    }
}

/// Claims are personal data: only their names appear in debug output.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The claims of the request's token; 401 where it has none.
impl FromRequest for Claims {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let claims = request.extensions().get::<Self>().cloned();
        ready(claims.ok_or_else(|| Rejection::Unauthenticated.problem()))
    }
}
