//! Rules of the route: at most one, said in one place, with a path that the router understands.

use hardpoint_policy::{Method, RoutePath};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, LitStr};

use crate::endpoint::actix::{ActixRoutes, RouteAttribute};
use crate::endpoint::demand::Captured;
use crate::errors::Errors;

/// A route that could be understood, or the stand-in for one that could not.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) methods: Vec<Method>,
    pub(super) path: String,
    pub(super) captures: Vec<String>,
    /// Whether `path` is what was written, and no stand-in.
    pub(super) understood: bool,
    /// `name = "…"` of actix's attribute.
    pub(super) name: Option<LitStr>,
    /// The path in the attribute.
    pub(super) place: TokenStream,
}

/// The endpoint's route; `None` where neither attribute says one.
pub(super) fn route(
    stated: &[(Ident, Option<LitStr>)],
    actix: &ActixRoutes,
    errors: &mut Errors,
) -> Option<Route> {
    is_said_once(stated, actix, errors);
    if let Some((key, path)) = stated.first() {
        return Some(Route::new(vec![method(key)], path.as_ref(), None, errors));
    }
    let Some(first) = actix.found.first() else {
        routes_lists_some(actix, errors);
        return None;
    };
    let methods = actix.found.iter().flat_map(|route| &route.methods).copied();
    let name = actix.found.iter().find_map(|route| route.name.clone());
    Some(Route::new(
        distinct(methods),
        first.path.as_ref(),
        name,
        errors,
    ))
}

impl Route {
    /// The path and its captures, as the compiler is asked about them.
    pub(super) fn captured(&self) -> Captured {
        Captured::new(&self.path, &self.captures)
    }

    fn new(
        methods: Vec<Method>,
        path: Option<&LitStr>,
        name: Option<LitStr>,
        errors: &mut Errors,
    ) -> Self {
        let checked = path.and_then(|text| {
            text.value()
                .parse::<RoutePath>()
                .map_err(|error| {
                    let help = error.help.unwrap_or_else(|| "write `/path`".to_owned());
                    errors.add(text, error.message, help);
                })
                .ok()
        });
        // A stand-in keeps the type routed, so that `.service(…)` is no second mistake.
        let (path_text, captures) = match &checked {
            Some(path) => (path.as_str().to_owned(), path.captures().to_vec()),
            None => ("/".to_owned(), Vec::new()),
        };
        Self {
            methods,
            path: path_text,
            captures,
            understood: checked.is_some(),
            name,
            place: path.map(ToTokens::to_token_stream).unwrap_or_default(),
        }
    }
}

/// With two routes, one of them would be dropped in silence.
fn is_said_once(stated: &[(Ident, Option<LitStr>)], actix: &ActixRoutes, errors: &mut Errors) {
    for (key, _) in stated.iter().skip(1) {
        errors.add(
            key,
            format_args!("`{key}` is a second route, and an endpoint has one"),
            "write one function per route, or name the methods with actix's `#[route(\"/path\", method = \"GET\", method = \"POST\")]`",
        );
    }
    if let (Some((key, _)), Some(route)) = (stated.first(), actix.found.first()) {
        errors.add(
            &route.attribute,
            format_args!("the route is said twice: here and as `{key}` in `#[endpoint]`"),
            "remove one of the two",
        );
        return;
    }
    let mut rest = actix.found.iter().skip(1);
    if actix.routes.is_none() {
        if let Some(second) = rest.next() {
            errors.add(
                &second.attribute,
                "this is a second route, and an endpoint has one",
                "for several methods of one path write `#[routes]` above them, or one function per route",
            );
        }
        return;
    }
    let first = actix.found.first().and_then(path_of);
    for other in rest {
        if let (Some(first), Some(path)) = (&first, path_of(other))
            && *first != path
        {
            errors.add(
                &other.path,
                format_args!("`{path}` is a second path, and an endpoint has one: `{first}`"),
                "write one function per path, which may call the same function",
            );
        }
    }
}

fn routes_lists_some(actix: &ActixRoutes, errors: &mut Errors) {
    if let Some(routes) = &actix.routes {
        errors.add(
            routes,
            "`#[routes]` stands above no route",
            "add `#[get(\"/path\")]` below it",
        );
    }
}

fn path_of(route: &RouteAttribute) -> Option<String> {
    route.path.as_ref().map(LitStr::value)
}

fn distinct(methods: impl Iterator<Item = Method>) -> Vec<Method> {
    let mut seen = Vec::new();
    for method in methods {
        if !seen.contains(&method) {
            seen.push(method);
        }
    }
    seen
}

fn method(key: &Ident) -> Method {
    match key.to_string().as_str() {
        "post" => Method::Post,
        "put" => Method::Put,
        "patch" => Method::Patch,
        "delete" => Method::Delete,
        "head" => Method::Head,
        "query" => Method::Query,
        _ => Method::Get,
    }
}
