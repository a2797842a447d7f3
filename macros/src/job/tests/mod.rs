//! The whole macro, from tokens to tokens.

mod any_input;
mod documented;
mod expansion;

use proc_macro2::TokenStream;
use quote::quote;

use super::job;

/// A function that is right.
fn cleanup() -> TokenStream {
    quote! {
        async fn cleanup(db: Data<Db>, run: JobRun) -> Result<(), Error> {
            db.clean(run.fence()).await
        }
    }
}
