//! The cache counts what it had for each request, and tells what it holds.

use std::time::Duration;

use hardpoint::prelude::*;
use hardpoint_tests::Request;
use tokio::sync::Semaphore;

use crate::world::{before, page, service};

const CACHE: &str = "hardpoint_cache_requests_total";

static GATE: Semaphore = Semaphore::const_new(0);

#[endpoint(get = "/cached", cache = "ttl:60 stale:30")]
async fn cached() -> &'static str {
    "ok"
}

#[endpoint(get = "/slow", timeout = "5s", cache = "ttl:60")]
async fn slow() -> &'static str {
    GATE.acquire().await.expect("never closed").forget();
    "ok"
}

#[tokio::test]
async fn a_cache_counts_hits_stale_answers_and_misses() {
    let service = service(endpoints![cached], |builder| builder);
    let of = async |result| before(CACHE, &[("endpoint", "cached"), ("result", result)]).await;
    let (hits, stale) = (of("hit").await, of("stale").await);
    let (misses, collapsed) = (of("miss").await, of("collapsed").await);
    for _ in 0..4 {
        service.get("/cached").await;
    }
    assert_eq!((misses.moved().await, hits.moved().await), (1.0, 3.0));
    // The `ttl` is varied by a tenth, and the stale time begins after it.
    service.clock.advance(Duration::from_secs(70));
    service.get("/cached").await;
    assert_eq!(stale.moved().await, 1.0);
    // It is renewed meanwhile, for which nobody has asked.
    assert_eq!((misses.moved().await, collapsed.moved().await), (1.0, 0.0));
}

#[tokio::test]
async fn a_cache_counts_those_who_wait_for_anothers_run() {
    const CLIENTS: usize = 7;
    let service = service(endpoints![slow], |builder| builder);
    let of = async |result| before(CACHE, &[("endpoint", "slow"), ("result", result)]).await;
    let (misses, collapsed, hits) = (of("miss").await, of("collapsed").await, of("hit").await);
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = service.connect().await;
        assert!(client.write(&Request::get("/slow").to_bytes()).await);
        clients.push(client);
    }
    service.clock.until_asleep(CLIENTS).await;
    GATE.add_permits(1);
    for mut client in clients {
        assert_eq!(client.answer(false).await.status, 200);
    }
    assert_eq!((misses.moved().await, collapsed.moved().await), (1.0, 6.0));
    assert_eq!(hits.moved().await, 0.0);
}

#[endpoint(get = "/large/{n}", cache = "ttl:60 max:1MiB")]
async fn large(_n: actix_web::web::Path<u32>) -> String {
    "x".repeat(500_000)
}

#[tokio::test]
async fn a_cache_tells_what_it_holds_and_what_it_let_go() {
    let service = service(endpoints![large], |builder| builder.cache_bytes(1 << 20));
    let evicted = before("hardpoint_cache_evictions_total", &[]).await;
    for n in 0..5 {
        service.get(&format!("/large/{n}")).await;
    }
    // All caches of this process tell it, and this is the only one to be full.
    assert!(evicted.moved().await >= 3.0, "two of them have room");
    let page = page().await;
    let stored = page.value("hardpoint_cache_stored_bytes", &[]);
    assert!(stored.is_some_and(|bytes| bytes > 0.0), "{stored:?}");
    assert!(page.value("hardpoint_cache_entries", &[]).is_some());
}
