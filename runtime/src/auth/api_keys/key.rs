//! One API key: what is kept of it, and how a new one is made.

use std::fmt;
use std::str::FromStr as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hardpoint_policy::Date;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::auth::SetupError;
use crate::principal::Principal;
use crate::random;
use crate::settings::Secret;

/// The longest key that is looked at, in bytes.
const LONGEST: usize = 256;

/// The shortest secret, in characters: 24 bytes in base64.
const LEAST_SECRET: usize = 32;

/// What is kept of an API key: its id, a hash, whose it is, and until when.
///
/// A key is `id.secret`. The id is no secret; it says where to look. Kept is the SHA-256 of the whole
/// key. A slow hash, as for passwords, would add nothing: it makes guessing dear where there is little
/// to guess, and nobody guesses 256 random bits at any price. It would only make every request dear.
/// For the same reason a key whose secret is shorter than 32 characters is never good.
///
/// ```
/// use hardpoint::Principal;
/// use hardpoint::auth::ApiKey;
///
/// let minted = ApiKey::mint("orders")?;
/// // To be shown once, to whoever will use it; what is kept cannot bring it back.
/// let _shown = minted.key().expose();
/// let billing = Principal::new("billing").with_scopes(["orders:read"]);
/// let kept = ApiKey::new(minted.id(), minted.sha256(), billing)?.not_after("2027-03-31".parse()?);
/// # let _ = kept;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ApiKey {
    id: Box<str>,
    digest: [u8; 32],
    principal: Principal,
    not_after: Option<Date>,
}

impl ApiKey {
    /// What is kept of a key: its id, the SHA-256 of `id.secret` in hexadecimal digits, and whose it
    /// is.
    ///
    /// # Errors
    /// An id of other characters than `A-Z a-z 0-9 _ -`, an empty one or one longer than 64; what is
    /// no SHA-256.
    pub fn new(
        id: impl Into<Box<str>>,
        sha256: impl AsRef<str>,
        principal: Principal,
    ) -> Result<Self, SetupError> {
        let id = id.into();
        if !is_id(&id) {
            return Err(SetupError::new(
                "the id of an API key is of 1 to 64 characters of `A-Z a-z 0-9 _ -`",
            ));
        }
        let digest = from_hex(sha256.as_ref());
        let digest = digest.ok_or_else(|| {
            SetupError::new(format!(
                "the API key `{id}` has no SHA-256: expected 64 hexadecimal digits"
            ))
        })?;
        Ok(Self {
            id,
            digest,
            principal,
            not_after: None,
        })
    }

    /// The last day, in UTC, on which it is good.
    #[must_use]
    pub fn not_after(mut self, last: Date) -> Self {
        self.not_after = Some(last);
        self
    }

    /// Makes a new key, `prefix_… .…`: 256 random bits from the system, and an id that begins with
    /// `prefix`, so that people and scanners know one when they see one.
    ///
    /// # Errors
    /// A prefix of other characters than `A-Z a-z 0-9 _ -`, or longer than 40; a system without
    /// randomness.
    pub fn mint(prefix: &str) -> Result<MintedKey, SetupError> {
        let id = format!("{prefix}_{:016x}", random::number());
        if prefix.is_empty() || prefix.len() > 40 || !is_id(&id) {
            return Err(SetupError::new(
                "the prefix of an API key is of 1 to 40 characters of `A-Z a-z 0-9 _ -`",
            ));
        }
        let secret = random::key_bytes()
            .ok_or_else(|| SetupError::new("the system has no randomness to give"))?;
        let key = format!("{id}.{}", URL_SAFE_NO_PAD.encode(secret));
        Ok(MintedKey {
            sha256: to_hex(&digest_of(&key)),
            id: id.into(),
            key: Secret::new(key),
        })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Whether that is the digest of this key, in a time that does not depend on where they differ.
    pub(super) fn is(&self, digest: &[u8; 32]) -> bool {
        self.digest.ct_eq(digest).into()
    }

    /// Whether its last day is over; `now` is wall time.
    pub(super) fn has_ended(&self, now: Duration) -> bool {
        self.not_after.is_some_and(|last| {
            let end = last.unix_seconds() + 86_400;
            u64::try_from(end).is_ok_and(|end| now.as_secs() >= end)
        })
    }
}

/// Neither the hash nor whose it is appears in debug output.
impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("id", &self.id)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

/// A key that has just been made.
#[derive(Debug)]
pub struct MintedKey {
    id: Box<str>,
    sha256: String,
    key: Secret<String>,
}

impl MintedKey {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its SHA-256, in hexadecimal digits: what is kept.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The key, for whoever will use it, and for nobody else.
    pub fn key(&self) -> &Secret<String> {
        &self.key
    }
}

/// A key as it was sent: its id, and its digest.
pub(super) fn sent(key: &str) -> Option<(&str, [u8; 32])> {
    let (id, secret) = key.split_once('.')?;
    let fits = key.len() <= LONGEST && secret.len() >= LEAST_SECRET && is_id(id);
    fits.then(|| (id, digest_of(key)))
}

fn is_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(is_plain)
}

fn digest_of(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// A day as a list of keys says it.
pub(super) fn day(text: &str) -> Option<Date> {
    Date::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(minted: &MintedKey) -> ApiKey {
        ApiKey::new(minted.id(), minted.sha256(), Principal::new("ada")).expect("a key")
    }

    #[test]
    fn a_new_key_is_known_by_what_is_kept_of_it_and_no_other_is() {
        let (first, second) = (ApiKey::mint("a").unwrap(), ApiKey::mint("a").unwrap());
        let (id, digest) = sent(first.key().expose()).expect("a key");
        assert_eq!(id, first.id());
        assert!(kept(&first).is(&digest) && !kept(&second).is(&digest));
        assert_ne!(first.id(), second.id());
        assert_eq!(first.key().expose().len(), "a_0123456789abcdef.".len() + 43);
        assert!(!format!("{first:?}").contains(first.key().expose()));
    }

    #[test]
    fn what_is_no_key_is_not_looked_for() {
        let secret = "s".repeat(32);
        assert!(sent(&format!("id.{secret}")).is_some());
        for key in [
            "".to_owned(),
            "id".to_owned(),
            format!(".{secret}"),
            format!("id.{}", "s".repeat(31)),
            format!("i d.{secret}"),
            format!("../id.{secret}"),
            format!("{}.{secret}", "i".repeat(65)),
            format!("id.{}", "s".repeat(254)),
        ] {
            assert!(sent(&key).is_none(), "{key}");
        }
    }

    #[test]
    fn a_key_is_good_to_the_end_of_its_last_day() {
        let last = Date::new(2026, 6, 1).expect("a day");
        let key = kept(&ApiKey::mint("a").unwrap());
        let at = |seconds| Duration::from_secs(1_780_272_000 + seconds);
        assert!(!key.has_ended(at(u64::from(u32::MAX))));
        let key = key.not_after(last);
        assert!(!key.has_ended(at(86_399)) && key.has_ended(at(86_400)));
    }

    #[test]
    fn what_is_no_id_or_no_hash_is_refused() {
        let minted = ApiKey::mint("a").unwrap();
        let new = |id: &str, sha256: &str| ApiKey::new(id, sha256, Principal::new("ada"));
        assert!(new("a", &minted.sha256().to_uppercase()).is_ok());
        for sha256 in [
            "",
            "00",
            &minted.sha256()[1..],
            &format!("+{}", &minted.sha256()[1..]),
        ] {
            assert!(new("a", sha256).is_err(), "{sha256}");
        }
        for id in ["", "a.b", "a b", "ä"] {
            assert!(new(id, minted.sha256()).is_err(), "{id}");
        }
        for prefix in ["", "a.b", &"a".repeat(41)] {
            assert!(ApiKey::mint(prefix).is_err(), "{prefix}");
        }
    }
}
