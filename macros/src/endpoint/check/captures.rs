//! Rules of the captures: what the path captures is taken, what is taken is captured, and what a
//! tag names is in the request.

use std::mem;

use hardpoint_policy::{EndpointSpec, TagTemplate, nearest};
use proc_macro2::TokenStream;

use super::bodies;
use super::options::Places;
use super::route::Route;
use crate::endpoint::demand::{Demand, Fit};
use crate::endpoint::plan::{Argument, Captures, Kind};
use crate::errors::Errors;

/// What the compiler must be asked; what is wrong whatever the types are is noted.
pub(super) fn demands(
    spec: &EndpointSpec,
    route: &Route,
    arguments: &[Argument],
    fits: &mut Vec<Fit>,
    places: &Places,
    errors: &mut Errors,
) -> Vec<Demand> {
    let miscounted = arguments
        .iter()
        .filter(|argument| may_be_miscounted(argument.kind, route.captures.len()));
    let mut demands: Vec<Demand> = miscounted
        .map(|argument| Demand::CapturesSuffice(argument.clone(), route.captured()))
        .collect();
    demands.extend(every_capture_is_taken(spec, route, arguments, fits, errors));
    demands.extend(every_tag_finds_its_value(
        spec, route, arguments, places, errors,
    ));
    demands
}

/// actix fills a `Path` by the order of the captures: one value from the only capture, a tuple
/// from as many as it has.
fn may_be_miscounted(kind: Kind, there: usize) -> bool {
    match kind {
        Kind::Path(Captures::Tuple(0)) => false,
        Kind::Path(Captures::Tuple(wanted)) => wanted > there,
        Kind::Path(Captures::One | Captures::Other) => there != 1,
        _ => false,
    }
}

/// A capture that nobody takes is a mistake, unless its name says that it is meant, or a tag is
/// made of it.
fn every_capture_is_taken(
    spec: &EndpointSpec,
    route: &Route,
    arguments: &[Argument],
    fits: &mut Vec<Fit>,
    errors: &mut Errors,
) -> Option<Demand> {
    let in_tags: Vec<&str> = tags(spec)
        .flat_map(|(_, tags)| tags.iter().flat_map(TagTemplate::captures))
        .filter(|name| captured(route, name))
        .collect();
    let by_name = |position| {
        let takes = |argument: &Argument| match argument.kind {
            Kind::Path(Captures::Tuple(taken)) => position < taken,
            Kind::Path(Captures::One | Captures::Other) | Kind::Target => true,
            _ => false,
        };
        arguments.iter().any(takes)
    };
    let is_wanted = |(position, name): &(usize, &String)| {
        !name.starts_with('_') && !in_tags.contains(&name.as_str()) && !by_name(*position)
    };
    let wanted: Vec<_> = route
        .captures
        .iter()
        .enumerate()
        .filter(is_wanted)
        .collect();
    let (_, first) = wanted.first()?;
    if arguments.is_empty() {
        errors.add(
            &route.place,
            format_args!("the path captures `{first}`, and no argument takes it"),
            format_args!(
                "add an argument, `{first}: web::Path<String>`, or write `{{_{first}}}` if it is to be ignored"
            ),
        );
        return None;
    }
    let by_order = arguments
        .iter()
        .filter(|argument| matches!(argument.kind, Kind::Path(_)));
    Some(Demand::CapturesTaken {
        place: route.place.clone(),
        path: route.captured(),
        wanted: wanted
            .iter()
            .fold(0, |bits, (position, _)| bits | 1 << position),
        by_order: by_order.cloned().collect(),
        by_name: mem::take(fits),
    })
}

/// A tag that never finds its value would never be invalidated: what the path does not capture
/// must be in the query.
fn every_tag_finds_its_value(
    spec: &EndpointSpec,
    route: &Route,
    arguments: &[Argument],
    places: &Places,
    errors: &mut Errors,
) -> Vec<Demand> {
    let mut demands = Vec::new();
    for (option, tags) in tags(spec) {
        for (tag, name) in named_elsewhere(tags, route) {
            let (message, help) = unknown_capture(option, tag, name, route);
            let place: TokenStream = places.of(option);
            if arguments.is_empty() {
                errors.add(place, message, help);
            } else {
                demands.push(Demand::QueryRead {
                    place,
                    name: name.to_owned(),
                    arguments: arguments.to_vec(),
                    bodiless: bodies::bodiless(&spec.methods).is_some(),
                    message,
                    help,
                });
            }
        }
    }
    demands
}

fn tags(spec: &EndpointSpec) -> impl Iterator<Item = (&'static str, &[TagTemplate])> {
    let cached = spec.cache.iter().map(|cache| ("cache", &*cache.tags));
    cached.chain([("invalidates", &*spec.invalidates)])
}

fn named_elsewhere<'a>(
    tags: &'a [TagTemplate],
    route: &'a Route,
) -> impl Iterator<Item = (&'a TagTemplate, &'a str)> {
    tags.iter().flat_map(|tag| {
        let unknown = tag.captures().filter(|name| !captured(route, name));
        unknown.map(move |name| (tag, name))
    })
}

fn captured(route: &Route, name: &str) -> bool {
    route.captures.iter().any(|capture| capture == name)
}

fn unknown_capture(option: &str, tag: &TagTemplate, name: &str, route: &Route) -> (String, String) {
    let path = &route.path;
    let message = format!(
        "`{option}`: the tag `{tag}` names `{name}`, which `{path}` does not capture and no argument reads from the query"
    );
    let help = match nearest(name, route.captures.iter().map(String::as_str)) {
        Some(near) => format!("write `{{{near}}}`"),
        None => format!(
            "capture it, as in `{}/{{{name}}}`",
            path.trim_end_matches('/')
        ),
    };
    (message, help)
}
