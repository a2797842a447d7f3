//! A stand-in for the pipeline, so that the macro's tests compile; the pipeline replaces it.

pub use std::borrow::Cow;

pub use actix_web;
pub use hardpoint_policy as policy;

pub use crate::endpoint::{ArgFacts, Endpoint, Routed};
pub use crate::probe::{Probe, ProbeFallback, extract, reads_path, reads_query};

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::{AppService, HttpServiceFactory, Payload};
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, web};

/// The answer of a hand-mounted endpoint.
pub type Serve = Pin<Box<dyn Future<Output = HttpResponse>>>;

/// What actix hands to an endpoint.
#[allow(missing_debug_implementations, reason = "a stand-in")]
pub struct Incoming(HttpRequest, Payload);

impl FromRequest for Incoming {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.clone(), payload.take())))
    }
}

/// Serves without any policy.
pub fn handle<E: Endpoint>(incoming: Incoming) -> Serve {
    let Incoming(request, mut payload) = incoming;
    Box::pin(async move {
        match E::extract(&request, &mut payload).await {
            Ok(work) => work.await,
            Err(error) => error.error_response(),
        }
    })
}

/// Registers one endpoint alone.
pub fn register<
    E: Routed + actix_web::Handler<(Incoming,), Output = HttpResponse, Future = Serve>,
>(
    config: &mut AppService,
) {
    let mut resource = web::resource(E::SPEC.path.as_deref().unwrap_or_default());
    for method in E::SPEC.methods.iter() {
        let method = Method::from_bytes(method.as_str().as_bytes()).unwrap_or_default();
        resource =
            resource.route(web::method(method).to(|incoming: Incoming| handle::<E>(incoming)));
    }
    resource.register(config);
}

/// Answers with what the handler returned.
pub fn respond<R: Responder + 'static>(returned: R, request: &HttpRequest) -> HttpResponse {
    returned.respond_to(request).map_into_boxed_body()
}
