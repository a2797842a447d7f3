//! What looks like a secret, and is written where everybody reads it.

use super::address::at;
use super::kind::Kind;
use super::schema::{Content, Field};
use super::value::Value;
use super::words::{Words, part, same};

/// What the names of secrets end in.
const NAMES: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "credential",
    "credentials",
    "api_key",
    "access_key",
    "private_key",
    "secret_key",
    "signing_key",
    "encryption_key",
];

/// What is wrong with a setting that is called like a secret and is none.
#[must_use]
pub const fn secrecy_fault(field: &Field<'_>) -> Option<Words> {
    let Content::Value(spec) = &field.content else {
        return None;
    };
    let may_be_shown = spec.is_plain || spec.kind.is_secret();
    if may_be_shown
        || !matches!(spec.kind.leaf(), Kind::Text | Kind::Other)
        || !is_secret(field.name)
    {
        return None;
    }
    let mut words = Words::new();
    words.push_name(field.name);
    words.push(" is called like a secret, and can be printed and logged");
    words.push(match spec.kind.is_optional() {
        true => "\nhelp: make it an `Option<Secret<String>>`",
        false => "\nhelp: make it a `Secret<String>`",
    });
    words.push(", or say why it is none, `#[setting(plain = \"…\")]`");
    Some(words)
}

const fn is_secret(name: &str) -> bool {
    let mut index = 0;
    while index < NAMES.len() {
        let end = NAMES[index];
        if name.len() >= end.len() && name.is_char_boundary(name.len() - end.len()) {
            let (before, tail) = name.split_at(name.len() - end.len());
            let is_whole = before.is_empty() || matches!(before.as_bytes(), [.., b'_']);
            if is_whole && same(tail, end) {
                return true;
            }
        }
        index += 1;
    }
    false
}

/// Whether a value is a URL with a password in it: `postgres://user:password@host`.
#[must_use]
pub const fn holds_password(value: &Value<'_>) -> bool {
    let (Value::Word(text) | Value::Text(text)) = value else {
        return false;
    };
    let bytes = text.as_bytes();
    let mut from = 0;
    while from + 3 <= bytes.len() {
        if matches!(bytes.split_at(from).1, [b':', b'/', b'/', ..]) {
            let rest = part(text, from + 3, text.len()).as_bytes();
            let Some(end) = at(rest, b'@') else {
                return false;
            };
            let (user, _) = rest.split_at(end);
            if let Some(colon) = at(user, b':')
                && colon + 1 < user.len()
                && at(user, b'/').is_none()
            {
                return true;
            }
        }
        from += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_seen() {
        for (text, holds) in [
            ("postgres://shop:hunter2@db/shop", true),
            ("redis://:hunter2@db", true),
            ("redis://a,redis://:hunter2@db", true),
            ("postgres://shop@db/shop", false),
            ("postgres://shop:@db/shop", false),
            ("http://[::1]:80/a@b", false),
            ("https://example.org/?to=a@b", false),
            ("a:b@c", false),
            ("://", false),
            ("", false),
        ] {
            assert_eq!(holds_password(&Value::Text(text)), holds, "{text}");
        }
    }

    #[test]
    fn a_name_that_ends_like_a_secrets_is_seen() {
        for (name, secret) in [
            ("password", true),
            ("database_password", true),
            ("api_key", true),
            ("password_length", false),
            ("notoken", false),
            ("tokens", false),
            ("é", false),
        ] {
            assert_eq!(is_secret(name), secret, "{name}");
        }
    }
}
