//! Rules of the function's signature: it must be callable with what a service shares.
//!
//! - it is an `async fn`, and nothing beyond: no `const`, `unsafe`, `extern`, no variadics;
//! - it stands by itself: no `self`;
//! - it is one function, not a family: no type or const parameters, no `impl Trait` arguments.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, FnArg, GenericParam, Safety, Signature, Type};

use crate::errors::Errors;
use crate::job::plan::{Argument, Call};

/// How the function is to be called, once every rule is held against its signature.
pub(super) fn call(signature: &Signature, errors: &mut Errors) -> Call {
    let rules = [is_async, has_no_qualifiers, has_no_type_parameters];
    let receiver = receives_self(signature, errors);
    // Every rule is asked: all that is wrong is told at once.
    let broken = rules.iter().filter(|rule| rule(signature, errors)).count();
    match (receiver, broken) {
        (true, _) => Call::Method,
        (false, 0) => Call::With(arguments(signature)),
        (false, _) => Call::Never,
    }
}

/// A run belongs to no value: there is none to call it on.
fn receives_self(signature: &Signature, errors: &mut Errors) -> bool {
    let Some(receiver) = signature.receiver() else {
        return false;
    };
    errors.add(
        receiver,
        "a job takes no `self`",
        "make it a free function, and take shared state as `state: web::Data<State>`",
    );
    true
}

/// It is awaited, and ended at its timeout where it waits.
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

/// It is called from safe code, at run time, by Rust's own convention.
fn has_no_qualifiers(signature: &Signature, errors: &mut Errors) -> bool {
    let before = errors.count();
    let mut refuse = |place: &dyn quote::ToTokens, word: &str| {
        errors.add(
            place,
            format_args!("a job cannot be `{word}`"),
            format_args!("remove `{word}`"),
        );
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
    if let Some(variadic) = &signature.variadic {
        refuse(variadic, "...");
    }
    errors.count() > before
}

/// A period leads to one function, not to one per type. Lifetimes are no matter.
fn has_no_type_parameters(signature: &Signature, errors: &mut Errors) -> bool {
    let before = errors.count();
    for parameter in &signature.generics.params {
        let name = match parameter {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(parameter) => &parameter.ident,
            GenericParam::Const(parameter) => &parameter.ident,
        };
        errors.add(
            parameter,
            format_args!("a job cannot be generic, and `{name}` is a parameter"),
            format_args!(
                "write the type in place of `{name}`, or call a generic function from here"
            ),
        );
    }
    let mut finder = ImplTraits(errors);
    for input in &signature.inputs {
        if let FnArg::Typed(argument) = input {
            finder.visit_type_mut(&mut argument.ty.clone());
        }
    }
    errors.count() > before
}

/// `impl Trait` in an argument is a type parameter without a name.
struct ImplTraits<'a>(&'a mut Errors);

impl VisitMut for ImplTraits<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(_) = ty {
            self.0.add(
                &*ty,
                "an argument of a job cannot be `impl Trait`",
                "write the type that the service shares, such as `web::Data<Db>`",
            );
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
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

fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}
