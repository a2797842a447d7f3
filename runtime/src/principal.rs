//! Who makes a request, once somebody has found out.

use std::collections::BTreeSet;
use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::context::RequestContext;
use crate::error::{Problem, Rejection};

/// Who makes a request.
///
/// An [`Authenticator`](crate::auth::Authenticator) finds it out, or a middleware has done so and
/// has put a `Principal` into the request's extensions. Rates (`per:principal`), caches
/// (`vary:principal`) and idempotency keys are kept apart by id and tenant; `auth = "…"` asks for
/// its scopes.
///
/// ```
/// use actix_web::{HttpMessage, test::TestRequest};
/// use hardpoint::Principal;
///
/// let principal = Principal::new("user-7").with_tenant("acme").with_scopes(["orders:read"]);
/// assert!(principal.has_scope("orders:read") && !principal.has_scope("orders:write"));
///
/// // In a middleware:
/// let request = TestRequest::default().to_http_request();
/// request.extensions_mut().insert(principal);
/// ```
///
/// It is an extractor: a handler that takes a `Principal` is not called without one (401), and
/// one that takes an `Option<Principal>` is. Either way the endpoint's [`Authenticator`] is
/// asked, with or without `auth`.
///
/// [`Authenticator`]: crate::auth::Authenticator
///
/// ```
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/me", auth)]
/// async fn me(who: Principal) -> String {
///     who.id().to_owned()
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Principal(Arc<Parts>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Parts {
    id: Box<str>,
    tenant: Option<Box<str>>,
    scopes: BTreeSet<Box<str>>,
}

impl Principal {
    /// The principal of that id, stable over time and unique within its tenant.
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self(Arc::new(Parts {
            id: id.into(),
            tenant: None,
            scopes: BTreeSet::new(),
        }))
    }

    /// The same principal, as a member of `tenant`.
    #[must_use]
    pub fn with_tenant(mut self, tenant: impl Into<Box<str>>) -> Self {
        self.parts().tenant = Some(tenant.into());
        self
    }

    /// The same principal, with these scopes besides those it has.
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<Box<str>>>) -> Self {
        self.parts()
            .scopes
            .extend(scopes.into_iter().map(Into::into));
        self
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The tenant, where there is one.
    pub fn tenant(&self) -> Option<&str> {
        self.0.tenant.as_deref()
    }

    /// The scopes, in the order of the alphabet.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.0.scopes.iter().map(|scope| &**scope)
    }

    /// Whether it has that scope, to the letter: no scope stands for another.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.0.scopes.contains(scope)
    }

    fn parts(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }
}

/// The id is personal data: it does not appear in debug output.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").finish_non_exhaustive()
    }
}

/// The principal of the request that this task serves; 401 where nobody is known.
impl FromRequest for Principal {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(context) = RequestContext::current() else {
            tracing::error!("a handler takes `Principal` but has no `#[endpoint]` attribute");
            return ready(Err(Problem::internal()));
        };
        let principal = context.principal().cloned();
        ready(principal.ok_or_else(|| Rejection::Unauthenticated.problem()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_had_to_the_letter() {
        let principal = Principal::new("ada").with_scopes(["orders:write", "orders"]);
        for scope in ["orders:read", "orders:", "orders:*", "Orders", ""] {
            assert!(!principal.has_scope(scope), "{scope}");
        }
        let principal = principal.with_scopes(["orders:read"]);
        assert_eq!(
            principal.scopes().collect::<Vec<_>>(),
            ["orders", "orders:read", "orders:write"]
        );
    }

    #[test]
    fn what_is_added_to_a_clone_is_not_added_to_the_original() {
        let ada = Principal::new("ada");
        let writer = ada
            .clone()
            .with_scopes(["orders:write"])
            .with_tenant("acme");
        assert!(writer.has_scope("orders:write") && !ada.has_scope("orders:write"));
        assert_eq!((writer.tenant(), ada.tenant()), (Some("acme"), None));
    }
}
