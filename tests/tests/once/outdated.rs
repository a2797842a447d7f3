//! What a commit has put out of date is shown by nobody, though whoever has committed it did not live
//! to tell anybody.

use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::Clock;
use hardpoint_tests::servers::Redis;
use hardpoint_tests::{Connection, Request, Side};

use crate::clients::Way;
use crate::scene;
use crate::stage::{Held, STEPS, Stage};

/// What is shown from the cache: how many orders there are.
async fn shown(address: SocketAddr) -> String {
    let known = Request::get("/orders/known");
    let answer = Connection::open(address).await.send(known).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    String::from_utf8_lossy(&answer.body).into_owned()
}

async fn until_shown(address: SocketAddr, orders: &str) {
    let clock = Clock::system();
    let until = clock.now().after(Duration::from_secs(10));
    while shown(address).await != orders {
        assert!(
            clock.now() < until,
            "what was there before is shown for ever"
        );
    }
}

/// Has the held transaction committed, and its instance killed before it hears of that.
async fn commit_and_kill(stage: &mut Stage, mut held: Held) {
    stage.proxy.hold(Side::Server, "COMMIT\0");
    stage.proxy.held().await;
    stage.instance.kill();
    stage.proxy.cut();
    assert_eq!(held.answer().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_commit_has_outdated_is_shown_by_nobody_though_its_answer_is_lost() {
    let stage = Stage::set().await;
    let other = scene::instance(stage.server.url(), &[]);
    let mut held = stage.hold(STEPS[4], Way::STRAIGHT).await;
    let addresses = [stage.instance.address(), other.address()];
    for address in addresses {
        assert_eq!(shown(address).await, "1");
    }
    stage.proxy.hold(Side::Server, "COMMIT\0");
    stage.proxy.held().await;
    stage.proxy.cut();
    let told = held.answer().await.expect("an answer");
    told.problem(500, "database_outcome_unknown");
    for address in addresses {
        until_shown(address, "2").await;
    }
    stage.judge(held, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_listens_tells_the_second_level_for_one_that_was_killed() {
    let redis = Redis::start(&[]);
    let cache = [("CACHE_URL", redis.url())];
    let mut stage = Stage::with("20s", &cache).await;
    let other = scene::instance(stage.server.url(), &cache);
    let held = stage.hold(STEPS[4], Way::STRAIGHT).await;
    until_shown(other.address(), "1").await;
    commit_and_kill(&mut stage, held).await;
    until_shown(other.address(), "2").await;
    // One that has nothing of its own, and knows nothing of what was told.
    let new = scene::instance(stage.server.url(), &cache);
    until_shown(new.address(), "2").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_heard_is_not_shown_by_whoever_comes_next() {
    let redis = Redis::start(&[]);
    let cache = [("CACHE_URL", redis.url())];
    let mut stage = Stage::with("20s", &cache).await;
    let held = stage.hold(STEPS[4], Way::STRAIGHT).await;
    // It has begun by putting out of date what others may have kept; what it keeps from now on is
    // good.
    let clock = Clock::system();
    clock.sleep(Duration::from_secs(2)).await;
    until_shown(stage.instance.address(), "1").await;
    let is_kept = async || {
        let kept = redis.tell(&["KEYS", "hardpoint:entry:*"]).await;
        !redis::from_redis_value::<Vec<String>>(kept)
            .expect("names")
            .is_empty()
    };
    let until = clock.now().after(Duration::from_secs(10));
    while !is_kept().await {
        assert!(clock.now() < until, "it is not kept");
    }
    commit_and_kill(&mut stage, held).await;
    let next = scene::instance(stage.server.url(), &cache);
    until_shown(next.address(), "2").await;
}
