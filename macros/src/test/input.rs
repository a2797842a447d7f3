//! A test as it is written, right or wrong.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, ItemFn, LitStr, Path, Token};

use crate::errors::Errors;

/// What is between the parentheses: `crate = "renamed", endpoints![quote]`, both or none.
#[derive(Debug, Default)]
pub(super) struct AttributeInput {
    pub(super) krate: Option<Path>,
    pub(super) service: Option<Expr>,
    /// Whether some of it could not be read, which has been said.
    pub(super) is_unread: bool,
}

impl AttributeInput {
    pub(super) fn parse(attribute: TokenStream, errors: &mut Errors) -> Self {
        syn::parse2(attribute).unwrap_or_else(|error| {
            errors.add_at(
                error.span(),
                "`#[hardpoint::test]` takes the service that it tests, and nothing else",
                "write `#[hardpoint::test(endpoints![…])]`, or an expression of a `Builder`",
            );
            Self {
                is_unread: true,
                ..Self::default()
            }
        })
    }
}

impl Parse for AttributeInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut read = Self::default();
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            read.krate = Some(input.parse::<LitStr>()?.parse_with(Path::parse_mod_style)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        if !input.is_empty() {
            read.service = Some(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(read)
    }
}

/// The function under the attribute.
pub(super) fn function(item: TokenStream, errors: &mut Errors) -> Option<ItemFn> {
    let parsed = syn::parse2(item.clone());
    if parsed.is_err() {
        errors.add(
            item,
            "`#[hardpoint::test]` stands above no function with a body",
            "write it above an `async fn`",
        );
    }
    parsed.ok()
}
