//! Where a process has two services, a level is that of both, and of the one that is left.

use hardpoint::prelude::*;

use crate::world::{Before, before, service};

#[endpoint(get = "/twice", cache = "ttl:60", concurrency = "3")]
async fn twice() -> String {
    "x".repeat(10_000)
}

#[endpoint(get = "/once-more", cache = "ttl:60")]
async fn once_more() -> String {
    "x".repeat(10_000)
}

#[tokio::test]
async fn levels_of_two_services_are_added_up() {
    const LIMIT: &str = "hardpoint_concurrency_limit";
    let limit: Before = before(LIMIT, &[("endpoint", "twice")]).await;
    let first = service(endpoints![twice, once_more], |builder| builder);
    first.get("/twice").await;
    assert_eq!(limit.moved().await, 3.0);
    let second = service(endpoints![twice], |builder| builder);
    second.get("/twice").await;
    assert_eq!(limit.moved().await, 6.0);
    drop(first);
    limit.until(3.0).await;
    drop(second);
    limit.until(0.0).await;
}
