//! What to write instead of a value that does not fit.

use crate::spelling::nearness;
use crate::{Duration, PolicyError, Size};

use super::address::is_number;
use super::amount::{Amount, amount};
use super::expected::what;
use super::kind::Kind;
use super::range::Range;
use super::value::{Value, Whole};
use super::words::{Words, part, same};

/// What to write instead, in the words of the policies where those know more than a constant can.
#[must_use]
pub fn advice(kind: &Kind, range: &Range<'_>, value: &Value<'_>) -> String {
    if let (Value::Word(text) | Value::Text(text), false) = (value, kind.is_list()) {
        let read = match kind.leaf() {
            Kind::Duration => text.parse::<Duration>().map(drop),
            Kind::Size => text.parse::<Size>().map(drop),
            Kind::Policy(policy) => policy.read(text),
            _ => Ok(()),
        };
        if let Err(PolicyError {
            help: Some(help), ..
        }) = read
        {
            return help;
        }
    }
    let mut words = Words::new();
    match (kind.leaf(), value.text().trim_ascii().parse::<f64>()) {
        (Kind::Fraction(_), Ok(number))
            if matches!(value, Value::Word(_)) && number.is_finite() =>
        {
            advise(&mut words, kind, range, &Value::Fraction(number, ""));
        }
        _ => advise(&mut words, kind, range, value),
    }
    words.to_string()
}

/// Adds what to write instead.
pub const fn advise(words: &mut Words, kind: &Kind, range: &Range<'_>, value: &Value<'_>) {
    if let Kind::Secret(inner) | Kind::Optional(inner) = kind {
        return advise(words, inner, range, value);
    }
    if let Kind::List(inner) = kind {
        return list(words, inner, range, value);
    }
    if let Some(amount) = amount(kind, value)
        && bounds(words, kind, range, amount)
    {
        return;
    }
    match (kind, value) {
        (_, Value::List(_)) => words.push("write one value, not a list"),
        (Kind::Whole(_), Value::Text(text)) if Whole::read(text).is_some() => {
            words.push("write it without quotes, ");
            words.push_read(text);
        }
        (Kind::Switch, Value::Word(text) | Value::Text(text)) => {
            let is_no = near_one_of(text, &["false", "no", "off", "0", "disabled"]);
            words.push(if is_no {
                "write `false`"
            } else {
                "write `true`"
            });
        }
        (
            Kind::Text | Kind::Path | Kind::Other,
            Value::Whole(_) | Value::Switch(_) | Value::Fraction(..) | Value::Date(_),
        ) => {
            words.push("write it in quotes, `\"");
            push_text(words, value);
            words.push("\"`");
        }
        (Kind::Duration | Kind::Size, Value::Whole(number)) => {
            words.push("write it with its unit, in quotes, `\"");
            words.push_whole(*number);
            words.push(if matches!(kind, Kind::Size) {
                "KiB\"`"
            } else {
                "s\"`"
            });
        }
        (Kind::Socket | Kind::SocketV4, Value::Word(text) | Value::Text(text))
            if is_number(port(text).as_bytes(), u16::MAX as u64) =>
        {
            words.push("write `0.0.0.0:");
            words.push(port(text));
            words.push("`");
        }
        (Kind::OneOf(names), Value::Word(text) | Value::Text(text)) => {
            match nearest(text.trim_ascii(), names) {
                Some(near) => {
                    words.push("did you mean ");
                    words.push_name(near);
                    words.push("?");
                }
                None => example(words, kind, range, value),
            }
        }
        _ => example(words, kind, range, value),
    }
}

/// Adds a value, as it stands where it was written.
pub(super) const fn push_value(words: &mut Words, value: &Value<'_>) {
    match value {
        Value::Word(text) | Value::Text(text) | Value::Fraction(_, text) | Value::Date(text) => {
            words.push_read(text);
        }
        Value::Whole(_) | Value::Switch(_) => {
            words.push("`");
            push_text(words, value);
            words.push("`");
        }
        Value::List(_) => words.push("a list"),
        Value::Table => words.push("a table"),
    }
}

/// Adds one value without quotes.
const fn push_text(words: &mut Words, value: &Value<'_>) {
    match value {
        Value::Word(text) | Value::Text(text) | Value::Fraction(_, text) | Value::Date(text) => {
            words.push(text);
        }
        Value::Whole(number) => words.push_whole(*number),
        Value::Switch(said) => words.push(if *said { "true" } else { "false" }),
        Value::List(_) | Value::Table => {}
    }
}

/// The one of some names that was most likely meant.
pub(super) const fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    let mut at = 0;
    while at < names.len() {
        if let Some(distance) = nearness(word, names[at]) {
            match best {
                Some((least, _)) if least <= distance => {}
                _ => best = Some((distance, names[at])),
            }
        }
        at += 1;
    }
    match best {
        Some((_, name)) => Some(name),
        None => None,
    }
}

/// Adds the end of the range that was passed; `false` if none was.
const fn bounds(words: &mut Words, kind: &Kind, range: &Range<'_>, amount: Amount) -> bool {
    words.push("write `");
    let (is_low, bound) = match (range.is_below(kind, amount), range.is_above(kind, amount)) {
        (true, _) => (true, range.min),
        (_, true) => (false, range.max),
        _ => (false, None),
    };
    match (bound, kind, amount) {
        (Some(bound), ..) => {
            words.push(bound.text);
            words.push(if is_low { "` or more" } else { "` or less" });
        }
        (None, Kind::Whole(width), Amount::Whole(number)) if number.is_less(width.least()) => {
            words.push_whole(width.least());
            words.push("` or more");
        }
        (None, Kind::Whole(width), _) if width.is_signed && width.is_nonzero => {
            words.push("1` or `-1`");
        }
        (None, Kind::Whole(width), _) => {
            words.push_whole(width.greatest());
            words.push("` or less");
        }
        _ => {
            let (_, example) = what(kind);
            words.push(example);
            words.push("`");
        }
    }
    true
}

const fn list(words: &mut Words, kind: &Kind, range: &Range<'_>, value: &Value<'_>) {
    use super::fit::{Fit, fit, items};
    match value {
        Value::List(items) => {
            let mut at = 0;
            while at < items.len() {
                if matches!(fit(kind, range, &items[at]), Fit::Unfit) {
                    words.push("at ");
                    push_value(words, &items[at]);
                    words.push(", ");
                    return advise(words, kind, range, &items[at]);
                }
                at += 1;
            }
        }
        Value::Word(text) => {
            let mut next = 0;
            while let Some((item, after)) = items(text, next) {
                let item = Value::Word(item);
                if matches!(fit(kind, range, &item), Fit::Unfit) {
                    words.push("at ");
                    push_value(words, &item);
                    words.push(", ");
                    return advise(words, kind, range, &item);
                }
                next = after;
            }
        }
        _ => {}
    }
    if let Value::Word(_) = value {
        words.push("write items with commas between, such as `");
        words.push(example_of(kind, range));
        words.push("`");
        return;
    }
    words.push("write a list, `[");
    let is_bare = matches!(
        kind.leaf(),
        Kind::Whole(_) | Kind::Fraction(_) | Kind::Switch
    );
    words.push(if is_bare { "" } else { "\"" });
    match fit(kind, range, value) {
        // It is just the brackets that are missing.
        Fit::Fits | Fit::Unknown => push_text(words, value),
        Fit::Unfit => {
            words.push(example_of(kind, range));
        }
    }
    words.push(if is_bare { "]`" } else { "\"]`" });
}

/// A value that would do, in quotes where files want them.
const fn example(words: &mut Words, kind: &Kind, range: &Range<'_>, value: &Value<'_>) {
    let is_bare = matches!(kind, Kind::Whole(_) | Kind::Fraction(_) | Kind::Switch)
        || matches!(value, Value::Word(_));
    words.push(if is_bare { "write `" } else { "write `\"" });
    words.push(example_of(kind, range));
    words.push(if is_bare { "`" } else { "\"`" });
}

/// A value of the kind that is in the range.
const fn example_of<'a>(kind: &Kind, range: &Range<'a>) -> &'a str {
    let (_, example) = what(kind);
    let Some(amount) = amount(kind, &Value::Word(example)) else {
        return example;
    };
    match (range.min, range.max) {
        (Some(min), _) if range.is_below(kind, amount) => min.text,
        (_, Some(max)) if range.is_above(kind, amount) => max.text,
        _ => example,
    }
}

const fn near_one_of(text: &str, words: &[&str]) -> bool {
    let text = text.trim_ascii();
    let mut at = 0;
    while at < words.len() {
        if same(text, words[at]) || nearness(text, words[at]).is_some() {
            return true;
        }
        at += 1;
    }
    false
}

/// What may be a port alone: `8080`, `:8080`.
const fn port(text: &str) -> &str {
    let text = text.trim_ascii();
    match text.as_bytes() {
        [b':', ..] => part(text, 1, text.len()),
        _ => text,
    }
}
