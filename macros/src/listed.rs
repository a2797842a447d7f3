//! `endpoints![…]`: each endpoint of the list is checked where it stands.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token};

/// The constants and the checks of a list, from the runtime's path and those of the endpoints.
///
/// It is called by the runtime's own macro, which knows its crate's name; the paths have been
/// parsed before, so that nothing can be wrong with them.
pub(crate) fn listed(input: TokenStream) -> TokenStream {
    let List { root, endpoints } = match syn::parse2(input) {
        Ok(list) => list,
        Err(error) => return error.into_compile_error(),
    };
    let checks = endpoints.iter().enumerate().map(|(place, endpoint)| {
        let (first, last) = ends(endpoint.to_token_stream());
        let place = Literal::usize_unsuffixed(place);
        // rustc underlines a call from its first token to its last, and takes it for the user's
        // own if those two are.
        let told = Ident::new("__told", first);
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(__LIST, #place));
        arguments.set_span(last);
        quote!(const _: () = #told #arguments;)
    });
    // The compiler reads each token of each endpoint: what all have is named in one place.
    let endpoints = endpoints.iter();
    quote! {{
        use #root::__private::{face as __face, told as __told};
        const __FACES: &[#root::__private::Face] = &[#(__face::<#endpoints>()),*];
        const __LIST: &#root::__private::List = &#root::__private::List::of(
            __FACES,
            &#root::__private::clashes::<{ #root::__private::room(__FACES) }>(__FACES),
        );
        #(#checks)*
        #root::Endpoints::listed(__FACES)
    }}
}

/// What is between the parentheses: `$crate; ping, orders::list`.
struct List {
    root: Path,
    endpoints: Punctuated<Path, Token![,]>,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let root = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let endpoints = Punctuated::parse_terminated(input)?;
        Ok(Self { root, endpoints })
    }
}

/// The places of the first token and of the last, inside of invisible groups too.
fn ends(tokens: TokenStream) -> (Span, Span) {
    let mut ends = None;
    for token in tokens {
        let (first, last) = match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => ends_of(&group),
            token => (token.span(), token.span()),
        };
        ends = Some((ends.map_or(first, |(earlier, _)| earlier), last));
    }
    ends.unwrap_or_else(|| (Span::call_site(), Span::call_site()))
}

fn ends_of(group: &Group) -> (Span, Span) {
    ends(group.stream())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_has_a_face_and_a_check() {
        let list = listed(quote!(::renamed; ping, orders::list,));
        let written = list.to_string();
        for text in [
            "__face :: < ping >",
            "__face :: < orders :: list >",
            "(__LIST , 1)",
        ] {
            assert!(written.contains(text), "{written}");
        }
        assert!(!written.contains("__LIST , 2"), "{written}");
    }

    #[test]
    fn what_is_no_list_is_an_error_and_no_panic() {
        for input in [quote!(), quote!(a), quote!(a; 1), quote!(a; b c)] {
            assert!(listed(input).to_string().contains("compile_error"));
        }
    }
}

#[cfg(test)]
mod any_input {
    use proptest::prelude::*;

    use super::*;
    use crate::any_tokens::{any_tokens, mutated};

    const LISTS: &[&str] = &[
        "::hardpoint; ping, orders::list, self::items::<u8>::get,",
        "renamed;",
    ];

    proptest! {
        #[test]
        fn no_list_makes_it_panic(list in prop_oneof![any_tokens(), mutated(LISTS)]) {
            let written = listed(list.0).to_string();
            prop_assert!(syn2::parse_str::<syn2::Expr>(&written).is_ok(), "{written}");
        }
    }
}
