//! One run per key: who leads, who waits, who leaves, and what ends a run.

use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};

use actix_web::HttpResponse;
use actix_web::rt;
use futures_util::future::{join_all, pending};
use hardpoint_policy::CachePolicy;
use tokio::sync::{Notify, oneshot};

use crate::cache::fixture::{Bench, get, policy, tagged, worker};
use crate::cache::{Filled, Forward, Lookup, Served, Tag};

const COLLAPSED: Served = Served::Collapsed(Forward::UriMiss);

fn tags() -> CachePolicy {
    CachePolicy {
        tags: tagged("all"),
        ..policy()
    }
}

/// Says that it was dropped.
struct Dropped(mpsc::Sender<()>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[test]
fn a_thousand_on_one_cold_key_on_four_workers_run_once() {
    const EACH: usize = 250;
    let bench = Bench::new(policy());
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let bench = bench.clone();
            worker(async move || {
                let all = (0..EACH).map(|_| async {
                    let inner = bench.clone();
                    // The run ends only when everybody waits for it.
                    let work = bench.work(|| async move {
                        inner.until_aboard(&get("/x"), 4 * EACH).await;
                        HttpResponse::Ok().body("one")
                    });
                    match bench.fill(&get("/x"), work).await {
                        Filled::Entry(_, served) => served,
                        other => panic!("{other:?}"),
                    }
                });
                join_all(all).await
            })
        })
        .collect();
    let served: Vec<_> = workers
        .into_iter()
        .flat_map(|all| all.join().unwrap())
        .collect();
    assert_eq!(bench.runs(), 1);
    let collapsed = served.iter().filter(|served| **served == COLLAPSED).count();
    assert_eq!((served.len(), collapsed), (4 * EACH, 4 * EACH - 1));
    assert!(bench.hit(&get("/x")).is_some());
    assert_eq!(bench.aboard(&get("/x")), 0);
}

#[actix_web::test]
async fn a_leader_that_leaves_does_not_take_the_answer_with_it() {
    let bench = Bench::new(policy());
    let (go, gone) = oneshot::channel::<()>();
    let leader = rt::spawn({
        let bench = bench.clone();
        async move {
            let work = bench.work(|| async {
                gone.await.unwrap();
                HttpResponse::Ok().body("one")
            });
            bench.fill(&get("/x"), work).await;
        }
    });
    bench.until_aboard(&get("/x"), 1).await;
    let other = worker({
        let bench = bench.clone();
        async move || {
            let filled = bench.fill_with(&get("/x"), || panic!("a second run")).await;
            matches!(filled, Filled::Entry(_, COLLAPSED))
        }
    });
    bench.until_aboard(&get("/x"), 2).await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    bench.until_aboard(&get("/x"), 1).await;
    go.send(()).unwrap();
    while !other.is_finished() {
        rt::task::yield_now().await;
    }
    assert!(other.join().unwrap());
    assert_eq!(bench.runs(), 1);
}

#[test]
fn a_run_that_nobody_waits_for_is_cancelled_from_whatever_worker() {
    let bench = Bench::new(policy());
    let (dropped, drops) = mpsc::channel();
    let leading = bench.clone();
    let (leave, left) = oneshot::channel::<()>();
    let (end, ended) = oneshot::channel::<()>();
    let leader = worker(async move || {
        let work = leading.work(|| async move {
            let _dropped = Dropped(dropped);
            pending().await
        });
        let fill = rt::spawn({
            let bench = leading.clone();
            async move { drop(bench.fill(&get("/x"), work).await) }
        });
        leading.until_aboard(&get("/x"), 2).await;
        fill.abort();
        assert!(fill.await.unwrap_err().is_cancelled());
        leave.send(()).unwrap();
        // The worker lives on, so it is not its death that ends the run.
        ended.await.unwrap();
    });
    let following = bench.clone();
    worker(async move || {
        following.until_aboard(&get("/x"), 1).await;
        let wait = rt::spawn({
            let bench = following.clone();
            async move { drop(bench.fill_with(&get("/x"), || panic!("a second run")).await) }
        });
        left.await.unwrap();
        assert_eq!(following.aboard(&get("/x")), 1);
        wait.abort();
        assert!(wait.await.unwrap_err().is_cancelled());
        assert_eq!(following.aboard(&get("/x")), 0);
    })
    .join()
    .unwrap();
    drops.recv().unwrap();
    end.send(()).unwrap();
    leader.join().unwrap();
    assert!(matches!(bench.lookup(&get("/x")), Lookup::Miss(_)));
}

#[actix_web::test]
async fn an_invalidation_during_a_fill_keeps_the_old_value_from_whoever_comes_later() {
    let bench = Bench::new(tags());
    let go = Arc::new(Notify::new());
    let wait = Arc::clone(&go);
    let work = bench.work(|| async move {
        wait.notified().await;
        HttpResponse::Ok().body("old")
    });
    let (one, two) = (get("/x"), get("/x"));
    let lead = bench.fill(&one, work);
    let follow = bench.fill_with(&two, || panic!("a second run before the invalidation"));
    let later = async {
        bench.until_aboard(&get("/x"), 2).await;
        bench.cache.invalidate(&[Tag::named(b"all")]);
        // It joins nobody: its run ends before the old one may.
        let filled = bench
            .fill_with(&get("/x"), || HttpResponse::Ok().body("new"))
            .await;
        go.notify_one();
        filled
    };
    let (lead, follow, later) = tokio::join!(lead, follow, later);
    assert!(matches!(
        lead,
        Filled::Entry(_, Served::Filled { stored: false, .. })
    ));
    assert!(matches!(follow, Filled::Entry(_, COLLAPSED)));
    assert!(matches!(
        later,
        Filled::Entry(_, Served::Filled { stored: true, .. })
    ));
    assert_eq!(bench.runs(), 2);
    let hit = bench.hit(&get("/x")).unwrap().into_body();
    assert_eq!(actix_web::body::to_bytes(hit).await.unwrap(), "new");
}

#[actix_web::test]
async fn a_run_that_hangs_does_not_hold_its_key() {
    let bench = Bench::new(policy());
    let until = bench.clock.now().after(std::time::Duration::from_secs(5));
    let hanging = rt::spawn({
        let bench = bench.clone();
        async move {
            let fill = bench.ticket(&get("/x"), Some(until));
            let work = bench.work(pending);
            drop(bench.cache.fill(fill, Forward::UriMiss, work).await);
        }
    });
    bench.until_aboard(&get("/x"), 1).await;
    bench.hand.advance(std::time::Duration::from_secs(5));
    let filled = bench
        .fill_with(&get("/x"), || HttpResponse::Ok().finish())
        .await;
    assert!(matches!(
        filled,
        Filled::Entry(_, Served::Filled { stored: true, .. })
    ));
    hanging.abort();
    let _ = hanging.await;
    assert!(bench.hit(&get("/x")).is_some());
}

#[actix_web::test]
async fn what_an_unsafe_method_has_begun_it_ends_whoever_leaves() {
    let bench = Bench::new(policy());
    let post = || {
        actix_web::test::TestRequest::post()
            .uri("/x")
            .to_http_request()
    };
    let (go, gone) = oneshot::channel::<()>();
    let work = bench.work(|| async {
        gone.await.unwrap();
        HttpResponse::Ok().body("done")
    });
    let client = rt::spawn({
        let bench = bench.clone();
        async move { drop(bench.fill(&post(), work).await) }
    });
    // The client, and the hold of the run itself.
    bench.until_aboard(&post(), 2).await;
    client.abort();
    let _ = client.await;
    bench.until_aboard(&post(), 1).await;
    go.send(()).unwrap();
    bench.until_aboard(&post(), 0).await;
    assert!(bench.hit(&post()).is_some());
    assert_eq!(bench.runs.load(Ordering::SeqCst), 1);
}

#[actix_web::test]
async fn whoever_missed_just_before_the_landing_does_not_run_again() {
    let bench = Bench::new(policy());
    let missed = bench.lookup(&get("/x"));
    assert!(matches!(missed, Lookup::Miss(Forward::UriMiss)));
    bench
        .fill_with(&get("/x"), || HttpResponse::Ok().finish())
        .await;
    let filled = bench.fill_with(&get("/x"), || panic!("a second run")).await;
    assert!(matches!(filled, Filled::Entry(_, Served::Hit)));
}
