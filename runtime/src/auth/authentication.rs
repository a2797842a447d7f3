//! How a runtime finds out who makes its requests.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use futures_util::FutureExt;

use super::authenticator::AnyAuthenticator;
use super::challenge::{self, Challenges};
use super::credentials::is_said_once;
use super::error::Kind;
use super::{AuthError, Authenticator};
use crate::context::RequestContext;
use crate::error::{Chain, Problem, Rejection};
use crate::principal::Principal;

/// How a runtime finds out who makes its requests, and what its 401s ask for.
#[derive(Clone)]
pub(crate) struct Authentication {
    by: By,
    challenges: Challenges,
}

#[derive(Clone)]
enum By {
    /// Nobody, as far as is known.
    Nobody,
    Authenticator(Arc<dyn AnyAuthenticator>),
    /// A middleware, before the request comes here.
    Middleware,
}

impl Authentication {
    pub(crate) fn by(authenticator: impl Authenticator) -> Self {
        Self {
            challenges: Challenges::of(&Authenticator::challenge(&authenticator)),
            by: By::Authenticator(Arc::new(authenticator)),
        }
    }

    pub(crate) fn by_middleware(challenge: &str) -> Self {
        Self {
            challenges: Challenges::of(challenge),
            by: By::Middleware,
        }
    }

    /// Whether there is somebody to ask who makes a request.
    pub(crate) fn can_ask(&self) -> bool {
        matches!(self.by, By::Authenticator(_))
    }

    /// Whether principals come from anywhere.
    pub(crate) fn is_set_up(&self) -> bool {
        !matches!(self.by, By::Nobody)
    }

    /// Who makes the request; `None` where it says nothing of that, or nobody is there to ask.
    /// A panic of the authenticator's is an error: it lets nobody pass.
    pub(crate) async fn identify(
        &self,
        request: &HttpRequest,
    ) -> Result<Option<Principal>, Problem> {
        let By::Authenticator(authenticator) = &self.by else {
            return Ok(None);
        };
        let asked = match is_said_once(request.headers()) {
            Ok(()) => {
                let asked = async { authenticator.authenticate(request).await };
                AssertUnwindSafe(asked).catch_unwind().await
            }
            Err(error) => Ok(Err(error)),
        };
        match asked {
            Ok(found) => found.map_err(|error| self.refusal(error)),
            Err(_panic) => {
                tracing::error!(request_id = request_id(), "the authenticator panicked");
                Err(Problem::internal())
            }
        }
    }

    /// What a 401 asks for where no credentials came.
    pub(crate) fn challenge(&self) -> &HeaderValue {
        &self.challenges.missing
    }

    fn refusal(&self, AuthError(kind): AuthError) -> Problem {
        match kind {
            Kind::Rejected { reason, challenge } => {
                tracing::debug!(request_id = request_id(), %reason, "credentials were rejected");
                let challenge = match challenge {
                    Some(said) => challenge::value(&said),
                    None => self.challenges.rejected.clone(),
                };
                Rejection::InvalidCredentials
                    .problem()
                    .header(WWW_AUTHENTICATE, challenge)
            }
            Kind::Unavailable(source) => {
                tracing::error!(
                    request_id = request_id(),
                    error = %Chain(&*source),
                    "it cannot be found out who makes a request"
                );
                Rejection::AuthenticationUnavailable.problem()
            }
        }
    }
}

/// Nobody finds it out: every principal that is asked for is missing.
impl Default for Authentication {
    fn default() -> Self {
        Self {
            by: By::Nobody,
            challenges: Challenges::of("Bearer"),
        }
    }
}

impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.by {
            By::Nobody => "Authentication(nobody)",
            By::Authenticator(_) => "Authentication(authenticator)",
            By::Middleware => "Authentication(middleware)",
        })
    }
}

fn request_id() -> Option<String> {
    RequestContext::current().map(|context| context.id().to_string())
}
