//! Which bucket a request falls into, and never into none.

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
