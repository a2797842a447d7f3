//! A sink for everything that is wrong with one use of a macro, so that all of it is told at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// The mistakes found so far; they come out as one `compile_error!` each.
#[derive(Debug, Default)]
#[must_use = "mistakes that are not emitted are lost"]
pub(crate) struct Errors {
    found: Vec<Mistake>,
}

#[derive(Debug)]
struct Mistake {
    start: Span,
    end: Span,
    text: String,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Notes a mistake at `place`: one sentence in lower case, and what to write instead.
    pub(crate) fn add(&mut self, place: impl ToTokens, message: impl Display, help: impl Display) {
        let (start, end) = ends(place.into_token_stream());
        self.found.push(Mistake {
            start,
            end,
            text: format!("{message}\nhelp: {help}"),
        });
    }

    /// Notes a mistake at one token.
    pub(crate) fn add_at(&mut self, span: Span, message: impl Display, help: impl Display) {
        self.found.push(Mistake {
            start: span,
            end: span,
            text: format!("{message}\nhelp: {help}"),
        });
    }

    /// Notes what a parser of syn's says, in its words and at its place.
    pub(crate) fn add_syn(&mut self, error: &syn::Error) {
        for error in error.clone() {
            self.found.push(Mistake {
                start: error.span(),
                end: error.span(),
                text: error.to_string(),
            });
        }
    }

    /// Explains what was noted after the first `since` mistakes, where there is something to add.
    pub(crate) fn explain_since(&mut self, since: usize, note: impl Fn(&str) -> Option<String>) {
        for mistake in self.found.iter_mut().skip(since) {
            explain(&mut mistake.text, &note);
        }
    }

    /// The mistakes as messages and helps, for one who knows their places better.
    pub(crate) fn into_texts(self) -> impl Iterator<Item = (String, String)> {
        self.found.into_iter().map(|mistake| {
            let (message, help) = mistake
                .text
                .split_once("\nhelp: ")
                .unwrap_or((&mistake.text, ""));
            (message.to_owned(), help.to_owned())
        })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.found
            .iter()
            .map(|mistake| mistake.text.as_str())
            .collect()
    }
}

/// Adds what there is to say of a mistake before its help.
pub(crate) fn explain(mistake: &mut String, note: impl Fn(&str) -> Option<String>) {
    if let Some(note) = note(mistake) {
        let end = mistake.find("\nhelp: ").unwrap_or(mistake.len());
        mistake.insert_str(end, &format!("\n{note}"));
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for Mistake { start, end, text } in &self.found {
            // rustc underlines from the first token of an invocation to its last.
            let text = quote_spanned!(*end=> { #text });
            tokens.extend(quote_spanned!(*start=> ::core::compile_error! #text));
        }
    }
}

/// The places of the first token and of the last.
pub(crate) fn ends(tokens: TokenStream) -> (Span, Span) {
    let mut spans = tokens.into_iter().map(|token| token.span());
    let start = spans.next().unwrap_or_else(Span::call_site);
    (start, spans.last().unwrap_or(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_emitted_in_its_order() {
        let mut errors = Errors::new();
        errors.add_at(Span::call_site(), "one", "two");
        errors.add(quote::quote!(a b c), "three", "four");
        assert_eq!(
            errors.to_token_stream().to_string(),
            quote::quote! {
                ::core::compile_error! { "one\nhelp: two" }
                ::core::compile_error! { "three\nhelp: four" }
            }
            .to_string()
        );
    }
}
