//! A service that answers in the test's own thread.

use std::fmt;
use std::rc::Rc;

use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpMessage, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::call::TestCall;
use super::store::TestStore;
use crate::builder::Builder;
use crate::clock::{Clock, ManualClock};
use crate::principal::Principal;
use crate::runtime::Hardpoint;

/// A service as it would be served, in the thread of the test: every request takes the way that it
/// takes in production, from the router to the headers of its answer, and only the socket is left
/// out.
///
/// - Its clock stands still until the test [advances](ManualClock::advance) it: limits refill,
///   answers go stale, keys expire and deadlines pass by that clock and no other.
/// - Who asks is what the test [says](TestCall::by), without tokens. Where the builder names an
///   authenticator, that is asked about requests of which the test says nothing.
/// - Variables of the process's environment are not seen, unless the builder names one.
/// - Clones are the same service.
#[derive(Clone)]
pub struct TestService {
    /// The hand of its clock.
    pub clock: ManualClock,
    hardpoint: Hardpoint,
    app: Rc<InMemory>,
}

/// Answers a request, of whom it may be known who makes it.
pub(super) type InMemory =
    dyn Fn(TestRequest, Option<Principal>) -> LocalBoxFuture<'static, HttpResponse>;

impl TestService {
    /// Of `endpoints![…]`, or of a [`Builder`] with whatever else is said of the service. What it
    /// keeps is where the builder says, and in memory unless it says.
    ///
    /// ```
    /// use hardpoint::prelude::*;
    /// use hardpoint::testing::TestService;
    ///
    /// #[endpoint(get = "/ping", rate = "1/h")]
    /// async fn ping() -> &'static str { "pong" }
    ///
    /// #[hardpoint::test]
    /// async fn it_answers_once() {
    ///     let service = TestService::of(endpoints![ping]).await;
    ///     assert_eq!(service.get("/ping").await.text(), "pong");
    ///     assert_eq!(service.get("/ping").await.status(), 429);
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// Where the service would not start, with every reason; and outside of a runtime of actix's:
    /// tests under `#[hardpoint::test]` or `#[actix_web::test]` have one.
    pub async fn of(service: impl Into<Builder>) -> Self {
        let (clock, hand) = Clock::manual();
        Self::by(service.into(), clock, hand).await
    }

    /// The same with its rates, idempotency keys and cached answers in `store`, whose clock is its
    /// clock. Two of one store are two instances of a service.
    ///
    /// # Panics
    ///
    /// As [`of`](Self::of).
    pub async fn sharing(store: &TestStore, service: impl Into<Builder>) -> Self {
        let builder = service.into().store(store.to_store());
        let (clock, hand) = store.times();
        Self::by(builder, clock, hand).await
    }

    async fn by(builder: Builder, clock: Clock, hand: ManualClock) -> Self {
        let (builder, registrations) = builder.for_a_test(clock);
        let hardpoint = match builder.build() {
            Ok(hardpoint) => hardpoint,
            Err(error) => panic!("the service does not start: {error}"),
        };
        let mut app = App::new();
        for register in &registrations {
            app = app.configure(|config| register(config));
        }
        let app = app.configure(hardpoint.mount());
        let app = init_service(app).await;
        Self {
            clock: hand,
            hardpoint,
            app: Rc::new(move |request, principal| {
                let request = request.to_request();
                if let Some(principal) = principal {
                    request.extensions_mut().insert(principal);
                }
                app.call(request).map(responded).boxed_local()
            }),
        }
    }

    /// Its runtime.
    pub fn hardpoint(&self) -> &Hardpoint {
        &self.hardpoint
    }

    /// A `GET` of a path and query: awaited, its answer.
    pub fn get(&self, target: &str) -> TestCall {
        self.call(Method::GET, target)
    }

    /// A `POST`.
    pub fn post(&self, target: &str) -> TestCall {
        self.call(Method::POST, target)
    }

    /// A `PUT`.
    pub fn put(&self, target: &str) -> TestCall {
        self.call(Method::PUT, target)
    }

    /// A `PATCH`.
    pub fn patch(&self, target: &str) -> TestCall {
        self.call(Method::PATCH, target)
    }

    /// A `DELETE`.
    pub fn delete(&self, target: &str) -> TestCall {
        self.call(Method::DELETE, target)
    }

    /// A request of any method.
    pub fn call(&self, method: Method, target: &str) -> TestCall {
        TestCall::new(Rc::clone(&self.app), method, target)
    }
}

impl fmt::Debug for TestService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestService")
            .field("hardpoint", &self.hardpoint)
            .finish_non_exhaustive()
    }
}

/// What actix makes of what no endpoint and no default has taken.
fn responded(result: Result<ServiceResponse, Error>) -> HttpResponse {
    match result {
        Ok(response) => response.into_parts().1,
        Err(error) => error.error_response(),
    }
}
