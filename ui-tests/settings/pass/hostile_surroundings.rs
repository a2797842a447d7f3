//! No prelude, names of the prelude taken, warnings and missing documentation denied.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, unreachable_pub)]

use ::std::prelude::rust_2024::derive;

/// Not the usual one.
pub struct Result;
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
#[allow(unused_macros)]
macro_rules! panic {
    () => {};
}

mod core {}
mod std {}
mod hardpoint {}

/// Settings in a public module.
pub mod config {
    use ::hardpoint::Settings;
    use ::std::prelude::rust_2024::derive;

    /// Settings.
    #[derive(Settings)]
    #[settings(prefix = "SHOP")]
    pub struct Shop {
        /// A list.
        #[setting(default = "a,b")]
        pub origins: ::std::vec::Vec<::std::string::String>,
        /// A number that may be absent.
        #[setting(min = 1)]
        pub level: ::std::option::Option<u8>,
        /// A time.
        #[setting(default = "5s", max = "60s")]
        pub timeout: ::std::time::Duration,
        /// A secret.
        pub key: ::std::option::Option<::hardpoint::Secret<::std::string::String>>,
        /// A struct.
        #[setting(nested)]
        pub database: Database,
        /// A name.
        #[setting(default = "fast")]
        pub mode: Mode,
        #[setting(default = 7)]
        pub(crate) hidden: u8,
        #[setting(default_with = 1 + 1)]
        private: u8,
    }

    /// A nested struct.
    #[derive(Settings)]
    pub struct Database {
        /// How many.
        #[setting(default = 4)]
        pub pool: u16,
    }

    /// How fast.
    #[derive(Settings)]
    pub enum Mode {
        /// Fast.
        Fast,
    }

    impl Shop {
        /// What is not public.
        pub fn sum(&self) -> u8 {
            self.hidden + self.private
        }
    }
}

fn load<T: ::hardpoint::Settings>() -> T {
    let environment = ::hardpoint::Environment::of([("SHOP_LEVEL", "3")]);
    let loaded = T::load_from(&environment, ::std::option::Option::None);
    loaded.unwrap_or_else(|error| ::std::panic!("{error}")).into_inner()
}

fn main() {
    #[derive(::hardpoint::Settings)]
    #[settings(prefix = "SHOP")]
    struct InAFunction {
        #[setting(required)]
        level: u8,
    }
    let shop: config::Shop = load();
    ::std::assert_eq!(shop.sum(), 9);
    ::std::assert_eq!(shop.level, ::std::option::Option::Some(3));
    let local: InAFunction = load();
    ::std::assert_eq!(local.level, 3);
}
