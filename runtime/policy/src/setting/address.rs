//! The addresses that the standard library's types read, in constants, where it does not read them.

/// Whether a text is an IPv4 address.
pub(super) const fn is_ip_v4(text: &[u8]) -> bool {
    let mut rest = text;
    let mut octets = 0;
    loop {
        let (digits, after) = digits(rest);
        if digits.is_empty() || digits.len() > 3 || digits.len() > 1 && digits[0] == b'0' {
            return false;
        }
        if !is_at_most(digits, 255) {
            return false;
        }
        octets += 1;
        match after {
            [] => return octets == 4,
            [b'.', next @ ..] if octets < 4 => rest = next,
            _ => return false,
        }
    }
}

/// Whether a text is an IPv6 address (RFC 4291 §2.2).
pub(super) const fn is_ip_v6(text: &[u8]) -> bool {
    let mut groups = 0;
    let (mut rest, mut has_gap) = match text {
        [b':', b':'] => return true,
        [b':', b':', rest @ ..] => (rest, true),
        _ => (text, false),
    };
    loop {
        let most = if has_gap { 7 } else { 8 };
        let (group, after) = group(rest);
        if group == 0 || group > 4 {
            return false;
        }
        if let [b'.', ..] = after {
            let count = groups + 2;
            return is_ip_v4(rest) && count <= most && (has_gap || count == most);
        }
        groups += 1;
        rest = match after {
            [] => return groups <= most && (has_gap || groups == most),
            [b':', b':'] => return !has_gap && groups <= 7,
            [b':', b':', next @ ..] if !has_gap => {
                has_gap = true;
                next
            }
            [b':', next @ ..] => next,
            _ => return false,
        };
    }
}

/// Whether a text is an IPv4 address and a port.
pub(super) const fn is_socket_v4(text: &[u8]) -> bool {
    match at(text, b':') {
        Some(colon) => {
            let (address, port) = text.split_at(colon);
            is_ip_v4(address) && is_port(port)
        }
        None => false,
    }
}

/// Whether a text is an IPv6 address in brackets and a port; the address may have a scope.
pub(super) const fn is_socket_v6(text: &[u8]) -> bool {
    let [b'[', rest @ ..] = text else {
        return false;
    };
    let Some(end) = at(rest, b']') else {
        return false;
    };
    let (mut address, after) = rest.split_at(end);
    if let Some(percent) = at(address, b'%') {
        let (before, scope) = address.split_at(percent);
        let (_, scope) = scope.split_at(1);
        if !is_number(scope, u32::MAX as u64) {
            return false;
        }
        address = before;
    }
    let (_, port) = after.split_at(1);
    is_ip_v6(address) && is_port(port)
}

/// Whether a text is a colon and a port.
const fn is_port(text: &[u8]) -> bool {
    match text {
        [b':', port @ ..] => is_number(port, u16::MAX as u64),
        _ => false,
    }
}

/// Whether a text is digits, and no more than `most`.
pub(super) const fn is_number(text: &[u8], most: u64) -> bool {
    let (digits, rest) = digits(text);
    !digits.is_empty() && rest.is_empty() && is_at_most(digits, most)
}

const fn is_at_most(digits: &[u8], most: u64) -> bool {
    let mut number: u64 = 0;
    let mut at = 0;
    while at < digits.len() {
        number = number * 10 + (digits[at] - b'0') as u64;
        if number > most {
            return false;
        }
        at += 1;
    }
    true
}

/// The digits that a text begins with, and the rest.
const fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while at < text.len() && text[at].is_ascii_digit() {
        at += 1;
    }
    text.split_at(at)
}

/// How many hexadecimal digits a text begins with, and the rest.
const fn group(text: &[u8]) -> (usize, &[u8]) {
    let mut at = 0;
    while at < text.len() && text[at].is_ascii_hexdigit() {
        at += 1;
    }
    let (_, rest) = text.split_at(at);
    (at, rest)
}

/// Where a byte stands first.
pub(super) const fn at(text: &[u8], byte: u8) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        if text[at] == byte {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};

    use proptest::prelude::*;

    use super::*;

    fn as_the_standard_library_says(text: &str) {
        let bytes = text.as_bytes();
        assert_eq!(is_ip_v4(bytes), text.parse::<Ipv4Addr>().is_ok(), "{text}");
        assert_eq!(is_ip_v6(bytes), text.parse::<Ipv6Addr>().is_ok(), "{text}");
        let v4 = text.parse::<SocketAddrV4>().is_ok();
        assert_eq!(is_socket_v4(bytes), v4, "{text}");
        let v6 = text.parse::<SocketAddrV6>().is_ok();
        assert_eq!(is_socket_v6(bytes), v6, "{text}");
    }

    #[test]
    fn addresses_are_read_as_the_standard_library_reads_them() {
        for text in [
            "",
            ":",
            "::",
            ":::",
            "::1",
            "1::",
            "1:::2",
            "::1::",
            "127.0.0.1",
            "127.0.0.01",
            "256.0.0.1",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.4:80",
            "1.2.3.4:65536",
            "1.2.3.4:",
            "1.2.3.4:00080",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1::3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8::",
            "::ffff:1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::1.2.3.4:5",
            "1.2.3.4::",
            "12345::",
            "fe80::g",
            "[::1]:80",
            "[::1%7]:80",
            "[::1%]:80",
            "[::1%4294967296]:80",
            "[::1]",
            "[::1]80",
            "[::1]:080",
            "[]:80",
            "::1]:80",
            "[::1:80",
        ] {
            as_the_standard_library_says(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_the_standard_library_reads_it(
            text in "[0-9a-f:.\\[\\]%]{0,24}",
            address in any::<u128>(),
            (port, scope) in any::<(u16, u32)>(),
        ) {
            as_the_standard_library_says(&text);
            let (v6, v4) = (Ipv6Addr::from(address), Ipv4Addr::from(address as u32));
            for text in [
                v6.to_string(),
                v4.to_string(),
                format!("{v4}:{port}"),
                format!("[{v6}]:{port}"),
                format!("[{v6}%{scope}]:{port}"),
                // Few groups are zero by chance.
                Ipv6Addr::from(address & address >> 64 & address << 16).to_string(),
            ] {
                as_the_standard_library_says(&text);
            }
        }
    }
}
