//! From what was written to what is meant: every rule is asked, and all that is wrong is noted.
//!
//! What is wrong is replaced by a default, so that the expansion still yields a type that can be
//! listed: one mistake gives one error.

mod options;
mod signature;

use std::borrow::Cow;

use hardpoint_policy::{JobSpec, check_job};
use syn::ext::IdentExt;

use super::plan::{Call, JobPlan};
use crate::attribute::{AttributeInput, FunctionInput, Stated};
use crate::endpoint::attributes;
use crate::errors::Errors;
pub(super) use options::OPTIONS;

/// Checks a job as written.
pub(super) fn check(
    attribute: &AttributeInput,
    function: FunctionInput,
    errors: &mut Errors,
) -> JobPlan {
    let FunctionInput {
        attributes,
        visibility,
        mut signature,
        body,
    } = function;
    let mut spec = JobSpec::new("");
    let stated = options::read(attribute, &mut spec, errors);
    options::says_how_often(&stated, &signature.ident, errors);
    if !stated.said("name") {
        let name = signature.ident.unraw().to_string();
        options::is_a_name(&name, &signature.ident, errors);
        spec.name = Cow::Owned(name);
    }
    go_together(&spec, &stated, errors);
    let split = attributes::split(attributes, errors);
    let call = match signature::call(&signature, errors) {
        Call::With(_) if body.is_none() => Call::Never,
        call => call,
    };
    // It has been refused, and rustc would refuse it again, at length.
    signature.variadic = None;
    JobPlan {
        runtime: stated.runtime,
        spec,
        visibility,
        type_attributes: split.ty,
        function_attributes: split.function,
        signature,
        body,
        call,
    }
}

/// What two options cannot promise together. Where a value could not be read, a rule would speak of
/// its stand-in.
fn go_together(spec: &JobSpec, stated: &Stated, errors: &mut Errors) {
    if !stated.unread.is_empty() || !stated.said("every") {
        return;
    }
    for breach in check_job(spec) {
        errors.add(stated.place(breach.option), breach.message, breach.help);
    }
}
