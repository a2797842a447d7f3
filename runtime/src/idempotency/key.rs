//! Reading `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07 §2.1).

use std::borrow::Cow;
use std::fmt;

use actix_web::http::header::{HeaderMap, HeaderName};

/// The header's name.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key, in characters, without quotes and escapes.
const LONGEST: usize = 255;

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyFault {
    /// There are several field lines.
    Repeated,
    /// It is empty, or longer than 255 characters.
    Length,
    /// It has a character that is not visible ASCII.
    Character,
    /// It begins as a quoted string and does not end as one.
    Quoting,
}

/// The key that a request carries, if any.
///
/// A structured field's string (RFC 9651 §3.3.3) and the same characters bare are the same key.
/// Parameters are refused: the draft defines none, so nobody can know what they would mean.
pub(super) fn read(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, KeyFault> {
    let mut lines = headers.get_all(IDEMPOTENCY_KEY);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(KeyFault::Repeated);
    }
    parse(line.as_bytes()).map(Some)
}

fn parse(value: &[u8]) -> Result<Cow<'_, str>, KeyFault> {
    let value = value.trim_ascii();
    let key = match value.strip_prefix(b"\"") {
        Some(rest) => unquote(rest)?,
        None => Cow::Borrowed(visible(value)?),
    };
    if (1..=LONGEST).contains(&key.len()) {
        Ok(key)
    } else {
        Err(KeyFault::Length)
    }
}

/// What stands between the quotes, of which the first has been read.
fn unquote(rest: &[u8]) -> Result<Cow<'_, str>, KeyFault> {
    let inner = rest.strip_suffix(b"\"").ok_or(KeyFault::Quoting)?;
    let inner = visible(inner)?;
    if !inner.contains(['\\', '"']) {
        return Ok(Cow::Borrowed(inner));
    }
    let mut key = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        key.push(match character {
            '"' => return Err(KeyFault::Quoting),
            '\\' => match characters.next() {
                Some(escaped @ ('"' | '\\')) => escaped,
                _ => return Err(KeyFault::Quoting),
            },
            other => other,
        });
    }
    Ok(Cow::Owned(key))
}

fn visible(bytes: &[u8]) -> Result<&str, KeyFault> {
    if !bytes.iter().all(u8::is_ascii_graphic) {
        return Err(KeyFault::Character);
    }
    std::str::from_utf8(bytes).map_err(|_| KeyFault::Character)
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Repeated => "`Idempotency-Key` must be sent once",
            Self::Length => "`Idempotency-Key` must have 1 to 255 characters",
            Self::Character => "`Idempotency-Key` must be visible ASCII characters",
            Self::Quoting => {
                "`Idempotency-Key` must be a quoted string with nothing after it, or the bare characters"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn key(value: &str) -> Result<String, KeyFault> {
        parse(value.as_bytes()).map(Cow::into_owned)
    }

    #[test]
    fn quoted_and_bare_are_the_same_key() {
        assert_eq!(key("8e03978e-40d5").unwrap(), "8e03978e-40d5");
        assert_eq!(key("\"8e03978e-40d5\"").unwrap(), "8e03978e-40d5");
        assert_eq!(key(r#""a\"b\\c""#).unwrap(), r#"a"b\c"#);
        assert_eq!(key(r#"a"b\c"#).unwrap(), r#"a"b\c"#);
    }

    #[test]
    fn one_to_255_characters() {
        assert_eq!(key(""), Err(KeyFault::Length));
        assert_eq!(key("\"\""), Err(KeyFault::Length));
        assert_eq!(key(&"k".repeat(255)).unwrap().len(), 255);
        assert_eq!(key(&"k".repeat(256)), Err(KeyFault::Length));
        assert_eq!(
            key(&format!("\"{}\"", "\\\"".repeat(255))).unwrap().len(),
            255
        );
        assert_eq!(
            key(&format!("\"{}\"", "k".repeat(256))),
            Err(KeyFault::Length)
        );
    }

    #[test]
    fn what_is_not_visible_is_refused() {
        for value in ["a b", "\"a b\"", "a\tb", "\u{7f}", "é", "\"é\""] {
            assert_eq!(key(value), Err(KeyFault::Character), "{value:?}");
        }
    }

    #[test]
    fn a_string_ends_with_its_quote_and_has_nothing_after_it() {
        for value in [
            "\"",
            "\"a",
            "\"a\\\"",
            "\"a\";p=1",
            "\"a\"b\"",
            "\"a\\b\"",
            "\"a\",\"b\"",
        ] {
            assert_eq!(key(value), Err(KeyFault::Quoting), "{value:?}");
        }
    }

    #[test]
    fn two_field_lines_are_refused_even_where_they_are_equal() {
        let mut headers = HeaderMap::new();
        assert_eq!(read(&headers), Ok(None));
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("k"));
        assert_eq!(read(&headers), Ok(Some(Cow::Borrowed("k"))));
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("k"));
        assert_eq!(read(&headers), Err(KeyFault::Repeated));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_key_or_a_fault(value in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(key) = parse(&value) {
                prop_assert!((1..=255).contains(&key.len()));
                prop_assert!(key.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }

        #[test]
        fn every_key_survives_quoting(key in "[!-~]{1,255}") {
            let quoted = format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""));
            let read_back = parse(quoted.as_bytes());
            prop_assert_eq!(read_back.as_deref(), Ok(key.as_str()));
            if !key.starts_with('"') {
                let bare = parse(key.as_bytes());
                prop_assert_eq!(bare.as_deref(), Ok(key.as_str()));
            }
        }
    }
}
