//! The whole macro, from tokens to tokens.

mod any_input;
mod documented;
mod expansion;
mod listed;

use proc_macro2::TokenStream;
use quote::quote;

use super::dependency;

/// A function that is right.
fn stock() -> TokenStream {
    quote! {
        /// How much of it there is.
        pub async fn stock(http: &Client, mut sku: String) -> Result<Stock, Error> {
            sku.push('!');
            http.get(&sku).await?.read()
        }
    }
}

/// A method that is right.
fn charge() -> TokenStream {
    quote! {
        async fn charge(&self, (order, cents): (Order, u64), _: Unused) -> Result<impl Paid, Error> {
            self.post(order, cents).await
        }
    }
}
