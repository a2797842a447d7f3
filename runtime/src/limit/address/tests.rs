//! Whose address a request comes from, proxies, lies and garbage included.

use actix_web::http::header::HeaderValue;
use proptest::prelude::*;

use super::*;

const PEER: &str = "10.0.0.1";

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    headers
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn ten() -> TrustedProxies {
    TrustedProxies::networks(["10.0.0.0/8"]).unwrap()
}

fn client(lines: &[(&'static str, &str)], trusted: &TrustedProxies) -> String {
    client_address(&headers(lines), Some(ip(PEER)), trusted)
        .unwrap()
        .to_string()
}

#[test]
fn nothing_is_believed_of_a_peer_that_is_not_declared() {
    let lines = [
        ("x-forwarded-for", "192.0.2.1"),
        ("forwarded", "for=192.0.2.1"),
    ];
    let elsewhere = TrustedProxies::networks(["172.16.0.0/12"]).unwrap();
    for trusted in [
        TrustedProxies::default(),
        TrustedProxies::count(0),
        elsewhere,
    ] {
        assert_eq!(client(&lines, &trusted), PEER);
    }
    assert_eq!(client_address(&headers(&lines), None, &ten()), None);
}

#[test]
fn it_is_the_first_undeclared_address_from_the_right() {
    for (list, expected) in [
        ("192.0.2.1", "192.0.2.1"),
        ("6.6.6.6, 192.0.2.1, 10.0.0.2,10.9.9.9", "192.0.2.1"),
        ("192.0.2.1:4711, 10.0.0.2", "192.0.2.1"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("2001:db8::1 , ,", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("", PEER),
    ] {
        assert_eq!(
            client(&[("x-forwarded-for", list)], &ten()),
            expected,
            "{list}"
        );
    }
}

#[test]
fn forwarded_is_read_by_its_grammar() {
    for (list, expected) in [
        ("for=192.0.2.1", "192.0.2.1"),
        ("For=\"192.0.2.1:80\";proto=https;by=10.0.0.1", "192.0.2.1"),
        ("proto=http ; for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
        ("for=\"\\[2001:db8::1\\]\"", "2001:db8::1"),
        (
            "for=6.6.6.6, for=192.0.2.1;host=\"a,b;c\", for=10.0.0.2",
            "192.0.2.1",
        ),
        (",, for=192.0.2.1 ,", "192.0.2.1"),
    ] {
        assert_eq!(client(&[("forwarded", list)], &ten()), expected, "{list}");
    }
}

#[test]
fn what_cannot_be_read_ends_the_way_at_the_last_proxy() {
    for (name, list, expected) in [
        (
            "forwarded",
            "for=192.0.2.1, for=_hidden, for=10.0.0.2",
            "10.0.0.2",
        ),
        ("forwarded", "for=192.0.2.1, for=unknown", PEER),
        ("forwarded", "for=192.0.2.1, proto=https", PEER),
        ("forwarded", "for=\", for=192.0.2.1", PEER),
        ("forwarded", "for=6.6.6.6;x=\"y\"z, for=10.0.0.2", PEER),
        ("forwarded", "for=6.6.6.6;for=192.0.2.1", PEER),
        ("x-forwarded-for", "192.0.2.1, unknown", PEER),
        (
            "x-forwarded-for",
            "192.0.2.1, fe80::1%eth0, 10.0.0.2",
            "10.0.0.2",
        ),
    ] {
        assert_eq!(client(&[(name, list)], &ten()), expected, "{list}");
    }
}

#[test]
fn several_lines_are_one_list() {
    let lines = [
        ("x-forwarded-for", "6.6.6.6, 192.0.2.1"),
        ("x-forwarded-for", "10.0.0.2"),
    ];
    assert_eq!(client(&lines, &ten()), "192.0.2.1");
    // A quote that a client leaves open does not reach into what a proxy adds.
    let lines = [
        ("forwarded", "for=\"6.6.6.6"),
        ("forwarded", "for=192.0.2.1"),
    ];
    assert_eq!(client(&lines, &ten()), "192.0.2.1");
}

#[test]
fn a_count_of_proxies_takes_that_many_from_the_right() {
    let lines = [("x-forwarded-for", "6.6.6.6, 192.0.2.1, 192.0.2.2")];
    for (count, expected) in [(1, "192.0.2.2"), (2, "192.0.2.1"), (9, "6.6.6.6")] {
        assert_eq!(client(&lines, &TrustedProxies::count(count)), expected);
    }
    assert_eq!(
        client_address(&headers(&lines), None, &TrustedProxies::count(1)),
        Some(ip("192.0.2.2"))
    );
}

#[test]
fn of_two_fields_that_disagree_neither_is_believed() {
    let agree = [
        ("x-forwarded-for", "192.0.2.1"),
        ("forwarded", "for=192.0.2.1"),
    ];
    assert_eq!(client(&agree, &ten()), "192.0.2.1");
    let forged = [
        ("x-forwarded-for", "192.0.2.1"),
        ("forwarded", "for=6.6.6.6"),
    ];
    assert_eq!(client(&forged, &ten()), PEER);
}

#[test]
fn mapped_addresses_and_networks_are_ipv4() {
    let trusted = TrustedProxies::networks(["::ffff:10.0.0.0/104", "2001:db8::7"]).unwrap();
    let forwarded = headers(&[("x-forwarded-for", "192.0.2.1")]);
    for peer in ["::ffff:10.0.0.1", "10.0.0.1", "2001:db8::7"] {
        let client = client_address(&forwarded, Some(ip(peer)), &trusted);
        assert_eq!(client, Some(ip("192.0.2.1")));
    }
}

#[test]
fn a_network_that_cannot_be_read_is_named() {
    let error = TrustedProxies::networks(["10.0.0.0/8", "10.0.0.0/33"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`trusted_proxies`: `10.0.0.0/33` is neither an address nor a network\n\
         help: write it as `192.0.2.7` or `10.0.0.0/8`"
    );
}

proptest! {
    #[test]
    fn garbage_never_panics_and_never_gives_a_proxys_word_for_a_clients(
        junk in "[ -~\t]{0,80}",
        quotes in "[for=\",;\\\\ \\[\\]:.0-9a-f_]{0,60}",
    ) {
        for junk in [junk, quotes] {
            for name in ["forwarded", "x-forwarded-for"] {
                let added = if name == "forwarded" { "for=192.0.2.1" } else { "192.0.2.1" };
                // As a proxy that adds a line of its own sends it, and one that appends.
                let lines = [(name, &*junk), (name, added)];
                prop_assert_eq!(client(&lines, &ten()), "192.0.2.1");
                let appended = format!("{junk}, {added}");
                let believed = client(&[(name, &appended)], &ten());
                prop_assert!(believed == "192.0.2.1" || believed == PEER, "{}", believed);
            }
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = forwarded_line(&bytes);
        let _ = node(&bytes);
    }
}
