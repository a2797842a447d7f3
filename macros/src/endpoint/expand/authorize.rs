//! `authorize`: the function that is asked between a call's two steps.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use crate::paths::Runtime;
use crate::places::at;

/// `call` if `path` lets it, at the path: a function of another signature is underlined there.
pub(super) fn by(path: &Path, call: &TokenStream, rt: &Runtime) -> TokenStream {
    let by = quote_spanned!(at(path.span())=> .by(#path));
    quote! {
        #[allow(unused_imports, reason = "needed where an argument or the answer is refused")]
        use #rt::AnyGuarded as _;
        #call #by
    }
}
