//! The rules of a test: it is awaited, and takes what the attribute makes for it.

use syn::{Expr, FnArg, Ident, ItemFn, Path};

use super::input::AttributeInput;
use crate::errors::Errors;
use crate::paths::Runtime;

/// A checked test; only `check` makes one.
#[derive(Debug)]
pub(super) struct TestPlan {
    pub(super) runtime: Runtime,
    pub(super) function: ItemFn,
    pub(super) takes: Takes,
}

/// What a test takes.
#[derive(Debug)]
pub(super) enum Takes {
    Nothing,
    Service(Expr),
    ServiceAndStore(Expr),
}

/// The plan of a test without mistakes.
pub(super) fn check(
    input: AttributeInput,
    function: ItemFn,
    errors: &mut Errors,
) -> Option<TestPlan> {
    let before = errors.count();
    a_test_is_an_async_function(&function, errors);
    a_test_has_no_type_parameters(&function, errors);
    let takes = a_test_takes_what_is_made_for_it(&input, &function, errors);
    if input.is_unread || errors.count() > before {
        return None;
    }
    Some(TestPlan {
        runtime: runtime(input.krate),
        function,
        takes: takes?,
    })
}

fn runtime(said: Option<Path>) -> Runtime {
    said.map_or_else(Runtime::default, Runtime::at)
}

/// Whatever it does of a service is awaited.
fn a_test_is_an_async_function(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        errors.add(
            signature.fn_token,
            format_args!("`{}` is not `async`", signature.ident),
            format_args!("write `async fn {}`", signature.ident),
        );
    }
}

/// A test is called once, by nobody who could say a type.
fn a_test_has_no_type_parameters(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    if !signature.generics.params.is_empty() {
        errors.add(
            &signature.generics,
            format_args!("`{}` has parameters that nobody says", signature.ident),
            format_args!("write `async fn {}` without them", signature.ident),
        );
    }
}

/// A service that nobody takes tests nothing, and one that nobody makes cannot be taken.
fn a_test_takes_what_is_made_for_it(
    input: &AttributeInput,
    function: &ItemFn,
    errors: &mut Errors,
) -> Option<Takes> {
    let name = &function.sig.ident;
    let arguments: Vec<&FnArg> = function.sig.inputs.iter().collect();
    match (&input.service, &*arguments) {
        (None, []) => return Some(Takes::Nothing),
        (Some(service), [_]) => return Some(Takes::Service(service.clone())),
        (Some(service), [_, _]) => return Some(Takes::ServiceAndStore(service.clone())),
        (None, _) if input.is_unread => {}
        (None, [first, ..]) => errors.add(
            first,
            format_args!("nobody makes what `{name}` takes"),
            "write `#[hardpoint::test(endpoints![…])]`, with the endpoints of the service",
        ),
        (Some(service), []) => errors.add(service, unused(name), taken(name)),
        (Some(_), [_, _, third, ..]) => errors.add(
            third,
            format_args!("`{name}` takes more than there is: a service, and its store"),
            format_args!("write `async fn {name}(service: TestService, store: TestStore)`"),
        ),
    }
    None
}

fn unused(name: &Ident) -> String {
    format!("`{name}` does not take the service that is made for it")
}

fn taken(name: &Ident) -> String {
    format!("write `async fn {name}(service: TestService)`")
}
