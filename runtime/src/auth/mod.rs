//! Who makes a request, and whether they may: authenticators, scopes, `authorize`.
#![doc = include_str!("../docs/auth.md")]

mod authentication;
mod authenticator;
mod authorize;
mod challenge;
mod credentials;
mod error;
mod plan;

pub(crate) use authentication::Authentication;
pub use authenticator::Authenticator;
pub(crate) use authorize::Authorize;
pub use credentials::bearer;
pub use error::AuthError;
pub(crate) use plan::{AccessPlan, needs_principal};
