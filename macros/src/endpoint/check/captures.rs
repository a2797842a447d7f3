//! Rules of the captures: what a tag names is in the request, and what the path captures is read.
//!
//! Whether an argument reads the path or the query is known to the compiler only, by the
//! argument's type; where it matters, the expansion demands it.

use hardpoint_policy::{EndpointSpec, TagTemplate, nearest};
use proc_macro2::{Span, TokenStream};
use syn::Type;

use super::options::Places;
use super::route::Route;
use crate::endpoint::plan::{Argument, Demand, Source};
use crate::errors::Errors;

/// What the arguments must read; what is wrong whatever they are is noted.
pub(super) fn demands(
    spec: &EndpointSpec,
    route: &Route,
    arguments: &[Argument],
    places: &Places,
    errors: &mut Errors,
) -> Vec<Demand> {
    let mut demands = Vec::new();
    let mut demand = |reads, place: TokenStream, message: String, help: String| {
        // Without arguments nothing is read: said here, it needs no compiler.
        if arguments.is_empty() {
            errors.add(place, message, help);
        } else {
            let span = place
                .into_iter()
                .next()
                .map_or_else(Span::call_site, |t| t.span());
            let message = format!("{message}\nhelp: {help}");
            demands.push(Demand {
                span,
                reads,
                message,
            });
        }
    };
    for (option, tags) in tags(spec) {
        for (tag, name) in named_elsewhere(tags, route) {
            let (message, help) = unknown_capture(option, tag, name, route);
            demand(Source::Query, places.of(option), message, help);
        }
    }
    if let Some(name) = unread(spec, route)
        && !arguments.iter().any(is_called_path)
    {
        let message = format!("the path captures `{name}`, and no argument reads the path");
        let help = format!(
            "add an argument, `{name}: web::Path<String>`, or write `{{_{name}}}` if it is to be ignored"
        );
        demand(Source::Path, route.place.clone(), message, help);
    }
    demands
}

fn tags(spec: &EndpointSpec) -> impl Iterator<Item = (&'static str, &[TagTemplate])> {
    let cached = spec.cache.iter().map(|cache| ("cache", &*cache.tags));
    cached.chain([("invalidates", &*spec.invalidates)])
}

/// Whether an argument's type is called `Path`, and can be taken at its word: the compiler need
/// not be asked.
fn is_called_path(argument: &Argument) -> bool {
    match &argument.ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Path"),
        _ => false,
    }
}

/// A tag that never finds its value would never be invalidated: such a name must be in the query.
fn named_elsewhere<'a>(
    tags: &'a [TagTemplate],
    route: &'a Route,
) -> impl Iterator<Item = (&'a TagTemplate, &'a str)> {
    tags.iter().flat_map(|tag| {
        let unknown = tag.captures().filter(|name| !captured(route, name));
        unknown.map(move |name| (tag, name))
    })
}

/// A capture that nobody reads is a mistake, unless its name says that it is meant.
fn unread<'a>(spec: &EndpointSpec, route: &'a Route) -> Option<&'a str> {
    let in_tags = |name: &str| {
        tags(spec).any(|(_, tags)| {
            tags.iter()
                .any(|tag| tag.captures().any(|used| used == name))
        })
    };
    let mut names = route.captures.iter().map(String::as_str);
    names.find(|name| !name.starts_with('_') && !in_tags(name))
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
