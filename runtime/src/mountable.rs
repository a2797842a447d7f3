//! The value that an endpoint's name is: what `.service(…)` and `.to(…)` take.

use std::fmt;
use std::marker::PhantomData;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{Handler, HttpResponse};

use crate::endpoint::{Endpoint, Routed};
use crate::mount::{Incoming, Serve, handle, register};

/// An endpoint by value.
///
/// The endpoint itself is a type without values. What all of them can do by value is written here
/// once: written with each endpoint, it was more for the compiler to read than the rest of it.
#[doc(hidden)]
pub struct Mountable<E>(PhantomData<fn() -> E>);

impl<E> Mountable<E> {
    /// The value, of which there is one.
    pub const IT: Self = Self(PhantomData);
}

impl<E> Clone for Mountable<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Mountable<E> {}

impl<E: Endpoint> fmt::Debug for Mountable<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&E::spec().name)
    }
}

impl<E: Routed> HttpServiceFactory for Mountable<E> {
    fn register(self, config: &mut AppService) {
        register::<E>(config);
    }
}

impl<E: Endpoint> Handler<(Incoming,)> for Mountable<E> {
    type Output = HttpResponse;
    type Future = Serve;

    fn call(&self, (incoming,): (Incoming,)) -> Serve {
        handle::<E>(incoming)
    }
}
