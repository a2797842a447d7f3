//! Under which key a rate limit counts a request.
//!
//! A key is a keyed hash over operation, policy and parts, each with its length before it, so that
//! no two different lists of parts read the same. A key that cannot be made falls back to the
//! address, under a kind of its own: a header that reads like an address is not that address.

use std::hash::Hasher;
use std::net::IpAddr;
use std::sync::LazyLock;

use actix_web::http::header::{HeaderMap, HeaderName};
use hardpoint_policy::RateKey;
use siphasher::sip128::SipHasher13;

use crate::principal::Principal;
use crate::random;
use crate::store::StateKey;

/// What a request can be counted by.
#[derive(Debug, Clone, Copy)]
pub struct RateKeys<'a> {
    /// The client's address; all requests without one share a bucket.
    pub address: Option<IpAddr>,
    /// Who makes the request, where that is known.
    pub principal: Option<&'a Principal>,
    /// The request's headers.
    pub headers: &'a HeaderMap,
}

/// Makes the keys of one policy of one endpoint.
#[derive(Clone)]
pub(crate) struct KeyMaker<H = SipHasher13> {
    /// Has read operation and policy.
    prefix: H,
    by: By,
    overflow: StateKey,
}

#[derive(Clone)]
enum By {
    Address,
    Principal,
    Tenant,
    Header(HeaderName),
    Global(StateKey),
}

/// The first byte of a key's own part. The keys in a shared store depend on their order: new ones
/// go to the end.
#[derive(Clone, Copy)]
enum Kind {
    NoAddress,
    V4,
    V6,
    Principal,
    TenantsPrincipal,
    Tenant,
    Header,
    Global,
    Overflow,
}

impl Kind {
    fn word(self) -> u64 {
        (self as u64) << 56
    }
}

/// Of this process only: state in memory does not outlive it, and nobody outside can aim at a
/// bucket of somebody else.
static SECRET: LazyLock<(u64, u64)> = LazyLock::new(random::secret);

/// How keys are hashed.
pub(crate) trait Hashing: Clone {
    /// Reads the length of what follows.
    fn read_word(&mut self, word: u64);

    /// Reads some bytes.
    fn read(&mut self, bytes: &[u8]);

    /// The key of all that was read, and these bytes after it.
    fn key(&self, bytes: &[u8]) -> StateKey;
}

impl KeyMaker {
    /// The keys by `key`, of the policy of that name on that operation (the endpoint's, never the
    /// raw path), for this process alone.
    pub(crate) fn new(operation: &str, policy: &str, key: &RateKey) -> Self {
        let (key0, key1) = *SECRET;
        let mut prefix = SipHasher13::new_with_keys(key0, key1);
        part(&mut prefix, operation.as_bytes());
        Self::after(prefix, policy, key)
    }
}

impl<H: Hashing> KeyMaker<H> {
    /// The keys by `key`, of the policy of that name on the operation that `prefix` has read.
    pub(super) fn after(mut prefix: H, policy: &str, key: &RateKey) -> Self {
        part(&mut prefix, policy.as_bytes());
        let by = match key {
            RateKey::Ip => By::Address,
            RateKey::Principal => By::Principal,
            RateKey::Tenant => By::Tenant,
            // A name that no request can carry is a header that is always missing.
            RateKey::Header(name) => {
                HeaderName::from_bytes(name.as_bytes()).map_or(By::Address, By::Header)
            }
            RateKey::Global => By::Global(finish(&prefix, Kind::Global, &[])),
        };
        Self {
            overflow: finish(&prefix, Kind::Overflow, &[]),
            prefix,
            by,
        }
    }

    /// The key of a request.
    pub(crate) fn key(&self, keys: &RateKeys<'_>) -> StateKey {
        let own = match &self.by {
            By::Address => None,
            By::Principal => keys.principal.map(|who| self.principal(who)),
            By::Tenant => keys.principal.map(|who| self.tenant(who)),
            By::Header(name) => self.header(name, keys.headers),
            By::Global(key) => Some(*key),
        };
        own.unwrap_or_else(|| self.address(keys.address))
    }

    /// Whether it goes by the client's address, whoever that is.
    pub(crate) fn is_by_address(&self) -> bool {
        matches!(self.by, By::Address)
    }

    /// The key of the bucket that all share for whom a full store has no room.
    pub(crate) fn overflow(&self) -> StateKey {
        self.overflow
    }

    fn address(&self, address: Option<IpAddr>) -> StateKey {
        match address.map(|address| address.to_canonical()) {
            None => finish(&self.prefix, Kind::NoAddress, &[]),
            Some(IpAddr::V4(address)) => {
                let word = Kind::V4.word() | u64::from(address.to_bits());
                self.prefix.key(&word.to_le_bytes())
            }
            // An IPv6 client has a /64 to itself (RFC 6177): that is who is counted.
            Some(IpAddr::V6(address)) => finish(&self.prefix, Kind::V6, &address.octets()[..8]),
        }
    }

    /// A principal's id is unique within its tenant only.
    fn principal(&self, who: &Principal) -> StateKey {
        let Some(tenant) = who.tenant() else {
            return finish(&self.prefix, Kind::Principal, who.id().as_bytes());
        };
        let mut prefix = self.prefix.clone();
        part(&mut prefix, tenant.as_bytes());
        finish(&prefix, Kind::TenantsPrincipal, who.id().as_bytes())
    }

    fn tenant(&self, who: &Principal) -> StateKey {
        match who.tenant() {
            Some(tenant) => finish(&self.prefix, Kind::Tenant, tenant.as_bytes()),
            None => self.principal(who),
        }
    }

    /// Nothing where the header is missing, empty or there more than once: which of the lines
    /// counts would be the client's to choose.
    fn header(&self, name: &HeaderName, headers: &HeaderMap) -> Option<StateKey> {
        let mut lines = headers.get_all(name);
        match (lines.next(), lines.next()) {
            (Some(value), None) if !value.is_empty() => {
                Some(finish(&self.prefix, Kind::Header, value.as_bytes()))
            }
            _ => None,
        }
    }
}

/// Whole words, with zeros after the last bytes: hashing what follows is cheaper so.
pub(super) fn part<H: Hashing>(hasher: &mut H, bytes: &[u8]) {
    hasher.read_word(bytes.len() as u64);
    hasher.read(bytes);
    let zeros = bytes.len().next_multiple_of(8) - bytes.len();
    hasher.read(&[0; 8][..zeros]);
}

fn finish<H: Hashing>(prefix: &H, kind: Kind, bytes: &[u8]) -> StateKey {
    let mut hasher = prefix.clone();
    // No part is 2^56 bytes long, so kind and length share a word.
    hasher.read_word(kind.word() | bytes.len() as u64);
    hasher.key(bytes)
}

/// For this process, whose secret it has read.
impl Hashing for SipHasher13 {
    fn read_word(&mut self, word: u64) {
        self.write_u64(word);
    }

    fn read(&mut self, bytes: &[u8]) {
        self.write(bytes);
    }

    fn key(&self, bytes: &[u8]) -> StateKey {
        let (high, low) = self.hash(bytes).as_u64();
        StateKey(high, low)
    }
}

#[cfg(test)]
mod tests;
