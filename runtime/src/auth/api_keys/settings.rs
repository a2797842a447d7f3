//! What a service's settings say of its API keys.

use std::path::PathBuf;
use std::time::Duration;

use super::{ApiKeys, ApiKeysBuilder};
use crate::settings::Secret;

/// What a service's settings say of its API keys, for
/// [`ApiKeys::from_settings`](super::ApiKeys::from_settings).
///
/// ```
/// use hardpoint::auth::{ApiKeys, ApiKeysSettings};
/// use hardpoint::{Environment, Settings};
///
/// #[derive(Debug, Settings)]
/// #[settings(prefix = "SHOP")]
/// struct AppSettings {
///     #[setting(nested)]
///     api_keys: ApiKeysSettings,
/// }
///
/// let list = r#"{"keys": [{"id": "orders_1", "principal": "billing",
///     "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]}"#;
/// let environment = Environment::of([("SHOP_API_KEYS_LIST", list)]);
/// let settings = AppSettings::load_from(&environment, None)?.into_inner();
/// let keys = ApiKeys::from_settings(&settings.api_keys)?;
/// # let _ = keys;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | setting | meaning | unless said |
/// |---|---|---|
/// | `list` | keys, in JSON | |
/// | `file` | a file of keys, read again while the service runs | |
/// | `interval` | how often it is read | `30s` |
/// | `header` | the header that holds the key | `X-Api-Key` |
/// | `scheme` | it is in `Authorization` instead, behind this scheme | |
#[derive(Debug, Clone, crate::Settings)]
#[settings(crate = "crate")]
pub struct ApiKeysSettings {
    list: Option<Secret<String>>,
    file: Option<PathBuf>,
    #[setting(default = "30s", min = "1s")]
    interval: Duration,
    #[setting(default = "X-Api-Key")]
    header: String,
    scheme: Option<String>,
}

impl ApiKeysSettings {
    /// The builder that they describe, for what they do not say.
    pub fn builder(&self) -> ApiKeysBuilder {
        let mut builder = ApiKeys::builder()
            .every(self.interval)
            .header(self.header.as_str());
        if let Some(list) = &self.list {
            builder = builder.list(list.expose().as_str());
        }
        if let Some(file) = &self.file {
            builder = builder.file(file);
        }
        if let Some(scheme) = &self.scheme {
            builder = builder.scheme(scheme.as_str());
        }
        builder
    }
}
