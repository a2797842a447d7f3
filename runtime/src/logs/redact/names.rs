//! Names under which a value is a secret.

use smallvec::SmallVec;

/// Those that are sensitive anywhere. Words that belong together are apart here: `api key` is
/// `api_key`, `api-key`, `apiKey` and `X-API-Key`.
const COMMON: [&str; 33] = [
    "access key",
    "api key",
    "apikey",
    "authorization",
    "bearer",
    "card",
    "cardnumber",
    "cookie",
    "credential",
    "cvc",
    "cvv",
    "encryption key",
    "idempotency key",
    "jwt",
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "private key",
    "pwd",
    "secret",
    "secretkey",
    "session",
    "sessionid",
    "signature",
    "signing key",
    "ssn",
    "token",
    "totp",
    "xsrf",
];

type Words<'a> = SmallVec<[&'a str; 8]>;

/// Names under which a value is a secret: those that are so anywhere, and some more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    more: Vec<Box<str>>,
}

impl Names {
    /// Those that are sensitive anywhere, and these.
    pub(crate) fn and(more: &[String]) -> Self {
        let joined = |name: &String| words(name).join(" ").into_boxed_str();
        let more = more.iter().map(joined);
        Self {
            more: more.filter(|name| !name.is_empty()).collect(),
        }
    }

    /// Whether one of them is a part of `name`, word by word: `card` is one of `card_number`, not
    /// of `discard`.
    pub(crate) fn are_in(&self, name: &str) -> bool {
        let words = words(name);
        let is_in = |sensitive: &str| stands_in(&words, sensitive);
        COMMON.iter().any(|sensitive| is_in(sensitive))
            || self.more.iter().any(|sensitive| is_in(sensitive))
    }
}

/// Whether the words of `sensitive` follow each other in `words`.
fn stands_in(words: &[&str], sensitive: &str) -> bool {
    (0..words.len()).any(|from| {
        let mut here = words[from..].iter();
        sensitive
            .split(' ')
            .all(|word| here.next().is_some_and(|here| is_same(here, word)))
    })
}

/// Whether it is the word, or several of it.
fn is_same(here: &str, word: &str) -> bool {
    here.eq_ignore_ascii_case(word)
        || (here.len() == word.len() + 1
            && here.as_bytes()[word.len()].eq_ignore_ascii_case(&b's')
            && here.as_bytes()[..word.len()].eq_ignore_ascii_case(word.as_bytes()))
}

/// The words of a name in snake, kebab or camel case; digits stand apart.
fn words(name: &str) -> Words<'_> {
    let bytes = name.as_bytes();
    let mut words = Words::new();
    let mut from = 0;
    for at in 0..=bytes.len() {
        if at < bytes.len() && !begins_word(bytes, at) && kind(bytes[at]) != Kind::Other {
            continue;
        }
        // A cut beside an ASCII character is one between characters.
        let word = &name[from..at];
        if !word.is_empty() {
            words.push(word);
        }
        from = match bytes.get(at) {
            Some(&byte) if kind(byte) == Kind::Other => at + 1,
            _ => at,
        };
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Other,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'A'..=b'Z' => Kind::Upper,
        b'0'..=b'9' => Kind::Digit,
        b'a'..=b'z' | 0x80.. => Kind::Lower,
        _ => Kind::Other,
    }
}

/// Whether a word begins at this letter or digit because of the one before: `apiKey`, `APIKey`,
/// `key2`.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| kind(bytes[before])) else {
        return false;
    };
    let next = bytes.get(at + 1).map(|&next| kind(next));
    match (before, kind(bytes[at])) {
        (Kind::Lower, Kind::Upper) => true,
        (Kind::Upper, Kind::Upper) => next == Some(Kind::Lower),
        (Kind::Digit, Kind::Digit) | (_, Kind::Other) => false,
        (Kind::Digit, _) | (_, Kind::Digit) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_in_any_case() {
        for name in [
            "api_key", "api-key", "apiKey", "ApiKey", "APIKey", "API_KEY", "api.key",
        ] {
            assert_eq!(words(name).len(), 2, "{name}");
        }
        assert_eq!(words("oauth2Token")[..], ["oauth", "2", "Token"]);
        assert_eq!(words("größeÄ")[..], ["größeÄ"]);
        assert_eq!(words("__")[..], [""; 0]);
    }

    #[test]
    fn a_sensitive_word_is_found_as_a_whole() {
        let names = Names::default();
        for name in [
            "password",
            "DB_PASSWORD",
            "userPassword2",
            "X-Api-Key",
            "apikey",
            "set-cookie",
            "Cookies",
            "access_token",
            "idempotency-key",
            "card_number",
            "sessionId",
            "pin",
        ] {
            assert!(names.are_in(name), "{name}");
        }
        for name in [
            "discard",
            "pinned",
            "key",
            "tokenizer",
            "route",
            "secretary",
            "compass",
            "",
            "api",
        ] {
            assert!(!names.are_in(name), "{name}");
        }
    }

    #[test]
    fn names_can_be_added() {
        let names = Names::and(&["tax-id".to_owned(), "iban".to_owned(), "_".to_owned()]);
        for name in ["taxId", "customer_iban", "password"] {
            assert!(names.are_in(name), "{name}");
        }
        assert!(!names.are_in("id") && !names.are_in("tax"));
    }
}
