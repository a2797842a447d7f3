//! Several authenticators, each for credentials of its own kind.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use actix_web::HttpRequest;

use super::authenticator::AnyAuthenticator;
use super::challenge;
use super::error::Kind;
use super::{AuthError, Authenticator};
use crate::principal::Principal;

/// Several authenticators, each for credentials of its own kind: tokens for people, API keys for
/// machines.
///
/// All of them are asked. A request with credentials of two kinds is refused (401), even if both are
/// good: it would be somebody's whim who of the two is making it, and a proxy on the way may have
/// looked at the other one.
///
/// Each must leave credentials of other kinds alone, `Ok(None)`; so two for bearer tokens do not go
/// together.
///
/// ```
/// use std::borrow::Cow;
///
/// use actix_web::HttpRequest;
/// use hardpoint::Hardpoint;
/// use hardpoint::auth::{AnyOf, AuthError, Authenticator};
/// use hardpoint::prelude::*;
/// # struct Sessions;
/// # struct Machines;
/// # impl Authenticator for Sessions {
/// #     async fn authenticate(&self, _: &HttpRequest) -> Result<Option<Principal>, AuthError> { Ok(None) }
/// # }
/// # impl Authenticator for Machines {
/// #     fn challenge(&self) -> Cow<'static, str> { "ApiKey".into() }
/// #     async fn authenticate(&self, _: &HttpRequest) -> Result<Option<Principal>, AuthError> { Ok(None) }
/// # }
///
/// let both = AnyOf::new(Sessions).or(Machines);
/// assert_eq!(both.challenge(), "Bearer, ApiKey");
/// let builder = Hardpoint::builder().authenticator(both);
/// # let _ = builder;
/// ```
#[derive(Clone)]
pub struct AnyOf(Vec<One>);

#[derive(Clone)]
struct One {
    authenticator: Arc<dyn AnyAuthenticator>,
    challenge: String,
}

impl AnyOf {
    /// Begins with one.
    pub fn new(first: impl Authenticator) -> Self {
        Self(Vec::new()).or(first)
    }

    /// One more.
    #[must_use]
    pub fn or(mut self, next: impl Authenticator) -> Self {
        self.0.push(One {
            challenge: Authenticator::challenge(&next).into_owned(),
            authenticator: Arc::new(next),
        });
        self
    }

    /// What a 401 asks for where the credentials of one were rejected: what that one says first, then
    /// the others.
    fn challenge_after(&self, rejected: usize, said: &str) -> String {
        let others = self.0.iter().enumerate();
        let others =
            others.filter_map(|(index, one)| (index != rejected).then_some(&*one.challenge));
        [said]
            .into_iter()
            .chain(others)
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn told_by(&self, index: usize, error: AuthError) -> AuthError {
        let AuthError(Kind::Rejected { reason, challenge }) = error else {
            return error;
        };
        let said = challenge.unwrap_or_else(|| {
            let own = self.0.get(index).map_or("Bearer", |one| &*one.challenge);
            Cow::Owned(challenge::with_error(own))
        });
        AuthError::rejected(reason).challenge(self.challenge_after(index, &said))
    }
}

impl Authenticator for AnyOf {
    /// The challenges of all, in their order (RFC 9110 §11.6.1).
    fn challenge(&self) -> Cow<'static, str> {
        let all: Vec<_> = self.0.iter().map(|one| &*one.challenge).collect();
        Cow::Owned(all.join(", "))
    }

    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        let mut found = None;
        for (index, one) in self.0.iter().enumerate() {
            let known = match one.authenticator.authenticate(request).await {
                Ok(None) => continue,
                Ok(Some(principal)) => Ok(Some(principal)),
                Err(error) => Err(self.told_by(index, error)),
            };
            if found.is_some() {
                let why = "there are credentials of two kinds";
                return Err(AuthError::rejected(why).challenge(Authenticator::challenge(self)));
            }
            found = Some(known);
        }
        found.unwrap_or(Ok(None))
    }
}

impl fmt::Debug for AnyOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let challenges = self.0.iter().map(|one| &one.challenge);
        f.debug_list().entries(challenges).finish()
    }
}
