//! Options whose values are paths of Rust.

use quote::ToTokens;
use syn::Path;

/// The path as it is written: `orders::may_read`.
pub(super) fn text(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
