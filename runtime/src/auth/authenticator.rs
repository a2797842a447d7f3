//! The trait of those who find out who makes a request.

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;

use actix_web::HttpRequest;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::AuthError;
use crate::principal::Principal;

/// Finds out who makes a request, by its head: headers, path, query, the connection.
///
/// It is handed to [`Builder::authenticator`](crate::Builder::authenticator), and is shared by
/// all workers. It is asked after the limits by address and before the body is read, under the
/// request's deadline; a panic in it is a 500, and whatever it cannot find out is no pass.
///
/// What else it learns, such as the claims of a token, it may leave for the handler in the
/// request's extensions (`web::ReqData<Claims>`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Authenticator`",
    label = "this does not find out who makes a request",
    note = "help: implement it: `impl Authenticator for {Self} {{ async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {{ … }} }}`"
)]
pub trait Authenticator: Send + Sync + 'static {
    /// What a 401 asks for in its `WWW-Authenticate` (RFC 9110 §11.6.1): a scheme, and maybe
    /// parameters, such as `Bearer realm="orders"`. Read once, when the runtime is built.
    ///
    /// Where it is `Bearer` and a token was sent and rejected, `error="invalid_token"` is added
    /// (RFC 6750 §3.1).
    fn challenge(&self) -> Cow<'static, str> {
        Cow::Borrowed("Bearer")
    }

    /// Who makes the request; `None` where it carries no credentials of the kind that is looked
    /// for.
    ///
    /// # Errors
    /// [`AuthError::rejected`] for credentials that are there and are not valid: 401.
    /// [`AuthError::unavailable`], which `?` makes of any error, where it cannot be found out:
    /// 503.
    fn authenticate(
        &self,
        request: &HttpRequest,
    ) -> impl Future<Output = Result<Option<Principal>, AuthError>>;
}

/// One that is shared, with whoever rotates its keys for one.
impl<A: Authenticator> Authenticator for Arc<A> {
    fn challenge(&self) -> Cow<'static, str> {
        (**self).challenge()
    }

    fn authenticate(
        &self,
        request: &HttpRequest,
    ) -> impl Future<Output = Result<Option<Principal>, AuthError>> {
        (**self).authenticate(request)
    }
}

/// The same with its future boxed, so that a runtime need not know which it is.
pub(super) trait AnyAuthenticator: Send + Sync {
    fn authenticate<'a>(
        &'a self,
        request: &'a HttpRequest,
    ) -> LocalBoxFuture<'a, Result<Option<Principal>, AuthError>>;
}

impl<A: Authenticator> AnyAuthenticator for A {
    fn authenticate<'a>(
        &'a self,
        request: &'a HttpRequest,
    ) -> LocalBoxFuture<'a, Result<Option<Principal>, AuthError>> {
        Authenticator::authenticate(self, request).boxed_local()
    }
}
