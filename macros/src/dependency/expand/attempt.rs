//! One attempt: the body, whose `return` and `?` end the attempt.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit_mut::VisitMut;
use syn::{Type, parse_quote};

use crate::attribute::signature::ImplTraits;
use crate::errors::ends;
use crate::paths::Runtime;
use crate::places::{at, local, respanned};

/// The future of an attempt that gives back `output`.
///
/// A block says nothing of what it gives back, and without that the compiler would not know what
/// `?` is to make of an error, nor coerce what the body gives. What is returned first decides; it is
/// never there.
pub(super) fn attempt(rt: &Runtime, output: &Type, body: &Group) -> TokenStream {
    let mut output = output.clone();
    // It has no name, and is what it is.
    ImplTraits(|ty: &mut Type| *ty = parse_quote!(_)).visit_type_mut(&mut output);
    let (start, _) = ends(output.to_token_stream());
    let rt = respanned(rt.to_token_stream(), at(start));
    let never = local("__hardpoint_never");
    let returned = quote_spanned!(at(start)=> #rt::returned::<#output>());
    // They are braces of the expansion's now, which no lint calls superfluous.
    let mut body = body.clone();
    body.set_span(at(body.span()));
    quote! {
        async move {
            if let ::core::option::Option::Some(#never) = #returned {
                return #never;
            }
            #body
        }
    }
}
