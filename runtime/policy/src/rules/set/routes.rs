//! The rules of routes beside each other.

use super::{Fault, Set, pairs};
use crate::{EndpointSpec, Method, covers, same_shape};

/// Of two endpoints that take the same requests, the second is never called, and nobody knows why.
pub(super) fn a_route_is_taken_once(set: &Set<'_>) -> Vec<Fault> {
    let taken = pairs(set.specs).filter_map(|(first, second)| {
        let (path, other) = (first.path.as_deref()?, second.path.as_deref()?);
        let method = shared_method(first, second).filter(|_| same_shape(path, other))?;
        let aside = if path == other {
            ""
        } else {
            ", for what captures are called makes no difference"
        };
        Some(Fault::new(
            [*first, *second],
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
    let paths = paths(set.specs);
    let hidden = paths.iter().enumerate().flat_map(|(at, path)| {
        // One is enough to say: who hides it is said in turn if it is hidden itself.
        let hiding = paths[..at].iter().enumerate().find_map(|(before, wide)| {
            let others_fall_through = paths[before + 1..]
                .iter()
                .any(|later| same_shape(wide, later));
            let wide = (covers(wide, path)).then_some(*wide)?;
            Some((wide, others_fall_through))
        });
        let (wide, others_fall_through) = match hiding {
            Some(hiding) => hiding,
            None => return Vec::new(),
        };
        let earlier: Vec<&EndpointSpec> = of_path(set.specs, wide).collect();
        let told = of_path(set.specs, path).filter_map(|later| {
            let by = earlier
                .iter()
                .find(|earlier| shared_method(earlier, later).is_some())
                .or(earlier.first().filter(|_| !others_fall_through))?;
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

/// The paths, each once, in the order in which they are tried.
fn paths<'a>(specs: &[&'a EndpointSpec]) -> Vec<&'a str> {
    let mut paths: Vec<&str> = Vec::new();
    for path in specs.iter().filter_map(|spec| spec.path.as_deref()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

fn of_path<'a>(
    specs: &'a [&'a EndpointSpec],
    path: &'a str,
) -> impl Iterator<Item = &'a EndpointSpec> {
    let specs = specs.iter().copied();
    specs.filter(move |spec| spec.path.as_deref() == Some(path))
}

fn shared_method(one: &EndpointSpec, other: &EndpointSpec) -> Option<Method> {
    let mut methods = one.methods.iter().copied();
    methods.find(|method| other.methods.contains(method))
}
