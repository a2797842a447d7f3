//! An endpoint: what `#[endpoint]` makes of a function.

use hardpoint_policy::EndpointSpec;

use crate::error::ErrorCodes;
use crate::invocation::Invocation;
use crate::probe::ArgFacts;
use crate::promises::Declared;

/// An endpoint: its promises, and the call of its function.
///
/// What `#[endpoint]` declares is one; nobody else needs to implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no endpoint\nhelp: write `#[endpoint(get = \"/path\")]` above the `async fn` of that name",
    label = "no endpoint"
)]
pub trait Endpoint: Sized + 'static {
    /// What is known at compile time of each argument.
    const ARGS: &'static [Option<ArgFacts>];

    /// The codes of its errors, as far as they are known.
    const ERRORS: &'static ErrorCodes;

    /// Everything it promises.
    fn spec() -> &'static EndpointSpec;

    /// A call of its function, still to come.
    fn invocation() -> Invocation;
}

/// An endpoint whose attribute says its route, so that it can be mounted by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no route of its own\nhelp: say it in the attribute above its function, `#[endpoint(get = \"/path\", …)]`, or mount it by hand, `web::resource(\"/path\").route(web::get().to(…))`",
    label = "this endpoint does not say its route"
)]
pub trait Routed: Declared {}
