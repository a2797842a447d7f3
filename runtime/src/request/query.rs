//! The query and percent-encoding, read strictly.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Text that is not percent-encoded UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A name and its value.
pub(crate) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The names and values of a query, in order; `+` is a space, a name without `=` has an empty
/// value, and nothing between two `&` is nothing.
pub(crate) fn parse(query: &str) -> Result<Vec<Pair<'_>>, Malformed> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((form(name)?, form(value)?))
        })
        .collect()
}

fn form(text: &str) -> Result<Cow<'_, str>, Malformed> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        return Ok(Cow::Owned(percent(&spaced)?.into_owned()));
    }
    percent(text)
}

/// `text` with its `%XX` undone; each must be two hexadecimal digits, and all of it UTF-8.
pub(crate) fn percent(text: &str) -> Result<Cow<'_, str>, Malformed> {
    let whole = text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !whole {
        return Err(Malformed);
    }
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| Malformed)
}

/// Whether every `%XX` of `text` is one, and all of it together UTF-8.
pub(crate) fn is_percent_encoded(text: &str) -> bool {
    !text.contains('%') || percent(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_forms_write_it() {
        let pairs = parse("a=1&&b=x+y%26z&c&=d&e=f=g&%C3%A9=%2B&").unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| (&**n, &**v)).collect();
        let expected = [
            ("a", "1"),
            ("b", "x y&z"),
            ("c", ""),
            ("", "d"),
            ("e", "f=g"),
            ("é", "+"),
        ];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn what_is_not_percent_encoded_utf_8_is_malformed() {
        for query in [
            "a=%", "a=%4", "a=%zz", "%=1", "a=%FF", "%C3=1", "a=%C3%28", "a=%+1",
        ] {
            assert_eq!(parse(query), Err(Malformed), "{query}");
        }
    }
}
