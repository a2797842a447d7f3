//! What a service's settings say of its tokens.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::{JwksFile, Jwt, JwtAlgorithm, JwtBuilder, JwtKey};
use crate::auth::SetupError;
use crate::settings::Secret;

/// What a service's settings say of its tokens, for [`Jwt::from_settings`](super::Jwt::from_settings).
///
/// ```
/// use hardpoint::auth::{Jwt, JwtSettings};
/// use hardpoint::{Environment, Settings};
///
/// #[derive(Debug, Settings)]
/// #[settings(prefix = "SHOP")]
/// struct AppSettings {
///     #[setting(nested)]
///     jwt: JwtSettings,
/// }
///
/// let environment = Environment::of([
///     ("SHOP_JWT_ISSUER", "https://id.example.com"),
///     ("SHOP_JWT_AUDIENCE", "orders"),
///     ("SHOP_JWT_SECRET", "0123456789abcdef0123456789abcdef"),
/// ]);
/// let settings = AppSettings::load_from(&environment, None)?.into_inner();
/// let jwt = Jwt::from_settings(&settings.jwt)?;
/// # let _ = jwt;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | setting | meaning | unless said |
/// |---|---|---|
/// | `issuer` | names of the issuer | must be said, or `any_issuer` |
/// | `any_issuer` | `iss` is not looked at | `false` |
/// | `audience` | names of this service | must be said, or `any_audience` |
/// | `any_audience` | `aud` is not looked at | `false` |
/// | `secret` | a key that is shared with the issuer | |
/// | `secret_algorithm` | `HS256`, `HS384` or `HS512` | `HS256` |
/// | `pem_file` | a file with a public key in PEM, read at start | |
/// | `pem_algorithm` | its algorithm | must be said with it |
/// | `jwks_file` | a file with public keys, read again while the service runs | |
/// | `jwks_algorithms` | the algorithms that its keys may be of | all but `HS…` |
/// | `jwks_interval` | how often it is read | `30s` |
/// | `leeway` | by how much clocks may differ, `5m` at most | `30s` |
/// | `tenant_claim` | the claim with the tenant | `tenant` |
#[derive(Debug, Clone, crate::Settings)]
#[settings(crate = "crate")]
pub struct JwtSettings {
    issuer: Option<Vec<String>>,
    #[setting(default = false)]
    any_issuer: bool,
    audience: Option<Vec<String>>,
    #[setting(default = false)]
    any_audience: bool,
    secret: Option<Secret<String>>,
    #[setting(default_with = JwtAlgorithm::Hs256, plain = "the name of an algorithm")]
    secret_algorithm: JwtAlgorithm,
    pem_file: Option<PathBuf>,
    pem_algorithm: Option<JwtAlgorithm>,
    jwks_file: Option<PathBuf>,
    jwks_algorithms: Option<Vec<JwtAlgorithm>>,
    #[setting(default = "30s", min = "1s")]
    jwks_interval: Duration,
    #[setting(default = "30s", max = "5m")]
    leeway: Duration,
    #[setting(default = "tenant")]
    tenant_claim: String,
}

impl JwtSettings {
    /// The builder that they describe, for what they do not say.
    ///
    /// # Errors
    /// A key that cannot be used, a file that cannot be read, a `pem_file` without its algorithm.
    pub fn builder(&self) -> Result<JwtBuilder, SetupError> {
        let mut builder = Jwt::builder()
            .leeway(self.leeway)
            .tenant_claim(self.tenant_claim.as_str());
        for issuer in self.issuer.iter().flatten() {
            builder = builder.issuer(issuer.as_str());
        }
        if self.any_issuer {
            builder = builder.any_issuer();
        }
        for audience in self.audience.iter().flatten() {
            builder = builder.audience(audience.as_str());
        }
        if self.any_audience {
            builder = builder.any_audience();
        }
        if let Some(secret) = &self.secret {
            let key = JwtKey::secret(self.secret_algorithm, secret.expose())?;
            builder = builder.key(key);
        }
        if let Some(key) = self.pem_key()? {
            builder = builder.key(key);
        }
        if let Some(path) = &self.jwks_file {
            let mut file = JwksFile::new(path).every(self.jwks_interval);
            if let Some(allowed) = &self.jwks_algorithms {
                file = file.algorithms(allowed.iter().copied());
            }
            builder = builder.jwks_file(file);
        }
        Ok(builder)
    }

    fn pem_key(&self) -> Result<Option<JwtKey>, SetupError> {
        let (path, algorithm) = match (&self.pem_file, self.pem_algorithm) {
            (None, None) => return Ok(None),
            (Some(path), Some(algorithm)) => (path, algorithm),
            _ => {
                return Err(SetupError::new(
                    "`pem_file` and `pem_algorithm` are said together or not at all",
                ));
            }
        };
        let pem = fs::read(path).map_err(|error| {
            SetupError::new(format!(
                "the file {} cannot be read: {error}",
                path.display()
            ))
        })?;
        JwtKey::pem(algorithm, pem).map(Some)
    }
}
