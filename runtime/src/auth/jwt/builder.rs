//! How a `Jwt` is told what to trust.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::rules::Rules;
use super::{Jwt, JwtAlgorithm, JwtKey, Trust, jwk};
use crate::auth::SetupError;
use crate::auth::watched_file::{USUAL_INTERVAL, WatchedFile};

/// The most that clocks may differ.
const MOST_LEEWAY: Duration = Duration::from_secs(300);

/// How a [`Jwt`] is told what to trust; see there.
#[derive(Debug)]
#[must_use = "it is made by `build`"]
pub struct JwtBuilder {
    keys: Vec<JwtKey>,
    files: Vec<JwksFile>,
    issuer: Names,
    audience: Names,
    leeway: Duration,
    tenant_claim: Box<str>,
    token_type: Option<Box<str>>,
    realm: Option<String>,
    largest: usize,
}

/// The names that a claim may have.
#[derive(Debug, Default)]
struct Names {
    are_all_good: bool,
    good: Vec<Box<str>>,
}

impl JwtBuilder {
    pub(super) fn new() -> Self {
        Self {
            keys: Vec::new(),
            files: Vec::new(),
            issuer: Names::default(),
            audience: Names::default(),
            leeway: Duration::from_secs(30),
            tenant_claim: "tenant".into(),
            token_type: None,
            realm: None,
            largest: 8 << 10,
        }
    }

    /// One more key that tokens may be signed by.
    pub fn key(mut self, key: JwtKey) -> Self {
        self.keys.push(key);
        self
    }

    /// A file with more keys, which is read again while the service runs.
    pub fn jwks_file(mut self, file: JwksFile) -> Self {
        self.files.push(file);
        self
    }

    /// The issuer of the tokens, `iss` to the letter. Several are names of one authority: whoever has
    /// the same `sub` is the same principal, whichever of the names stands beside it.
    pub fn issuer(mut self, name: impl Into<Box<str>>) -> Self {
        self.issuer.good.push(name.into());
        self
    }

    /// Takes tokens whatever `iss` they have: whoever has one of the keys is trusted.
    pub fn any_issuer(mut self) -> Self {
        self.issuer.are_all_good = true;
        self
    }

    /// A name of this service: one of them must be in `aud`, to the letter.
    pub fn audience(mut self, name: impl Into<Box<str>>) -> Self {
        self.audience.good.push(name.into());
        self
    }

    /// Takes tokens that were made for other services, too: each of those can act here for its users.
    pub fn any_audience(mut self) -> Self {
        self.audience.are_all_good = true;
        self
    }

    /// By how much the issuer's clock and ours may differ, 30 s unless said and 5 min at most: a token
    /// is good for that much longer, and earlier.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The claim with the tenant, `tenant` unless said. Tokens without it are of no tenant.
    pub fn tenant_claim(mut self, name: impl Into<Box<str>>) -> Self {
        self.tenant_claim = name.into();
        self
    }

    /// The only `typ` that a token may have. Unless said, it may have none, `JWT` or `at+jwt`.
    pub fn token_type(mut self, typ: impl Into<Box<str>>) -> Self {
        self.token_type = Some(typ.into());
        self
    }

    /// What a 401 calls the protected space (RFC 6750 §3): `Bearer realm="orders"`.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// The largest token that is looked at, in bytes; 8 KiB unless said.
    pub fn largest_token(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }

    /// The authenticator.
    ///
    /// # Errors
    /// No keys; a file of keys that cannot be used; neither an issuer nor
    /// [`any_issuer`](Self::any_issuer), or both, and the same of the audience; a leeway over 5 min; a
    /// realm that cannot stand in a header.
    pub fn build(self) -> Result<Jwt, SetupError> {
        if self.keys.is_empty() && self.files.is_empty() {
            return Err(SetupError::new(
                "there are no keys to check tokens with: add `key(…)` or `jwks_file(…)`",
            ));
        }
        if self.leeway > MOST_LEEWAY {
            return Err(SetupError::new("the leeway is 5 minutes at most"));
        }
        let challenge = match &self.realm {
            None => "Bearer".to_owned(),
            Some(realm) if is_quotable(realm) => format!("Bearer realm=\"{realm}\""),
            Some(_) => {
                return Err(SetupError::new(
                    "a realm is of visible ASCII without quotes and backslashes",
                ));
            }
        };
        let rules = Rules {
            issuers: self.issuer.checked("issuer")?,
            audiences: self.audience.checked("audience")?,
            leeway: self.leeway,
            tenant_claim: self.tenant_claim,
            token_type: self.token_type,
        };
        let files = self.files.into_iter().map(JwksFile::open);
        Ok(Jwt(Arc::new(Trust {
            keys: self.keys,
            files: files.collect::<Result<_, _>>()?,
            rules,
            challenge,
            largest: self.largest,
        })))
    }
}

impl Names {
    /// The names, or none where all are good.
    fn checked(self, what: &str) -> Result<Option<Vec<Box<str>>>, SetupError> {
        match (self.are_all_good, self.good.is_empty()) {
            (true, true) => Ok(None),
            (false, false) => Ok(Some(self.good)),
            (true, false) => Err(SetupError::new(format!(
                "`{what}` and `any_{what}` are both said: remove one"
            ))),
            (false, true) => Err(SetupError::new(format!(
                "nothing says which {what} tokens must have: add `{what}(…)`, or `any_{what}()`"
            ))),
        }
    }
}

fn is_quotable(text: &str) -> bool {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) && !b"\"\\".contains(&byte);
    text.bytes().all(is_plain)
}

/// A file with keys: a JWK Set (RFC 7517 §5) of at most 1 MiB and 256 keys.
///
/// Keys are told apart by their `kid`, and each is for the one algorithm that its `alg` says, or that
/// its curve leaves. Keys for encryption, of other kinds and of algorithms that are not allowed are
/// left out, and a log line says so.
#[derive(Debug, Clone)]
pub struct JwksFile {
    path: PathBuf,
    algorithms: Vec<JwtAlgorithm>,
    interval: Duration,
}

impl JwksFile {
    /// The file of that path, with keys of all algorithms but the `HS…`: a file of public keys gets
    /// around, and a secret in it would let everybody in.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let is_public = |algorithm: &JwtAlgorithm| !algorithm.is_symmetric();
        Self {
            path: path.into(),
            algorithms: JwtAlgorithm::ALL.into_iter().filter(is_public).collect(),
            interval: USUAL_INTERVAL,
        }
    }

    /// Only keys of these algorithms. An RSA key that does not say its `alg` is used where just one of
    /// these is for RSA.
    #[must_use]
    pub fn algorithms(mut self, allowed: impl IntoIterator<Item = JwtAlgorithm>) -> Self {
        self.algorithms = allowed.into_iter().collect();
        self
    }

    /// How often it is read, every 30 s unless said, when requests come. For a key that is not in it,
    /// it is read sooner, once a second at most.
    #[must_use]
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    fn open(self) -> Result<WatchedFile<Vec<JwtKey>>, SetupError> {
        let allowed = self.algorithms;
        let file = WatchedFile::open(&self.path, self.interval, move |text| {
            jwk::read(text, &allowed)
        })?;
        match file.current().is_empty() {
            true => Err(SetupError::new(format!(
                "the file {} has no keys to begin with",
                self.path.display()
            ))),
            false => Ok(file),
        }
    }
}
