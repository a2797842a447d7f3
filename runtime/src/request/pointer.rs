//! Where in a request something is: JSON Pointers in fragment form (RFC 6901 §6), and the like.

use std::fmt::Write as _;

/// The whole body.
pub(crate) const ROOT: &str = "#";

/// Adds one step down to `pointer`: `~` and `/` escaped as RFC 6901 §3 says, then whatever a URI's
/// fragment cannot hold percent-encoded.
pub(crate) fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for byte in step.bytes() {
        match byte {
            b'~' => pointer.push_str("~0"),
            b'/' => pointer.push_str("~1"),
            _ if is_plain(byte) => pointer.push(char::from(byte)),
            _ => {
                // Writing into a `String` cannot fail.
                let _ = write!(pointer, "%{byte:02X}");
            }
        }
    }
}

/// What may stand in a fragment as it is (RFC 3986 §3.5): `pchar` and `?`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._!$&'()*+,;=:@?".contains(&byte)
}

/// The pointer of `first` and then `steps`.
pub(crate) fn join<'a>(first: &str, steps: impl IntoIterator<Item = &'a str>) -> String {
    let mut pointer = first.to_owned();
    for step in steps {
        push(&mut pointer, step);
    }
    pointer
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    /// RFC 6901 read backwards.
    fn steps(pointer: &str) -> Vec<String> {
        let decoded = percent_decode_str(pointer).decode_utf8().unwrap();
        let steps = decoded.strip_prefix('#').unwrap().split('/').skip(1);
        steps
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
            .collect()
    }

    #[test]
    fn pointers_are_those_of_rfc_6901_section_6() {
        for (key, expected) in [
            ("foo", "#/foo"),
            ("", "#/"),
            ("a/b", "#/a~1b"),
            ("c%d", "#/c%25d"),
            ("e^f", "#/e%5Ef"),
            ("g|h", "#/g%7Ch"),
            ("i\\j", "#/i%5Cj"),
            ("k\"l", "#/k%22l"),
            (" ", "#/%20"),
            ("m~n", "#/m~0n"),
        ] {
            assert_eq!(join(ROOT, [key]), expected);
        }
    }

    proptest! {
        #[test]
        fn a_pointer_leads_back_to_its_steps(keys in proptest::collection::vec(".*", 1..5)) {
            let pointer = join(ROOT, keys.iter().map(String::as_str));
            prop_assert!(pointer.is_ascii());
            prop_assert_eq!(steps(&pointer), keys);
        }
    }
}
