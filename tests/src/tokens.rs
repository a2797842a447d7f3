//! Whoever makes tokens: the issuer that tests trust, and the one that they do not.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hardpoint::auth::{JwtAlgorithm, JwtKey};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use serde_json::{Value, json};

/// A key of 2048 bits that only tests know: making one takes a second.
const RSA: &str = include_str!("tokens/rsa.b64");

/// When the clock that tests turn begins, in seconds since the epoch.
pub const NOW: u64 = 1_780_000_000;

/// Somebody who signs tokens, by one algorithm.
pub struct Signer {
    algorithm: JwtAlgorithm,
    kid: Option<String>,
    secret: Pair,
}

enum Pair {
    Hmac(Vec<u8>, hmac::Key),
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Signer {
    /// Signs with a secret; any bytes will do.
    pub fn secret(algorithm: JwtAlgorithm, secret: &[u8]) -> Self {
        let hash = match algorithm {
            JwtAlgorithm::Hs256 => hmac::HMAC_SHA256,
            JwtAlgorithm::Hs384 => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA512,
        };
        let key = hmac::Key::new(hash, secret);
        Self::of(algorithm, Pair::Hmac(secret.to_vec(), key))
    }

    /// Signs with a key of its own, by any algorithm. There is one RSA key for all.
    pub fn new(algorithm: JwtAlgorithm) -> Self {
        let random = SystemRandom::new();
        let name = algorithm.name();
        if name.starts_with("HS") {
            let secret: [u8; 64] = std::array::from_fn(|_| fastrand::u8(..));
            return Self::secret(algorithm, &secret);
        }
        let pair = match algorithm {
            JwtAlgorithm::EdDsa => {
                let pair = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
                Pair::Ed(Ed25519KeyPair::from_pkcs8(pair.as_ref()).expect("a key"))
            }
            JwtAlgorithm::Es256 | JwtAlgorithm::Es384 => {
                let by = match algorithm {
                    JwtAlgorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
                    _ => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
                };
                let pair = EcdsaKeyPair::generate_pkcs8(by, &random).expect("a key");
                Pair::Ec(EcdsaKeyPair::from_pkcs8(by, pair.as_ref(), &random).expect("a key"))
            }
            _ => {
                let text: String = RSA.lines().collect();
                let pair = STANDARD.decode(text).expect("base64");
                Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(&pair).expect("a key")))
            }
        };
        Self::of(algorithm, pair)
    }

    fn of(algorithm: JwtAlgorithm, secret: Pair) -> Self {
        Self {
            algorithm,
            kid: None,
            secret,
        }
    }

    /// The same under an id.
    #[must_use]
    pub fn kid(mut self, kid: &str) -> Self {
        self.kid = Some(kid.to_owned());
        self
    }

    /// The header of its tokens.
    pub fn header(&self) -> Value {
        match &self.kid {
            None => json!({"alg": self.algorithm.name(), "typ": "JWT"}),
            Some(kid) => json!({"alg": self.algorithm.name(), "typ": "JWT", "kid": kid}),
        }
    }

    /// A token with these claims.
    pub fn token(&self, claims: &Value) -> String {
        self.token_of(&self.header(), claims)
    }

    /// A token with this header and these claims, whatever the header says.
    pub fn token_of(&self, header: &Value, claims: &Value) -> String {
        self.sign(&header.to_string(), &claims.to_string())
    }

    /// A token of these two texts.
    pub fn sign(&self, header: &str, claims: &str) -> String {
        let message = unsigned(header, claims);
        let signature = URL_SAFE_NO_PAD.encode(self.signature(message.as_bytes()));
        format!("{message}.{signature}")
    }

    /// The signature of a message.
    pub fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.secret {
            Pair::Hmac(_, key) => hmac::sign(key, message).as_ref().to_vec(),
            Pair::Ec(pair) => pair
                .sign(&random, message)
                .expect("signs")
                .as_ref()
                .to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let by: &dyn signature::RsaEncoding = match self.algorithm {
                    JwtAlgorithm::Rs384 => &signature::RSA_PKCS1_SHA384,
                    JwtAlgorithm::Rs512 => &signature::RSA_PKCS1_SHA512,
                    JwtAlgorithm::Ps256 => &signature::RSA_PSS_SHA256,
                    JwtAlgorithm::Ps384 => &signature::RSA_PSS_SHA384,
                    JwtAlgorithm::Ps512 => &signature::RSA_PSS_SHA512,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut signed = vec![0; pair.public().modulus_len()];
                pair.sign(by, &random, message, &mut signed).expect("signs");
                signed
            }
        }
    }

    /// The key with which its tokens are checked.
    pub fn key(&self) -> JwtKey {
        let key = match &self.secret {
            Pair::Hmac(secret, _) => JwtKey::short_secret(self.algorithm, secret),
            _ => JwtKey::pem(self.algorithm, self.pem()),
        };
        let key = key.expect("a key");
        match &self.kid {
            None => key,
            Some(kid) => key.kid(kid.as_str()),
        }
    }

    /// The public half in PEM.
    ///
    /// # Panics
    /// For a secret.
    pub fn pem(&self) -> String {
        // What stands before the bits of a key in an SPKI (RFC 5280 §4.1, RFC 8410 §4).
        let (head, bits): (&[u8], &[u8]) = match &self.secret {
            Pair::Hmac(..) => panic!("a secret has no public half"),
            Pair::Rsa(pair) => (
                b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00",
                pair.public().as_ref(),
            ),
            Pair::Ec(pair) if pair.public_key().as_ref().len() == 65 => (
                b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00",
                pair.public_key().as_ref(),
            ),
            Pair::Ec(pair) => (
                b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00",
                pair.public_key().as_ref(),
            ),
            Pair::Ed(pair) => (
                b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00",
                pair.public_key().as_ref(),
            ),
        };
        let text = STANDARD.encode([head, bits].concat());
        let lines = text.as_bytes().chunks(64);
        let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line)).collect();
        format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            lines.join("\n")
        )
    }

    /// The key as a JWK; of a secret, all of it.
    pub fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match &self.secret {
            Pair::Hmac(secret, _) => json!({"kty": "oct", "k": text(secret)}),
            Pair::Rsa(pair) => {
                let components = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": text(&components.n), "e": text(&components.e)})
            }
            Pair::Ec(pair) => {
                let point = pair.public_key().as_ref();
                let half = (point.len() - 1) / 2;
                let crv = if half == 32 { "P-256" } else { "P-384" };
                let (x, y) = (text(&point[1..=half]), text(&point[half + 1..]));
                json!({"kty": "EC", "crv": crv, "x": x, "y": y})
            }
            Pair::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key().as_ref())})
            }
        };
        jwk["alg"] = json!(self.algorithm.name());
        jwk["use"] = json!("sig");
        if let Some(kid) = &self.kid {
            jwk["kid"] = json!(kid);
        }
        jwk
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// What is signed of a token of these two texts.
pub fn unsigned(header: &str, claims: &str) -> String {
    let [header, claims] = [header, claims].map(|text| URL_SAFE_NO_PAD.encode(text));
    format!("{header}.{claims}")
}

/// Claims that are good at [`NOW`] and a minute longer, of the issuer `issuer` for `orders`.
pub fn claims(subject: &str) -> Value {
    json!({"iss": "issuer", "aud": "orders", "sub": subject, "exp": NOW + 60})
}
