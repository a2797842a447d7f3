//! From what was written to what is meant: every rule is asked, and all that is wrong is noted.
//!
//! Where something is wrong, the function stays as it is written, so that whoever calls it still
//! compiles: one mistake gives one error.

mod options;
mod signature;

use std::borrow::Cow;

use hardpoint_policy::DependencySpec;
use syn::ext::IdentExt;

use super::plan::{Calls, DependencyPlan};
use crate::attribute::{AttributeInput, FunctionInput};
use crate::errors::Errors;
use options::Asides;
pub(super) use options::OPTIONS;

/// Checks a dependency as written.
pub(super) fn check(
    attribute: &AttributeInput,
    function: FunctionInput,
    errors: &mut Errors,
) -> DependencyPlan {
    let FunctionInput {
        mut attributes,
        visibility,
        mut signature,
        body,
    } = function;
    let mut spec = DependencySpec::new("");
    let mut asides = Asides::default();
    let stated = options::read(attribute, &mut spec, &mut asides, errors);
    if !stated.said("name") {
        let name = signature.ident.unraw().to_string();
        options::is_a_name(&name, &signature.ident, errors);
        spec.name = Cow::Owned(name);
    }
    options::go_together(&spec, &stated, errors);
    signature::is_alone(&mut attributes, errors);
    let output = signature::output(&signature, errors);
    let mut calls = output.map(|output| Calls {
        key: asides.key,
        fallback: asides.fallback,
        is_repeated: spec.attempts() > 1 || spec.hedge.is_some(),
        output,
    });
    if let Some(calls) = &calls {
        signature::keeps_its_receiver(&signature, calls, errors);
    }
    if errors.count() > 0 || body.is_none() {
        calls = None;
    }
    // It has been refused, and rustc would refuse it again, at length.
    signature.constness = None;
    signature.variadic = None;
    DependencyPlan {
        runtime: stated.runtime,
        spec,
        attributes,
        visibility,
        signature,
        body,
        calls,
    }
}
