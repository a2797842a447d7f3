//! Shadowed names, no prelude, every lint an error: the derived code names what it needs in full.

#![no_implicit_prelude]
#![deny(warnings, missing_docs)]

use ::std::fmt::Debug;

/// Shadows.
#[allow(dead_code, missing_docs, non_upper_case_globals, reason = "in the way on purpose")]
mod shadows {
    pub struct Option;
    pub struct Result;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct String;
    pub struct Box;
    pub struct From;
    pub struct Error;
    pub trait Display {}
    pub mod core {}
    pub mod std {}
    pub const f0: u8 = 0;
    pub const source: u8 = 0;
    pub const formatter: u8 = 0;
    #[allow(non_camel_case_types, reason = "in the way on purpose")]
    pub struct str;
}

#[allow(unused_imports, reason = "in the way on purpose")]
use shadows::*;

/// An error.
#[derive(Debug, ::hardpoint::ApiError)]
pub enum Quiet {
    /// With fields.
    #[api(status = 404, code = "a", message = "{id} {source} {type}")]
    Fields {
        /// A field.
        id: u8,
        /// A field.
        source: u8,
        /// A field.
        r#type: u8,
    },
    /// From another.
    #[api(status = 503, code = "b", retry_after = "1s", level = "info", slo = false)]
    From(#[from] ::std::io::Error),
    /// Boxed.
    #[api(internal)]
    Boxed(#[source] ::std::boxed::Box<dyn ::std::error::Error + ::std::marker::Send>),
    /// Maybe.
    #[api(internal)]
    Maybe(#[source] ::std::option::Option<::std::fmt::Error>),
    /// Alone.
    #[api(status = 409, code = "d", final, breaker = true)]
    #[deprecated = "still answered"]
    Unit,
}

fn main() {
    let error = Quiet::Fields { id: 1, source: 2, r#type: 3 };
    ::std::assert_eq!(::std::string::ToString::to_string(&error), "1 2 3");
}
