//! What makes two requests equal, and under which name a store keeps a key: hashes.
//!
//! Every part goes in with its length before it, so that no two lists of parts are one text.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use crate::principal::Principal;
use crate::store::{Fingerprint, StoreKey};

/// The name of a client's key within its scope: service and operation, tenant and principal.
pub(super) fn store_key(
    [namespace, operation]: [&str; 2],
    principal: Option<&Principal>,
    key: &str,
) -> StoreKey {
    let mut parts = Parts::new("idempotency key");
    parts.add(namespace);
    parts.add(operation);
    parts.add_or_none(principal.and_then(Principal::tenant).map(str::as_bytes));
    parts.add_or_none(principal.map(|principal| principal.id().as_bytes()));
    parts.add(key);
    StoreKey(parts.finish())
}

/// The fingerprint of a request: method, the route's template, the values of path and query,
/// media type, and the body with its content coding undone.
///
/// Of the query the names' order does not count, nor how a value is percent-encoded.
pub(super) fn of(request: &HttpRequest, template: &str, body: &[u8]) -> Fingerprint {
    let mut parts = Parts::new("request");
    parts.add(request.method().as_str());
    parts.add(template);
    let captures = request.match_info();
    parts.count(captures.iter().count());
    for (name, value) in captures.iter() {
        parts.add(name);
        parts.add(value);
    }
    let query = query_values(request.query_string());
    parts.count(query.len());
    for (name, value) in &query {
        parts.add(name);
        parts.add(value);
    }
    let content_type = request.headers().get(header::CONTENT_TYPE);
    parts.add_or_none(content_type.map(|value| value.as_bytes().trim_ascii()));
    parts.add(body);
    Fingerprint(parts.finish())
}

/// The query's pairs, decoded, by name; pairs of one name keep their order.
fn query_values(query: &str) -> Vec<(Decoded<'_>, Decoded<'_>)> {
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect();
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    pairs
}

type Decoded<'a> = Cow<'a, [u8]>;

fn decoded(text: &str) -> Decoded<'_> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text.as_bytes());
    }
    Cow::Owned(percent_decode_str(&text.replace('+', " ")).collect())
}

/// A hash over parts.
struct Parts(Sha256);

impl Parts {
    /// `about` keeps hashes of different things apart.
    fn new(about: &str) -> Self {
        let mut parts = Self(Sha256::new());
        parts.add(about);
        parts
    }

    fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.count(part.len());
        self.0.update(part);
    }

    /// No part differs from an empty one.
    fn add_or_none(&mut self, part: Option<&[u8]>) {
        match part {
            Some(part) => {
                self.count(1);
                self.add(part);
            }
            None => self.count(0),
        }
    }

    fn count(&mut self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.0.update(count.to_be_bytes());
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn post(uri: &str) -> TestRequest {
        TestRequest::post().uri(uri)
    }

    fn print(request: TestRequest, body: &[u8]) -> Fingerprint {
        of(&request.to_http_request(), "/orders/{id}", body)
    }

    #[test]
    fn the_same_request_has_the_same_fingerprint() {
        let one = print(post("/orders/7?a=1&b=2").param("id", "7"), b"{}");
        assert_eq!(
            one,
            print(post("/orders/7?a=1&b=2").param("id", "7"), b"{}")
        );
        assert_eq!(
            one,
            print(post("/orders/7?b=2&a=1").param("id", "7"), b"{}")
        );
        assert_eq!(
            one,
            print(post("/orders/7?%61=%31&b=2").param("id", "7"), b"{}")
        );
    }

    #[test]
    fn every_part_counts() {
        let json = ("content-type", "application/json");
        let base = || post("/o/7?a=1").param("id", "7").insert_header(json);
        let prints = [
            print(base(), b"{}"),
            print(base(), b"{ }"),
            print(base().method(actix_web::http::Method::PUT), b"{}"),
            print(base().param("id", "8"), b"{}"),
            print(post("/o/7?a=1").param("no", "7").insert_header(json), b"{}"),
            print(base().uri("/o/7?a=2"), b"{}"),
            print(base().uri("/o/7?a=1&a=1"), b"{}"),
            print(base().uri("/o/7"), b"{}"),
            print(base().insert_header(("content-type", "text/plain")), b"{}"),
            print(base().insert_header(("content-type", "")), b"{}"),
            print(post("/o/7?a=1").param("id", "7"), b"{}"),
            of(&base().to_http_request(), "/o/{id}/x", b"{}"),
        ];
        for (i, one) in prints.iter().enumerate() {
            for (j, other) in prints.iter().enumerate().skip(i + 1) {
                assert_ne!(one, other, "{i} and {j}");
            }
        }
    }

    #[test]
    fn values_of_one_name_keep_their_order() {
        assert_ne!(print(post("/?a=1&a=2"), b""), print(post("/?a=2&a=1"), b""));
    }

    #[test]
    fn parts_cannot_flow_into_each_other() {
        assert_ne!(print(post("/?ab=c"), b""), print(post("/?a=bc"), b""));
        assert_ne!(
            print(post("/?a=1%26b=2"), b""),
            print(post("/?a=1&b=2"), b"")
        );
        let one = Principal::new("ab");
        let other = Principal::new("a");
        assert_ne!(
            store_key(["shop", "op"], Some(&one), "c"),
            store_key(["shop", "op"], Some(&other), "bc")
        );
    }

    #[test]
    fn scopes_are_apart() {
        let user = Principal::new("user-7");
        let acme = Principal::new("user-7").with_tenant("acme");
        let nobody = Principal::new("");
        let keys = [
            store_key(["shop", "pay"], None, "k"),
            store_key(["shop", "pay"], Some(&nobody), "k"),
            store_key(["shop", "pay"], Some(&user), "k"),
            store_key(["shop", "pay"], Some(&acme), "k"),
            store_key(["shop", "order"], Some(&user), "k"),
            store_key(["shop", "pay"], Some(&user), "K"),
            store_key(["bank", "pay"], Some(&user), "k"),
        ];
        for (i, one) in keys.iter().enumerate() {
            assert!(!keys[i + 1..].contains(one), "{i}");
        }
        assert_eq!(
            keys[3],
            store_key(["shop", "pay"], Some(&acme.clone()), "k")
        );
    }
}
