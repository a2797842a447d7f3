//! The rules of `garde`, run, and their violations told by the names on the wire.

use std::borrow::Cow;
use std::fmt::Display;

use garde::error::{Kind as StepKind, Path};
use garde::i18n::{
    I18n, InvalidCreditCard, InvalidEmail, InvalidPhoneNumber, InvalidUrl, IpKind, with_i18n,
};

use super::ApiRequest;
use super::field::{Field, Place, Shape};
use super::pointer::{self, ROOT};
use super::report::{Kind, Report};

/// Runs the rules of `value`; every violation goes into `report`.
pub(crate) fn run<T: ApiRequest>(value: &T, report: &mut Report) {
    let Err(violations) = with_i18n(Codes, || value.validate_with(&())) else {
        return;
    };
    // `garde` goes by the alphabet; a client reads more easily in the order of its own body.
    let mut violations: Vec<_> = violations
        .iter()
        .map(|(path, violation)| (on_the_wire(T::FIELDS, path), violation))
        .collect();
    violations.sort_by(|(one, _), (other, _)| one.order.cmp(&other.order));
    for (place, violation) in violations {
        let message = violation.message();
        let (code, detail) = message
            .split_once(SEPARATOR)
            .unwrap_or(("invalid", message));
        report.add(
            Kind::ValidationFailed,
            &place.pointer,
            code.to_owned(),
            detail,
        );
    }
}

/// Where a violation is.
struct Spot {
    pointer: String,
    /// Where each step stands in its struct or list.
    order: Vec<usize>,
}

/// Where a path of Rust names is on the wire.
fn on_the_wire(fields: &'static [Field], path: &Path) -> Spot {
    // `Path` has no public way to its steps other than its text, in which a key with a dot
    // cannot be told from two keys; this is the one its own macro uses.
    let steps = path.__iter().rev();
    let mut steps = steps
        .filter(|(kind, _)| *kind != StepKind::None)
        .map(|(_, step)| step);
    let Some(first) = steps.next() else {
        return Spot {
            pointer: ROOT.to_owned(),
            order: Vec::new(),
        };
    };
    let Some((index, field)) = named(fields, first) else {
        return Spot {
            pointer: pointer::join(ROOT, [first.as_str()]),
            order: vec![usize::MAX],
        };
    };
    let mut at = start(field);
    let mut order = vec![index];
    let mut shape = Some(field.shape);
    for step in steps {
        while let Some(Shape::Optional(inner)) = shape {
            shape = Some(*inner);
        }
        let mut wire = step.as_str();
        shape = match shape {
            Some(Shape::Object(fields)) => {
                let found = named(fields(), step);
                order.push(found.map_or(usize::MAX, |(index, _)| index));
                wire = found.map_or(wire, |(_, field)| field.wire);
                found.map(|(_, field)| field.shape)
            }
            Some(Shape::List(inner) | Shape::Map(inner)) => {
                order.push(step.parse().unwrap_or(usize::MAX));
                Some(*inner)
            }
            _ => None,
        };
        pointer::push(&mut at, wire);
    }
    Spot { pointer: at, order }
}

fn named(fields: &'static [Field], rust: &str) -> Option<(usize, &'static Field)> {
    fields
        .iter()
        .enumerate()
        .find(|(_, field)| field.rust == rust)
}

/// The pointer to a field itself.
pub(crate) fn start(field: &Field) -> String {
    let place = match field.place {
        Place::Body => ROOT,
        Place::Query => "query",
        Place::Path => "path",
        Place::Header => "header",
    };
    pointer::join(place, [field.wire])
}

/// Between a violation's code and its words: a character that no message has.
const SEPARATOR: char = '\u{1f}';

/// `garde`'s messages, led by a stable code.
struct Codes;

fn coded(code: &str, detail: impl Display) -> Cow<'static, str> {
    Cow::Owned(format!("{code}{SEPARATOR}{detail}"))
}

impl I18n for Codes {
    fn length_lower_than(&self, min: usize) -> Cow<'static, str> {
        coded(
            "too_short",
            format_args!("must have a length of at least {min}"),
        )
    }

    fn length_greater_than(&self, max: usize) -> Cow<'static, str> {
        coded(
            "too_long",
            format_args!("must have a length of at most {max}"),
        )
    }

    fn range_lower_than(&self, min: &dyn Display) -> Cow<'static, str> {
        coded("too_small", format_args!("must be at least {min}"))
    }

    fn range_greater_than(&self, max: &dyn Display) -> Cow<'static, str> {
        coded("too_large", format_args!("must be at most {max}"))
    }

    fn credit_card_invalid(&self, reason: InvalidCreditCard) -> Cow<'static, str> {
        coded(
            "credit_card",
            format_args!("must be a credit card's number: {reason}"),
        )
    }

    fn pattern_no_match(&self, pattern: &dyn Display) -> Cow<'static, str> {
        coded("pattern", format_args!("must match `{pattern}`"))
    }

    fn contains_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        coded("contains", format_args!("must contain `{pattern}`"))
    }

    fn url_invalid(&self, reason: InvalidUrl) -> Cow<'static, str> {
        coded("url", format_args!("must be a URL: {reason}"))
    }

    fn prefix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        coded("prefix", format_args!("must begin with `{pattern}`"))
    }

    fn suffix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        coded("suffix", format_args!("must end with `{pattern}`"))
    }

    fn phone_number_invalid(&self, reason: InvalidPhoneNumber) -> Cow<'static, str> {
        coded(
            "phone_number",
            format_args!("must be a phone number: {reason}"),
        )
    }

    fn ip_invalid(&self, kind: IpKind) -> Cow<'static, str> {
        coded("ip", format_args!("must be an {kind} address"))
    }

    fn matches_field_mismatch(&self, _: &dyn Display) -> Cow<'static, str> {
        // The field's name is Rust's.
        coded("mismatch", "must equal the field that it repeats")
    }

    fn email_invalid(&self, reason: InvalidEmail) -> Cow<'static, str> {
        coded("email", format_args!("must be an e-mail address: {reason}"))
    }

    fn ascii_invalid(&self) -> Cow<'static, str> {
        coded("ascii", "must be ASCII")
    }

    fn alphanumeric_invalid(&self) -> Cow<'static, str> {
        coded("alphanumeric", "must consist of letters and digits")
    }

    fn required_not_set(&self) -> Cow<'static, str> {
        coded("required", "must be given")
    }
}
