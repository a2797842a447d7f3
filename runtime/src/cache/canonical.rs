//! What a key is made of, written down so that equal things are equal bytes and others are not.

use actix_web::http::header::HeaderValue;

/// Appends `bytes` with their length before them, so that fields cannot run into each other.
pub(super) fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    length(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Appends a length: eight bytes, whatever the machine.
pub(super) fn length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&(length as u64).to_le_bytes());
}

/// Appends what `write` writes, as one field.
pub(super) fn nested(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    length(out, 0);
    write(out);
    let written = (out.len() - start - 8) as u64;
    out[start..start + 8].copy_from_slice(&written.to_le_bytes());
}

/// Appends a query: its pairs decoded (`application/x-www-form-urlencoded`) and sorted by name.
///
/// Pairs of one name keep their order, for a list's order means something.
pub(super) fn query(out: &mut Vec<u8>, query: &str) {
    nested(out, |out| {
        if query.is_empty() {
            return;
        }
        let mut pairs: Vec<(&[u8], &[u8])> = pairs(query).collect();
        // A stable sort.
        pairs.sort_by(|(left, _), (right, _)| form_decoded(left).cmp(form_decoded(right)));
        for (name, value) in pairs {
            nested(out, |out| out.extend(form_decoded(name)));
            nested(out, |out| out.extend(form_decoded(value)));
        }
    });
}

/// The pairs of a query, still encoded.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&[u8], &[u8])> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.as_bytes(), value.as_bytes()))
}

/// Form encoding taken away: `+` is a space, `%41` is `A`; a `%` that encodes nothing stays.
pub(super) fn form_decoded(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (&first, after) = rest.split_first()?;
        rest = after;
        match first {
            b'+' => Some(b' '),
            b'%' => match after {
                [high, low, after @ ..] => match (hex(*high), hex(*low)) {
                    (Some(high), Some(low)) => {
                        rest = after;
                        Some(high << 4 | low)
                    }
                    _ => Some(b'%'),
                },
                _ => Some(b'%'),
            },
            other => Some(other),
        }
    })
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a hexadecimal digit is below 16"
)]
fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

/// How a header's values are made equal where they mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Normal {
    /// White space around the value and its list's commas is dropped, elsewhere collapsed.
    List,
    /// That, around semicolons too, and lower case: `Accept-Language`, `Accept-Encoding`.
    Negotiated,
}

/// Appends a header: absent, or its field lines as one list (RFC 9110 §5.3), normalised.
pub(super) fn header<'a>(
    out: &mut Vec<u8>,
    normal: Normal,
    lines: impl Iterator<Item = &'a HeaderValue>,
) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        out.push(0);
        return;
    }
    out.push(1);
    nested(out, |out| {
        for (position, line) in lines.enumerate() {
            if position > 0 {
                out.push(b',');
            }
            normalised(out, normal, line.as_bytes());
        }
    });
}

fn normalised(out: &mut Vec<u8>, normal: Normal, value: &[u8]) {
    // At the start, and after a delimiter, white space means nothing; in quotes it is text.
    let (mut skip, mut space, mut quoted, mut escaped) = (true, false, false, false);
    for &byte in value {
        if quoted {
            out.push(byte);
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        let delimits = byte == b',' || (byte == b';' && normal == Normal::Negotiated);
        match byte {
            b' ' | b'\t' => space = !skip,
            _ if delimits => {
                out.push(byte);
                (skip, space) = (true, false);
            }
            _ => {
                if space {
                    out.push(b' ');
                }
                (skip, space) = (false, false);
                quoted = byte == b'"';
                out.push(match normal {
                    Normal::Negotiated => byte.to_ascii_lowercase(),
                    Normal::List => byte,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out);
        out
    }

    fn of_query(text: &str) -> Vec<u8> {
        written(|out| query(out, text))
    }

    fn of_header(normal: Normal, lines: &[&str]) -> Vec<u8> {
        let lines: Vec<_> = lines
            .iter()
            .map(|line| HeaderValue::from_str(line).unwrap())
            .collect();
        written(|out| header(out, normal, lines.iter()))
    }

    #[test]
    fn the_order_of_a_querys_fields_is_irrelevant() {
        assert_eq!(of_query("a=1&b=2&c=3"), of_query("c=3&a=1&b=2"));
        assert_eq!(of_query("&&a=1&"), of_query("a=1"));
    }

    #[test]
    fn the_order_within_one_field_counts() {
        assert_ne!(of_query("a=1&a=2"), of_query("a=2&a=1"));
        assert_eq!(of_query("b=0&a=1&a=2"), of_query("a=1&b=0&a=2"));
    }

    #[test]
    fn two_spellings_of_one_query_are_one() {
        assert_eq!(of_query("a+b=%31"), of_query("a%20b=1"));
        assert_eq!(of_query("a"), of_query("a="));
        assert_eq!(of_query("a=%zz%4"), of_query("a=%25zz%254"));
        assert_ne!(of_query("a=%2B"), of_query("a=+"));
    }

    #[test]
    fn white_space_of_a_list_means_nothing() {
        assert_eq!(
            of_header(Normal::List, &[" a ,\tb  c "]),
            of_header(Normal::List, &["a,b c"])
        );
        assert_eq!(
            of_header(Normal::List, &["a", "b"]),
            of_header(Normal::List, &["a, b"])
        );
    }

    #[test]
    fn negotiation_ignores_case_and_other_headers_do_not() {
        let sent = ["en-US, en ; q=0.8"];
        assert_eq!(
            of_header(Normal::Negotiated, &sent),
            of_header(Normal::Negotiated, &["EN-us,en;q=0.8"])
        );
        assert_ne!(
            of_header(Normal::List, &["A"]),
            of_header(Normal::List, &["a"])
        );
    }

    #[test]
    fn quoted_text_is_left_as_it_is() {
        let (one, other) = (r#""a , \" b""#, r#""a, \" b""#);
        assert_ne!(
            of_header(Normal::List, &[one]),
            of_header(Normal::List, &[other])
        );
    }

    #[test]
    fn an_absent_header_is_not_an_empty_one() {
        assert_ne!(of_header(Normal::List, &[]), of_header(Normal::List, &[""]));
    }

    proptest! {
        #[test]
        fn different_tuples_are_different_bytes(
            one in proptest::collection::vec("[a,;&=]{0,3}", 0..4),
            other in proptest::collection::vec("[a,;&=]{0,3}", 0..4),
        ) {
            let bytes = |parts: &[String]| written(|out| {
                for part in parts {
                    field(out, part.as_bytes());
                }
            });
            prop_assert_eq!(one == other, bytes(&one) == bytes(&other));
        }

        #[test]
        fn a_query_is_its_decoded_pairs_sorted_by_name(
            mut pairs in proptest::collection::vec(("[ab]{0,2}", "[1&= +%]{0,2}"), 0..5),
            others in proptest::collection::vec(("[ab]{0,2}", "[1&= +%]{0,2}"), 0..5),
        ) {
            let encoded = |pairs: &[(String, String)]| -> String {
                let encode = |text: &str| -> String {
                    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
                };
                pairs.iter().map(|(name, value)| format!("{}={}&", encode(name), encode(value))).collect()
            };
            let sorted = |pairs: &[(String, String)]| {
                let mut sorted = pairs.to_vec();
                sorted.sort_by(|left, right| left.0.cmp(&right.0));
                sorted
            };
            let ours = of_query(&encoded(&pairs));
            prop_assert_eq!(sorted(&pairs) == sorted(&others), ours == of_query(&encoded(&others)));
            pairs.sort_by(|left, right| right.0.cmp(&left.0));
            prop_assert_eq!(ours, of_query(&encoded(&pairs)));
        }

        #[test]
        fn junk_is_written_without_a_panic(text in "\\PC{0,40}", value in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = of_query(&text);
            let _ = written(|out| normalised(out, Normal::Negotiated, &value));
        }
    }
}
