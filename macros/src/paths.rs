//! Where the expansion finds the runtime: `::hardpoint`, or what the `crate` option says.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Ident, Path, Token};

/// The path of the `hardpoint` crate; as tokens, its `__private` module.
#[derive(Debug, Clone)]
pub(crate) struct Runtime {
    root: Path,
    /// Made once: it is written dozens of times.
    private: Vec<TokenTree>,
}

impl Runtime {
    /// The runtime under the path that the `crate` option says.
    pub(crate) fn at(root: Path) -> Self {
        let private = quote!(#root::__private).into_iter().collect();
        Self { root, private }
    }

    /// The crate itself, for what users name too.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

impl Default for Runtime {
    fn default() -> Self {
        let mut root = Path::from(Ident::new("hardpoint", Span::call_site()));
        root.leading_colon = Some(Token![::](Span::call_site()));
        Self::at(root)
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.private.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seam_is_one_module_of_the_named_crate() {
        let renamed = Runtime::at(syn::parse_quote!(renamed));
        assert_eq!(
            quote!(#renamed::Endpoint).to_string(),
            "renamed :: __private :: Endpoint"
        );
        assert_eq!(
            Runtime::default().to_token_stream().to_string(),
            ":: hardpoint :: __private"
        );
    }
}
