//! A list finds what each function says by the path of the function.
//! Keeps: `a_list_of_dependencies_names_functions`.
#![no_implicit_prelude]
#![deny(warnings, missing_docs)]

extern crate hardpoint as renamed;

use ::renamed::dependency::DependencyError;

type Answer = ::core::result::Result<(), DependencyError>;

mod inside {
    #[::renamed::dependency(crate = ::renamed)]
    pub(crate) async fn one() -> super::Answer {
        ::core::result::Result::Ok(())
    }

    pub(crate) mod deeper {
        #[::renamed::dependency(crate = ::renamed)]
        pub(in crate::inside) async fn seen_above() -> crate::Answer {
            ::core::result::Result::Ok(())
        }
    }

    pub(crate) fn listed() -> ::renamed::dependency::Dependencies {
        ::renamed::dependencies![one, self::deeper::seen_above]
    }
}

struct Service<T>(T);

impl<T: ::core::marker::Sync> Service<T> {
    #[::renamed::dependency(crate = ::renamed)]
    async fn r#match(first: T) -> Answer {
        let Self(_first) = Self(first);
        ::core::result::Result::Ok(())
    }

    fn listed() -> ::renamed::dependency::Dependencies {
        ::renamed::dependencies![Self::r#match, <Service<T>>::r#match]
    }
}

fn main() {
    let _ = ::renamed::Hardpoint::builder()
        .dependencies(inside::listed())
        .dependencies(Service::<u8>::listed())
        .dependencies(::renamed::dependencies![inside::one, Service::<u8>::r#match,]);
    ::core::mem::drop((inside::one(), Service::r#match(1)));
}
