//! The field that is an error's source, and the one from which it is made: rule 7.

use quote::ToTokens as _;

use super::{Seen, plan};
use crate::api_error::input::{FieldInput, VariantInput};
use crate::api_error::plan::FieldPlan;
use crate::errors::Errors;

/// Rule 7: the field that is the source, and the one from which the variant is made.
pub(super) fn marked_fields(
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
        errors.add(
            ty,
            format_args!("`{first}` is made from `{}` already", as_written(&text)),
            "write `#[source]` on one of them, and make it with `map_err`",
        );
        return None;
    }
    seen.from.push((text, owner.clone()));
    Some(plan(field))
}

/// A type's tokens, as a person would space them.
fn as_written(tokens: &str) -> String {
    tokens
        .replace(" :: ", "::")
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace(" ,", ",")
}
