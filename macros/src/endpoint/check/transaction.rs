//! Rules of `idempotent = "tx"`: whoever says it writes through `&mut Tx`, and only they do.

use hardpoint_policy::EndpointSpec;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{FnArg, Signature, Type};

use super::named;
use super::options::Stated;
use crate::errors::Errors;

/// Whether the function takes what is the transaction of `idempotent = "tx"`.
pub(super) fn is_transaction(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_transaction(&group.elem),
        Type::Reference(reference) => reference.mutability.is_some() && is_tx(&reference.elem),
        _ => false,
    }
}

/// Holds option and signature against each other; whether they go together.
pub(super) fn goes_with_idempotent(
    spec: &EndpointSpec,
    signature: &Signature,
    stated: &Stated,
    errors: &mut Errors,
) -> bool {
    if stated.unread.iter().any(|option| option == "idempotent") {
        return true;
    }
    let before = errors.count();
    let types: Vec<&Type> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(argument) => Some(&*argument.ty),
            FnArg::Receiver(_) => None,
        })
        .collect();
    let mut taken = types.iter().filter(|ty| is_transaction(ty));
    let first = taken.next();
    for second in taken {
        errors.add(
            second,
            "this is a second `&mut Tx`, and a request has one transaction",
            "take it once, and pass it on",
        );
    }
    let says_so = spec.idempotency.is_some_and(|idempotency| idempotency.tx);
    match first {
        Some(taken) if !says_so => errors.add(
            taken,
            "`&mut Tx` is the transaction of `idempotent = \"tx\"`, which this endpoint does not say",
            help_without(spec),
        ),
        None if says_so => writes_through_it(&types, stated.places.of("idempotent"), errors),
        _ => {}
    }
    errors.count() == before
}

/// What the handler writes elsewhere is no part of the transaction: a retry would write it again.
fn writes_through_it(types: &[&Type], place: TokenStream, errors: &mut Errors) {
    match types.iter().find(|ty| is_tx(referred(ty))) {
        Some(taken) => errors.add(
            taken,
            format_args!("`idempotent`: the transaction is lent to the handler as `&mut Tx`, not as `{}`", written(taken)),
            "write `tx: &mut Tx`",
        ),
        None => errors.add(
            place,
            "`idempotent`: `tx` makes one transaction of the key, the answer and what the handler writes, and no argument is `&mut Tx`",
            "add the argument `tx: &mut Tx` and write through it, or remove `tx`",
        ),
    }
}

fn help_without(spec: &EndpointSpec) -> &'static str {
    match spec.idempotency {
        Some(_) => "add `tx` to `idempotent`, `idempotent = \"tx\"`",
        None => {
            "write `idempotent = \"tx\"`; for a transaction of your own take `web::Data<Db>` and begin one"
        }
    }
}

fn is_tx(ty: &Type) -> bool {
    named::name(ty).is_some_and(|name| name == "Tx")
}

fn referred(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    }
}

/// The type as one writes it.
fn written(ty: &Type) -> String {
    ty.to_token_stream()
        .to_string()
        .replace("& ", "&")
        .replace(" :: ", "::")
}
