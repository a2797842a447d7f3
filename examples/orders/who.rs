//! Who asks: by a token that somebody else has signed.

use hardpoint::auth::{Jwt, SetupError};
use hardpoint::settings::{Effective, Loaded, Source};

use crate::settings::OrdersSettings;

/// What finds out who asks, where anything is said of tokens; else nobody is asked who they are.
///
/// Not only a key counts: who has said an issuer and forgotten the key has a service that does not
/// start, rather than one that serves everyone.
pub(crate) fn authenticator(settings: &Loaded<OrdersSettings>) -> Result<Option<Jwt>, SetupError> {
    let is_said = |setting: &Effective| {
        setting.name().starts_with("jwt.")
            && !matches!(setting.source(), None | Some(Source::Default))
    };
    let are_tokens_known = settings.effective().iter().any(is_said);
    are_tokens_known
        .then(|| Jwt::from_settings(&settings.jwt))
        .transpose()
}
