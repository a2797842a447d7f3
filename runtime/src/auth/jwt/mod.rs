//! Bearer tokens that somebody else has signed (RFC 7519, RFC 6750).

mod algorithm;
mod builder;
mod claims;
mod json;
mod jwk;
mod key;
mod rules;
mod settings;
mod token;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};

pub use self::algorithm::JwtAlgorithm;
pub use self::builder::{JwksFile, JwtBuilder};
pub use self::claims::Claims;
pub use self::key::JwtKey;
use self::rules::{Refused, Rules};
pub use self::settings::JwtSettings;
use self::token::{Flaw, Token};
use super::watched_file::WatchedFile;
use super::{AuthError, Authenticator, SetupError, bearer, challenge};
use crate::clock::Clock;
use crate::context::RequestContext;
use crate::principal::Principal;

/// Knows who makes a request by the token in `Authorization: Bearer …`.
///
/// A token is good if one of the keys has signed it, by that key's algorithm, and if its claims say
/// that it is from the [issuer](JwtBuilder::issuer), for this [audience](JwtBuilder::audience), and of
/// this time: `exp` must be there and ahead, `nbf` and `iat` not ahead. What its header says selects
/// a key, by `kid`, and nothing else.
///
/// | claim | becomes |
/// |---|---|
/// | `sub` | [`Principal::id`]: text of 1 to 255 bytes |
/// | `tenant`, or [what is said](JwtBuilder::tenant_claim) | [`Principal::tenant`] |
/// | `scope`, `scp`, `scopes` | [`Principal::scopes`]: text with spaces, or a list, of all three |
/// | all of them | [`Claims`], which a handler can take |
///
/// ```
/// use hardpoint::Hardpoint;
/// use hardpoint::auth::{Jwt, JwtAlgorithm, JwtKey};
///
/// # let (secret, previous) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
/// let jwt = Jwt::builder()
///     .issuer("https://id.example.com")
///     .audience("orders")
///     .key(JwtKey::secret(JwtAlgorithm::Hs256, secret)?.kid("2026-06"))
///     .key(JwtKey::secret(JwtAlgorithm::Hs256, previous)?.kid("2026-03"))
///     .build()?;
/// let builder = Hardpoint::builder().authenticator(jwt);
/// # let _ = builder;
/// # Ok::<(), hardpoint::auth::SetupError>(())
/// ```
///
/// A clone is the same authenticator.
#[derive(Clone)]
pub struct Jwt(Arc<Trust>);

/// What is trusted.
struct Trust {
    keys: Vec<JwtKey>,
    files: Vec<WatchedFile<Vec<JwtKey>>>,
    rules: Rules,
    challenge: String,
    largest: usize,
}

impl Jwt {
    /// Begins with no keys and with nobody who is trusted.
    pub fn builder() -> JwtBuilder {
        JwtBuilder::new()
    }

    /// What the settings of a service say.
    ///
    /// # Errors
    /// As [`JwtBuilder::build`] and [`JwtKey`] have them.
    pub fn from_settings(settings: &JwtSettings) -> Result<Self, SetupError> {
        settings.builder()?.build()
    }
}

impl Authenticator for Jwt {
    fn challenge(&self) -> Cow<'static, str> {
        Cow::Owned(self.0.challenge.clone())
    }

    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        let Some(text) = bearer(request)? else {
            return Ok(None);
        };
        let clock = RequestContext::current().map(|context| context.clock().clone());
        let clock = clock.unwrap_or_else(Clock::system);
        let trust = &self.0;
        let token = Token::read(text, trust.largest).map_err(AuthError::rejected)?;
        trust.check_signature(&token, &clock).await?;
        let claims = token.claims().map_err(AuthError::rejected)?;
        let checked = trust.rules.check(&claims, clock.unix_time());
        checked.map_err(|refused| trust.refusal(refused))?;
        let principal = trust.rules.principal(&claims);
        let principal = principal.map_err(AuthError::rejected)?;
        request.extensions_mut().insert(Claims::new(claims));
        Ok(Some(principal))
    }
}

impl Trust {
    /// Whether one of the keys has signed it. For a `kid` that none has, the files are looked at again.
    async fn check_signature(&self, token: &Token<'_>, clock: &Clock) -> Result<(), AuthError> {
        let typ = token.header.typ.as_deref();
        self.rules.check_type(typ).map_err(AuthError::rejected)?;
        for file in &self.files {
            file.keep_up(clock).await;
        }
        let mut signed = self.signed_by(token);
        if let Signed::ByUnknown = signed
            && !self.files.is_empty()
        {
            for file in &self.files {
                file.look_again(clock).await;
            }
            signed = self.signed_by(token);
        }
        match signed {
            Signed::ByKey => Ok(()),
            Signed::ByUnknown => Err(AuthError::rejected("the token names no key of ours")),
            Signed::Not(why) => Err(AuthError::rejected(why)),
        }
    }

    fn signed_by(&self, token: &Token<'_>) -> Signed {
        let read: Vec<_> = self.files.iter().map(WatchedFile::current).collect();
        let keys: Vec<_> = self
            .keys
            .iter()
            .chain(read.iter().flat_map(|keys| keys.iter()))
            .collect();
        let named = named(&keys, token.header.kid.as_deref());
        if named.is_empty() {
            return Signed::ByUnknown;
        }
        let mut fitting = named
            .iter()
            .filter(|key| key.algorithm().name() == token.header.algorithm)
            .peekable();
        if fitting.peek().is_none() {
            return Signed::Not("the token is of another algorithm than its key");
        }
        match fitting.any(|key| key.has_signed(token.signed, &token.signature)) {
            true => Signed::ByKey,
            false => Signed::Not("the signature is not that of the key"),
        }
    }

    fn refusal(&self, refused: Refused) -> AuthError {
        match refused {
            Refused::For(flaw) => AuthError::rejected(flaw),
            Refused::Expired => {
                let said = challenge::with_error(&self.challenge);
                AuthError::rejected("the token has expired").challenge(format!(
                    "{said}, error_description=\"the token has expired\""
                ))
            }
        }
    }
}

/// Whether a token is signed.
enum Signed {
    ByKey,
    /// By one that is not known.
    ByUnknown,
    Not(Flaw),
}

/// The keys that a token may be signed by: those of its `kid`; without one, those that have none, or
/// the only one there is.
fn named<'k>(keys: &[&'k JwtKey], kid: Option<&str>) -> Vec<&'k JwtKey> {
    let named: Vec<_> = keys.iter().copied().filter(|key| key.id() == kid).collect();
    match (named.is_empty(), kid, keys) {
        (true, None, [only]) => vec![only],
        _ => named,
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("keys", &self.0.keys)
            .field("files", &self.0.files)
            .field("rules", &self.0.rules)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
