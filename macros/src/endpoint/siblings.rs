//! Attributes that put items beside the function: they must expand before ours hides it.
//!
//! `#[utoipa::path]` leaves a type next to the function that others look for by name. Below ours
//! it would stand inside our block, out of sight; so it is moved above, and ours comes second.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Path};

use super::check;
use crate::attribute::AttributeInput;
use crate::attribute::FunctionInput;

/// Attributes known to put items beside the function, by their path.
const SIBLINGS: &[&[&str]] = &[&["utoipa", "path"]];

/// Takes out the attributes that must expand first; `None` if there are none.
pub(super) fn take(attributes: &mut Vec<Attribute>) -> Option<Vec<Attribute>> {
    let (outside, inside): (Vec<_>, Vec<_>) = std::mem::take(attributes)
        .into_iter()
        .partition(|attribute| is_sibling(attribute.path()));
    *attributes = inside;
    (!outside.is_empty()).then_some(outside)
}

/// The function once more, with `outside` above our attribute.
pub(super) fn reorder(
    outside: &[Attribute],
    input: &AttributeInput,
    attribute: &TokenStream,
    function: &FunctionInput,
) -> TokenStream {
    let runtime = check::runtime(input);
    let root = runtime.root();
    quote! {
        #(#outside)*
        #[#root::endpoint(#attribute)]
        #function
    }
}

fn is_sibling(path: &Path) -> bool {
    let words: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
    SIBLINGS.iter().any(|known| words == *known)
}
