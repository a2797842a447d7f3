//! Which addresses are refused, against a table and against what the ranges say.

use proptest::prelude::*;

use super::*;

fn is_refused(address: &str) -> bool {
    objection(address.parse().unwrap(), &[]).is_some()
}

/// First and last address of every range that is refused, written down apart from the table.
const REFUSED_V4: [(&str, &str); 15] = [
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("168.63.129.16", "168.63.129.16"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "255.255.255.255"),
];

fn is_in_a_range(address: Ipv4Addr) -> bool {
    let parsed = |text: &str| text.parse::<Ipv4Addr>().unwrap();
    REFUSED_V4
        .iter()
        .any(|(first, last)| (parsed(first)..=parsed(last)).contains(&address))
}

#[test]
fn each_range_ends_where_it_ends() {
    for (first, last) in REFUSED_V4 {
        let (first, last): (Ipv4Addr, Ipv4Addr) = (first.parse().unwrap(), last.parse().unwrap());
        for edge in [first, last] {
            assert!(objection(edge.into(), &[]).is_some(), "{edge}");
        }
        let around = [
            u32::from(first).checked_sub(1),
            u32::from(last).checked_add(1),
        ];
        for outside in around.into_iter().flatten().map(Ipv4Addr::from) {
            let expected = is_in_a_range(outside);
            assert_eq!(
                objection(outside.into(), &[]).is_some(),
                expected,
                "{outside}"
            );
        }
    }
}

#[test]
fn metadata_services_are_refused_whatever_they_are_written_as() {
    for address in [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fe80::a9fe:a9fe",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::",
    ] {
        assert!(is_refused(address), "{address}");
    }
}

#[test]
fn what_is_no_address_of_the_internet_is_refused() {
    for address in [
        "::",
        "::1",
        "::2",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
        "8000::1",
        "1fff::1",
    ] {
        assert!(is_refused(address), "{address}");
    }
}

#[test]
fn the_internet_is_not_refused() {
    for address in [
        "1.1.1.1",
        "8.8.8.8",
        "11.0.0.0",
        "172.32.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ] {
        assert!(!is_refused(address), "{address}");
    }
}

#[test]
fn what_is_allowed_is_allowed_and_nothing_beside_it() {
    let allowed = [
        "10.1.0.0/16".parse().unwrap(),
        "fd00:1::/32".parse().unwrap(),
    ];
    let is_refused = |address: &str| objection(address.parse().unwrap(), &allowed).is_some();
    for address in [
        "10.1.2.3",
        "::ffff:10.1.2.3",
        "64:ff9b::10.1.2.3",
        "fd00:1::7",
    ] {
        assert!(!is_refused(address), "{address}");
    }
    for address in [
        "10.2.0.1",
        "127.0.0.1",
        "::1",
        "fd00:2::7",
        "::ffff:10.2.0.1",
    ] {
        assert!(is_refused(address), "{address}");
    }
}

proptest! {
    #[test]
    fn every_address_of_v4_is_judged_as_the_ranges_say(bits: u32) {
        let address = Ipv4Addr::from(bits);
        prop_assert_eq!(objection(address.into(), &[]).is_some(), is_in_a_range(address));
    }

    #[test]
    fn an_address_is_judged_the_same_in_all_its_forms(bits: u32) {
        let v4 = Ipv4Addr::from(bits);
        // Those two of the compatible form are the unspecified address and loopback: refused, too.
        let plain = objection(v4.into(), &[]).is_some();
        let (high, low) = ((bits >> 16) as u16, bits as u16);
        for form in [
            v4.to_ipv6_mapped(),
            v4.to_ipv6_compatible(),
            Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 7, 0, 0, 0, 9),
        ] {
            prop_assert_eq!(objection(form.into(), &[]).is_some(), plain, "{}", form);
        }
    }

    #[test]
    fn outside_of_the_global_part_only_translations_pass(bits: u128) {
        let address = Ipv6Addr::from(bits);
        let is_global = (0x2000..0x4000).contains(&address.segments()[0]);
        if !is_global && objection(address.into(), &[]).is_none() {
            prop_assert!(stands_for(address).is_some(), "{}", address);
        }
    }
}
