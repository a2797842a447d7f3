//! Tests take nothing, a service, or a service and its store.
//! Keeps: `a_test_is_an_async_function`, `a_test_has_no_type_parameters`.
//! Keeps: `a_test_takes_what_is_made_for_it`, `a_test_names_one_service`.
#![deny(warnings)]

use hardpoint as renamed;
use hardpoint::prelude::*;
#[allow(unused_imports, reason = "tests are no part of a program")]
use hardpoint::testing::{TestService, TestStore};

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test]
async fn nothing() {}

#[hardpoint::test(endpoints![ping])]
async fn a_service(service: TestService) {
    service.get("/ping").await;
}

#[hardpoint::test(Hardpoint::builder().capacity(1).endpoints(endpoints![ping]),)]
#[ignore]
async fn a_service_and_its_store(service: TestService, store: TestStore) -> Result<(), String> {
    store.refuse();
    service.get("/ping").await;
    Ok(())
}

#[renamed::test(crate = "renamed", endpoints![ping])]
async fn by_another_name(mut service: TestService) {
    service = service.clone();
    service.get("/ping").await;
}

fn main() {
    let _ = endpoints![ping];
}
