//! Whether a value is of a kind, and in its range.

use super::address::{at, is_ip_v4, is_ip_v6, is_socket_v4, is_socket_v6};
use super::amount::amount;
use super::kind::Kind;
use super::range::Range;
use super::value::Value;
use super::words::{part, same};

/// Whether a value can be a setting's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It can.
    Fits,
    /// It cannot.
    Unfit,
    /// Only code that runs can tell.
    Unknown,
}

/// Whether a value is of a kind, and in its range.
#[must_use]
pub const fn fit(kind: &Kind, range: &Range<'_>, value: &Value<'_>) -> Fit {
    match kind {
        Kind::Secret(inner) => fit(inner, range, value),
        // An empty variable says that there is none.
        Kind::Optional(inner) => match value {
            Value::Word(text) if text.is_empty() => Fit::Fits,
            _ => fit(inner, range, value),
        },
        Kind::List(_) if matches!(kind.leaf(), Kind::Unread) => Fit::Fits,
        Kind::List(inner) => list(inner, range, value),
        Kind::Policy(_) => match value {
            Value::Word(_) | Value::Text(_) => Fit::Unknown,
            _ => Fit::Unfit,
        },
        Kind::Unread => Fit::Fits,
        Kind::Other => match value {
            Value::List(_) | Value::Table => Fit::Unfit,
            _ => Fit::Unknown,
        },
        Kind::Fraction(bits) => fraction(*bits, range, value),
        Kind::Whole(_) | Kind::Duration | Kind::Size => match amount(kind, value) {
            Some(amount) => {
                let fits = match (kind, amount) {
                    (Kind::Whole(width), super::amount::Amount::Whole(number)) => {
                        width.holds(number)
                    }
                    _ => true,
                };
                said(fits && range.holds(kind, amount))
            }
            None => Fit::Unfit,
        },
        Kind::Switch => match value {
            Value::Switch(_) => Fit::Fits,
            Value::Word(text) => {
                let text = text.trim_ascii();
                said(same(text, "true") || same(text, "false"))
            }
            _ => Fit::Unfit,
        },
        _ => match value {
            Value::Word(text) | Value::Text(text) => said(is_text_of(kind, text)),
            _ => Fit::Unfit,
        },
    }
}

/// The same where code can run: policies and numbers in text are read too.
#[must_use]
pub fn fit_now(kind: &Kind, range: &Range<'_>, value: &Value<'_>) -> Fit {
    match (fit(kind, range, value), kind) {
        (Fit::Unknown, Kind::Secret(inner) | Kind::Optional(inner)) => fit_now(inner, range, value),
        (Fit::Unknown, Kind::List(inner)) => {
            let items = Items { value, next: 0 };
            items.fold(Fit::Fits, |fits, item| {
                both(fits, fit_now(inner, range, &item))
            })
        }
        (Fit::Unknown, Kind::Fraction(_)) => match value.text().trim_ascii().parse() {
            Ok(number) => fit(kind, range, &Value::Fraction(number, "")),
            Err(_) => Fit::Unfit,
        },
        (Fit::Unknown, Kind::Policy(policy)) => said(policy.read(&value.text()).is_ok()),
        (fit, _) => fit,
    }
}

/// The items of a list, or of a text with commas.
struct Items<'a> {
    value: &'a Value<'a>,
    next: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        match self.value {
            Value::List(items) => {
                let item = items.get(self.next).copied();
                self.next += 1;
                item
            }
            Value::Word(text) => {
                let (item, after) = items(text, self.next)?;
                self.next = after;
                Some(Value::Word(item))
            }
            _ => None,
        }
    }
}

/// The items of a list that stands in one text, without the white space around them; `next` is
/// where the one to be told begins. An empty text has none.
#[must_use]
pub const fn items(text: &str, next: usize) -> Option<(&str, usize)> {
    if next > text.len() || text.trim_ascii().is_empty() {
        return None;
    }
    let (_, rest) = text.split_at(next);
    Some(match at(rest.as_bytes(), b',') {
        Some(comma) => (part(rest, 0, comma).trim_ascii(), next + comma + 1),
        None => (rest.trim_ascii(), text.len() + 1),
    })
}

const fn said(fits: bool) -> Fit {
    if fits { Fit::Fits } else { Fit::Unfit }
}

/// Every item must fit.
const fn list(kind: &Kind, range: &Range<'_>, value: &Value<'_>) -> Fit {
    let mut fits = Fit::Fits;
    match value {
        Value::List(items) => {
            let mut at = 0;
            while at < items.len() {
                fits = both(fits, fit(kind, range, &items[at]));
                at += 1;
            }
        }
        Value::Word(text) => {
            let mut next = 0;
            while let Some((item, after)) = items(text, next) {
                fits = both(fits, fit(kind, range, &Value::Word(item)));
                next = after;
            }
        }
        _ => return Fit::Unfit,
    }
    fits
}

const fn both(one: Fit, other: Fit) -> Fit {
    match (one, other) {
        (Fit::Unfit, _) | (_, Fit::Unfit) => Fit::Unfit,
        (Fit::Unknown, _) | (_, Fit::Unknown) => Fit::Unknown,
        _ => Fit::Fits,
    }
}

/// A number in a text is read by code of the standard library's that no constant can call.
const fn fraction(bits: u8, range: &Range<'_>, value: &Value<'_>) -> Fit {
    match value {
        Value::Fraction(number, _) => {
            let most = if bits == 32 {
                f32::MAX as f64
            } else {
                f64::MAX
            };
            if !(*number >= -most && *number <= most) {
                return Fit::Unfit;
            }
        }
        Value::Word(text) => {
            return if text.is_empty() {
                Fit::Unfit
            } else {
                Fit::Unknown
            };
        }
        _ => {}
    }
    match amount(&Kind::Fraction(bits), value) {
        Some(amount) => said(range.holds(&Kind::Fraction(bits), amount)),
        None => Fit::Unfit,
    }
}

const fn is_text_of(kind: &Kind, text: &str) -> bool {
    let word = text.trim_ascii();
    let bytes = word.as_bytes();
    match kind {
        Kind::Text => true,
        Kind::Path => !text.is_empty() && at(text.as_bytes(), 0).is_none(),
        Kind::Character => is_one_character(text),
        Kind::Ip => is_ip_v4(bytes) || is_ip_v6(bytes),
        Kind::IpV4 => is_ip_v4(bytes),
        Kind::IpV6 => is_ip_v6(bytes),
        Kind::Socket => is_socket_v4(bytes) || is_socket_v6(bytes),
        Kind::SocketV4 => is_socket_v4(bytes),
        Kind::SocketV6 => is_socket_v6(bytes),
        Kind::OneOf(names) => {
            let mut at = 0;
            while at < names.len() {
                if same(names[at], word) {
                    return true;
                }
                at += 1;
            }
            false
        }
        _ => false,
    }
}

const fn is_one_character(text: &str) -> bool {
    let mut at = 1;
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    !text.is_empty() && at == text.len()
}
