//! Arguments of which each attempt gets its own.

use std::mem;

use proc_macro2::{Ident, TokenStream};
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
        } = self;
        // Where it cannot be had again, its type is underlined.
        let (start, end) = ends(ty.to_token_stream());
        let mut lent = quote_spanned!(at(start)=> &);
        lent.extend(respanned(name.to_token_stream(), end));
        let again = places::call(quote!(#rt::again), lent, ty);
        quote!(#(#cfg)* #(#attributes)* let #pattern = #again;)
    }

    /// Whether a body, as text, has to do with it: what is not used needs no copy, and is no
    /// variable that is not used.
    pub(super) fn is_in(&self, body: &str) -> bool {
        match (plain(&self.pattern), &self.pattern) {
            (Some(named), _) => body.contains(&named.ident.unraw().to_string()),
            (None, Pat::Wild(_)) => false,
            (None, _) => true,
        }
    }

    /// Whether the body knows it by other names than the function does.
    pub(super) fn is_in_parts(&self) -> bool {
        plain(&self.pattern).is_none() && !matches!(self.pattern, Pat::Wild(_))
    }
}

/// Gives each argument of the signature one plain name.
pub(super) fn named(signature: &mut Signature) -> Vec<Argument> {
    let typed = signature.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    });
    let numbered = typed.enumerate();
    numbered
        .map(|(index, argument)| {
            let (cfg, attributes) = mem::take(&mut argument.attrs).into_iter().partition(is_cfg);
            let name = match plain(&argument.pat) {
                Some(named) => named.ident.clone(),
                None => local(&format!("__hardpoint_argument_{index}")),
            };
            argument.attrs = Vec::clone(&cfg);
            let pattern = mem::replace(&mut *argument.pat, parse_quote!(#name));
            Argument {
                cfg,
                name,
                ty: Type::clone(&argument.ty),
                attributes,
                pattern,
            }
        })
        .collect()
}

/// A pattern that is a name, with or without `mut`.
fn plain(pattern: &Pat) -> Option<&PatIdent> {
    match pattern {
        Pat::Ident(named) if named.by_ref.is_none() && named.subpat.is_none() => Some(named),
        _ => None,
    }
}
