//! Places in the source: what the compiler underlines, and where names are resolved.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::errors::ends;

/// The place of `span`, where names are resolved as everywhere in the expansion.
pub(crate) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The tokens at another place; inside of groups they stay where they are.
pub(crate) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    tokens.collect()
}

/// The call of a function with arguments, at the place of `whole`: rustc underlines an expression
/// from its first token to its last.
pub(crate) fn call(
    function: TokenStream,
    arguments: TokenStream,
    whole: impl ToTokens,
) -> TokenStream {
    let (start, end) = ends(whole.into_token_stream());
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(at(end));
    let mut call = respanned(function, at(start));
    call.extend([TokenTree::from(arguments)]);
    call
}

/// A name of the expansion's own. Hygiene keeps it from the user's variables; the prefix keeps it
/// from constants and statics, to which a pattern would refer.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
