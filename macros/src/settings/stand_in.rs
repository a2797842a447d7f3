//! What stands in for the code where the derive has refused the item.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Data;

use super::input::SettingsInput;

/// What keeps the rest of a crate compiling where the derive has refused the item: one mistake
/// is one error.
pub(crate) fn stand_in(input: &SettingsInput) -> TokenStream {
    let (rt, ident) = (&input.runtime, &input.ident);
    let (generics, arguments, clause) = input.generics.split_for_impl();
    if matches!(input.data, Data::Enum(_)) {
        return quote! {
            const _: () = {
                impl #generics #rt::settings::Setting for #ident #arguments #clause {
                    // Every text fits: no default of the enum's is a second mistake.
                    const KIND: #rt::settings::Kind = #rt::settings::Kind::Text;

                    fn read(
                        _: &#rt::settings::Value<'_>,
                    ) -> ::core::result::Result<Self, #rt::settings::Complaint> {
                        ::core::result::Result::Err(
                            <#rt::settings::Complaint as ::core::default::Default>::default(),
                        )
                    }
                }
            };
        };
    }
    quote! {
        const _: () = {
            impl #generics #rt::settings::Group for #ident #arguments #clause {
                const FIELDS: &'static [#rt::settings::Field<'static>] = &[];
                const IS_WHOLE: bool = false;

                fn read(_: &mut #rt::settings::Reader<'_>) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }
            }
            impl #generics #rt::settings::Settings for #ident #arguments #clause {
                const PREFIX: &'static ::core::primitive::str = "";
                const FILE: #rt::settings::CheckedIn = #rt::settings::CheckedIn::NONE;
                const IGNORED: &'static [&'static ::core::primitive::str] = &[];
            }
        };
    }
}
