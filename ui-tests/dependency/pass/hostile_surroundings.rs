//! Whatever is called as what the expansion names, it names what it means.
#![no_implicit_prelude]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, reason = "these are in the way")]

extern crate hardpoint as renamed;

mod hardpoint {}
mod core {}
mod std {}

struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Err;
struct Future;
struct Clone;
struct Display;
static __HARDPOINT: u8 = 1;

type Answer = ::core::result::Result<u8, ::renamed::dependency::DependencyError>;

#[renamed::dependency(crate = "renamed", key = part, fallback = self::other)]
async fn stock((__hardpoint_argument_1, part): (u8, u8), r#type: u8) -> Answer {
    let _ = (__hardpoint_argument_1, r#type);
    ::core::result::Result::Ok(__hardpoint_argument_1)
}

async fn other(_: (u8, u8), _: u8, _: ::renamed::dependency::DependencyError) -> Answer {
    ::core::result::Result::Ok(1)
}

#[renamed::dependency(crate = renamed)]
async fn r#match(key: u8) -> Answer {
    ::core::result::Result::Ok(key)
}

macro_rules! asks {
    ($name:ident, $argument:ident, $type:ty, $output:ty, $body:block) => {
        #[renamed::dependency(crate = renamed, idempotent)]
        async fn $name($argument: $type, _hygienic: u8) -> $output $body
    };
}

asks!(from_a_macro, argument, u8, Answer, { ::core::result::Result::Ok(argument) });

struct Service(u8);

macro_rules! asks_by_itself {
    ($name:ident) => {
        impl Service {
            #[renamed::dependency(crate = renamed, idempotent, fallback = Self::other)]
            async fn $name(&self, argument: u8) -> Answer {
                ::core::result::Result::Ok(self.0 + argument)
            }

            async fn other(&self, _: u8, _: ::renamed::dependency::DependencyError) -> Answer {
                ::core::result::Result::Ok(1)
            }
        }
    };
}

asks_by_itself!(ask);

fn main() {
    ::core::mem::drop((stock((1, 2), 3), r#match(1), from_a_macro(1, 2)));
    ::core::mem::drop(Service(1).ask(2));
}
