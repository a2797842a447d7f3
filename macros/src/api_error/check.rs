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

use quote::{ToTokens as _, quote};
use syn::Ident;

use super::input::{FieldInput, ItemInput, Shape, VariantInput};
use super::message;
use super::options::{Options, Place};
use super::plan::{Answer, FieldPlan, Plan, Stated, VariantPlan};
use super::snake::snake;
use crate::errors::Errors;
use crate::paths::Runtime;

/// Checks `input`; what is wrong is noted, and replaced by something that compiles.
pub(super) fn check(input: ItemInput, errors: &mut Errors) -> Plan {
    let place = match input.shape {
        Shape::Struct => Place::Struct,
        _ => Place::Variant,
    };
    no_union(&input, errors);
    let container = Options::read(input.options, Place::Enum, errors);
    let mut root = container.root.and_then(|root| root.value);
    let mut seen = Seen::default();
    let mut variants = Vec::new();
    for mut variant in input.variants {
        let written = variant.options.take();
        let said = written.is_some();
        let mut options = Options::read(written.unwrap_or_default(), place, errors);
        root = root.or_else(|| options.root.take().and_then(|root| root.value));
        let answer = answer(&variant, said, &options, &mut seen, errors);
        let (source, from) = if input.beside_thiserror {
            (None, None)
        } else {
            marked_fields(&variant, &mut seen, errors)
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
    stated.retryable = retryable(options, errors);
    stated.retry_after_millis = retry_after(status, stated.retryable, options, errors);
    stated.is_final = finality(status, stated.retryable, options, errors);
    stated
}

/// Rule 2.
fn status_and_code_are_said(owner: &Ident, options: &Options, errors: &mut Errors) {
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

fn retryable(options: &Options, errors: &mut Errors) -> Option<bool> {
    match (&options.retryable, &options.not_retryable) {
        (Some(_), Some(not)) => {
            contradiction(&not.key, "retryable", errors);
            Some(true)
        }
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

/// Rule 5.
fn retry_after(
    status: u16,
    retryable: Option<bool>,
    options: &Options,
    errors: &mut Errors,
) -> Option<u64> {
    let wait = options.retry_after.as_ref()?;
    match retryable {
        Some(true) => {}
        Some(false) => {
            contradiction(&wait.key, "not_retryable", errors);
            return None;
        }
        None if hardpoint_policy::status::is_retryable(status) => {}
        None => {
            errors.add(
                &wait.key,
                format_args!(
                    "`retry_after` promises that a {status} may succeed later, and it does not"
                ),
                "write `retryable` beside it, or leave `retry_after` out",
            );
            return None;
        }
    }
    wait.value
}

/// Rule 6.
fn finality(
    status: u16,
    retryable: Option<bool>,
    options: &Options,
    errors: &mut Errors,
) -> Option<bool> {
    match (&options.is_final, &options.not_final) {
        (Some(_), Some(not)) => {
            contradiction(&not.key, "final", errors);
            None
        }
        (Some(given), None) if retryable == Some(true) => {
            contradiction(&given.key, "retryable", errors);
            None
        }
        (Some(given), None) if !hardpoint_policy::status::may_be_final(status) => {
            errors.add(
                &given.key,
                format_args!(
                    "a {status} is never `final`: it is not stored under an idempotency key"
                ),
                "leave `final` out",
            );
            None
        }
        // Stated, it holds for a status that would be retryable otherwise, too.
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

fn contradiction(key: &Ident, other: &str, errors: &mut Errors) {
    errors.add(
        key,
        format_args!("`{key}` contradicts `{other}`"),
        "leave one of them out",
    );
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

/// Rule 7: the field that is the source, and the one from which the variant is made.
fn marked_fields(
    variant: &VariantInput,
    seen: &mut Seen,
    errors: &mut Errors,
) -> (Option<FieldPlan>, Option<FieldPlan>) {
    let marked: Vec<&FieldInput> = variant
        .fields
        .iter()
        .filter(|field| field.from.is_some() || field.source.is_some())
        .collect();
    let Some((first, more)) = marked.split_first() else {
        return (None, None);
    };
    for field in more {
        let mark = field.from.as_ref().or(field.source.as_ref());
        errors.add(
            mark,
            format_args!("`{}` has a source already", variant.ident),
            "an error has one source: leave one of the marks out",
        );
    }
    let from = first
        .from
        .is_some()
        .then(|| made_from(variant, first, more.is_empty(), seen, errors))
        .flatten();
    (Some(plan(first)), from)
}

fn made_from(
    variant: &VariantInput,
    field: &FieldInput,
    only_mark: bool,
    seen: &mut Seen,
    errors: &mut Errors,
) -> Option<FieldPlan> {
    let owner = &variant.ident;
    if variant.fields.len() > 1 {
        if only_mark {
            errors.add(
                &field.from,
                format_args!("`{owner}` has other fields, which `From` cannot fill"),
                "write `#[source]`, and make the variant with `map_err`",
            );
        }
        return None;
    }
    let ty = &field.ty;
    let text = ty.to_token_stream().to_string();
    if let Some((_, first)) = seen.from.iter().find(|(known, _)| *known == text) {
        let ty_text = quote!(#ty).to_string();
        errors.add(
            ty,
            format_args!("`{first}` is made from `{ty_text}` already"),
            "write `#[source]` on one of them, and make it with `map_err`",
        );
        return None;
    }
    seen.from.push((text, owner.clone()));
    Some(plan(field))
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
