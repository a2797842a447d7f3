//! The code: a list of the fields, the reading of each, and constants that check the rest.

use hardpoint_policy::setting::Kind;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr};

use super::plan::{
    BoundPlan, ContentPlan, DefaultPlan, FieldPlan, KindPlan, SettingsPlan, ValuePlan, WholePlan,
};
use crate::paths::Runtime;

/// The code for an item that is in order.
pub(crate) fn expand(plan: &SettingsPlan<'_>) -> TokenStream {
    match &plan.kind {
        KindPlan::Names(names) => one_of(plan, names),
        KindPlan::Struct { fields, whole } => group(plan, fields, whole.as_ref()),
    }
}

fn one_of(plan: &SettingsPlan<'_>, names: &[(Ident, String)]) -> TokenStream {
    let (rt, ident) = (&plan.runtime, &plan.ident);
    let texts = names.iter().map(|(_, name)| name);
    let arms = names
        .iter()
        .map(|(variant, name)| quote!(#name => ::core::result::Result::Ok(#ident::#variant),));
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #rt::settings::Setting for #ident {
                const KIND: #rt::settings::Kind = #rt::settings::Kind::OneOf(&[#(#texts),*]);

                fn read(
                    value: &#rt::settings::Value<'_>,
                ) -> ::core::result::Result<Self, #rt::settings::Complaint> {
                    match #rt::settings::name(value) {
                        #(#arms)*
                        _ => ::core::result::Result::Err(
                            <#rt::settings::Complaint as ::core::default::Default>::default(),
                        ),
                    }
                }
            }
        };
    }
}

fn group(
    plan: &SettingsPlan<'_>,
    fields: &[FieldPlan<'_>],
    whole: Option<&WholePlan>,
) -> TokenStream {
    let (rt, ident) = (&plan.runtime, &plan.ident);
    let listed = fields.iter().map(|field| listed(rt, field));
    let names = fields.iter().map(|field| &field.ident);
    let variables: Vec<_> = (0..fields.len())
        .map(|index| format_ident!("field{index}"))
        .collect();
    let reads = fields
        .iter()
        .enumerate()
        .map(|(index, field)| read(rt, index, field));
    let checks = fields
        .iter()
        .enumerate()
        .map(|(index, field)| checks(plan, index, field));
    let is_whole = whole.is_some();
    let whole = whole.map(|whole| settings(plan, fields, whole));
    quote! {
        const _: () = {
            #[allow(unused_imports, reason = "a known type has a kind and a reader of its own")]
            use #rt::settings::{AnyGroup as _, AnyKind as _, AnyText as _, ByFromStr as _, Neither as _};
            #[automatically_derived]
            impl #rt::settings::Group for #ident {
                const FIELDS: &'static [#rt::settings::Field<'static>] = &[#(#listed),*];
                const IS_WHOLE: bool = #is_whole;

                fn read(reader: &mut #rt::settings::Reader<'_>) -> ::core::option::Option<Self> {
                    #(let #variables = #reads;)*
                    ::core::option::Option::Some(Self { #(#names: #variables?),* })
                }
            }
            #(#checks)*
            #whole
        };
    }
}

/// A field's line in the list.
fn listed(rt: &Runtime, field: &FieldPlan<'_>) -> TokenStream {
    let (name, ty) = (&field.name, field.ty);
    let content = match &field.content {
        ContentPlan::Group => {
            quote!(#rt::settings::Content::Group(#rt::settings::Leaf::<#ty>::FIELDS))
        }
        ContentPlan::Value(value) => {
            let spec = spec(rt, value);
            quote!(#rt::settings::Content::Value(#spec))
        }
    };
    quote!(#rt::settings::Field { name: #name, content: #content })
}

fn spec(rt: &Runtime, value: &ValuePlan<'_>) -> TokenStream {
    let kind = value.form.kind(rt);
    let ValuePlan {
        type_name,
        is_required,
        is_plain,
        ..
    } = value;
    let variable = option(value.variable.as_ref().map(|name| quote!(#name)));
    let default = match &value.default {
        DefaultPlan::None => quote!(None),
        DefaultPlan::Said(literal, _) => {
            let value = literal.tokens(rt);
            quote!(Said(#value))
        }
        DefaultPlan::Made(made) => {
            let text = quote!(#made).to_string();
            let text = text.replace(" :: ", "::");
            quote!(Made(#text))
        }
    };
    let bound = |bound: &Option<BoundPlan>| {
        option(bound.as_ref().map(|BoundPlan { value, .. }| {
            let (text, value) = (value.shown(), value.tokens(rt));
            quote!(#rt::settings::Bound { text: #text, value: #value })
        }))
    };
    let (min, max) = (bound(&value.min), bound(&value.max));
    quote! {
        #rt::settings::Spec {
            kind: #kind,
            type_name: #type_name,
            variable: #variable,
            default: #rt::settings::Default::#default,
            range: #rt::settings::Range { min: #min, max: #max },
            is_required: #is_required,
            is_plain: #is_plain,
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn read(rt: &Runtime, index: usize, field: &FieldPlan<'_>) -> TokenStream {
    let (name, ty) = (&field.name, field.ty);
    match &field.content {
        ContentPlan::Group => {
            // At the type: there it is said if it is no struct of settings.
            let reader = Ident::new("reader", Span::call_site());
            quote_spanned!(ty.span()=> #rt::settings::Reader::group::<#ty>(#reader, #name))
        }
        ContentPlan::Value(value) => {
            let read = value.form.reader(rt);
            let made = option(match &value.default {
                DefaultPlan::Made(made) => Some(quote!(|| #made)),
                _ => None,
            });
            let field = quote!(&<Self as #rt::settings::Group>::FIELDS[#index]);
            let reader = Ident::new("reader", Span::call_site());
            // At the type, as above.
            quote_spanned! {ty.span()=>
                #rt::settings::Reader::value::<#ty>(#reader, #field, #read, #made)
            }
        }
    }
}

/// What the compiler finds out about a field by itself.
fn checks(plan: &SettingsPlan<'_>, index: usize, field: &FieldPlan<'_>) -> TokenStream {
    let (rt, ident) = (&plan.runtime, &plan.ident);
    let at = |span: Span, rule: TokenStream| {
        let field = quote!(&<#ident as #rt::settings::Group>::FIELDS[#index]);
        fault(span, &quote!(#rt::settings::#rule), &field)
    };
    let ContentPlan::Value(value) = &field.content else {
        let ty = field.ty;
        return fault(
            ty.span(),
            &quote!(#rt::settings::nested_fault),
            &quote!(#rt::settings::Leaf::<#ty>::IS_WHOLE),
        );
    };
    let default = match &value.default {
        DefaultPlan::Said(_, span) => {
            let read = match value.form.leaf() {
                (_, Some(Kind::Policy(policy))) => {
                    let policy = format_ident!("{policy:?}");
                    Some(quote!(#rt::settings::PolicyKind::#policy))
                }
                _ => None,
            };
            let read = option(read);
            let field = quote!(&<#ident as #rt::settings::Group>::FIELDS[#index], #read);
            Some(fault(*span, &quote!(#rt::settings::default_fault), &field))
        }
        _ => None,
    };
    let min = value
        .min
        .as_ref()
        .map(|bound| at(bound.span, quote!(min_fault)));
    let max = value
        .max
        .as_ref()
        .map(|bound| at(bound.span, quote!(max_fault)));
    let secrecy = at(field.ty.span(), quote!(secrecy_fault));
    quote!(#min #max #default #secrecy)
}

/// A constant that is an error where a rule finds a fault.
fn fault(span: Span, rule: &TokenStream, arguments: &TokenStream) -> TokenStream {
    // Where a macro wrote the struct, a name with the span's place would be that macro's.
    let name = Ident::new("fault", Span::call_site());
    let panics = quote_spanned!(span=> ::core::panic!("{}", #name.as_str()));
    quote! {
        const _: () = if let ::core::option::Option::Some(fault) = #rule(#arguments) {
            #panics
        };
    }
}

/// What makes the struct load itself, and what is wrong with all of its fields together.
fn settings(plan: &SettingsPlan<'_>, fields: &[FieldPlan<'_>], whole: &WholePlan) -> TokenStream {
    let (rt, ident) = (&plan.runtime, &plan.ident);
    let WholePlan {
        prefix,
        file,
        ignored,
    } = whole;
    let group = quote!(<#ident as #rt::settings::Group>);
    let entries = quote!(<#ident as #rt::settings::Settings>::FILE.entries);
    let checked_in = match file {
        None => quote!(#rt::settings::CheckedIn::NONE),
        Some(file) => {
            let name = LitStr::value(&file.literal);
            let entries = file.entries.iter().map(|entry| {
                let (path, line, column) = (&entry.path, entry.line, entry.column);
                let value = entry.value.tokens(rt);
                quote! {
                    #rt::settings::Entry {
                        path: &[#(#path),*],
                        line: #line,
                        column: #column,
                        value: #value,
                    }
                }
            });
            quote!(#rt::settings::CheckedIn { name: #name, entries: &[#(#entries),*] })
        }
    };
    let tracked = file.as_ref().map(|file| &file.tracked);
    let of_file = file.as_ref().map(|file| {
        let shown = &file.shown;
        let entries = (0..file.entries.len()).map(|index| {
            let arguments = quote!(#group::FIELDS, #prefix, #shown, &#entries[#index]);
            fault(
                file.literal.span(),
                &quote!(#rt::settings::entry_fault),
                &arguments,
            )
        });
        quote!(#(#entries)*)
    });
    let shown = option(file.as_ref().map(|file| {
        let shown = &file.shown;
        quote!(#shown)
    }));
    let missing = fields.iter().enumerate().map(|(index, field)| {
        let arguments = quote!(#group::FIELDS, #index, #shown, #entries);
        fault(
            field.ident.span(),
            &quote!(#rt::settings::missing_fault),
            &arguments,
        )
    });
    let clash = fault(
        ident.span(),
        &quote!(#rt::settings::clash),
        &quote!(#group::FIELDS, #prefix),
    );
    quote! {
        #[automatically_derived]
        impl #rt::settings::Settings for #ident {
            const PREFIX: &'static ::core::primitive::str = #prefix;
            const FILE: #rt::settings::CheckedIn = #checked_in;
            const IGNORED: &'static [&'static ::core::primitive::str] = &[#(#ignored),*];
        }
        #tracked
        #of_file
        #(#missing)*
        #clash
    }
}
