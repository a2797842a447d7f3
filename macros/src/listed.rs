//! `endpoints![…]`: each endpoint of the list is checked where it stands.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token};

/// In how many constants the endpoints of a list are checked. The compiler pays for each of them, and
/// ends it at its first error: in a long list some endpoints share one, which then tells of all.
const MOST_CHECKS: usize = 16;

/// The constants and the checks of a list, from the runtime's path and those of the endpoints.
///
/// It is called by the runtime's own macro, which knows its crate's name; the paths have been
/// parsed before, so that nothing can be wrong with them.
pub(crate) fn listed(input: TokenStream) -> TokenStream {
    let List { root, endpoints } = match syn::parse2(input) {
        Ok(list) => list,
        Err(error) => return error.into_compile_error(),
    };
    let told = endpoints.iter().enumerate().map(|(place, endpoint)| {
        let (first, last) = ends(endpoint.to_token_stream());
        let place = Literal::usize_unsuffixed(place);
        // rustc underlines a call from its first token to its last, and takes it for the user's
        // own if those two are.
        let told = Ident::new("__told", first);
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(__LIST, #place));
        arguments.set_span(last);
        quote!(#told #arguments)
    });
    let mut checks = vec![TokenStream::new(); MOST_CHECKS.min(endpoints.len())];
    for (place, told) in told.enumerate() {
        checks[place % MOST_CHECKS].extend(quote!(#told;));
    }
    // The compiler reads each token of each endpoint: what all have is named in one place.
    let count = endpoints.len();
    let endpoints = endpoints.iter();
    quote! {{
        use #root::__private::{face as __face, told as __told};
        static __FACES: [#root::__private::Face; #count] = [#(__face::<#endpoints>()),*];
        static __CLASHES: #root::__private::Clashes<{ #root::__private::room(&__FACES) }> =
            #root::__private::clashes(&__FACES);
        const __LIST: &#root::__private::List = &#root::__private::List::of(&__FACES, &__CLASHES, #MOST_CHECKS);
        #(const _: () = { #checks };)*
        #root::Endpoints::listed(&__FACES)
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
        assert!(!written.contains("__LIST , 2)"), "{written}");
    }

    #[test]
    fn the_endpoints_of_a_long_list_share_some_checks() {
        let checks = |count: usize| {
            let endpoints = (0..count).map(|_| quote!(ping));
            let written = listed(quote!(::renamed; #(#endpoints),*)).to_string();
            (
                written.matches("const _ :").count(),
                written.matches("(__LIST").count(),
            )
        };
        assert_eq!(checks(0), (0, 0));
        assert_eq!(checks(MOST_CHECKS), (MOST_CHECKS, MOST_CHECKS));
        assert_eq!(checks(100), (MOST_CHECKS, 100));
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
