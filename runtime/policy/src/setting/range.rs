//! The least and the most that a setting can be, and whether its default is between.

use super::advice::{advise, push_value};
use super::amount::{Amount, amount};
use super::expected::push_expected;
use super::fit::{Fit, fit};
use super::kind::{Kind, PolicyKind};
use super::schema::{Content, Default, Field, Spec};
use super::secrecy::holds_password;
use super::value::Value;
use super::words::Words;

/// The least and the most, both included.
#[derive(Debug, Clone, Copy)]
pub struct Range<'a> {
    /// The least.
    pub min: Option<Bound<'a>>,
    /// The most.
    pub max: Option<Bound<'a>>,
}

/// One end of a range.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// How it is written.
    pub text: &'a str,
    /// What it is.
    pub value: Value<'a>,
}

impl Range<'_> {
    /// Every value of a type.
    pub const ALL: Self = Self {
        min: None,
        max: None,
    };

    /// Whether something is neither less nor more.
    pub(super) const fn holds(&self, kind: &Kind, amount: Amount) -> bool {
        !self.is_below(kind, amount) && !self.is_above(kind, amount)
    }

    pub(super) const fn is_below(&self, kind: &Kind, amount: Amount) -> bool {
        match end(self.min, kind) {
            Some(min) => amount.is_less(min),
            None => false,
        }
    }

    pub(super) const fn is_above(&self, kind: &Kind, amount: Amount) -> bool {
        match end(self.max, kind) {
            Some(max) => max.is_less(amount),
            None => false,
        }
    }
}

const fn end(bound: Option<Bound<'_>>, kind: &Kind) -> Option<Amount> {
    match bound {
        Some(bound) => amount(kind, &bound.value),
        None => None,
    }
}

/// What is wrong with an end of a setting's range: with the least, or else with the most.
#[must_use]
pub const fn bound_fault(field: &Field<'_>, is_min: bool) -> Option<Words> {
    let Content::Value(spec) = &field.content else {
        return None;
    };
    let (option, bound) = match (is_min, &spec.range.min, &spec.range.max) {
        (true, Some(min), _) => ("min", min),
        (false, _, Some(max)) => ("max", max),
        _ => return None,
    };
    let mut words = Words::new();
    let leaf = spec.kind.leaf();
    if matches!(leaf, Kind::Unread) {
        return None;
    }
    if !spec.kind.is_ordered() {
        words.push_name(option);
        words.push(" is for numbers, durations and sizes, and ");
        words.push_name(field.name);
        words.push(" is none of those\nhelp: remove it");
        return Some(words);
    }
    match fit(leaf, &Range::ALL, &bound.value) {
        Fit::Fits => {}
        _ => {
            unfit(&mut words, option, leaf, spec, &Range::ALL, &bound.value);
            return Some(words);
        }
    }
    if is_min {
        None
    } else {
        order_fault(field.name, spec)
    }
}

/// What is wrong with the two ends together.
const fn order_fault(name: &str, spec: &Spec<'_>) -> Option<Words> {
    let (Some(min), Some(max)) = (&spec.range.min, &spec.range.max) else {
        return None;
    };
    let kind = spec.kind.leaf();
    match (amount(kind, &min.value), amount(kind, &max.value)) {
        (Some(least), Some(most)) if most.is_less(least) => {
            let mut words = Words::new();
            words.push("`max` is less than `min`, so that no ");
            words.push_name(name);
            words.push(" is right\nhelp: exchange the two, `min = ");
            quoted(&mut words, max);
            words.push(", max = ");
            quoted(&mut words, min);
            words.push("`");
            Some(words)
        }
        _ => None,
    }
}

/// What is wrong with the default of a setting; `read` is the policy that its derive took the type
/// for, and as which it has read the default.
#[must_use]
pub const fn default_fault(field: &Field<'_>, read: Option<PolicyKind>) -> Option<Words> {
    let Content::Value(spec) = &field.content else {
        return None;
    };
    let Default::Said(value) = &spec.default else {
        return None;
    };
    let mut words = Words::new();
    if spec.kind.is_secret() {
        words.push("`default` would show the secret ");
        words.push_name(field.name);
        words.push(" to everybody who reads this\nhelp: remove it; a secret is given at start");
        return Some(words);
    }
    if !spec.is_plain && holds_password(value) {
        words.push("`default` holds a password, and everybody reads this");
        words.push("\nhelp: make it a `Secret<String>`, or say `plain = \"why\"`");
        return Some(words);
    }
    match (fit(&spec.kind, &spec.range, value), spec.kind.leaf()) {
        (Fit::Fits, _) => return None,
        (Fit::Unfit, _) => unfit(&mut words, "default", &spec.kind, spec, &spec.range, value),
        (Fit::Unknown, Kind::Policy(policy)) => {
            if let Some(read) = read
                && read as u8 == *policy as u8
            {
                return None;
            }
            words.push("`default` can be checked only where the type is called by its own name");
            words.push("\nhelp: write ");
            words.push_name(policy.type_name());
            words.push(" for ");
            words.push_name(spec.type_name);
        }
        (Fit::Unknown, Kind::Fraction(_)) => {
            words.push("`default` is text, and ");
            words.push_name(field.name);
            words.push(" a number\nhelp: write it without quotes, `default = 0.5`");
        }
        (Fit::Unknown, _) => {
            words.push("`default` would be read by code of ");
            words.push_name(spec.type_name);
            words.push(", which the compiler cannot run\nhelp: write the value itself, ");
            words.push("`default_with = ");
            words.push(spec.type_name);
            words.push("::…`; an enum of names can also `#[derive(Settings)]`");
        }
    }
    Some(words)
}

const fn unfit(
    words: &mut Words,
    option: &str,
    kind: &Kind,
    spec: &Spec<'_>,
    range: &Range<'_>,
    value: &Value<'_>,
) {
    words.push_name(option);
    words.push(" is ");
    push_value(words, value);
    words.push(": expected ");
    push_expected(words, kind, range, spec.type_name);
    words.push("\nhelp: ");
    advise(words, kind, range, value);
}

const fn quoted(words: &mut Words, bound: &Bound<'_>) {
    let is_text = matches!(bound.value, Value::Word(_));
    words.push(if is_text { "\"" } else { "" });
    words.push(bound.text);
    words.push(if is_text { "\"" } else { "" });
}
