//! The registry: endpoints by value, listed with `endpoints![…]`.

use std::any::TypeId;
use std::fmt;

use hardpoint_policy::EndpointSpec;

use crate::clash::Face;
use crate::endpoint::{Endpoint, Routed};
use crate::error::ErrorCodes;
use crate::invocation::Invocation;
use crate::probe::ArgFacts;

/// A list of endpoints that say their routes, made by [`endpoints!`](crate::endpoints).
#[derive(Clone, Default)]
pub struct Endpoints(Vec<Entry>);

/// Lists endpoints for [`Builder::endpoints`](crate::Builder::endpoints).
///
/// ```
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/ping")]
/// async fn ping() -> &'static str { "pong" }
///
/// let listed = endpoints![ping];
/// assert_eq!(listed.specs().next().unwrap().name, "ping");
/// ```
///
/// What cannot stand side by side does not compile, and is told at the endpoint that is in the way
/// of an earlier one: two of the same method and path (what captures are called makes no
/// difference), two of one name, and two that answer one code of an
/// [`ApiError`](macro@crate::ApiError) with different statuses, or only one of them as worth sending
/// again. [`Builder::build`](crate::Builder::build) asks the same of several lists.
///
/// ```compile_fail
/// use actix_web::web::Path;
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/orders/{id}")]
/// async fn by_id(id: Path<u64>) -> String { id.to_string() }
///
/// #[endpoint(get = "/orders/{number}")]
/// async fn by_number(number: Path<u64>) -> String { number.to_string() }
///
/// let listed = endpoints![by_id, by_number];
/// ```
#[macro_export]
macro_rules! endpoints {
    ($($endpoint:path),* $(,)?) => {
        $crate::__private::listed! { $crate; $($endpoint),* }
    };
}

impl Endpoints {
    #[doc(hidden)]
    pub fn listed(faces: &[Face]) -> Self {
        Self(faces.iter().map(|face| (face.entry)()).collect())
    }

    /// What each of them promises, in the order of the list.
    pub fn specs(&self) -> impl Iterator<Item = &'static EndpointSpec> {
        self.0.iter().map(|entry| entry.spec)
    }

    /// These, and then those of `other`.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same, promising what `specs` say, one each.
    pub(crate) fn promising(self, specs: impl Iterator<Item = &'static EndpointSpec>) -> Self {
        let entries = self.0.into_iter().zip(specs);
        Self(
            entries
                .map(|(entry, spec)| Entry { spec, ..entry })
                .collect(),
        )
    }

    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// What is listed of the endpoint that is `entry`.
    pub(crate) fn entry(&self, entry: &Entry) -> Option<&Entry> {
        self.0.iter().find(|listed| listed.id == entry.id)
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.0
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.specs().map(|spec| &spec.name))
            .finish()
    }
}

/// One endpoint with its type erased: constants, and how to call it.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) spec: &'static EndpointSpec,
    pub(crate) args: &'static [Option<ArgFacts>],
    pub(crate) errors: &'static ErrorCodes,
    pub(crate) id: TypeId,
    pub(crate) invocation: fn() -> Invocation,
}

impl Entry {
    pub(crate) fn of<E: Endpoint>() -> Self {
        Self {
            spec: E::spec(),
            args: E::ARGS,
            errors: E::ERRORS,
            id: TypeId::of::<E>(),
            invocation: E::invocation,
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.spec.name)
            .finish_non_exhaustive()
    }
}

/// What of an endpoint that says its route others can clash with; nothing else of it is read to
/// check a list.
#[doc(hidden)]
pub const fn face<E: Routed>() -> Face {
    Face {
        stated: E::PROMISES.stated,
        entry: Entry::of::<E>,
    }
}
