//! From what was written to what is meant: every rule is asked, and all that is wrong is noted.
//!
//! What is wrong is replaced by a default, so that the rest can still be checked and the
//! expansion still yields a type that can be mounted: one mistake gives one error.

pub(crate) mod attributes;
mod bodies;
mod cacheable;
mod calls;
mod captures;
mod inherit;
mod named;
mod options;
mod route;
mod signature;
mod transaction;

use std::borrow::Cow;

use hardpoint_policy::{EndpointSpec, RuleBreach};
use syn::Signature;
use syn::ext::IdentExt;

use super::actix::ActixRoutes;
use super::demand::Demand;
use super::plan::{Argument, Call, EndpointPlan, Kind};
use crate::attribute::AttributeInput;
use crate::attribute::FunctionInput;
use crate::attribute::options::is_id;
use crate::config::Config;
use crate::errors::{self, Errors};
use crate::paths::Runtime;
use options::Stated;
pub(crate) use options::{OPTIONS, refusals};
use route::Route;

/// Checks an endpoint as written.
pub(super) fn check(
    attribute: &AttributeInput,
    function: FunctionInput,
    config: Option<&Config>,
    errors: &mut Errors,
) -> EndpointPlan {
    let FunctionInput {
        mut attributes,
        visibility,
        mut signature,
        body,
    } = function;
    let mut spec = EndpointSpec::new("", "");
    let mut stated = options::read(attribute, &mut spec, errors);
    let actix = ActixRoutes::take(&mut attributes, errors);
    let route = route::route(&stated.routes, &actix, errors);
    inherit::inherit(
        config,
        &signature.ident,
        route.as_ref(),
        &mut spec,
        &mut stated,
        errors,
    );
    let split = attributes::split(attributes, errors);
    let mut call = match signature::call(&signature, errors) {
        // Only traits have such functions, and nothing else can stand there.
        _ if body.is_none() => Call::Method,
        call => call,
    };
    // It has been refused, and rustc would refuse it again, at length.
    signature.variadic = None;

    spec.summary = Cow::Owned(attributes::summary(&split.function));
    spec.name = Cow::Owned(name(&stated, route.as_ref(), &spec, &signature, errors));
    if let Some(route) = &route {
        spec.methods = Cow::Owned(route.methods.clone());
        spec.path = Some(Cow::Owned(route.path.clone()));
    }
    if let Some(version) = spec.version {
        spec = spec.versioned(version);
    }
    let before = errors.count();
    go_together(&spec, &stated, errors);
    let mut demands = match &call {
        Call::With(arguments) => demands(
            &spec,
            &stated,
            route.as_ref(),
            &signature,
            arguments,
            errors,
        ),
        Call::Never | Call::Method => Vec::new(),
    };
    if let Call::With(arguments) = &call
        && !transaction::goes_with_idempotent(&spec, arguments, &stated, errors)
    {
        call = Call::Never;
        demands.retain(|demand| !matches!(demand, Demand::Transaction(_)));
    }
    errors.explain_since(before, |text| stated.places.origins(text));
    for demand in &mut demands {
        if let Demand::QueryRead { message, .. } = demand {
            errors::explain(message, |text| stated.places.origins(text));
        }
    }
    EndpointPlan {
        runtime: stated.runtime,
        authorize: stated.authorize,
        spec,
        routed: route.is_some(),
        visibility,
        type_attributes: split.ty,
        value_attributes: split.value,
        function_attributes: split.function,
        consumed: actix.paths(),
        deprecated: split.deprecated,
        signature,
        body,
        call,
        demands,
    }
}

/// The runtime's path alone, without a word on what is wrong: `check` says it.
pub(super) fn runtime(attribute: &AttributeInput) -> Runtime {
    options::read(
        attribute,
        &mut EndpointSpec::new("", ""),
        &mut Errors::new(),
    )
    .runtime
}

/// What two policies cannot promise together, in the words of the rules themselves. Where a value
/// could not be read, a rule would speak of its stand-in.
fn go_together(spec: &EndpointSpec, stated: &Stated, errors: &mut Errors) {
    for breach in hardpoint_policy::check(spec) {
        let RuleBreach {
            option,
            message,
            help,
            rule: _,
        } = breach;
        let speaks_of = |name: &String| option == name || message.contains(name.as_str());
        if !stated.unread.iter().any(speaks_of) {
            let place = stated.places.of_breach(option, &message);
            errors.add(place, message, help);
        }
    }
}

/// The rules that hang on the types in the signature, which only the compiler can see.
fn demands(
    spec: &EndpointSpec,
    stated: &Stated,
    route: Option<&Route>,
    signature: &Signature,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Vec<Demand> {
    let (lent, extracted): (Vec<_>, Vec<_>) = arguments
        .iter()
        .cloned()
        .partition(|argument| argument.kind == Kind::Transaction);
    let arguments = &parts(extracted);
    let mut demands: Vec<Demand> = lent.into_iter().map(Demand::Transaction).collect();
    let route = route.filter(|route| route.understood);
    let mut fits = bodies::fits(spec, route, arguments);
    if let Some(route) = route {
        demands.extend(captures::demands(
            spec,
            route,
            arguments,
            &mut fits,
            &stated.places,
            errors,
        ));
    }
    demands.extend(fits.into_iter().map(Demand::Fits));
    let places = &stated.places;
    demands.extend(bodies::demands(spec, arguments, places, errors));
    demands.extend(cacheable::demands(spec, arguments, signature, places));
    demands.extend(calls::demands(spec, stated));
    demands
}

/// Arguments one by one: a tuple is read part by part, each by its own rules.
fn parts(arguments: Vec<Argument>) -> Vec<Argument> {
    let each = arguments.into_iter().flat_map(|argument| {
        let Some(tuple) = named::tuple(&argument.ty) else {
            return vec![argument];
        };
        let elements = tuple.elems.iter().map(|ty| Argument {
            cfg: argument.cfg.clone(),
            ty: ty.clone(),
            kind: named::kind(ty),
        });
        parts(elements.collect())
    });
    each.collect()
}

/// The operation's id: what `name` says, what actix's attribute says, or the function's name.
fn name(
    stated: &Stated,
    route: Option<&Route>,
    spec: &EndpointSpec,
    signature: &Signature,
    errors: &mut Errors,
) -> String {
    let of_actix = route.and_then(|route| route.name.as_ref());
    if stated.places.said("name") {
        if let Some(second) = of_actix {
            errors.add(
                second,
                "`name` is said twice",
                "keep the one in `#[endpoint]`",
            );
        }
        return spec.name.clone().into_owned();
    }
    if let Some(text) = of_actix {
        let name = text.value();
        if !is_id(&name) {
            options::refuse_name(text, &name, errors);
        }
        return name;
    }
    let name = signature.ident.unraw().to_string();
    if !is_id(&name) {
        errors.add(
            &signature.ident,
            format_args!(
                "`{name}` cannot be the operation's id, which is 1 to 64 characters of ASCII"
            ),
            "say one in the attribute, `name = \"create_order\"`",
        );
    }
    name
}
