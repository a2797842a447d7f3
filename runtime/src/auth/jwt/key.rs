//! A key that tokens are checked with, of one algorithm.

use std::fmt;

use jsonwebtoken::{DecodingKey, DecodingKeyKind};
use ring::hmac;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey};

use super::JwtAlgorithm;
use super::algorithm::Family;
use crate::auth::SetupError;

/// The least modulus of an RSA key, in bytes (RFC 7518 §3.3: 2048 bits).
const LEAST_MODULUS: usize = 256;

/// A key that tokens are checked with. It says by which algorithm: a token that names another is
/// not looked at further.
///
/// ```
/// use hardpoint::auth::{JwtAlgorithm, JwtKey};
///
/// # let new = "0123456789abcdef0123456789abcdef";
/// let key = JwtKey::secret(JwtAlgorithm::Hs256, new)?.kid("2026-06");
/// # Ok::<(), hardpoint::auth::SetupError>(())
/// ```
#[derive(Clone)]
pub struct JwtKey {
    kid: Option<Box<str>>,
    algorithm: JwtAlgorithm,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Hmac(hmac::Key),
    /// PKCS #1, in DER.
    RsaDer(Box<[u8]>),
    Rsa(RsaPublicKeyComponents<Box<[u8]>>),
    /// An uncompressed point, or the 32 bytes of Ed25519.
    Curve(Box<[u8]>),
}

impl JwtKey {
    /// A secret that is shared with whoever makes the tokens, for one of the `HS…` algorithms.
    ///
    /// # Errors
    /// A secret that is shorter than the algorithm's hash, 32, 48 or 64 bytes (RFC 7518 §3.2): from
    /// one token, whoever has it can guess such a secret without asking us. An algorithm that takes
    /// no secret.
    pub fn secret(algorithm: JwtAlgorithm, secret: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let least = hash_of(algorithm)?.digest_algorithm().output_len();
        match secret.as_ref().len() >= least {
            true => Self::short_secret(algorithm, secret),
            false => Err(SetupError::new(format!(
                "a secret for {algorithm} has {least} bytes at least (RFC 7518 §3.2)"
            ))),
        }
    }

    /// The same for a secret that may be short, where somebody else has chosen it and bears the
    /// risk; not for a service on a network.
    ///
    /// # Errors
    /// An empty secret. An algorithm that takes no secret.
    pub fn short_secret(
        algorithm: JwtAlgorithm,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, SetupError> {
        let (hash, secret) = (hash_of(algorithm)?, secret.as_ref());
        if secret.is_empty() {
            return Err(SetupError::new("a secret for tokens is empty"));
        }
        Ok(Self::new(
            algorithm,
            Material::Hmac(hmac::Key::new(hash, secret)),
        ))
    }

    /// A public key in PEM: `PUBLIC KEY` (SPKI), `RSA PUBLIC KEY` (PKCS #1) or `CERTIFICATE`, of which
    /// nothing but the key is looked at.
    ///
    /// # Errors
    /// What is no public key, or one of another kind than the algorithm's; an RSA key under 2048
    /// bits; a private key, which a service that checks tokens should not have.
    pub fn pem(algorithm: JwtAlgorithm, pem: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let pem = pem.as_ref();
        let is_private = |line: &[u8]| line.ends_with(b"PRIVATE KEY-----");
        if pem.split(|byte| b"\r\n".contains(byte)).any(is_private) {
            return Err(SetupError::new(
                "a private key is given where tokens are only checked: give its public half",
            ));
        }
        let read = match algorithm.family() {
            Family::Hmac => {
                return Err(SetupError::new(format!(
                    "{algorithm} takes a secret, and no public key"
                )));
            }
            Family::Rsa => DecodingKey::from_rsa_pem(pem),
            Family::P256 | Family::P384 => DecodingKey::from_ec_pem(pem),
            Family::Ed25519 => DecodingKey::from_ed_pem(pem),
        };
        let key = read.ok().and_then(|read| Self::of(algorithm, &read));
        key.ok_or_else(|| SetupError::new(format!("this is no public key for {algorithm} in PEM")))
    }

    /// The key as tokens name it in their header. While there are several, each should have one.
    #[must_use]
    pub fn kid(mut self, kid: impl Into<Box<str>>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// The public key, or the secret, that jsonwebtoken has read; nothing where it does not suit
    /// the algorithm.
    pub(super) fn of(algorithm: JwtAlgorithm, read: &DecodingKey) -> Option<Self> {
        let family = algorithm.family();
        let material = match read.kind() {
            DecodingKeyKind::RsaModulusExponent { n, e } if family == Family::Rsa => {
                rsa(without_zeros(n), without_zeros(e))?
            }
            DecodingKeyKind::SecretOrDer(bytes) => match family {
                Family::Hmac => return Self::secret(algorithm, bytes).ok(),
                Family::Rsa if bytes.len() > LEAST_MODULUS => Material::RsaDer(bytes[..].into()),
                Family::P256 => point(bytes, 65)?,
                Family::P384 => point(bytes, 97)?,
                Family::Ed25519 if bytes.len() == 32 => Material::Curve(bytes[..].into()),
                Family::Rsa | Family::Ed25519 => return None,
            },
            DecodingKeyKind::RsaModulusExponent { .. } => return None,
        };
        Some(Self::new(algorithm, material))
    }

    fn new(algorithm: JwtAlgorithm, material: Material) -> Self {
        Self {
            kid: None,
            algorithm,
            material,
        }
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub(super) fn algorithm(&self) -> JwtAlgorithm {
        self.algorithm
    }

    /// Whether `signature` is this key's, by this key's algorithm. An HMAC is compared in constant
    /// time; of a public key there is nothing to be found out.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let by_rsa = || rsa_parameters(self.algorithm);
        let checked = match &self.material {
            Material::Hmac(key) => hmac::verify(key, message, signature).ok(),
            Material::Rsa(key) => by_rsa().and_then(|by| key.verify(by, message, signature).ok()),
            Material::RsaDer(der) => by_rsa().and_then(|by| {
                let key = UnparsedPublicKey::new(by, der);
                key.verify(message, signature).ok()
            }),
            Material::Curve(key) => {
                let by: &dyn signature::VerificationAlgorithm = match self.algorithm.family() {
                    Family::P256 => &signature::ECDSA_P256_SHA256_FIXED,
                    Family::P384 => &signature::ECDSA_P384_SHA384_FIXED,
                    Family::Ed25519 => &signature::ED25519,
                    Family::Hmac | Family::Rsa => return false,
                };
                let key = UnparsedPublicKey::new(by, key);
                key.verify(message, signature).ok()
            }
        };
        checked.is_some()
    }
}

/// Neither a secret nor a public key appears in debug output.
impl fmt::Debug for JwtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

fn hash_of(algorithm: JwtAlgorithm) -> Result<hmac::Algorithm, SetupError> {
    match algorithm {
        JwtAlgorithm::Hs256 => Ok(hmac::HMAC_SHA256),
        JwtAlgorithm::Hs384 => Ok(hmac::HMAC_SHA384),
        JwtAlgorithm::Hs512 => Ok(hmac::HMAC_SHA512),
        other => Err(SetupError::new(format!(
            "{other} takes a public key, and no secret"
        ))),
    }
}

fn rsa_parameters(algorithm: JwtAlgorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        JwtAlgorithm::Rs256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        JwtAlgorithm::Rs384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        JwtAlgorithm::Rs512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        JwtAlgorithm::Ps256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        JwtAlgorithm::Ps384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        JwtAlgorithm::Ps512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn rsa(n: &[u8], e: &[u8]) -> Option<Material> {
    let fits = n.len() >= LEAST_MODULUS && !e.is_empty();
    fits.then(|| {
        Material::Rsa(RsaPublicKeyComponents {
            n: n.into(),
            e: e.into(),
        })
    })
}

/// RFC 7518 §6.3.1 writes numbers without leading zeros, and some libraries write one.
fn without_zeros(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0);
    first.map_or(&[], |first| &number[first..])
}

/// A point of that length in bytes, uncompressed.
fn point(bytes: &[u8], length: usize) -> Option<Material> {
    let fits = bytes.len() == length && bytes.first() == Some(&4);
    fits.then(|| Material::Curve(bytes.into()))
}
