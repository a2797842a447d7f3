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
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, FnArg, GenericParam, Lifetime, ReturnType, Safety, Signature, Type};

use super::named;
use crate::endpoint::plan::{Argument, Call, Kind};
use crate::errors::Errors;

/// As many as an actix handler may have.
const MOST_ARGUMENTS: usize = 16;

/// How the function is to be called, once every rule is held against its signature.
pub(super) fn call(signature: &Signature, errors: &mut Errors) -> Call {
    let rules = [
        is_async,
        has_no_qualifiers,
        has_no_type_parameters,
        has_no_variadic,
        has_no_impl_arguments,
        borrows_no_arguments,
        has_few_arguments,
        says_what_it_returns,
    ];
    let receiver = receives_self(signature, errors);
    // Every rule is asked: all that is wrong is told at once.
    let broken = rules.iter().filter(|rule| rule(signature, errors)).count();
    match (receiver, broken) {
        (true, _) => Call::Method,
        (false, 0) => Call::With(arguments(signature)),
        (false, _) => Call::Never,
    }
}

/// A handler belongs to no value: there is none to call it on.
fn receives_self(signature: &Signature, errors: &mut Errors) -> bool {
    let Some(receiver) = signature.receiver() else {
        return false;
    };
    errors.add(
        receiver,
        "an endpoint takes no `self`",
        "make it a free function, and take shared state as `state: web::Data<State>`",
    );
    true
}

/// The pipeline awaits it under the deadline.
fn is_async(signature: &Signature, errors: &mut Errors) -> bool {
    if signature.asyncness.is_some() {
        return false;
    }
    errors.add(
        signature.fn_token,
        format_args!("`{}` is not an `async fn`", signature.ident),
        format_args!("write `async fn {}`", signature.ident),
    );
    true
}

/// The pipeline calls it from safe code, at run time, by Rust's own convention.
fn has_no_qualifiers(signature: &Signature, errors: &mut Errors) -> bool {
    let mut found = false;
    let mut refuse = |place: &dyn quote::ToTokens, word: &str| {
        errors.add(
            place,
            format_args!("an endpoint cannot be `{word}`"),
            format_args!("remove `{word}`"),
        );
        found = true;
    };
    if let Some(constness) = &signature.constness {
        refuse(constness, "const");
    }
    if let Safety::Unsafe(unsafety) = &signature.safety {
        refuse(unsafety, "unsafe");
    }
    if let Some(abi) = &signature.abi {
        refuse(abi, "extern");
    }
    found
}

/// A route leads to one function, not to one per type. Lifetimes are no matter.
fn has_no_type_parameters(signature: &Signature, errors: &mut Errors) -> bool {
    let mut found = false;
    for parameter in &signature.generics.params {
        let name = match parameter {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(parameter) => &parameter.ident,
            GenericParam::Const(parameter) => &parameter.ident,
        };
        errors.add(
            parameter,
            format_args!("an endpoint cannot be generic, and `{name}` is a parameter"),
            format_args!(
                "write the type in place of `{name}`, or call a generic function from here"
            ),
        );
        found = true;
    }
    found
}

/// There is no list of unknown length in a request.
fn has_no_variadic(signature: &Signature, errors: &mut Errors) -> bool {
    let Some(variadic) = &signature.variadic else {
        return false;
    };
    errors.add(
        variadic,
        "an endpoint cannot be variadic, with `...`",
        "name each argument with its type",
    );
    true
}

/// `impl Trait` in an argument is a type parameter without a name.
fn has_no_impl_arguments(signature: &Signature, errors: &mut Errors) -> bool {
    struct Finder<'a> {
        errors: &'a mut Errors,
        found: bool,
    }
    impl VisitMut for Finder<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::ImplTrait(_) = ty {
                self.errors.add(
                    &*ty,
                    "an argument cannot be `impl Trait`",
                    "write the type that is extracted, such as `web::Json<Order>`",
                );
                self.found = true;
            } else {
                visit_mut::visit_type_mut(self, ty);
            }
        }
    }
    let mut finder = Finder {
        errors,
        found: false,
    };
    for input in &signature.inputs {
        if let FnArg::Typed(argument) = input {
            finder.visit_type_mut(&mut argument.ty.clone());
        }
    }
    finder.found
}

/// What a request makes is the handler's own.
fn borrows_no_arguments(signature: &Signature, errors: &mut Errors) -> bool {
    let mut found = false;
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
        found = true;
    }
    found
}

/// The bound is actix's; a struct takes its place.
fn has_few_arguments(signature: &Signature, errors: &mut Errors) -> bool {
    let Some(surplus) = signature.inputs.iter().nth(MOST_ARGUMENTS) else {
        return false;
    };
    errors.add(
        surplus,
        format_args!(
            "an endpoint has at most {MOST_ARGUMENTS} arguments, and this one has {}",
            signature.inputs.len()
        ),
        "gather arguments in one struct with `#[derive(ApiRequest)]`",
    );
    true
}

/// An answer that says nothing is said aloud.
fn says_what_it_returns(signature: &Signature, errors: &mut Errors) -> bool {
    if let ReturnType::Type(..) = signature.output {
        return false;
    }
    errors.add_at(
        signature.paren_token.span.close(),
        format_args!("`{}` has no return type, so there is nothing to answer", signature.ident),
        "add `-> impl Responder`, or `-> HttpResponse` and answer `HttpResponse::NoContent().finish()`",
    );
    true
}

/// A return type as it can be written elsewhere; `None` if it holds an `impl Trait`, which has no
/// name.
pub(super) fn nameable(ty: &Type, signature: &Signature) -> Option<Type> {
    struct Finder {
        found: bool,
    }
    impl VisitMut for Finder {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            self.found |= matches!(ty, Type::ImplTrait(_));
            visit_mut::visit_type_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    let mut finder = Finder { found: false };
    finder.visit_type_mut(&mut ty);
    Lifetimes::of(signature).visit_type_mut(&mut ty);
    (!finder.found).then_some(ty)
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

fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
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
