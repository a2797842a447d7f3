//! Items of lists as constant expressions over the runtime's `policy` module.

use hardpoint_policy::{
    Duration, InvalidatedBy, Method, Mode, OnOutage, Rate, RateKey, TagPart, TagTemplate, Vary,
};
use proc_macro2::TokenStream;
use quote::quote;

use crate::paths::Runtime;

/// A value that can be written down as a constant expression.
pub(super) trait Constant {
    fn constant(&self, rt: &Runtime) -> TokenStream;
}

/// A borrowed text.
fn text(text: &str, rt: &Runtime) -> TokenStream {
    quote!(#rt::Cow::Borrowed(#text))
}

/// A list.
pub(super) fn list<T: Constant>(items: &[T], rt: &Runtime) -> TokenStream {
    let items = items.iter().map(|item| item.constant(rt));
    quote!(&[#(#items),*])
}

impl Constant for std::borrow::Cow<'static, str> {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        text(self, rt)
    }
}

impl Constant for Duration {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let millis = self.as_millis();
        quote!(#rt::policy::Duration::from_millis(#millis))
    }
}

impl Constant for Rate {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self {
            quota,
            window,
            key,
            burst,
            cost,
            on_outage,
            mode,
        } = self;
        let window = window.constant(rt);
        let key = key.constant(rt);
        let on_outage = on_outage.constant(rt);
        let mode = mode.constant(rt);
        quote!(#rt::policy::Rate {
            quota: #quota,
            window: #window,
            key: #key,
            burst: #burst,
            cost: #cost,
            on_outage: #on_outage,
            mode: #mode,
        })
    }
}

impl Constant for RateKey {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        match self {
            Self::Header(name) => {
                let name = text(name, rt);
                quote!(#rt::policy::RateKey::Header(#name))
            }
            Self::Ip => quote!(#rt::policy::RateKey::Ip),
            Self::Principal => quote!(#rt::policy::RateKey::Principal),
            Self::Tenant => quote!(#rt::policy::RateKey::Tenant),
            Self::Global => quote!(#rt::policy::RateKey::Global),
        }
    }
}

impl Constant for Vary {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        match self {
            Self::Principal => quote!(#rt::policy::Vary::Principal),
            Self::Tenant => quote!(#rt::policy::Vary::Tenant),
            Self::Header(name) => {
                let name = text(name, rt);
                quote!(#rt::policy::Vary::Header(#name))
            }
        }
    }
}

impl Constant for TagTemplate {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let parts = list(&self.parts, rt);
        quote!(#rt::policy::TagTemplate { parts: #rt::Cow::Borrowed(#parts) })
    }
}

impl Constant for TagPart {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        match self {
            Self::Literal(literal) => {
                let literal = text(literal, rt);
                quote!(#rt::policy::TagPart::Literal(#literal))
            }
            Self::Capture(name) => {
                let name = text(name, rt);
                quote!(#rt::policy::TagPart::Capture(#name))
            }
        }
    }
}

/// Enums without fields, written out so that a new variant does not compile unseen.
macro_rules! variants {
    ($($name:ident { $($variant:ident),* })*) => {$(
        impl Constant for $name {
            fn constant(&self, rt: &Runtime) -> TokenStream {
                match self {
                    $(Self::$variant => quote!(#rt::policy::$name::$variant),)*
                }
            }
        }
    )*};
}

variants! {
    InvalidatedBy { Endpoints, Ttl, Code }
    Method { Get, Head, Post, Put, Patch, Delete, Options, Trace, Connect, Query }
    Mode { Enforce, Shadow }
    OnOutage { Local, Deny }
}
