//! How a runtime speaks to its clients: what every answer has in common.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::random;

/// What every answer of a runtime has in common.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manners {
    /// Whether bodies are sent as they are, without the envelope.
    pub(crate) raw: bool,
    pub(crate) cursors: CursorKey,
}

/// The key by which a service knows its own cursors: one that it did not hand out is refused.
///
/// A process has one of its own unless [`Builder::cursor_key`](crate::Builder::cursor_key) says
/// another. Instances of one service need the same, or a client that pages through a list is sent
/// back to its beginning whenever another instance answers.
///
/// ```
/// use hardpoint::reply::CursorKey;
///
/// let key = CursorKey::new(b"sixteen bytes or more, drawn at random")?;
/// # Ok::<(), hardpoint::reply::ShortKey>(())
/// ```
#[derive(Clone)]
pub struct CursorKey(Hmac<Sha256>);

/// The key is shorter than 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ShortKey;

/// How much of a signature is sent: enough that nobody guesses it.
const SIGNATURE: usize = 16;

impl CursorKey {
    /// Of 16 bytes or more, drawn at random.
    ///
    /// # Errors
    ///
    /// Where there are fewer.
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self, ShortKey> {
        let bytes = bytes.as_ref();
        if bytes.len() < SIGNATURE {
            return Err(ShortKey);
        }
        Ok(Self::of(bytes))
    }

    fn of(bytes: &[u8]) -> Self {
        // HMAC takes a key of any length (RFC 2104 §2).
        Self(Hmac::new_from_slice(bytes).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    /// What shows that `parts` are the service's own.
    pub(crate) fn sign(&self, parts: [&[u8]; 2]) -> [u8; SIGNATURE] {
        let mut signature = [0; SIGNATURE];
        let whole = self.over(parts).finalize().into_bytes();
        signature.copy_from_slice(&whole[..SIGNATURE]);
        signature
    }

    /// Whether it is the service's own, in constant time.
    pub(crate) fn is_signed(&self, parts: [&[u8]; 2], signature: &[u8]) -> bool {
        signature.len() == SIGNATURE && self.over(parts).verify_truncated_left(signature).is_ok()
    }

    fn over(&self, parts: [&[u8]; 2]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// Drawn at random.
impl Default for CursorKey {
    fn default() -> Self {
        let words: [(u64, u64); 2] = [random::secret(), random::secret()];
        let bytes: Vec<u8> = words
            .iter()
            .flat_map(|(one, two)| [one.to_ne_bytes(), two.to_ne_bytes()])
            .flatten()
            .collect();
        Self::of(&bytes)
    }
}

impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey([redacted])")
    }
}

/// As it is read when it ends `main`.
impl fmt::Debug for ShortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ShortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key of cursors has 16 bytes at least: draw them at random, such as with `openssl rand -base64 32`")
    }
}

impl std::error::Error for ShortKey {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_signed_with_the_key_is_its_own() {
        let key = CursorKey::default();
        let signature = key.sign([b"GET /a", b"7"]);
        assert!(key.is_signed([b"GET /a", b"7"], &signature));
        assert!(!key.is_signed([b"GET /b", b"7"], &signature));
        assert!(!key.is_signed([b"GET /", b"a7"], &signature));
        assert!(!key.is_signed([b"GET /a", b"7"], &signature[..8]));
        assert!(!key.is_signed([b"GET /a", b"7"], &[]));
        assert!(!CursorKey::default().is_signed([b"GET /a", b"7"], &signature));
    }

    #[test]
    fn a_short_key_is_none() {
        assert_eq!(CursorKey::new([0; 15]).unwrap_err(), ShortKey);
        assert!(CursorKey::new([0; 16]).is_ok());
    }
}
