//! Places in the source: what the compiler underlines, and where names are resolved.

use proc_macro2::{Ident, Span, TokenStream};

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

/// A name of the expansion's own. Hygiene keeps it from the user's variables; the prefix keeps it
/// from constants and statics, to which a pattern would refer.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
