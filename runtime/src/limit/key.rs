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
use siphasher::sip128::{Hash128, SipHasher13};

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
pub(crate) struct KeyMaker {
    /// Has read operation and policy.
    prefix: SipHasher13,
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

/// The first byte of a key's own part; part of no public format.
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

impl KeyMaker {
    /// The keys by `key`, of the policy of that name on that operation (the endpoint's, never the
    /// raw path).
    pub(crate) fn new(operation: &str, policy: &str, key: &RateKey) -> Self {
        let (key0, key1) = *SECRET;
        let mut prefix = SipHasher13::new_with_keys(key0, key1);
        part(&mut prefix, operation.as_bytes());
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

    /// The key of the bucket that all share for whom a full store has no room.
    pub(crate) fn overflow(&self) -> StateKey {
        self.overflow
    }

    fn address(&self, address: Option<IpAddr>) -> StateKey {
        match address.map(|address| address.to_canonical()) {
            None => finish(&self.prefix, Kind::NoAddress, &[]),
            Some(IpAddr::V4(address)) => {
                let word = Kind::V4.word() | u64::from(address.to_bits());
                state_key(self.prefix.hash(&word.to_le_bytes()))
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
        let mut prefix = self.prefix;
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
fn part(hasher: &mut SipHasher13, bytes: &[u8]) {
    hasher.write_u64(bytes.len() as u64);
    hasher.write(bytes);
    let zeros = bytes.len().next_multiple_of(8) - bytes.len();
    hasher.write(&[0; 8][..zeros]);
}

fn finish(prefix: &SipHasher13, kind: Kind, bytes: &[u8]) -> StateKey {
    let mut hasher = *prefix;
    // No part is 2^56 bytes long, so kind and length share a word.
    hasher.write_u64(kind.word() | bytes.len() as u64);
    state_key(hasher.hash(bytes))
}

fn state_key(hash: Hash128) -> StateKey {
    let (high, low) = hash.as_u64();
    StateKey(high, low)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn by(key: &RateKey) -> KeyMaker {
        KeyMaker::new("quote", "policy", key)
    }

    fn from(address: &str) -> Option<IpAddr> {
        Some(address.parse().unwrap())
    }

    fn header(value: &'static str) -> HeaderMap {
        lines(&[value])
    }

    fn lines(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                HeaderName::from_static("x-key"),
                HeaderValue::from_static(value),
            );
        }
        headers
    }

    fn keys<'a>(
        address: Option<IpAddr>,
        principal: Option<&'a Principal>,
        headers: &'a HeaderMap,
    ) -> RateKeys<'a> {
        RateKeys {
            address,
            principal,
            headers,
        }
    }

    #[test]
    fn ipv6_is_keyed_by_its_64_and_a_mapped_address_is_ipv4() {
        let none = HeaderMap::new();
        let ip = by(&RateKey::Ip);
        let key = |address| ip.key(&keys(from(address), None, &none));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }

    #[test]
    fn clients_without_an_address_share_one_bucket() {
        let none = HeaderMap::new();
        let ip = by(&RateKey::Ip);
        let unknown = ip.key(&keys(None, None, &none));
        assert_eq!(unknown, ip.key(&keys(None, None, &none)));
        assert_ne!(unknown, ip.key(&keys(from("0.0.0.0"), None, &none)));
        assert_ne!(unknown, ip.key(&keys(from("::"), None, &none)));
    }

    #[test]
    fn a_missing_header_falls_back_to_the_address() {
        let maker = by(&RateKey::Header("x-key".into()));
        let none = HeaderMap::new();
        let one = maker.key(&keys(from("192.0.2.1"), None, &none));
        let other = maker.key(&keys(from("192.0.2.2"), None, &none));
        assert_ne!(one, other);
        for unusable in [header(""), lines(&["a", "b"]), lines(&["a", "a"])] {
            assert_eq!(maker.key(&keys(from("192.0.2.1"), None, &unusable)), one);
        }
    }

    #[test]
    fn a_header_that_reads_like_an_address_is_not_that_address() {
        let maker = by(&RateKey::Header("x-key".into()));
        let none = HeaderMap::new();
        let by_address = maker.key(&keys(from("49.50.51.52"), None, &none));
        for value in ["49.50.51.52", "1234"] {
            let headers = header(value);
            assert_ne!(maker.key(&keys(None, None, &headers)), by_address);
        }
    }

    #[test]
    fn a_header_is_counted_wherever_it_comes_from() {
        let maker = by(&RateKey::Header("x-key".into()));
        let headers = header("k");
        assert_eq!(
            maker.key(&keys(from("192.0.2.1"), None, &headers)),
            maker.key(&keys(from("192.0.2.2"), None, &headers))
        );
    }

    #[test]
    fn a_missing_principal_falls_back_to_the_address_and_a_missing_tenant_to_the_principal() {
        let none = HeaderMap::new();
        let here = from("192.0.2.1");
        let there = from("192.0.2.2");
        let ann = Principal::new("ann");
        let bob = Principal::new("bob").with_tenant("acme");
        let cid = Principal::new("cid").with_tenant("acme");

        let principal = by(&RateKey::Principal);
        let key = |address, who| principal.key(&keys(address, who, &none));
        assert_eq!(key(here, Some(&ann)), key(there, Some(&ann)));
        assert_ne!(key(here, None), key(there, None));
        assert_ne!(key(here, Some(&bob)), key(here, Some(&cid)));

        let tenant = by(&RateKey::Tenant);
        let key = |address, who| tenant.key(&keys(address, who, &none));
        assert_eq!(key(here, Some(&bob)), key(there, Some(&cid)));
        assert_ne!(key(here, Some(&ann)), key(here, Some(&bob)));
        assert_eq!(key(here, Some(&ann)), key(there, Some(&ann)));
        assert_ne!(key(here, None), key(there, None));
    }

    #[test]
    fn equal_ids_of_different_tenants_are_different_principals() {
        let none = HeaderMap::new();
        let maker = by(&RateKey::Principal);
        let all = [
            Principal::new("ab").with_tenant("c"),
            Principal::new("a").with_tenant("bc"),
            Principal::new("b").with_tenant("ca"),
            Principal::new("abc"),
        ];
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert_ne!(
                    maker.key(&keys(None, Some(one), &none)),
                    maker.key(&keys(None, Some(other), &none))
                );
            }
        }
    }

    #[test]
    fn operations_and_policies_are_kept_apart_however_their_names_join() {
        let none = HeaderMap::new();
        let key = |operation, policy| {
            KeyMaker::new(operation, policy, &RateKey::Ip).key(&keys(None, None, &none))
        };
        assert_ne!(key("ab", "c"), key("a", "bc"));
        assert_ne!(key("a", "c"), key("b", "c"));
        assert_eq!(key("a", "c"), key("a", "c"));
    }

    #[test]
    fn a_header_of_any_size_is_a_key() {
        let maker = by(&RateKey::Header("x-key".into()));
        let mut headers = HeaderMap::new();
        let long = HeaderValue::from_str(&"k".repeat(100_000)).unwrap();
        headers.insert(HeaderName::from_static("x-key"), long);
        let long = maker.key(&keys(None, None, &headers));
        assert_ne!(long, maker.key(&keys(None, None, &header("k"))));
    }
}
