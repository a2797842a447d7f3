//! Rules of the function's signature: it must be callable with what a service shares.
//!
//! - it is an `async fn`, and nothing beyond: no `const`, `unsafe`, `extern`, no variadics;
//! - it stands by itself: no `self`;
//! - it is one function, not a family: no type or const parameters, no `impl Trait` arguments.

use syn::{FnArg, Signature, Type};

use crate::attribute::signature::{
    has_no_impl_arguments, has_no_qualifiers, has_no_type_parameters, is_async, is_cfg,
    takes_no_self,
};
use crate::errors::Errors;
use crate::job::plan::{Argument, Call};

/// What the words of the rules are about.
const WHAT: &str = "a job";

/// How the function is to be called, once every rule is held against its signature.
pub(super) fn call(signature: &Signature, errors: &mut Errors) -> Call {
    let before = errors.count();
    // Every rule is asked: all that is wrong is told at once.
    takes_no_self(signature, WHAT, errors);
    is_async(signature, errors);
    has_no_qualifiers(signature, WHAT, errors);
    has_no_variadic(signature, errors);
    has_no_type_parameters(signature, WHAT, errors);
    has_no_impl_arguments(
        signature,
        "an argument of a job cannot be `impl Trait`",
        "write the type that the service shares, such as `web::Data<Db>`",
        errors,
    );
    match signature.receiver() {
        Some(_) => Call::Method,
        None if errors.count() == before => Call::With(arguments(signature)),
        None => Call::Never,
    }
}

/// What a service shares has a type each.
fn has_no_variadic(signature: &Signature, errors: &mut Errors) {
    if let Some(variadic) = &signature.variadic {
        errors.add(variadic, "a job cannot be `...`", "remove `...`");
    }
}

fn arguments(signature: &Signature) -> Vec<Argument> {
    let typed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(argument) => Some(Argument {
            cfg: argument
                .attrs
                .iter()
                .filter(|a| is_cfg(a))
                .cloned()
                .collect(),
            ty: Type::clone(&argument.ty),
        }),
    });
    typed.collect()
}
