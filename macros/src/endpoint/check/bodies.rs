//! Rules of arguments that are read from the request: what they are read from is there, and a
//! body is whole where it is compared.

use hardpoint_policy::{BodyLimit, EndpointSpec, Method};

use super::named;
use super::options::Places;
use super::route::Route;
use crate::endpoint::demand::{Demand, Fit};
use crate::endpoint::plan::{Argument, Kind};
use crate::errors::Errors;

/// What must be there for what the arguments read.
pub(super) fn fits(spec: &EndpointSpec, route: Option<&Route>, arguments: &[Argument]) -> Vec<Fit> {
    let fits = arguments
        .iter()
        .filter_map(|argument| what_it_reads_is_there(spec, route, argument));
    fits.collect()
}

/// What the compiler must be asked; what is wrong by its name is noted.
pub(super) fn demands(
    spec: &EndpointSpec,
    arguments: &[Argument],
    places: &Places,
    errors: &mut Errors,
) -> Vec<Demand> {
    let mut demands = Vec::new();
    // Where there is no body, that is what is said of each.
    if bodiless(&spec.methods).is_none() {
        demands.extend(it_is_read_once(arguments));
    }
    // A streamed body under `idempotent` is refused where `body` says it.
    if spec.takes_idempotency_keys() && spec.body != BodyLimit::Stream {
        for argument in arguments {
            is_told_by_its_bytes(argument, errors);
            if argument.kind == Kind::Payload {
                demands.push(Demand::Whole(argument.clone(), places.note("idempotent")));
            }
        }
    }
    demands
}

/// The first argument that reads the body leaves nothing of it; an `Option` may do without.
fn it_is_read_once(arguments: &[Argument]) -> Vec<Demand> {
    let readers: Vec<&Argument> = arguments
        .iter()
        .filter(|argument| may_read_a_body(argument) && !named::may_be_absent(&argument.ty))
        .collect();
    let later = readers.iter().enumerate().skip(1);
    let demands = later.map(|(at, argument)| Demand::ReadOnce {
        argument: (*argument).clone(),
        earlier: readers[..at].iter().copied().cloned().collect(),
    });
    demands.collect()
}

/// A body is read where requests have one, and a field of a request struct where the path captures
/// it.
fn what_it_reads_is_there(
    spec: &EndpointSpec,
    route: Option<&Route>,
    argument: &Argument,
) -> Option<Fit> {
    let method = bodiless(&spec.methods).filter(|_| may_read_a_body(argument));
    let path = route
        .filter(|_| argument.is_doubtful())
        .map(Route::captured);
    (method.is_some() || path.is_some()).then(|| Fit {
        argument: argument.clone(),
        method,
        path,
    })
}

fn may_read_a_body(argument: &Argument) -> bool {
    !matches!(
        argument.kind,
        Kind::Path(_) | Kind::Header | Kind::Target | Kind::Apart
    )
}

/// The first of the methods, where the requests of none of them carry a body that means anything
/// (RFC 9110 §9.3.1, §9.3.2, §9.3.8).
pub(super) fn bodiless(methods: &[Method]) -> Option<Method> {
    let carries_none =
        |method: &Method| matches!(method, Method::Get | Method::Head | Method::Trace);
    let first = methods.first().copied()?;
    methods.iter().all(carries_none).then_some(first)
}

/// Each time that a form is sent in parts it has another boundary, so that a retry would be
/// another request.
fn is_told_by_its_bytes(argument: &Argument, errors: &mut Errors) {
    if argument.kind == Kind::Multipart {
        let name = named::called(&argument.ty).unwrap_or_default();
        errors.add(
            &argument.ty,
            format_args!("`idempotent`: equal requests are told by the bytes of their body, and those of `{name}` differ each time they are sent"),
            "take `web::Bytes` or `web::Json`, or upload to an endpoint of its own and refer to what is there",
        );
    }
}
