//! A checked test, written out: the function inside of another that runs it.

use proc_macro2::TokenStream;
use quote::quote;

use super::check::{Takes, TestPlan};

/// The test.
pub(super) fn expand(plan: &TestPlan) -> TokenStream {
    let TestPlan {
        runtime: rt,
        function,
        takes,
    } = plan;
    let (attributes, visibility) = (&function.attrs, &function.vis);
    let (signature, body) = (&function.sig, &function.block);
    let (name, output) = (&signature.ident, &signature.output);
    let run = match takes {
        Takes::Nothing => quote!(#rt::test::block_on(#name())),
        Takes::Service(service) => quote!(#rt::test::with_service(#service, #name)),
        Takes::ServiceAndStore(service) => quote!(#rt::test::with_store(#service, #name)),
    };
    quote! {
        #[::core::prelude::v1::test]
        #(#attributes)*
        #visibility fn #name() #output {
            #signature #body
            #run
        }
    }
}
