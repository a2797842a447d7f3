//! What a value should have been, in words.

use super::kind::{Kind, Width};
use super::range::Range;
use super::words::Words;

/// What a value should have been: `a duration from 1ms to 60s`.
#[must_use]
pub const fn expected(kind: &Kind, range: &Range<'_>, type_name: &str) -> Words {
    let mut words = Words::new();
    push_expected(&mut words, kind, range, type_name);
    words
}

pub(super) const fn push_expected(
    words: &mut Words,
    kind: &Kind,
    range: &Range<'_>,
    type_name: &str,
) {
    match kind {
        Kind::Secret(inner) | Kind::Optional(inner) => {
            push_expected(words, inner, range, type_name);
        }
        Kind::List(inner) => {
            words.push("a list of items, each ");
            push_expected(words, inner, range, type_name);
        }
        Kind::Whole(width) => whole(words, *width, range),
        Kind::OneOf(names) => {
            words.push(if names.len() == 1 { "" } else { "one of " });
            push_names(words, names);
        }
        Kind::Other | Kind::Unread => {
            words.push("a ");
            words.push_name(type_name);
        }
        Kind::Switch => words.push("`true` or `false`"),
        Kind::Character => words.push("one character"),
        Kind::Text => words.push("text"),
        Kind::Path => words.push("a path"),
        _ => {
            let (what, example) = what(kind);
            words.push(what);
            ends(words, range, example);
        }
    }
}

/// Names in backticks with commas between.
pub(super) const fn push_names(words: &mut Words, names: &[&str]) {
    let mut at = 0;
    while at < names.len() {
        if at > 0 {
            words.push(", ");
        }
        words.push_name(names[at]);
        at += 1;
    }
}

/// What a value of a kind is called, and how one looks.
pub(super) const fn what(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Whole(_) => ("a whole number", "1"),
        Kind::Fraction(_) => ("a number", "0.5"),
        Kind::Switch => ("a switch", "true"),
        Kind::Character => ("a character", "x"),
        Kind::Text => ("text", "text"),
        Kind::Path => ("a path", "/path/to/it"),
        Kind::Duration => ("a duration", "5s"),
        Kind::Size => ("a size", "64KiB"),
        Kind::Ip => ("an IP address", "127.0.0.1"),
        Kind::IpV4 => ("an IPv4 address", "127.0.0.1"),
        Kind::IpV6 => ("an IPv6 address", "::1"),
        Kind::Socket => ("an IP address with a port", "127.0.0.1:8080"),
        Kind::SocketV4 => ("an IPv4 address with a port", "127.0.0.1:8080"),
        Kind::SocketV6 => ("an IPv6 address with a port", "[::1]:8080"),
        Kind::OneOf(names) if !names.is_empty() => ("a name", names[0]),
        Kind::Policy(policy) => policy.words(),
        Kind::OneOf(_) | Kind::Other | Kind::Unread => ("a value", "text"),
        Kind::Secret(inner) | Kind::Optional(inner) | Kind::List(inner) => what(inner),
    }
}

const fn whole(words: &mut Words, width: Width, range: &Range<'_>) {
    words.push("a whole number from ");
    match range.min {
        Some(min) => words.push(min.text),
        None => words.push_whole(width.least()),
    }
    words.push(" to ");
    match range.max {
        Some(max) => words.push(max.text),
        None => words.push_whole(width.greatest()),
    }
    if width.is_signed && width.is_nonzero {
        words.push(", but not 0");
    }
}

const fn ends(words: &mut Words, range: &Range<'_>, example: &str) {
    match (range.min, range.max) {
        (Some(min), Some(max)) => {
            words.push(" from ");
            words.push_name(min.text);
            words.push(" to ");
            words.push_name(max.text);
        }
        (Some(min), None) => {
            words.push(" of at least ");
            words.push_name(min.text);
        }
        (None, Some(max)) => {
            words.push(" of at most ");
            words.push_name(max.text);
        }
        (None, None) => {
            words.push(" such as ");
            words.push_name(example);
        }
    }
}
