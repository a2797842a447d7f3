//! Names under which a value is a secret.

use std::array;
use std::sync::OnceLock;

use smallvec::SmallVec;

/// Those that are sensitive anywhere. Words that belong together are apart here: `api key` is
/// `api_key`, `api-key`, `apiKey` and `X-API-Key`.
const COMMON: [&[&str]; 33] = [
    &["access", "key"],
    &["api", "key"],
    &["apikey"],
    &["authorization"],
    &["bearer"],
    &["card"],
    &["cardnumber"],
    &["cookie"],
    &["credential"],
    &["cvc"],
    &["cvv"],
    &["encryption", "key"],
    &["idempotency", "key"],
    &["jwt"],
    &["otp"],
    &["pass"],
    &["passcode"],
    &["passphrase"],
    &["passwd"],
    &["password"],
    &["pin"],
    &["private", "key"],
    &["pwd"],
    &["secret"],
    &["secretkey"],
    &["session"],
    &["sessionid"],
    &["signature"],
    &["signing", "key"],
    &["ssn"],
    &["token"],
    &["totp"],
    &["xsrf"],
];

/// What a word that is written in one may end in: `accesstoken`, `dbpassword`.
const ENDINGS: [&str; 6] = [
    "apikey",
    "credential",
    "passwd",
    "password",
    "secret",
    "token",
];

/// What a name may end in that says something of a secret, and is none itself: which kind it is, how
/// many there are, how large it is, how long it holds. They are numbers and words out of a few; a
/// name that may go on with the secret itself, such as a `value` or a `hint`, is not among them.
const ABOUT: [&str; 9] = [
    "algorithm",
    "bits",
    "count",
    "expiry",
    "length",
    "lifetime",
    "size",
    "timeout",
    "ttl",
];

/// The lengths of their first words, by letter: a bit for each, and for its plural. Most names have
/// no word that could be one of them, and nothing more is asked of those.
const LENGTHS: [u32; 26] = {
    let mut lengths = [0; 26];
    let mut at = 0;
    while at < COMMON.len() {
        let first = COMMON[at][0].as_bytes();
        lengths[(first[0] - b'a') as usize] |= 0b11 << first.len();
        at += 1;
    }
    lengths
};

type Words<'a> = SmallVec<[&'a str; 8]>;

/// Names under which a value is a secret: those that are so anywhere, and some more.
#[derive(Debug)]
pub(crate) struct Names {
    more: Vec<Box<[Box<str>]>>,
    fields: Box<[OnceLock<Known>; FIELDS]>,
}

/// What is known of a field's name: where it stands, how long it is, and whether one of them is a
/// part of it. Fields are static, and there are as many as the program has.
type Known = (usize, usize, bool);

/// For how many fields it is remembered; of others it is found out each time.
const FIELDS: usize = 512;

impl Names {
    /// Those that are sensitive anywhere, and these.
    pub(crate) fn and(more: &[String]) -> Self {
        let apart =
            |name: &String| -> Box<[Box<str>]> { words(name).into_iter().map(Box::from).collect() };
        let more = more.iter().map(apart);
        Self {
            more: more.filter(|name| !name.is_empty()).collect(),
            fields: Box::new(array::from_fn(|_| OnceLock::new())),
        }
    }

    /// Whether one of them is a part of a field's name.
    pub(in crate::logs) fn are_in_field(&self, name: &'static str) -> bool {
        let (place, length) = (name.as_ptr().addr(), name.len());
        let slot = &self.fields[(place ^ (place >> 9) ^ length) % FIELDS];
        let (of, so_long, answer) = *slot.get_or_init(|| (place, length, self.are_in(name)));
        match (of, so_long) == (place, length) {
            true => answer,
            false => self.are_in(name),
        }
    }

    /// Whether one of them is a part of `name`, word by word: `card` is one of `card_number`, not
    /// of `discard`. What is said of a secret is none, unless it was added: `token_count`.
    pub(crate) fn are_in(&self, name: &str) -> bool {
        let words = words(name);
        let from = || (0..words.len()).map(|at| &words[at..]);
        from().any(is_common) && !words.last().is_some_and(|last| is_about_one(last))
            || self
                .more
                .iter()
                .any(|sensitive| from().any(|from| begins(from, sensitive)))
    }
}

fn is_common(words: &[&str]) -> bool {
    let Some(first) = words.first() else {
        return false;
    };
    may_begin_one(first) && COMMON.iter().any(|sensitive| begins(words, sensitive))
        || ENDINGS.iter().any(|ending| ends_in(first, ending))
}

/// Whether a name that ends in the word says something of a secret.
fn is_about_one(last: &str) -> bool {
    ABOUT.iter().any(|about| is_same(last, about))
}

/// Whether the word ends in another one, or in several of it.
fn ends_in(word: &str, ending: &str) -> bool {
    let ends = |word: &[u8]| {
        word.last_chunk::<1>()
            .zip(ending.as_bytes().last_chunk::<1>())
            .is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
            && word.len() >= ending.len()
            && word[word.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    };
    let word = word.as_bytes();
    ends(word) || matches!(word, [one @ .., b's' | b'S'] if ends(one))
}

/// Whether the word is as long as one of the common names' first words with that letter.
fn may_begin_one(word: &str) -> bool {
    let letter = word.as_bytes()[0].to_ascii_lowercase().wrapping_sub(b'a');
    let lengths = LENGTHS.get(usize::from(letter)).copied().unwrap_or(0);
    u32::try_from(word.len()).is_ok_and(|length| lengths.checked_shr(length).unwrap_or(0) & 1 == 1)
}

/// Whether the words begin with those of a sensitive name.
fn begins(words: &[&str], sensitive: &[impl AsRef<str>]) -> bool {
    words.len() >= sensitive.len()
        && words
            .iter()
            .zip(sensitive)
            .all(|(here, word)| is_same(here, word.as_ref()))
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
#[inline]
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
        let names = Names::and(&[]);
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
            "accesstoken",
            "DBPASSWORDS",
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
    fn what_is_said_of_a_secret_is_none() {
        let names = Names::and(&[]);
        for name in [
            "jwt.secret_algorithm",
            "secretAlgorithms",
            "token_count",
            "password-length",
            "SESSION_TTL",
            "session_timeout",
            "signing_key_bits",
        ] {
            assert!(!names.are_in(name) && !names.are_in_field(name), "{name}");
        }
        // The last word decides, and it has to be one of those.
        for name in [
            "secret_algorithm_value",
            "length_of_password",
            "ttl_token",
            "token_count2",
            "password_hint",
            "tokencount_secret",
            "algorithm.secret",
            "jwt",
        ] {
            assert!(names.are_in(name), "{name}");
        }
        assert!(Names::and(&["session ttl".to_owned()]).are_in("session_ttl"));
        assert!(Names::and(&["iban".to_owned()]).are_in("iban_count"));
    }

    #[test]
    fn names_can_be_added() {
        let names = Names::and(&["tax-id".to_owned(), "iban".to_owned(), "_".to_owned()]);
        for name in ["taxId", "customer_iban", "password"] {
            assert!(names.are_in(name) && names.are_in_field(name), "{name}");
        }
        assert!(!names.are_in("id") && !names.are_in("tax"));
    }

    #[test]
    fn what_is_remembered_of_a_field_is_of_that_field() {
        let names = Names::and(&[]);
        // One text, and parts of it that begin and end where others do.
        const TEXT: &str = "pinned_token_of_a_card";
        for _ in 0..2 {
            for from in 0..TEXT.len() {
                for to in from..=TEXT.len() {
                    let part = &TEXT[from..to];
                    assert_eq!(names.are_in_field(part), names.are_in(part), "{part}");
                }
            }
        }
    }
}
