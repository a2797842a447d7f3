//! Which addresses nobody from outside may send us to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Ranges of IPv4 that are not the public internet (RFC 6890, as IANA's registry has them), and what
/// they are.
const V4: [([u8; 4], u8, &str); 17] = [
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by carriers"),
    ([127, 0, 0, 0], 8, "loopback"),
    // The metadata service of Azure, whose address looks public.
    ([168, 63, 129, 16], 32, "link-local"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved"),
    ([192, 0, 2, 0], 24, "documentation"),
    ([192, 88, 99, 0], 24, "reserved"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "benchmarking"),
    ([198, 51, 100, 0], 24, "documentation"),
    ([203, 0, 113, 0], 24, "documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([255, 255, 255, 255], 32, "broadcast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// The same of IPv6. What lies outside of 2000::/3 is refused whether it is here or not.
const V6: [([u16; 8], u8, &str); 9] = [
    // Teredo, benchmarking and ORCHID among them.
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, "reserved"),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "documentation"),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "documentation"),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"),
    ([0, 0, 0, 0, 0, 0, 0, 0], 128, "unspecified"),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, "private"),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "link-local"),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, "private"),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "multicast"),
];

/// What speaks against a connection to `address`, in one word or two; nothing where it is on the
/// public internet, or in one of the networks that are `allowed`.
///
/// An address of IPv6 that stands for one of IPv4 is judged as that one.
pub(super) fn objection(address: IpAddr, allowed: &[IpNet]) -> Option<&'static str> {
    let is_allowed = |address: IpAddr| allowed.iter().any(|net| net.contains(&address));
    if is_allowed(address) {
        return None;
    }
    match address {
        IpAddr::V4(v4) => objection_to_v4(v4),
        IpAddr::V6(v6) => match stands_for(v6) {
            Some(v4) if is_allowed(v4.into()) => None,
            Some(v4) => objection_to_v4(v4),
            None => objection_to_v6(v6),
        },
    }
}

fn objection_to_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = u32::from(address);
    let is_in = |(base, length, _): &&([u8; 4], u8, &str)| {
        let shift = 32 - u32::from(*length);
        bits >> shift == u32::from_be_bytes(*base) >> shift
    };
    V4.iter().find(is_in).map(|(_, _, what)| *what)
}

fn objection_to_v6(address: Ipv6Addr) -> Option<&'static str> {
    let bits = u128::from(address);
    let is_in = |(base, length, _): &&([u16; 8], u8, &str)| {
        let shift = 128 - u32::from(*length);
        bits >> shift == u128::from(Ipv6Addr::from(*base)) >> shift
    };
    let known = V6.iter().find(is_in).map(|(_, _, what)| *what);
    let is_global = bits >> 125 == 1;
    known.or((!is_global).then_some("reserved"))
}

/// The address of IPv4 to which something on the way would turn `address`: mapped (::ffff:0:0/96),
/// compatible (::/96), translated (::ffff:0:0:0/96, 64:ff9b::/96) or 6to4 (2002::/16).
fn stands_for(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let of = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match parts {
        // These two are addresses of IPv6 in their own right.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
