//! What stands in for the code where the derive has refused the item.

use proc_macro2::TokenStream;
use quote::quote;

use super::input::RequestInput;

/// What keeps the rest of a crate compiling where the derive has refused the item: one mistake
/// is one error.
pub(crate) fn stand_in(input: &RequestInput) -> TokenStream {
    let (rt, ident) = (&input.runtime, &input.ident);
    let (generics, arguments, clause) = input.generics.split_for_impl();
    let mut with_de = input.generics.clone();
    with_de.params.insert(0, syn::parse_quote!('de));
    let (generics_de, _, _) = with_de.split_for_impl();
    let request = input.generics.params.is_empty().then(|| {
        quote! {
            impl #rt::request::ApiRequest for #ident {
                const FIELDS: &'static [#rt::request::Field] = &[];
                const IS_KNOWN: ::core::primitive::bool = false;

                fn read(_: &mut #rt::request::Input<'_>) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }
            }
        }
    });
    quote! {
        const _: () = {
            impl #generics_de #rt::serde::Deserialize<'de> for #ident #arguments #clause {
                fn deserialize<D: #rt::serde::Deserializer<'de>>(
                    _: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    ::core::result::Result::Err(<D::Error as #rt::serde::de::Error>::custom(""))
                }
            }
            impl #generics #rt::garde::Validate for #ident #arguments #clause {
                type Context = ();

                fn validate_into(
                    &self,
                    _: &(),
                    _: &mut dyn ::core::ops::FnMut() -> #rt::garde::Path,
                    _: &mut #rt::garde::Report,
                ) {
                }
            }
            impl #generics #rt::request::Bounded for #ident #arguments #clause {}
            impl #generics #rt::Cacheable for #ident #arguments #clause {}
            #request
            impl #generics #rt::actix_web::FromRequest for #ident #arguments #clause {
                type Error = #rt::request::Problem;
                type Future = ::core::future::Ready<::core::result::Result<Self, Self::Error>>;

                fn from_request(
                    _: &#rt::actix_web::HttpRequest,
                    _: &mut #rt::actix_web::dev::Payload,
                ) -> Self::Future {
                    ::core::future::ready(::core::result::Result::Err(
                        #rt::request::Problem::internal(),
                    ))
                }
            }
        };
    }
}
