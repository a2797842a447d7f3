//! Principals that a middleware has found out, and services that nobody told who finds them out.

use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ReqData, ServiceConfig};
use actix_web::{Error, HttpMessage, HttpRequest};
use hardpoint::auth::AuthError;
use hardpoint::prelude::*;
use hardpoint_tests::{Request, Service};

/// Believes what `X-Who` says.
async fn believe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let who = request
        .headers()
        .get("x-who")
        .and_then(|who| who.to_str().ok());
    if let Some(who) = who.map(|who| Principal::new(who).with_scopes(["orders:read"])) {
        request.extensions_mut().insert(who);
    }
    next.call(request).await
}

#[endpoint(get = "/known", auth = "orders:read")]
async fn known(who: Principal, same: ReqData<Principal>) -> String {
    assert_eq!(&who, &*same);
    who.id().to_owned()
}

#[endpoint(get = "/more", auth = "orders:write")]
async fn write() -> &'static str {
    "more"
}

#[endpoint(get = "/own", cache = "ttl:60 vary:principal")]
async fn own() -> &'static str {
    "hers"
}

#[endpoint(get = "/open", public)]
async fn open(context: RequestContext, who: Option<Principal>) -> String {
    assert_eq!(context.principal(), who.as_ref());
    who.map_or_else(|| "nobody".to_owned(), |who| who.id().to_owned())
}

fn behind(config: &mut ServiceConfig) {
    let scope = web::scope("/as").wrap(from_fn(believe));
    config.service(scope.service(known).service(write).service(open));
}

/// Must not be asked where a middleware knows already.
struct Never;

static ASKED: AtomicU32 = AtomicU32::new(0);

impl Authenticator for Never {
    fn challenge(&self) -> std::borrow::Cow<'static, str> {
        "Basic realm=\"orders\"".into()
    }

    async fn authenticate(&self, _: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        ASKED.fetch_add(1, Ordering::SeqCst);
        Ok(None)
    }
}

fn as_ada(target: &str) -> Request {
    Request::get(target).header("x-who", "ada")
}

#[tokio::test]
async fn whom_a_middleware_knows_is_let_in_by_their_scopes() {
    let service = Service::with(
        endpoints![],
        |builder| builder.authenticated_by_middleware("Session"),
        behind,
    );
    assert_eq!(service.send(as_ada("/as/known")).await.body, b"ada");
    let more = service.send(as_ada("/as/more")).await;
    more.problem(403, "insufficient_scope");
    let stranger = service.get("/as/known").await;
    stranger.problem(401, "unauthenticated");
    assert_eq!(stranger.header("www-authenticate"), Some("Session"));
}

#[tokio::test]
async fn whom_a_middleware_knows_is_known_to_what_is_public() {
    let service = Service::with(endpoints![], |builder| builder, behind);
    assert_eq!(service.send(as_ada("/as/open")).await.body, b"ada");
    assert_eq!(service.get("/as/open").await.body, b"nobody");
}

#[tokio::test]
async fn the_authenticator_is_asked_about_those_whom_no_middleware_knows() {
    let service = Service::with(endpoints![], |builder| builder.authenticator(Never), behind);
    assert_eq!(service.send(as_ada("/as/known")).await.body, b"ada");
    assert_eq!(ASKED.load(Ordering::SeqCst), 0);
    let stranger = service.get("/as/known").await;
    stranger.problem(401, "unauthenticated");
    let challenge = stranger.header("www-authenticate");
    assert_eq!(challenge, Some("Basic realm=\"orders\""));
    assert_eq!(ASKED.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn where_nobody_finds_out_who_calls_everybody_is_refused() {
    let service = Service::with(
        endpoints![],
        |builder| builder,
        |config| {
            config.service(known);
        },
    );
    let answer = service.send(Request::get("/known").header("authorization", "Bearer ada"));
    let answer = answer.await;
    answer.problem(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}

#[test]
fn a_service_that_would_refuse_everybody_does_not_start() {
    let builder = || Hardpoint::builder().endpoints(endpoints![known, open, write]);
    let error = builder().build().expect_err("nobody finds out who calls");
    let fault = &error.faults()[0];
    assert_eq!((error.faults().len(), fault.rule), (1, "callers_are_known"));
    assert_eq!(fault.endpoints, ["known", "write"]);
    // What is kept for each caller would be everybody's.
    let shared = Hardpoint::builder().endpoints(endpoints![open, own]);
    let error = shared.build().expect_err("nobody finds out who calls");
    let fault = &error.faults()[0];
    assert_eq!(
        (&fault.endpoints[..], fault.rule),
        (&["own".to_owned()][..], "callers_are_known")
    );
    assert!(builder().authenticator(Never).build().is_ok());
    assert!(
        builder()
            .authenticated_by_middleware("Bearer")
            .build()
            .is_ok()
    );
}
