//! An endpoint: what `#[endpoint]` makes of a function.

use std::future::Future;

use actix_web::dev::Payload;
use actix_web::{HttpRequest, HttpResponse};
use hardpoint_policy::EndpointSpec;

use crate::probe::ArgFacts;

/// An endpoint: its promises as constants, and the two steps between which the pipeline stands.
///
/// `#[endpoint]` implements it; nobody else needs to.
pub trait Endpoint: Copy + 'static {
    /// Everything it promises.
    const SPEC: &'static EndpointSpec;

    /// What is known at compile time of each argument.
    const ARGS: &'static [ArgFacts];

    /// Extracts the arguments, and gives back the handler with them, not yet begun.
    ///
    /// What it yields runs the handler once it is polled, and makes a response of what it
    /// returns. The arguments have no name here, so that a public handler may take private types.
    fn extract(
        request: &HttpRequest,
        payload: &mut Payload,
    ) -> impl Future<
        Output = Result<impl Future<Output = HttpResponse> + use<Self> + 'static, actix_web::Error>,
    >;
}

/// An endpoint whose attribute says its route, so that it can be mounted by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no route of its own",
    label = "this endpoint does not say its route",
    note = "say it in the attribute, `#[endpoint(get = \"/path\", …)]`, or mount it by hand, `web::resource(\"/path\").route(web::get().to(…))`"
)]
pub trait Routed: Endpoint {}
