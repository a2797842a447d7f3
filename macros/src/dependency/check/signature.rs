//! Rules of the function's signature: it stays the function that it is.
//!
//! - it is an `async fn`, and nothing beyond: no `const`, `unsafe`, `extern`, no variadics;
//! - it says what it returns;
//! - where a call has several attempts, or a fallback, no attempt uses `self` up.

use quote::ToTokens;
use syn::{Attribute, Receiver, ReceiverKind, ReturnType, Signature, Type};

use crate::attribute::signature::{has_no_qualifiers, is_async};
use crate::dependency::plan::Calls;
use crate::errors::Errors;

/// What the words of the rules are about.
const WHAT: &str = "a dependency";

/// What the function returns, once every rule is held against its signature.
pub(super) fn output(signature: &Signature, errors: &mut Errors) -> Option<Type> {
    is_async(signature, errors);
    has_no_qualifiers(signature, WHAT, errors);
    if let Some(variadic) = &signature.variadic {
        errors.add(variadic, "a dependency cannot be `...`", "remove `...`");
    }
    match &signature.output {
        ReturnType::Type(_, output) => Some(Type::clone(output)),
        ReturnType::Default => {
            errors.add_at(
                signature.paren_token.span.close(),
                format_args!(
                    "`{}` has no return type, so nobody could see it fail",
                    signature.ident
                ),
                "add `-> Result<(), DependencyError>`",
            );
            None
        }
    }
}

/// Two guards would each count, wait and retry; the second is taken away.
pub(super) fn is_alone(attributes: &mut Vec<Attribute>, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let segments = &attribute.path().segments;
        let last = segments.last();
        let is_ours = segments.len() <= 2 && last.is_some_and(|last| last.ident == "dependency");
        if is_ours {
            errors.add(
                attribute,
                "`#[dependency]` stands here twice",
                "put all options into one of them",
            );
        }
        !is_ours
    });
}

/// What an attempt takes is gone for the next, and a `self` cannot be copied for each.
pub(super) fn keeps_its_receiver(signature: &Signature, calls: &Calls, errors: &mut Errors) {
    let Some(receiver) = signature.receiver() else {
        return;
    };
    if is_shared(receiver) {
        return;
    }
    let said = receiver.to_token_stream().to_string().replace("& ", "&");
    if calls.is_repeated {
        errors.add(
            receiver,
            format_args!("`{said}` is used up by the first attempt, and there may be more"),
            "take `&self`, or say `retry = \"none because:…\"`",
        );
    } else if calls.fallback.is_some() {
        errors.add(
            receiver,
            format_args!("`{said}` is used up when `fallback` is asked"),
            "take `&self`, or remove `fallback`",
        );
    }
}

/// Whether a receiver can be handed out again and again: `&self`, also in a `Pin`.
fn is_shared(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(reference) => reference.mutability.is_none(),
            Type::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Pin"),
            _ => false,
        },
        _ => false,
    }
}
