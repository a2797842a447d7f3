//! What `#[hardpoint::test]` expands to: a runtime for one test, and what it asks for.

use std::future::Future;

use super::service::TestService;
use super::store::TestStore;
use crate::builder::Builder;

/// Runs a test to its end, on a runtime of its own.
pub fn block_on<F: Future>(test: F) -> F::Output {
    actix_web::rt::System::new().block_on(test)
}

/// Runs a test of a service.
pub fn with_service<F: Future>(
    service: impl Into<Builder>,
    test: impl FnOnce(TestService) -> F,
) -> F::Output {
    block_on(async { test(TestService::of(service).await).await })
}

/// Runs a test of a service that keeps what it keeps in a store that the test may break.
pub fn with_store<F: Future>(
    service: impl Into<Builder>,
    test: impl FnOnce(TestService, TestStore) -> F,
) -> F::Output {
    block_on(async {
        let store = TestStore::new();
        let service = TestService::sharing(&store, service).await;
        test(service, store).await
    })
}
