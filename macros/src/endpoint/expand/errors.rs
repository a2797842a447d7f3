//! The codes of an endpoint's errors, asked of the type that its function returns.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeImplTrait};

use crate::endpoint::plan::{Call, EndpointPlan};

/// The constant, where the type can be written down and may hold errors.
pub(super) fn errors(plan: &EndpointPlan) -> Option<TokenStream> {
    let (Call::With(_), ReturnType::Type(_, returned)) = (&plan.call, &plan.signature.output)
    else {
        return None;
    };
    let rt = &plan.runtime;
    let error = error(returned)?;
    Some(quote! {
        const ERRORS: &'static #rt::ErrorCodes = {
            #[allow(unused_imports, reason = "needed by types of which nothing is known")]
            use #rt::CodesFallback as _;
            #rt::CodesOf::<#error>::KNOWN
        };
    })
}

/// A type that tells as much of the errors as the one that is returned: that itself, or where its
/// first argument is an `impl …`, which cannot be written down elsewhere, a `Result` of the second.
fn error(returned: &Type) -> Option<TokenStream> {
    let Type::Path(path) = returned else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
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
            quote!(Json<u8>),
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
    }
}
