//! No prelude, names of the prelude taken, warnings and missing documentation denied.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, unreachable_pub)]

use ::std::prelude::rust_2024::derive;

/// Not the usual one.
pub struct Result;
/// Not the usual one.
pub struct Option;
/// Not the usual one.
pub struct Vec;
/// Not the usual one.
pub struct Default;
/// Not the usual one.
pub trait From {}

#[allow(non_snake_case, dead_code)]
fn Some() {}
#[allow(non_snake_case, dead_code)]
fn Ok() {}

mod core {}
mod std {}
mod serde {}
mod hardpoint {}

/// A request in a public module.
pub mod api {
    use ::hardpoint::ApiRequest;
    use ::std::prelude::rust_2024::derive;

    /// A request.
    #[derive(ApiRequest)]
    #[api(query)]
    pub struct Order {
        /// A field.
        #[garde(length(max = 4), matches(again), inner(length(max = 4)))]
        pub tags: ::std::vec::Vec<::std::string::String>,
        /// Another.
        #[garde(length(max = 4), inner(length(max = 4)))]
        pub again: ::std::vec::Vec<::std::string::String>,
        /// Another.
        #[api(body)]
        #[garde(length(max = 4), dive)]
        pub lines: ::std::option::Option<::std::vec::Vec<Line>>,
        /// Another.
        #[api(header, default)]
        pub level: u8,
        pub(crate) hidden: u8,
        private: u8,
    }

    /// One line.
    #[derive(ApiRequest)]
    pub struct Line {
        /// How many.
        #[garde(range(min = 1))]
        #[serde(default)]
        pub count: u8,
        /// What.
        pub size: Size,
    }

    /// How large.
    #[derive(ApiRequest)]
    pub enum Size {
        /// Large.
        Large,
    }

    impl Order {
        /// What is not public.
        pub fn sum(&self) -> u8 {
            self.hidden + self.private
        }
    }
}

#[derive(::std::fmt::Debug, ::hardpoint::ApiRequest)]
struct Local {
    #[garde(length(max = 4))]
    name: ::std::string::String,
}

fn request<T: ::actix_web::FromRequest + ::hardpoint::ApiRequest>() {}

fn main() {
    #[derive(::hardpoint::ApiRequest)]
    struct InAFunction {
        #[allow(dead_code)]
        number: u8,
    }
    request::<api::Order>();
    request::<Local>();
    request::<InAFunction>();
    let _ = api::Order::sum;
    let local = Local { name: ::std::string::String::new() };
    ::std::assert_eq!(local.name.len(), 0);
}
