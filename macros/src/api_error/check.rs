//! The rules of `derive(ApiError)`, from what is written to what is derived:
//!
//! 1. the item is an enum or a struct, for a union cannot be matched;
//! 2. every variant says what a client is answered: `status` and `code`, `internal`, or
//!    `transparent`, and only one of the three;
//! 3. two variants do not share a `code`, for it is all by which a client tells them apart;
//! 4. the `message` of a 5xx has no fields in it, for they are the service's inside;
//! 5. `retry_after` is said where trying again can help;
//! 6. what is `retryable` is not `final`, and neither is a 5xx, 408 or 429;
//! 7. a variant made by `From` has that one field, and no other variant is made from its type;
//! 8. `transparent` stands for one field, which is asked for everything.
//!
//! A rule that is broken leaves a plan all the same: the mistake is told once, and what is
//! derived from the plan raises no second error.

mod fields;
mod retry;

use syn::Ident;

use super::input::{FieldInput, ItemInput, Shape, VariantInput};
use super::message;
use super::options::{Options, Place};
use super::plan::{Answer, FieldPlan, Plan, Stated, VariantPlan};
use crate::errors::Errors;
use crate::paths::Runtime;
use crate::snake::snake;

/// Checks `input`; what is wrong is noted, and replaced by something that compiles.
pub(super) fn check(input: ItemInput, errors: &mut Errors) -> Plan {
    let place = match input.shape {
        Shape::Struct => Place::Struct,
        _ => Place::Variant,
    };
    no_union(&input, errors);
    let container = Options::read(input.api, Place::Enum, errors);
    let mut root = container.root.and_then(|root| root.value);
    let mut seen = Seen::default();
    let mut variants = Vec::new();
    for mut variant in input.variants {
        let written = variant.api.take();
        let said = written.is_some();
        let mut options = Options::read(written.unwrap_or_default(), place, errors);
        root = root.or_else(|| options.root.take().and_then(|root| root.value));
        let answer = answer(&variant, said, &options, &mut seen, errors);
        let (source, from) = if input.beside_thiserror {
            (None, None)
        } else {
            fields::marked_fields(&variant, &mut seen, errors)
        };
        variants.push(VariantPlan {
            ident: variant.ident,
            answer,
            source,
            from,
        });
    }
    Plan {
        ident: input.ident,
        generics: input.generics,
        runtime: root.map(Runtime::at).unwrap_or_default(),
        shape: input.shape,
        beside_thiserror: input.beside_thiserror,
        sound: errors.count() == 0,
        variants,
    }
}

/// What earlier variants have taken.
#[derive(Default)]
struct Seen {
    codes: Vec<(String, Ident)>,
    from: Vec<(String, Ident)>,
}

fn no_union(input: &ItemInput, errors: &mut Errors) {
    if input.shape == Shape::Union {
        errors.add(
            &input.ident,
            format_args!(
                "`{}` is a union, and nobody knows which field it holds",
                input.ident
            ),
            "make it an enum",
        );
    }
}

fn answer(
    variant: &VariantInput,
    said: bool,
    options: &Options,
    seen: &mut Seen,
    errors: &mut Errors,
) -> Answer {
    if !said {
        unsaid(variant, errors);
        return Answer::Stated(stated_nothing());
    }
    if options.transparent.is_some() {
        return transparent(variant, options, errors);
    }
    if options.internal.is_some() {
        return Answer::Stated(internal(options, errors));
    }
    Answer::Stated(stated(variant, options, seen, errors))
}

fn unsaid(variant: &VariantInput, errors: &mut Errors) {
    let owner = &variant.ident;
    errors.add(
        owner,
        format_args!("`{owner}` does not say what a client is answered"),
        format_args!(
            "write `#[api(status = 404, code = \"{}\")]`, or `#[api(internal)]` for what is no client's business",
            snake(&owner.to_string())
        ),
    );
}

fn stated(
    variant: &VariantInput,
    options: &Options,
    seen: &mut Seen,
    errors: &mut Errors,
) -> Stated {
    let owner = &variant.ident;
    status_and_code_are_said(owner, options, errors);
    code_is_its_own(owner, options, seen, errors);
    let mut stated = stated_nothing();
    stated.slo = options.slo.as_ref().and_then(|slo| slo.value);
    stated.breaker = options.breaker.as_ref().and_then(|breaker| breaker.value);
    stated.level = options.level.as_ref().and_then(|level| level.value);
    stated.code = match options.code.as_ref().and_then(|code| code.value.as_ref()) {
        Some(code) => code.value(),
        None => snake(&owner.to_string()),
    };
    // Without a status, nothing else can be judged.
    let Some(status) = options.status.as_ref().and_then(|status| status.value) else {
        return stated;
    };
    stated.status = status;
    if let Some(message) = options.message.as_ref().and_then(|m| m.value.as_ref()) {
        stated.message = if status >= 500 {
            message::read_fixed(message, status, errors)
        } else {
            message::read(message, variant, errors)
        };
    }
    stated.retryable = retry::retryable(options, errors);
    stated.retry_after_millis = retry::retry_after(status, stated.retryable, options, errors);
    stated.is_final = retry::finality(status, stated.retryable, options, errors);
    stated
}

/// Rule 2.
fn status_and_code_are_said(owner: &Ident, options: &Options, errors: &mut Errors) {
    if options.broken {
        return;
    }
    let code = snake(&owner.to_string());
    match (&options.status, &options.code) {
        (None, None) => errors.add(
            owner,
            format_args!("`{owner}` says neither its `status` nor its `code`"),
            format_args!("write `status = 404, code = \"{code}\"`, or `internal`"),
        ),
        (None, Some(_)) => errors.add(
            owner,
            format_args!("`{owner}` does not say its `status`"),
            "write `status = 404`, or another 4xx or 5xx",
        ),
        (Some(_), None) => errors.add(
            owner,
            format_args!("`{owner}` does not say its `code`"),
            format_args!("write `code = \"{code}\"`"),
        ),
        (Some(_), Some(_)) => {}
    }
}

/// Rule 3.
fn code_is_its_own(owner: &Ident, options: &Options, seen: &mut Seen, errors: &mut Errors) {
    let Some(literal) = options.code.as_ref().and_then(|code| code.value.as_ref()) else {
        return;
    };
    let code = literal.value();
    if let Some((_, first)) = seen.codes.iter().find(|(known, _)| *known == code) {
        let own = snake(&owner.to_string());
        let help = if seen.codes.iter().any(|(known, _)| *known == own) {
            "a client tells errors apart by their codes: write another".to_owned()
        } else {
            format!("write `code = \"{own}\"`")
        };
        errors.add(
            literal,
            format_args!("`code = \"{code}\"` is that of `{first}` already"),
            help,
        );
    } else {
        seen.codes.push((code, owner.clone()));
    }
}

/// `internal` decides what a client sees; how it is counted and logged may be said.
fn internal(options: &Options, errors: &mut Errors) -> Stated {
    for key in what_a_client_sees(options) {
        errors.add(
            key,
            format_args!(
                "`internal` is a 500 that says nothing, so `{key}` cannot be said beside it"
            ),
            format_args!("leave `internal` out, or `{key}`"),
        );
    }
    Stated {
        slo: options.slo.as_ref().and_then(|slo| slo.value),
        breaker: options.breaker.as_ref().and_then(|breaker| breaker.value),
        level: options.level.as_ref().and_then(|level| level.value),
        ..stated_nothing()
    }
}

/// Rule 8.
fn transparent(variant: &VariantInput, options: &Options, errors: &mut Errors) -> Answer {
    let more = [
        options.internal.as_ref().map(|given| &given.key),
        options.slo.as_ref().map(|given| &given.key),
        options.breaker.as_ref().map(|given| &given.key),
        options.level.as_ref().map(|given| &given.key),
    ];
    for key in what_a_client_sees(options).chain(more.into_iter().flatten()) {
        errors.add(
            key,
            format_args!(
                "`transparent` asks its field for everything, so `{key}` cannot be said beside it"
            ),
            format_args!("leave `transparent` out, or `{key}`"),
        );
    }
    match variant.fields.as_slice() {
        [field] => Answer::Transparent(plan(field)),
        fields => {
            let owner = &variant.ident;
            errors.add(
                owner,
                format_args!(
                    "`transparent` stands for one field, and `{owner}` has {}",
                    fields.len()
                ),
                format_args!("write `{owner}(#[from] SomeError)`"),
            );
            Answer::Stated(stated_nothing())
        }
    }
}

fn what_a_client_sees(options: &Options) -> impl Iterator<Item = &Ident> {
    [
        options.status.as_ref().map(|given| &given.key),
        options.code.as_ref().map(|given| &given.key),
        options.message.as_ref().map(|given| &given.key),
        options.retry_after.as_ref().map(|given| &given.key),
        options.retryable.as_ref().map(|given| &given.key),
        options.not_retryable.as_ref().map(|given| &given.key),
        options.is_final.as_ref().map(|given| &given.key),
        options.not_final.as_ref().map(|given| &given.key),
    ]
    .into_iter()
    .flatten()
}

fn plan(field: &FieldInput) -> FieldPlan {
    FieldPlan {
        member: field.member.clone(),
        ty: field.ty.clone(),
    }
}

/// The plain 500: `internal`, and what stands in for an answer that is wrong.
fn stated_nothing() -> Stated {
    Stated {
        status: 500,
        code: "internal".to_owned(),
        message: None,
        retryable: None,
        retry_after_millis: None,
        is_final: None,
        slo: None,
        breaker: None,
        level: None,
    }
}
