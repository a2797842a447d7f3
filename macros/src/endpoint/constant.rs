//! Policies as constant expressions over the runtime's `policy` module.

use hardpoint_policy::{
    Access, CachePolicy, Concurrency, Criticality, Date, Deprecation, Duration, Idempotency,
    InvalidatedBy, Method, Mode, OnOutage, Rate, RateKey, Size, Slo, Sunset, TagPart, TagTemplate,
    Vary,
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
pub(super) fn list_of<T: Constant>(items: &[T], rt: &Runtime) -> TokenStream {
    let items = items.iter().map(|item| item.constant(rt));
    quote!(&[#(#items),*])
}

/// A borrowed list.
fn list<T: Constant>(items: &[T], rt: &Runtime) -> TokenStream {
    let items = list_of(items, rt);
    quote!(#rt::Cow::Borrowed(#items))
}

impl<T: Constant> Constant for Option<T> {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        match self {
            Some(value) => {
                let value = value.constant(rt);
                quote!(::core::option::Option::Some(#value))
            }
            None => quote!(::core::option::Option::None),
        }
    }
}

impl Constant for std::borrow::Cow<'static, str> {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        text(self, rt)
    }
}

impl Constant for u16 {
    fn constant(&self, _: &Runtime) -> TokenStream {
        quote!(#self)
    }
}

impl Constant for Duration {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let millis = self.as_millis();
        quote!(#rt::policy::Duration::from_millis(#millis))
    }
}

impl Constant for Size {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let bytes = self.as_bytes();
        quote!(#rt::policy::Size::from_bytes(#bytes))
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

impl Constant for Concurrency {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self { limit, queue, wait } = self;
        let wait = wait.constant(rt);
        quote!(#rt::policy::Concurrency { limit: #limit, queue: #queue, wait: #wait })
    }
}

impl Constant for CachePolicy {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self {
            ttl,
            stale,
            shared,
            vary,
            tags,
            invalidated_by,
            max,
            statuses,
        } = self;
        let ttl = ttl.constant(rt);
        let stale = stale.constant(rt);
        let vary = list(vary, rt);
        let tags = list(tags, rt);
        let invalidated_by = invalidated_by.constant(rt);
        let max = max.constant(rt);
        let statuses = list(statuses, rt);
        quote!(#rt::policy::CachePolicy {
            ttl: #ttl,
            stale: #stale,
            shared: #shared,
            vary: #vary,
            tags: #tags,
            invalidated_by: #invalidated_by,
            max: #max,
            statuses: #statuses,
        })
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
        quote!(#rt::policy::TagTemplate { parts: #parts })
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

impl Constant for Idempotency {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self {
            ttl,
            optional,
            rerun_safe,
            tx,
        } = self;
        let ttl = ttl.constant(rt);
        quote!(#rt::policy::Idempotency {
            ttl: #ttl,
            optional: #optional,
            rerun_safe: #rerun_safe,
            tx: #tx,
        })
    }
}

impl Constant for Access {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        match self {
            Self::Unstated => quote!(#rt::policy::Access::Unstated),
            Self::Public => quote!(#rt::policy::Access::Public),
            Self::Principal => quote!(#rt::policy::Access::Principal),
            Self::Scopes(scopes) => {
                let scopes = list(scopes, rt);
                quote!(#rt::policy::Access::Scopes(#scopes))
            }
        }
    }
}

impl Constant for Date {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self { year, month, day } = self;
        quote!(#rt::policy::Date { year: #year, month: #month, day: #day })
    }
}

impl Constant for Deprecation {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self {
            since,
            see,
            successor,
        } = self;
        let since = since.constant(rt);
        let see = see.constant(rt);
        let successor = successor.constant(rt);
        quote!(#rt::policy::Deprecation { since: #since, see: #see, successor: #successor })
    }
}

impl Constant for Sunset {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self { at, see } = self;
        let at = at.constant(rt);
        let see = see.constant(rt);
        quote!(#rt::policy::Sunset { at: #at, see: #see })
    }
}

impl Constant for Slo {
    fn constant(&self, rt: &Runtime) -> TokenStream {
        let Self { objective, under } = self;
        let under = under.constant(rt);
        quote!(#rt::policy::Slo { objective: #objective, under: #under })
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
    Criticality { Critical, Default, Sheddable }
    InvalidatedBy { Endpoints, Ttl, Code }
    Method { Get, Head, Post, Put, Patch, Delete, Options, Trace, Connect, Query }
    Mode { Enforce, Shadow }
    OnOutage { Local, Deny }
}
