//! actix's own route attributes above the function: `#[get("/path")]` to `#[routes]`.

use hardpoint_policy::Method;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Path, Token};

use crate::errors::Errors;

/// The attributes of actix's that name one method.
const METHODS: &[(&str, Method)] = &[
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
    ("head", Method::Head),
    ("options", Method::Options),
    ("trace", Method::Trace),
    ("connect", Method::Connect),
    ("query", Method::Query),
];

/// Attribute names that other crates use too: taken as actix's only with a path in them.
const AMBIGUOUS: &[&str] = &["options", "trace", "connect", "query"];

/// One of actix's route attributes, consumed.
#[derive(Debug)]
pub(super) struct RouteAttribute {
    pub(super) attribute: Attribute,
    pub(super) methods: Vec<Method>,
    /// `None` if it was malformed, which has been said.
    pub(super) path: Option<LitStr>,
    pub(super) name: Option<LitStr>,
}

/// What actix's attributes said.
#[derive(Debug, Default)]
pub(super) struct ActixRoutes {
    /// `#[routes]`, under which several routes may stand.
    pub(super) routes: Option<Attribute>,
    pub(super) found: Vec<RouteAttribute>,
}

impl ActixRoutes {
    /// Takes actix's route attributes out of `attributes`.
    pub(super) fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let mut taken = Self::default();
        for attribute in std::mem::take(attributes) {
            match last_segment(&attribute).as_deref() {
                Some("routes") if matches!(attribute.meta, Meta::Path(_)) => {
                    taken.routes = Some(attribute);
                }
                Some("route") => taken.found.push(route(attribute, None, errors)),
                Some(word) => match method(word) {
                    Some(method) if !AMBIGUOUS.contains(&word) || starts_with_text(&attribute) => {
                        taken.found.push(route(attribute, Some(method), errors));
                    }
                    _ => attributes.push(attribute),
                },
                None => attributes.push(attribute),
            }
        }
        taken
    }

    /// The paths of all attributes taken.
    pub(super) fn paths(&self) -> Vec<Path> {
        let found = self.found.iter().map(|route| &route.attribute);
        let all = self.routes.iter().chain(found);
        all.map(|attribute| attribute.path().clone()).collect()
    }
}

/// The last word of an attribute's path: `get` of `#[actix_web::get(…)]`.
pub(super) fn last_segment(attribute: &Attribute) -> Option<String> {
    let last = attribute.path().segments.last()?;
    Some(last.ident.to_string())
}

fn method(word: &str) -> Option<Method> {
    METHODS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, method)| *method)
}

fn starts_with_text(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    (|input: ParseStream<'_>| {
        let text = input.peek(LitStr);
        input.parse::<proc_macro2::TokenStream>().map(|_| text)
    })
    .parse2(list.tokens.clone())
    .unwrap_or(false)
}

fn route(attribute: Attribute, method: Option<Method>, errors: &mut Errors) -> RouteAttribute {
    let word = last_segment(&attribute).unwrap_or_default();
    let mut route = RouteAttribute {
        methods: method.into_iter().collect(),
        path: None,
        name: None,
        attribute,
    };
    let parsed = route.attribute.parse_args_with(|input: ParseStream<'_>| {
        let path: LitStr = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((
            path,
            Punctuated::<MetaNameValue, Token![,]>::parse_terminated(input)?,
        ))
    });
    let Ok((path, options)) = parsed else {
        let example = if method.is_some() {
            ""
        } else {
            ", method = \"GET\""
        };
        errors.add(
            &route.attribute,
            format_args!("`#[{word}]` cannot be read"),
            format_args!("write `#[{word}(\"/path\"{example})]`"),
        );
        return route;
    };
    route.path = Some(path);
    for option in options {
        argument(&mut route, &option, method.is_none(), errors);
    }
    if route.methods.is_empty() {
        errors.add(
            &route.attribute,
            "`#[route]` names no method",
            "add `method = \"GET\"`",
        );
    }
    route
}

fn argument(
    route: &mut RouteAttribute,
    option: &MetaNameValue,
    takes_methods: bool,
    errors: &mut Errors,
) {
    let key = option
        .path
        .get_ident()
        .map(ToString::to_string)
        .unwrap_or_default();
    match (key.as_str(), text(&option.value)) {
        ("name", Some(name)) => route.name = Some(name),
        ("method", Some(text)) if takes_methods => {
            let known = METHODS
                .iter()
                .find(|(word, _)| word.to_uppercase() == text.value());
            match known {
                Some((_, method)) if route.methods.contains(method) => errors.add(
                    &text,
                    format_args!("the method `{}` is named twice", text.value()),
                    "remove one of them",
                ),
                Some((_, method)) => route.methods.push(*method),
                None => errors.add(
                    &text,
                    format_args!("`{}` is not a method that an endpoint can have", text.value()),
                    "the methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, TRACE, CONNECT, QUERY",
                ),
            }
        }
        ("guard" | "wrap", _) => errors.add(
            option,
            format_args!("`{key}` of actix's attribute is not supported under `#[endpoint]`"),
            "remove the route here and mount by hand: `web::resource(\"/path\").guard(…).wrap(…).route(web::get().to(…))`",
        ),
        _ => errors.add(
            option,
            "actix's attribute has no such argument",
            "its arguments are `name = \"…\"` and, in `#[route]`, `method = \"GET\"`",
        ),
    }
}

fn text(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    }
}
