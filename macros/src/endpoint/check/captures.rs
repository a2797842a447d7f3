//! Rules of the captures: what the path captures is taken, what is taken is captured, and what a
//! tag names is in the request.

use hardpoint_policy::{EndpointSpec, TagTemplate, nearest};
use proc_macro2::TokenStream;
use syn::Type;

use super::named::{self, Captures};
use super::options::Places;
use super::route::Route;
use crate::endpoint::demand::Demand;
use crate::endpoint::plan::Argument;
use crate::errors::Errors;

/// What the compiler must be asked; what is wrong whatever the types are is noted.
pub(super) fn demands(
    spec: &EndpointSpec,
    route: &Route,
    arguments: &[Argument],
    places: &Places,
    errors: &mut Errors,
) -> Vec<Demand> {
    let miscounted = arguments
        .iter()
        .filter(|argument| may_be_miscounted(&argument.ty, route.captures.len()));
    let mut demands: Vec<Demand> = miscounted
        .map(|argument| Demand::CapturesSuffice(argument.clone(), route.captured()))
        .collect();
    demands.extend(every_capture_is_taken(spec, route, arguments, errors));
    demands.extend(every_tag_finds_its_value(
        spec, route, arguments, places, errors,
    ));
    demands
}

/// actix fills a `Path` by the order of the captures: one value from the only capture, a tuple
/// from as many as it has.
fn may_be_miscounted(ty: &Type, there: usize) -> bool {
    match named::captures(ty) {
        None | Some(Captures::Tuple(0)) => false,
        Some(Captures::Tuple(wanted)) => wanted > there,
        Some(Captures::One | Captures::Other) => there != 1,
    }
}

/// A capture that nobody takes is a mistake, unless its name says that it is meant, or a tag is
/// made of it.
fn every_capture_is_taken(
    spec: &EndpointSpec,
    route: &Route,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Option<Demand> {
    let in_tags: Vec<&str> = tags(spec)
        .flat_map(|(_, tags)| tags.iter().flat_map(TagTemplate::captures))
        .filter(|name| captured(route, name))
        .collect();
    let by_name = |position| {
        let takes = |argument: &Argument| match named::captures(&argument.ty) {
            None => false,
            Some(Captures::Tuple(taken)) => position < taken,
            Some(Captures::One | Captures::Other) => true,
        };
        arguments.iter().any(takes)
    };
    let mut untaken = (0..).zip(&route.captures).filter(|(position, name)| {
        !name.starts_with('_') && !in_tags.contains(&name.as_str()) && !by_name(*position)
    });
    let (_, first) = untaken.next()?;
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
    Some(Demand::CapturesTaken {
        place: route.place.clone(),
        path: route.captured(),
        in_tags: in_tags.into_iter().map(str::to_owned).collect(),
        arguments: arguments.to_vec(),
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
                    arguments: arguments.to_vec(),
                    message: format!("{message}\nhelp: {help}"),
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
