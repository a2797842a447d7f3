//! The codes of an endpoint's errors, asked of the type that its function returns.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeImplTrait};

use crate::endpoint::plan::{Call, EndpointPlan};

/// Responders that are no `Result`, by their name.
const RESPONDERS: &[&str] = &[
    "Bytes",
    "Form",
    "Html",
    "HttpResponse",
    "Json",
    "Redirect",
    "String",
];

/// The type to ask, where it can be written down and may hold errors.
pub(super) fn holder(plan: &EndpointPlan) -> Option<TokenStream> {
    match (&plan.call, &plan.signature.output) {
        (Call::With(_), ReturnType::Type(_, returned)) => error(returned),
        _ => None,
    }
}

/// A type that tells as much of the errors as the one that is returned: that itself, or where its
/// first argument is an `impl …`, which cannot be written down elsewhere, a `Result` of the second.
fn error(returned: &Type) -> Option<TokenStream> {
    let Type::Path(path) = returned else {
        return None;
    };
    let last = path.path.segments.last()?;
    if RESPONDERS.iter().any(|known| last.ident == known) {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        // An alias, or no `Result`.
        return Some(quote!(#returned));
    };
    if is_nameable(returned) {
        return Some(quote!(#returned));
    }
    let mut arguments = arguments.args.iter();
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(GenericArgument::Type(_)), Some(GenericArgument::Type(error)), None)
            if is_nameable(error) =>
        {
            Some(quote!(::core::result::Result<(), #error>))
        }
        _ => None,
    }
}

fn is_nameable(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, found: &'ast TypeImplTrait) {
            self.0 = true;
            visit::visit_type_impl_trait(self, found);
        }
        fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
            self.0 |= lifetime.ident != "static";
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    !finder.0
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn asked(returned: Type) -> Option<String> {
        error(&returned).map(|error| error.to_string())
    }

    #[test]
    fn the_returned_type_is_asked() {
        for returned in [
            quote!(Result<Json<u8>, Error>),
            quote!(Answer),
            quote!(Checked<u8>),
        ] {
            let ty: Type = parse_quote!(#returned);
            assert_eq!(asked(ty), Some(returned.to_string()));
        }
    }

    #[test]
    fn an_error_beside_what_has_no_name_is_asked_alone() {
        let expected = quote!(::core::result::Result<(), Error>).to_string();
        assert_eq!(
            asked(parse_quote!(Result<impl Responder, Error>)),
            Some(expected)
        );
        assert_eq!(asked(parse_quote!(impl Responder)), None);
        assert_eq!(asked(parse_quote!(io::Result<impl Responder>)), None);
        assert_eq!(asked(parse_quote!(Result<Json<u8>, impl Error>)), None);
        assert_eq!(asked(parse_quote!(Cow<'a, str>)), None);
        assert_eq!(asked(parse_quote!(web::Json<u8>)), None);
    }
}
