//! The rules of who may call.

use super::Fault;
use crate::{Access, EndpointSpec};

/// `authorize` decides whether one principal may do one thing; where no principal is demanded it
/// has nobody to decide about, and what it lets pass is anybody's.
pub(super) fn authorize_decides_about_somebody(spec: &EndpointSpec) -> Option<Fault> {
    spec.authorize.as_ref()?;
    match spec.access {
        Access::Public => Some(Fault::new(
            "authorize",
            "`authorize` decides about a principal, and a `public` endpoint has none",
            "write `auth` in place of `public`, or remove `authorize`",
        )),
        Access::Unstated => Some(Fault::new(
            "authorize",
            "`authorize` decides about a principal, and nothing demands one",
            "add `auth`",
        )),
        Access::Principal | Access::Scopes(_) => None,
    }
}
