//! Why nobody can be said to make a request.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// Why an [`Authenticator`](super::Authenticator) cannot say who makes a request.
///
/// Any other error becomes one by `?`: then it could not be found out, and the client is told to
/// come back (503).
///
/// ```
/// use hardpoint::auth::AuthError;
///
/// fn user_of(token: &str) -> Result<u64, AuthError> {
///     let id = token.strip_prefix("user-").ok_or_else(|| AuthError::rejected("no user's token"))?;
///     id.parse().map_err(|_| AuthError::rejected("the user is no number"))
/// }
/// assert!(user_of("nobody").is_err());
/// ```
pub struct AuthError(pub(super) Kind);

pub(super) enum Kind {
    Rejected {
        reason: Cow<'static, str>,
        challenge: Option<Cow<'static, str>>,
    },
    Unavailable(Box<dyn Error>),
}

impl AuthError {
    /// There are credentials, and they are not valid: 401 `invalid_credentials`. The reason is
    /// logged, for debugging, and not sent; it should not hold the credentials themselves.
    pub fn rejected(reason: impl Into<Cow<'static, str>>) -> Self {
        Self(Kind::Rejected {
            reason: reason.into(),
            challenge: None,
        })
    }

    /// It cannot be found out, for a reason that is not the client's: 503
    /// `authentication_unavailable`. The source is logged, and not sent.
    pub fn unavailable(source: impl Into<Box<dyn Error>>) -> Self {
        Self(Kind::Unavailable(source.into()))
    }

    /// Says in the 401 what the client should know, in place of the authenticator's own
    /// challenge: `Bearer error="invalid_token", error_description="it has expired"`.
    #[must_use]
    pub fn challenge(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        if let Kind::Rejected { challenge, .. } = &mut self.0 {
            *challenge = Some(text.into());
        }
        self
    }
}

impl<E: Error + 'static> From<E> for AuthError {
    fn from(source: E) -> Self {
        Self::unavailable(source)
    }
}

impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Rejected { reason, .. } => f.debug_tuple("Rejected").field(reason).finish(),
            Kind::Unavailable(source) => f.debug_tuple("Unavailable").field(source).finish(),
        }
    }
}
