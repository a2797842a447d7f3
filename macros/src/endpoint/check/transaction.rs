//! Rules of `idempotent = "tx"`: whoever says it writes through `&mut Tx`, and only they do.

use hardpoint_policy::EndpointSpec;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Type;

use super::named;
use super::options::Stated;
use crate::endpoint::plan::{Argument, Kind};
use crate::errors::Errors;

/// Holds option and signature against each other; whether they go together.
pub(super) fn goes_with_idempotent(
    spec: &EndpointSpec,
    arguments: &[Argument],
    stated: &Stated,
    errors: &mut Errors,
) -> bool {
    if stated.unread.iter().any(|option| option == "idempotent") {
        return true;
    }
    let before = errors.count();
    let mut taken = arguments
        .iter()
        .filter(|argument| argument.kind == Kind::Transaction)
        .map(|argument| &argument.ty);
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
        // Under a safe method, `tx` itself is refused.
        None if says_so && spec.takes_idempotency_keys() => {
            writes_through_it(arguments, stated.places.of("idempotent"), errors);
        }
        _ => {}
    }
    errors.count() == before
}

/// What the handler writes elsewhere is no part of the transaction: a retry would write it again.
fn writes_through_it(arguments: &[Argument], place: TokenStream, errors: &mut Errors) {
    let mut types = arguments.iter().map(|argument| &argument.ty);
    match types.find(|ty| named::is_tx(ty)) {
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

/// The type as one writes it.
fn written(ty: &Type) -> String {
    ty.to_token_stream()
        .to_string()
        .replace("& ", "&")
        .replace(" :: ", "::")
}
