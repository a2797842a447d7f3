//! The rules of routes beside each other.

use super::{Fault, Set, pairs};
use crate::{EndpointSpec, Method, Version, covers, same_shape};

/// A place at which an endpoint is served.
#[derive(Clone, Copy)]
struct Route<'a> {
    spec: &'a EndpointSpec,
    place: Place<'a>,
}

/// A path, and the version that a header has to say there, where one decides.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    path: &'a str,
    version: Option<Version>,
}

impl Place<'_> {
    /// Whether a request can be meant for both, as far as versions say.
    fn meets(self, other: Self) -> bool {
        match (self.version, other.version) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }
}

/// Of two endpoints that take the same requests, the second is never called, and nobody knows why.
pub(super) fn a_route_is_taken_once(set: &Set<'_>) -> Vec<Fault> {
    let routes = routes(set);
    let taken = pairs(&routes).filter_map(|(first, second)| {
        let (path, other) = (first.place.path, second.place.path);
        let clash = first.place.meets(second.place) && same_shape(path, other);
        let (first, second) = (first.spec, second.spec);
        let method = shared_method(first, second).filter(|_| clash)?;
        let aside = if path == other {
            ""
        } else {
            ", for what captures are called makes no difference"
        };
        Some(Fault::new(
            [first, second],
            format!(
                "`{}` would never be called: `{method} {path}` goes to `{}`{aside}",
                second.name, first.name
            ),
            format!(
                "give `{}` another path or method, or leave it out",
                second.name
            ),
        ))
    });
    taken.collect()
}

/// Paths are tried in the order of the list; one that is wholly inside an earlier one is never
/// reached, and its requests are answered by somebody else.
pub(super) fn every_route_is_reached(set: &Set<'_>) -> Vec<Fault> {
    let routes = routes(set);
    let places = places(&routes);
    let hidden = places.iter().enumerate().flat_map(|(at, place)| {
        // One is enough to say: who hides it is said in turn if it is hidden itself.
        let hiding = places[..at].iter().enumerate().find_map(|(before, wide)| {
            let others_fall_through = places[before + 1..]
                .iter()
                .any(|later| later.version == wide.version && same_shape(wide.path, later.path));
            let hides = wide.meets(*place) && covers(wide.path, place.path);
            hides.then_some((*wide, others_fall_through))
        });
        let (wide, others_fall_through) = match hiding {
            Some(hiding) => hiding,
            None => return Vec::new(),
        };
        let earlier: Vec<&EndpointSpec> = at_place(&routes, wide).collect();
        let told = at_place(&routes, *place).filter_map(|later| {
            let by = earlier
                .iter()
                .find(|earlier| shared_method(earlier, later).is_some())
                .or(earlier.first().filter(|_| !others_fall_through))?;
            let (path, wide) = (place.path, wide.path);
            Some(Fault::new(
                [*by, later],
                format!(
                    "`{}` would never be called: what is sent to `{path}` goes to `{wide}`, which is tried first",
                    later.name
                ),
                format!("list `{}` before `{}`", later.name, by.name),
            ))
        });
        told.collect()
    });
    hidden.collect()
}

/// Where endpoints are served, in the order in which they are tried: those that are served without
/// a version as well come there at the end.
fn routes<'a>(set: &Set<'a>) -> Vec<Route<'a>> {
    let versioning = set.facts.versioning;
    let said = set.specs.iter().filter_map(|spec| {
        let at = versioning.served_at(spec)?;
        let place = Place {
            path: at.path,
            version: at.version,
        };
        Some(Route { spec, place })
    });
    let unsaid = set.specs.iter().filter_map(|spec| {
        let place = Place {
            path: versioning.served_unversioned(spec)?,
            version: None,
        };
        Some(Route { spec, place })
    });
    said.chain(unsaid).collect()
}

/// The places, each once, in the order in which they are tried.
fn places<'a>(routes: &[Route<'a>]) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for Route { place, .. } in routes {
        if !places.contains(place) {
            places.push(*place);
        }
    }
    places
}

fn at_place<'a>(routes: &[Route<'a>], place: Place<'a>) -> impl Iterator<Item = &'a EndpointSpec> {
    let at = routes.iter().filter(move |route| route.place == place);
    at.map(|route| route.spec)
}

fn shared_method(one: &EndpointSpec, other: &EndpointSpec) -> Option<Method> {
    let mut methods = one.methods.iter().copied();
    methods.find(|method| other.methods.contains(method))
}
