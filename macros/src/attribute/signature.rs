//! Rules of signatures that several attributes have; each notes what breaks it.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, FnArg, GenericParam, Safety, Signature, Type};

use crate::errors::Errors;

/// It is awaited, and ended where it waits.
pub(crate) fn is_async(signature: &Signature, errors: &mut Errors) {
    if signature.asyncness.is_none() {
        errors.add(
            signature.fn_token,
            format_args!("`{}` is not an `async fn`", signature.ident),
            format_args!("write `async fn {}`", signature.ident),
        );
    }
}

/// `what` (`a job`) is called from safe code, at run time, by Rust's own convention.
pub(crate) fn has_no_qualifiers(signature: &Signature, what: &str, errors: &mut Errors) {
    let mut refuse = |place: &dyn quote::ToTokens, word: &str| {
        errors.add(
            place,
            format_args!("{what} cannot be `{word}`"),
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
}

/// `what` belongs to no value: there is none to call it on.
pub(crate) fn takes_no_self(signature: &Signature, what: &str, errors: &mut Errors) {
    if let Some(receiver) = signature.receiver() {
        errors.add(
            receiver,
            format_args!("{what} takes no `self`"),
            "make it a free function, and take shared state as `state: web::Data<State>`",
        );
    }
}

/// `what` is one function, not one per type. Lifetimes are no matter.
pub(crate) fn has_no_type_parameters(signature: &Signature, what: &str, errors: &mut Errors) {
    for parameter in &signature.generics.params {
        let name = match parameter {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(parameter) => &parameter.ident,
            GenericParam::Const(parameter) => &parameter.ident,
        };
        errors.add(
            parameter,
            format_args!("{what} cannot be generic, and `{name}` is a parameter"),
            format_args!(
                "write the type in place of `{name}`, or call a generic function from here"
            ),
        );
    }
}

/// `impl Trait` in an argument is a type parameter without a name.
pub(crate) fn has_no_impl_arguments(
    signature: &Signature,
    message: &str,
    help: &str,
    errors: &mut Errors,
) {
    let mut finder = ImplTraits(|ty: &mut Type| errors.add(ty, message, help));
    for input in &signature.inputs {
        if let FnArg::Typed(argument) = input {
            finder.visit_type_mut(&mut argument.ty.clone());
        }
    }
}

/// Does something to each `impl Trait` in a type.
pub(crate) struct ImplTraits<F>(pub(crate) F);

impl<F: FnMut(&mut Type)> VisitMut for ImplTraits<F> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(_) = ty {
            (self.0)(ty);
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// Whether an attribute decides if there is an argument at all.
pub(crate) fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}
