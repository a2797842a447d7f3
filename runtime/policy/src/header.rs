//! Names of headers in a policy's text.

use std::borrow::Cow;

use crate::PolicyError;
use crate::words::Word;

/// Reads a header's name, a token of RFC 9110 §5.6.2, and keeps it in lower case.
pub(crate) fn read_header(word: Word<'_>) -> Result<Cow<'static, str>, PolicyError> {
    if word.text.is_empty() {
        return Err(word
            .error("a header's name is missing")
            .help("write `x-key`"));
    }
    let bad = |c: char| !u8::try_from(c).is_ok_and(is_token_byte);
    if let Some((at, c)) = word.text.char_indices().find(|(_, c)| bad(*c)) {
        let kept = word.text.replace(bad, "");
        let write = if kept.is_empty() {
            "x-key".to_owned()
        } else {
            kept.to_lowercase()
        };
        return Err(word
            .part(at, at + c.len_utf8())
            .error(format!(
                "{c:?} cannot stand in the name of a header, `{}`",
                word.text
            ))
            .help(format!("write `{write}`")));
    }
    Ok(Cow::Owned(word.text.to_ascii_lowercase()))
}

/// Whether a byte may stand in a token.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Cow<'static, str>, PolicyError> {
        read_header(Word { text, start: 3 })
    }

    #[test]
    fn a_token_is_kept_in_lower_case() {
        assert_eq!(read("X-Key").unwrap(), "x-key");
        assert_eq!(read("x_!#$%&'*+.^`|~1").unwrap(), "x_!#$%&'*+.^`|~1");
    }

    #[test]
    fn what_is_no_token_is_pointed_at() {
        let error = read("x:key").unwrap_err();
        assert_eq!(error.at, (4, 5));
        assert_eq!(error.help.as_deref(), Some("write `xkey`"));
        assert_eq!(read("ü").unwrap_err().at, (3, 5));
        assert!(read("").is_err());
        assert!(read("a b").is_err());
    }
}
