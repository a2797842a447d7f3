//! Who makes a request, and whether they may: authenticators, scopes, `authorize`.
#![doc = include_str!("../docs/auth.md")]

mod any_of;
#[cfg(feature = "api-keys")]
mod api_keys;
mod authentication;
mod authenticator;
mod authorize;
mod challenge;
mod credentials;
mod error;
#[cfg(feature = "jwt")]
mod jwt;
mod plan;
#[cfg(any(feature = "jwt", feature = "api-keys"))]
mod setup_error;
#[cfg(any(feature = "jwt", feature = "api-keys"))]
mod watched_file;

pub use any_of::AnyOf;
#[cfg(feature = "api-keys")]
pub use api_keys::{ApiKey, ApiKeys, ApiKeysBuilder, ApiKeysSettings, MintedKey};
pub(crate) use authentication::Authentication;
pub use authenticator::Authenticator;
pub(crate) use authorize::Authorize;
pub use credentials::bearer;
pub use error::AuthError;
#[cfg(feature = "jwt")]
pub use jwt::{Claims, JwksFile, Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtSettings};
pub(crate) use plan::{AccessPlan, is_kept_apart_by_caller, needs_principal};
#[cfg(any(feature = "jwt", feature = "api-keys"))]
pub use setup_error::SetupError;
