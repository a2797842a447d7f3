//! The function as written: signature understood, body left alone.
//!
//! The body stays a group of tokens, so that a mistake in it is told once, by rustc.

use std::mem;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Abi, Attribute, Ident, Signature, Token, Visibility};

use crate::errors::Errors;

/// A function with everything that stands above it, less `#[endpoint]` itself.
#[derive(Debug)]
pub(crate) struct FunctionInput {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// `None` if there is none, which has been said.
    pub(crate) body: Option<Group>,
}

/// An attribute that stands on functions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Above {
    /// `endpoint`
    pub(crate) attribute: &'static str,
    /// What its function is.
    pub(crate) what: &'static str,
    /// How one is written.
    pub(crate) example: &'static str,
}

impl FunctionInput {
    /// Reads the function below an attribute; `None` if the item is none, which is noted.
    pub(crate) fn parse(item: TokenStream, above: Above, errors: &mut Errors) -> Option<Self> {
        let mut refused = false;
        let (item, written) = without_body(item);
        let parsed = (|input: ParseStream<'_>| {
            let attributes = input.call(Attribute::parse_outer)?;
            let visibility = input.parse()?;
            if !is_function(&input.fork()) {
                refuse(input, above, errors);
                refused = true;
                return input.parse::<TokenStream>().map(|_| None);
            }
            let signature: Signature = input.parse()?;
            let body = braces(input).map(|empty| written.unwrap_or(empty));
            if body.is_none() {
                errors.add(
                    &signature.ident,
                    format_args!("`{}` has no body", signature.ident),
                    format_args!("write what it does, `{}`", above.example),
                );
            }
            Ok(Some(Self {
                attributes,
                visibility,
                signature,
                body,
            }))
        })
        .parse2(item);
        match parsed {
            Ok(function) => function,
            Err(error) => {
                if !refused {
                    errors.add_syn(&error);
                }
                None
            }
        }
    }
}

impl ToTokens for FunctionInput {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

/// The item with nothing between its last braces, and those braces as they were: whoever reads the
/// item need not read the body.
fn without_body(item: TokenStream) -> (TokenStream, Option<Group>) {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let body = match tokens.last_mut() {
        Some(TokenTree::Group(last)) if last.delimiter() == Delimiter::Brace => {
            let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
            empty.set_span(last.span_open());
            Some(mem::replace(last, empty))
        }
        _ => None,
    };
    (tokens.into_iter().collect(), body)
}

fn is_function(ahead: ParseStream<'_>) -> bool {
    let _ = ahead.parse::<Option<Token![const]>>();
    let _ = ahead.parse::<Option<Token![async]>>();
    let _ = ahead.parse::<Option<Token![unsafe]>>();
    let _ = ahead.parse::<Option<Abi>>();
    ahead.peek(Token![fn])
}

fn refuse(input: ParseStream<'_>, above: Above, errors: &mut Errors) {
    let found = input
        .fork()
        .call(Ident::parse_any)
        .map(|word| (word.span(), format!(", not on `{word}`")))
        .unwrap_or_else(|_| (input.span(), String::new()));
    errors.add_at(
        found.0,
        format_args!(
            "`#[{}]` stands on an `async fn`{}",
            above.attribute, found.1
        ),
        format_args!(
            "move the attribute to the {}, `{}`",
            above.what, above.example
        ),
    );
}

fn braces(input: ParseStream<'_>) -> Option<Group> {
    match input.parse() {
        Ok(TokenTree::Group(body)) => unwrapped(body),
        _ => None,
    }
}

/// The braces themselves, out of the invisible group that `$body:block` of a macro makes.
fn unwrapped(group: Group) -> Option<Group> {
    match group.delimiter() {
        Delimiter::Brace => Some(group),
        Delimiter::None => match group.stream().into_iter().next() {
            Some(TokenTree::Group(inner)) => unwrapped(inner),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(item: TokenStream) -> String {
        let mut errors = Errors::new();
        assert!(FunctionInput::parse(item, crate::endpoint::ABOVE, &mut errors).is_none());
        errors.texts().join("\n---\n")
    }

    #[test]
    fn a_body_that_is_no_rust_is_left_to_rustc() {
        let mut errors = Errors::new();
        let item = quote!(pub(crate) async fn quote() -> String { let = ; } );
        let function = FunctionInput::parse(item, crate::endpoint::ABOVE, &mut errors);
        assert_eq!(
            function
                .and_then(|function| function.body)
                .map(|body| body.to_string()),
            Some("{ let = ; }".to_owned())
        );
        assert!(errors.texts().is_empty());
    }

    #[test]
    fn what_is_no_function_is_named() {
        assert!(
            refused(quote!(
                pub struct Order;
            ))
            .contains("not on `struct`")
        );
        assert!(
            refused(quote!(
                const ORDER: u8 = 1;
            ))
            .contains("not on `const`")
        );
    }
}
