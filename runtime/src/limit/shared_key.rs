//! Keys of rate limits that are the same in every instance.

use hardpoint_policy::RateKey;
use sha2::{Digest, Sha256};

use super::key::{Hashing, KeyMaker, RateKeys, part};
use crate::store::{BucketKey, StateKey};

/// Makes the keys of one policy of one endpoint, for a store that instances share.
///
/// They are cut from SHA-256, so that nobody can find a value of a header, say, that falls into
/// the bucket of another. An address or a header cannot be read from them, but guessed and tried.
#[derive(Clone)]
pub(super) struct SharedKeyMaker {
    group: u64,
    keys: KeyMaker<Sha256>,
}

impl SharedKeyMaker {
    /// The keys by `key`, of the policy of that name on that operation of that service.
    pub(super) fn new(namespace: &str, operation: &str, policy: &str, key: &RateKey) -> Self {
        let mut prefix = Sha256::new();
        part(&mut prefix, namespace.as_bytes());
        part(&mut prefix, operation.as_bytes());
        // All keys of one decision have to be on one server of a cluster.
        let StateKey(group, _) = prefix.key(&[]);
        Self {
            group,
            keys: KeyMaker::after(prefix, policy, key),
        }
    }

    /// The key of a request.
    pub(super) fn key(&self, keys: &RateKeys<'_>) -> BucketKey {
        let StateKey(high, low) = self.keys.key(keys);
        BucketKey {
            group: self.group,
            hash: u128::from(high) << 64 | u128::from(low),
        }
    }

    /// Whether it goes by the client's address, whoever that is.
    pub(super) fn is_by_address(&self) -> bool {
        self.keys.is_by_address()
    }
}

impl Hashing for Sha256 {
    fn read_word(&mut self, word: u64) {
        self.update(word.to_le_bytes());
    }

    fn read(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn key(&self, bytes: &[u8]) -> StateKey {
        let hash = self.clone().chain_update(bytes).finalize();
        let word = |at: usize| {
            hash[at..at + 8]
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte))
        };
        StateKey(word(0), word(8))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use actix_web::http::header::HeaderMap;

    use super::*;

    fn key(namespace: &str, operation: &str, policy: &str, address: &str) -> String {
        let keys = RateKeys {
            address: address.parse::<IpAddr>().ok(),
            principal: None,
            headers: &HeaderMap::new(),
        };
        let maker = SharedKeyMaker::new(namespace, operation, policy, &RateKey::Ip);
        maker.key(&keys).to_string()
    }

    #[test]
    fn keys_are_the_same_in_every_process_and_every_version() {
        assert_eq!(
            key("shop", "GET /quotes", "10-per-min", "192.0.2.1"),
            "hardpoint:{a9872078d58c8676}:b7cd8197a5f283ddb5babca8dbb735c6"
        );
    }

    #[test]
    fn keys_differ_by_namespace_operation_policy_and_client() {
        let keys = [
            key("", "GET /a", "p", "192.0.2.1"),
            key("shop", "GET /a", "p", "192.0.2.1"),
            key("shop", "GET /b", "p", "192.0.2.1"),
            key("shop", "GET /a", "q", "192.0.2.1"),
            key("shop", "GET /a", "q", "192.0.2.2"),
            key("shopGET /a", "", "q", "192.0.2.2"),
        ];
        for (at, one) in keys.iter().enumerate() {
            assert!(keys[at + 1..].iter().all(|other| other != one), "{one}");
        }
    }

    #[test]
    fn all_keys_of_an_endpoint_are_of_one_group() {
        let group = |key: String| key[..key.find('}').unwrap()].to_owned();
        let one = group(key("shop", "GET /a", "p", "192.0.2.1"));
        assert_eq!(one, group(key("shop", "GET /a", "q", "192.0.2.9")));
        assert_ne!(one, group(key("shop", "GET /b", "p", "192.0.2.1")));
    }
}
