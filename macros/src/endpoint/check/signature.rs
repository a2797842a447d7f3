//! Rules of the function's signature: it must be callable with what a request holds.
//!
//! - it is an `async fn`, and nothing beyond: no `const`, `unsafe`, `extern`, no variadics;
//! - it stands by itself: no `self`;
//! - it is one function, not a family: no type or const parameters, no `impl Trait` arguments;
//! - it owns its arguments, but for the transaction that it is lent;
//! - it has at most as many arguments as an actix handler;
//! - it says what it returns.

use std::collections::HashSet;

use quote::ToTokens as _;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{FnArg, Lifetime, ReturnType, Signature, Type};

use super::named;
use crate::attribute::signature::{
    ImplTraits, has_no_impl_arguments, has_no_qualifiers, has_no_type_parameters, is_async, is_cfg,
    takes_no_self,
};
use crate::endpoint::plan::{Argument, Call, Kind};
use crate::errors::Errors;

/// What the words of the rules are about.
const WHAT: &str = "an endpoint";

/// As many as an actix handler may have.
const MOST_ARGUMENTS: usize = 16;

/// How the function is to be called, once every rule is held against its signature.
pub(super) fn call(signature: &Signature, errors: &mut Errors) -> Call {
    let before = errors.count();
    // Every rule is asked: all that is wrong is told at once.
    takes_no_self(signature, WHAT, errors);
    is_async(signature, errors);
    has_no_qualifiers(signature, WHAT, errors);
    has_no_type_parameters(signature, WHAT, errors);
    has_no_variadic(signature, errors);
    has_no_impl_arguments(
        signature,
        "an argument cannot be `impl Trait`",
        "write the type that is extracted, such as `web::Json<Order>`",
        errors,
    );
    borrows_no_arguments(signature, errors);
    has_few_arguments(signature, errors);
    says_what_it_returns(signature, errors);
    match signature.receiver() {
        Some(_) => Call::Method,
        None if errors.count() == before => Call::With(arguments(signature)),
        None => Call::Never,
    }
}

/// There is no list of unknown length in a request.
fn has_no_variadic(signature: &Signature, errors: &mut Errors) {
    if let Some(variadic) = &signature.variadic {
        errors.add(
            variadic,
            "an endpoint cannot be variadic, with `...`",
            "name each argument with its type",
        );
    }
}

/// What a request makes is the handler's own.
fn borrows_no_arguments(signature: &Signature, errors: &mut Errors) {
    for input in &signature.inputs {
        let FnArg::Typed(argument) = input else {
            continue;
        };
        let Some(borrowed) = named::borrowed(&argument.ty) else {
            continue;
        };
        let help = match named::called(&borrowed.elem).as_deref() {
            Some("str") | None => {
                "write `web::Path<String>`, or another type that says what is read".to_owned()
            }
            Some(_) => format!("write `{}`", borrowed.elem.to_token_stream()),
        };
        errors.add(
            borrowed,
            "an argument cannot be borrowed: it is made for this call alone",
            help,
        );
    }
}

/// The bound is actix's; a struct takes its place.
fn has_few_arguments(signature: &Signature, errors: &mut Errors) {
    let Some(surplus) = signature.inputs.iter().nth(MOST_ARGUMENTS) else {
        return;
    };
    errors.add(
        surplus,
        format_args!(
            "an endpoint has at most {MOST_ARGUMENTS} arguments, and this one has {}",
            signature.inputs.len()
        ),
        "gather arguments in one struct with `#[derive(ApiRequest)]`",
    );
}

/// An answer that says nothing is said aloud.
fn says_what_it_returns(signature: &Signature, errors: &mut Errors) {
    if let ReturnType::Type(..) = signature.output {
        return;
    }
    errors.add_at(
        signature.paren_token.span.close(),
        format_args!("`{}` has no return type, so there is nothing to answer", signature.ident),
        "add `-> impl Responder`, or `-> HttpResponse` and answer `HttpResponse::NoContent().finish()`",
    );
}

/// A return type as it can be written elsewhere; `None` if it holds an `impl Trait`, which has no
/// name.
pub(super) fn nameable(ty: &Type, signature: &Signature) -> Option<Type> {
    let mut ty = ty.clone();
    let mut found = false;
    ImplTraits(|_: &mut Type| found = true).visit_type_mut(&mut ty);
    Lifetimes::of(signature).visit_type_mut(&mut ty);
    (!found).then_some(ty)
}

fn arguments(signature: &Signature) -> Vec<Argument> {
    let mut lifetimes = Lifetimes::of(signature);
    signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(argument) => {
                let mut ty = Type::clone(&argument.ty);
                let kind = named::kind(&ty);
                match &mut ty {
                    // It is lent for as long as the call takes, whatever that is called.
                    Type::Reference(reference) if kind == Kind::Transaction => {
                        reference.lifetime = None;
                    }
                    ty => lifetimes.visit_type_mut(ty),
                }
                let cfg = argument.attrs.iter().filter(|a| is_cfg(a));
                Some(Argument {
                    cfg: cfg.cloned().collect(),
                    ty,
                    kind,
                })
            }
        })
        .collect()
}

/// Puts `'static` for the function's own lifetimes: what a request yields is owned.
struct Lifetimes {
    declared: HashSet<String>,
}

impl Lifetimes {
    fn of(signature: &Signature) -> Self {
        let declared = signature.generics.lifetimes();
        Self {
            declared: declared
                .map(|parameter| parameter.lifetime.ident.to_string())
                .collect(),
        }
    }
}

impl VisitMut for Lifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        let name = lifetime.ident.to_string();
        if self.declared.contains(&name) {
            *lifetime = Lifetime::new("'static", lifetime.span());
        }
    }
}
