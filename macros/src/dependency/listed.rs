//! What a function says, by the function's path: for lists of dependencies.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{ExprPath, Path, PathArguments, Token};

use crate::errors::Errors;
use crate::places::at;

/// `dependencies![…]`: what the functions of the list say.
///
/// It is called by the runtime's own macro, which knows its crate's name.
pub(crate) fn listed(input: TokenStream) -> TokenStream {
    let List { root, functions } = match syn::parse2(input) {
        Ok(list) => list,
        Err(error) => {
            let mut errors = Errors::new();
            errors.add_at(
                error.span(),
                "`dependencies!` takes the paths of functions",
                "write `dependencies![stock, payments::charge, Warehouse::count]`",
            );
            return quote!({ #errors });
        }
    };
    let count = functions.len();
    let said = functions.iter().map(|function| ExprPath {
        path: constant(&function.path),
        ..function.clone()
    });
    quote! {
        <#root::dependency::Dependencies as ::core::convert::From<[#root::__private::SaidOfDependency; #count]>>::from([#(#said),*])
    }
}

/// What the function of that path says.
pub(crate) fn said(function: &Path) -> TokenStream {
    constant(function).into_token_stream()
}

/// The path of the constant beside a function.
fn constant(function: &Path) -> Path {
    let mut constant = function.clone();
    if let Some(last) = constant.segments.last_mut() {
        last.ident = name(&last.ident);
        // There is one for all the types that a function takes.
        last.arguments = PathArguments::None;
    }
    constant
}

/// What the constant beside a function is called: the function's own name leads to nothing but the
/// function.
pub(super) fn name(function: &Ident) -> Ident {
    let mut name = format_ident!("__hardpoint_dependency_{}", function.unraw());
    name.set_span(at(function.span()));
    name
}

/// What is between the brackets: `$crate; stock, payments::charge`.
struct List {
    root: Path,
    functions: Punctuated<ExprPath, Token![,]>,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let root = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let functions = Punctuated::parse_terminated(input)?;
        Ok(Self { root, functions })
    }
}
