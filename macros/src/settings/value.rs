//! The rules of a field that is a value, as far as the name of its type tells what its values are.
//!
//! - a default and the ends of a range are literals
//! - the default is of the type and in the range, and the ends are of the type and in order
//! - a variable has a name that variables can have
//! - what may be absent is not required, and what is a secret is not plain

use hardpoint_policy::setting::{
    Bound, Content, Default, Field, Fit, Kind, Range, Spec, Value, advice, bound_fault, expected,
    fit_now, items,
};
use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;

use super::form::Form;
use super::input::{Entry, find};
use super::literal::Literal;
use super::plan::{BoundPlan, DefaultPlan, ValuePlan};
use crate::errors::Errors;

/// Makes a plan of a field that is a value.
pub(super) fn value<'a>(
    field: &'a syn::Field,
    name: &str,
    entries: &[Entry],
    errors: &mut Errors,
) -> ValuePlan<'a> {
    let form = Form::of(&field.ty);
    required(&form, entries, errors);
    plain(&form, entries, errors);
    let plan = ValuePlan {
        type_name: form.leaf().0.to_token_stream().to_string().replace(' ', ""),
        variable: variable(entries, errors),
        default: default(&form, entries, errors),
        min: bound(&form, entries, "min", errors),
        max: bound(&form, entries, "max", errors),
        is_required: find(entries, "required").is_some(),
        is_plain: find(entries, "plain").is_some(),
        form,
    };
    let (_, kind) = plan.form.leaf();
    if let Some(kind) = kind {
        let are_right = bounds(&plan, name, kind, errors);
        if are_right && let DefaultPlan::Said(literal, span) = &plan.default {
            fitting_default(&plan, literal, *span, errors);
        }
    }
    plan
}

/// What may be absent need not be given.
fn required(form: &Form<'_>, entries: &[Entry], errors: &mut Errors) {
    if let (Some(entry), true) = (find(entries, "required"), form.is_optional()) {
        errors.add_at(
            entry.span(),
            "`required` stands at an `Option`, which says that there may be none",
            "remove one of the two",
        );
    }
}

/// What is shown is shown for a reason.
fn plain(form: &Form<'_>, entries: &[Entry], errors: &mut Errors) {
    let Some(entry) = find(entries, "plain") else {
        return;
    };
    if form.is_secret() {
        errors.add_at(
            entry.span(),
            "`plain` says that this is no secret, and its type says that it is one",
            "remove one of the two",
        );
    } else if let Some(value) = &entry.value
        && entry.text().is_none_or(|why| why.value().trim().is_empty())
    {
        errors.add(
            value,
            "`plain` says why this is no secret",
            "`plain = \"it is shown to everybody\"`",
        );
    }
}

/// A name that every shell can set.
fn variable(entries: &[Entry], errors: &mut Errors) -> Option<String> {
    let value = find(entries, "env")?.value.as_ref()?;
    let name = super::input::text(value).map(|text| text.value());
    if name.as_deref().is_some_and(is_hardpoints) {
        errors.add(
            value,
            "`HARDPOINT_…` overrides what endpoints promise, so that `env` is another",
            "`env = \"DATABASE_URL\"`",
        );
    } else if !name.as_deref().is_some_and(is_variable) {
        errors.add(
            value,
            "`env` is the name of a variable: capital letters, digits and underscores",
            "`env = \"DATABASE_URL\"`",
        );
    }
    name
}

/// Whether a name, or what begins with it, is kept for overrides of what endpoints promise.
pub(super) fn is_hardpoints(name: &str) -> bool {
    name == "HARDPOINT" || name.starts_with("HARDPOINT_")
}

/// Whether a text can be a variable's name, or the beginning of some.
pub(super) fn is_variable(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(is_letter)
        && !name.ends_with('_')
}

fn default(form: &Form<'_>, entries: &[Entry], errors: &mut Errors) -> DefaultPlan {
    if let Some(value) = find(entries, "default").and_then(|entry| entry.value.as_ref()) {
        match literal(value, form, form.is_list()) {
            Some(literal) => return DefaultPlan::Said(literal, value.span()),
            None => errors.add(
                value,
                "`default` is a literal, which the compiler checks",
                "`default = \"5s\"`; another expression is `default_with = …`",
            ),
        }
    }
    match find(entries, "default_with").and_then(|entry| entry.value.clone()) {
        Some(made) => DefaultPlan::Made(Box::new(made)),
        None => DefaultPlan::None,
    }
}

fn literal(value: &syn::Expr, form: &Form<'_>, is_list: bool) -> Option<Literal> {
    let literal = Literal::read(value)?;
    Some(match form.leaf() {
        (_, Some(Kind::Fraction(_))) => literal.with_numbers(is_list),
        _ => literal,
    })
}

fn bound(
    form: &Form<'_>,
    entries: &[Entry],
    option: &str,
    errors: &mut Errors,
) -> Option<BoundPlan> {
    let value = find(entries, option)?.value.as_ref()?;
    let span = value.span();
    match literal(value, form, false) {
        Some(value) => Some(BoundPlan { value, span }),
        None => {
            errors.add(
                value,
                format_args!("`{option}` is a literal, which the compiler checks"),
                format_args!("`{option} = 1`, `{option} = \"1ms\"`"),
            );
            None
        }
    }
}

/// The ends of the range; `false` if one is wrong.
fn bounds(plan: &ValuePlan<'_>, name: &str, kind: Kind, errors: &mut Errors) -> bool {
    let before = errors.count();
    let (min, max) = texts(plan);
    let field = Field {
        name,
        content: Content::Value(Spec {
            kind,
            type_name: &plan.type_name,
            variable: None,
            default: Default::None,
            range: range(plan, &min, &max),
            is_required: false,
            is_plain: false,
        }),
    };
    for (bound, is_min) in [(&plan.min, true), (&plan.max, false)] {
        // One that is wrong by itself is told before what is wrong between the two.
        if let (Some(bound), true) = (bound, errors.count() == before)
            && let Some(fault) = bound_fault(&field, is_min)
        {
            told(fault.as_str(), bound.span, errors);
        }
    }
    errors.count() == before
}

/// The default is a value of the type, or several of them, and in the range.
fn fitting_default(plan: &ValuePlan<'_>, literal: &Literal, span: Span, errors: &mut Errors) {
    let (min, max) = texts(plan);
    let range = range(plan, &min, &max);
    let Some((value, kind)) = misfit(&plan.form, &range, literal) else {
        return;
    };
    let (_, leaf) = plan.form.leaf();
    let (kind, expected) = match (kind, leaf) {
        (Some(kind), _) => (kind, expected(&kind, &range, &plan.type_name).to_string()),
        (None, leaf) => (leaf.unwrap_or(Kind::Text), "a list".to_owned()),
    };
    let read = short(&value);
    let has = if *literal == value { "is" } else { "has" };
    errors.add_at(
        span,
        format_args!("`default` {has} `{read}`: expected {expected}"),
        value.with(|value| advice(&kind, &range, value)),
    );
}

/// What is wrong with a value in a file that is a policy, which no constant can read: the message,
/// and what to write instead.
pub(super) fn policy_in_file(plan: &ValuePlan<'_>, literal: &Literal) -> Option<(String, String)> {
    let (_, Some(kind @ Kind::Policy(_))) = plan.form.leaf() else {
        return None;
    };
    let (value, Some(_)) = misfit(&plan.form, &Range::ALL, literal)? else {
        return None;
    };
    let expected = expected(&kind, &Range::ALL, &plan.type_name);
    let message = format!("is `{}`: expected {expected}", short(&value));
    let help = value.with(|value| advice(&kind, &Range::ALL, value));
    Some((message, help))
}

/// The beginning of a value, for messages.
fn short(value: &Literal) -> String {
    value.shown().chars().take(60).collect()
}

/// What does not fit, and what was expected there; `None` for a list.
fn misfit(
    form: &Form<'_>,
    range: &Range<'_>,
    literal: &Literal,
) -> Option<(Literal, Option<Kind>)> {
    match (form, literal) {
        (Form::Optional(_), Literal::Word(text)) if text.is_empty() => None,
        (Form::Optional(inner) | Form::Secret(inner, _), _) => misfit(inner, range, literal),
        (Form::List(inner), Literal::List(items)) => {
            items.iter().find_map(|item| misfit(inner, range, item))
        }
        (Form::List(inner), Literal::Word(text)) => {
            let mut next = 0;
            while let Some((item, after)) = items(text, next) {
                let wrong = misfit(inner, range, &Literal::Word(item.to_owned()));
                if wrong.is_some() {
                    return wrong;
                }
                next = after;
            }
            None
        }
        (Form::List(_), other) => Some((other.clone(), None)),
        (Form::Leaf(_, kind), _) => {
            let kind = (*kind)?;
            let unfit = |value: &Value<'_>| fit_now(&kind, range, value) == Fit::Unfit;
            literal.with(unfit).then(|| (literal.clone(), Some(kind)))
        }
    }
}

/// How the ends of the range are written.
fn texts(plan: &ValuePlan<'_>) -> (String, String) {
    let shown = |bound: &Option<BoundPlan>| bound.as_ref().map(|bound| bound.value.shown());
    (
        shown(&plan.min).unwrap_or_default(),
        shown(&plan.max).unwrap_or_default(),
    )
}

fn range<'a>(plan: &'a ValuePlan<'_>, min: &'a str, max: &'a str) -> Range<'a> {
    let bound = |bound: &'a Option<BoundPlan>, text| {
        let value = bound.as_ref()?.value.value();
        Some(Bound { text, value })
    };
    Range {
        min: bound(&plan.min, min),
        max: bound(&plan.max, max),
    }
}

/// Notes what a rule of the policies says.
fn told(fault: &str, span: Span, errors: &mut Errors) {
    let (message, help) = fault.split_once("\nhelp: ").unwrap_or((fault, ""));
    errors.add_at(span, message, help);
}
