//! Who makes a request, once somebody has found out.

use std::fmt;

/// Who makes a request.
///
/// Until an authenticator of Hardpoint's own does it, a middleware that has authenticated the
/// request says so by putting a `Principal` into the request's extensions; rates
/// (`per:principal`), caches (`vary:principal`) and idempotency keys are then kept apart by it.
///
/// ```
/// use actix_web::{HttpMessage, test::TestRequest};
/// use hardpoint::Principal;
///
/// let request = TestRequest::default().to_http_request();
/// request.extensions_mut().insert(Principal::new("user-7").with_tenant("acme"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    id: Box<str>,
    tenant: Option<Box<str>>,
}

impl Principal {
    /// The principal of that id, stable over time and unique within its tenant.
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self {
            id: id.into(),
            tenant: None,
        }
    }

    /// The same principal, as a member of `tenant`.
    #[must_use]
    pub fn with_tenant(mut self, tenant: impl Into<Box<str>>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tenant, where there is one.
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }
}

/// The id is personal data: it does not appear in debug output.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").finish_non_exhaustive()
    }
}
