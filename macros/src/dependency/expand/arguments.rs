//! Arguments of which each attempt gets its own.

use std::mem;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, FnArg, Pat, PatIdent, Signature, Type, parse_quote};

use crate::attribute::signature::is_cfg;
use crate::errors::ends;
use crate::paths::Runtime;
use crate::places::{self, at, local, respanned};

/// One argument, and what the body calls it.
#[derive(Debug)]
pub(super) struct Argument {
    /// Its `#[cfg]`s.
    pub(super) cfg: Vec<Attribute>,
    /// What the function calls it that the expansion makes.
    pub(super) name: Ident,
    /// Whether the body has to do with it: what it does not use needs no copy, and no copy of it is
    /// a variable that nobody uses.
    pub(super) is_used: bool,
    ty: Type,
    /// What is said of the variables of the body: lints, most likely.
    attributes: Vec<Attribute>,
    /// The variables of the body.
    pattern: Pat,
}

impl Argument {
    /// The attempt's own: a reference is the same, and what is owned is cloned.
    pub(super) fn copied(&self, rt: &Runtime) -> TokenStream {
        let Self {
            cfg,
            name,
            ty,
            attributes,
            pattern,
            ..
        } = self;
        // Where it cannot be had again, its type is underlined.
        let (start, end) = ends(ty.to_token_stream());
        let mut lent = quote_spanned!(at(start)=> &);
        lent.extend(respanned(name.to_token_stream(), end));
        let again = places::call(quote!(#rt::again), lent, ty);
        quote!(#(#cfg)* #(#attributes)* let #pattern = #again;)
    }

    /// Whether the body knows it by other names than the function does.
    pub(super) fn is_in_parts(&self) -> bool {
        plain(&self.pattern).is_none() && !matches!(self.pattern, Pat::Wild(_))
    }
}

/// Gives each argument of the signature one plain name.
pub(super) fn named(signature: &mut Signature, body: &Group) -> Vec<Argument> {
    let typed = signature.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    });
    let numbered = typed.enumerate();
    numbered
        .map(|(index, argument)| {
            let mut pattern = Pat::clone(&argument.pat);
            let (name, is_used) = match plain(&pattern) {
                Some(named) => (named.ident.clone(), names(body.stream(), &named.ident)),
                None => (
                    local(&format!("__hardpoint_argument_{index}")),
                    !matches!(pattern, Pat::Wild(_)),
                ),
            };
            let (cfg, mut attributes): (Vec<_>, _) =
                argument.attrs.iter().cloned().partition(is_cfg);
            // What the body does not use stays as it is written.
            if is_used {
                argument.attrs.clone_from(&cfg);
            } else {
                attributes = Vec::new();
            }
            if is_used || plain(&pattern).is_none() {
                pattern = mem::replace(&mut *argument.pat, parse_quote!(#name));
            }
            Argument {
                cfg,
                name,
                is_used,
                ty: Type::clone(&argument.ty),
                attributes,
                pattern,
            }
        })
        .collect()
}

/// Whether a name stands in tokens, or in a text among them, which may be what is to be formatted.
fn names(tokens: TokenStream, name: &Ident) -> bool {
    let word = name.unraw().to_string();
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.unraw() == word,
        TokenTree::Literal(literal) => literal.to_string().contains(&word),
        TokenTree::Group(group) => names(group.stream(), name),
        TokenTree::Punct(_) => false,
    })
}

/// A pattern that is a name, with or without `mut`.
fn plain(pattern: &Pat) -> Option<&PatIdent> {
    match pattern {
        Pat::Ident(named) if named.by_ref.is_none() && named.subpat.is_none() => Some(named),
        _ => None,
    }
}
