//! From what was written to what is meant: every rule is asked, and all that is wrong is noted.
//!
//! What is wrong is replaced by a default, so that the rest can still be checked and the
//! expansion still yields a type that can be mounted: one mistake gives one error.

mod attributes;
mod captures;
mod options;
mod route;
mod signature;

use std::borrow::Cow;

use hardpoint_policy::{BodyLimit, Criticality, EndpointSpec, Timeout};
use syn::Signature;
use syn::ext::IdentExt;

use super::actix::ActixRoutes;
use super::attribute::AttributeInput;
use super::function::FunctionInput;
use super::plan::{Call, EndpointPlan};
use crate::errors::Errors;
use crate::paths::Runtime;
use options::Stated;
use route::Route;

/// Checks an endpoint as written.
pub(super) fn check(
    attribute: &AttributeInput,
    function: FunctionInput,
    errors: &mut Errors,
) -> EndpointPlan {
    let FunctionInput {
        mut attributes,
        visibility,
        signature,
        body,
    } = function;
    let mut spec = defaults();
    let stated = options::read(attribute, &mut spec, errors);
    let actix = ActixRoutes::take(&mut attributes, errors);
    let route = route::route(&stated.routes, &actix, errors);
    let split = attributes::split(attributes, errors);
    let call = signature::call(&signature, errors);

    spec.summary = Cow::Owned(attributes::summary(&split.function));
    spec.name = Cow::Owned(name(&stated, route.as_ref(), &spec, &signature, errors));
    if let Some(route) = &route {
        spec.methods = Cow::Owned(route.methods.clone());
        spec.path = Some(Cow::Owned(route.path.clone()));
    }
    let demands = match (&call, &route) {
        (Call::With(arguments), Some(route)) if route.understood => {
            captures::demands(&spec, route, arguments, &stated.places, errors)
        }
        _ => Vec::new(),
    };
    EndpointPlan {
        runtime: stated.runtime,
        spec,
        routed: route.is_some(),
        visibility,
        unit_attributes: split.unit,
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
    options::read(attribute, &mut defaults(), &mut Errors::new()).runtime
}

/// What holds where nothing is said.
fn defaults() -> EndpointSpec {
    EndpointSpec {
        name: Cow::Borrowed(""),
        tag: None,
        summary: Cow::Borrowed(""),
        methods: Cow::Borrowed(&[]),
        path: None,
        timeout: Timeout::DEFAULT,
        body: BodyLimit::DEFAULT,
        rates: Cow::Borrowed(&[]),
        concurrency: None,
        cache: None,
        invalidates: Cow::Borrowed(&[]),
        idempotency: None,
        criticality: Criticality::Default,
        module: "",
        file: "",
        line: 0,
    }
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
        if !options::is_operation_id(&name) {
            options::refuse_name(text, &name, errors);
        }
        return name;
    }
    let name = signature.ident.unraw().to_string();
    if !options::is_operation_id(&name) {
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
