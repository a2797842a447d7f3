//! While the store hangs, is killed or comes back empty: nothing is executed that may have been, and
//! no key is lost for longer than the outage.

use std::time::Duration;

use actix_web::web::Data;
use futures_util::future::join_all;
use hardpoint::db::{self, Db, DbSettings};
use hardpoint::prelude::*;
use hardpoint::{Clock, Store};
use hardpoint_tests::{Answer, Request, Service};
use tokio::sync::Semaphore;

use crate::orders::{
    SECOND, gate, impatient, in_time, instance, instance_with, is_replay, order, order_at, runs,
    same, sku, until, until_runs,
};
use crate::place::{Place, at_each_place};

at_each_place! { tormented:
    a_store_that_hangs_refuses_within_its_budget_and_is_used_again_when_it_goes_on,
    what_was_being_claimed_when_it_hung_can_be_claimed_when_it_goes_on,
    what_was_done_while_it_hung_is_replayed_when_it_goes_on,
    what_failed_while_it_hung_runs_again_when_it_goes_on,
    a_lease_is_renewed_when_it_goes_on,
    a_store_that_is_killed_refuses_until_it_is_started_again,
}

fn is_unavailable(answer: &Answer) {
    answer.problem(503, "idempotency_store_unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

fn is_created(answer: &Answer) -> bool {
    answer.status == 201
}

async fn a_store_that_hangs_refuses_within_its_budget_and_is_used_again_when_it_goes_on(
    place: Place,
) {
    let one = impatient(&place).await;
    let sku = sku("plain");
    until(&one, &order("first", &sku), is_created).await;
    place.hang();
    let began = Clock::system().now();
    for number in 0..30 {
        let key = number.to_string();
        is_unavailable(&one.send(order(&key, &sku)).await);
        // Others have nothing to do with it.
        let free = order_at("/free", &key, &sku);
        assert_eq!(one.send(free).await.status, 201);
    }
    // One budget, and one more for each look whether it is back: 30 budgets would be 15 s.
    let took = Clock::system().now().since(began);
    assert!(took < 12 * SECOND, "{took:?}");
    assert_eq!(runs(&sku), 31);
    place.go_on();
    let began = Clock::system().now();
    until(&one, &order("after", &sku), is_created).await;
    let took = Clock::system().now().since(began);
    assert!(took < 12 * SECOND, "{took:?}");
}

async fn what_was_being_claimed_when_it_hung_can_be_claimed_when_it_goes_on(place: Place) {
    let one = impatient(&place).await;
    until(&one, &order("first", &sku("plain")), is_created).await;
    let skus: Vec<String> = (0..8).map(|_| sku("plain")).collect();
    place.hang();
    // They have all been sent to the server when it counts as away.
    let asked = skus.iter().map(|sku| one.send(order(sku, sku)));
    for answer in join_all(asked).await {
        is_unavailable(&answer);
    }
    place.go_on();
    let began = Clock::system().now();
    for sku in &skus {
        let answer = until(&one, &order(sku, sku), is_created).await;
        assert_eq!((runs(sku), is_replay(&answer)), (1, false));
    }
    // Their leases would last for 15 seconds, and leave the outcome unknown for a day.
    let took = Clock::system().now().since(began);
    assert!(took < 12 * SECOND, "{took:?}");
}

async fn what_was_done_while_it_hung_is_replayed_when_it_goes_on(place: Place) {
    let (one, other) = (impatient(&place).await, instance(&place).await);
    let sku = sku("slow");
    let mut client = one.connect().await;
    client.write(&order("k", &sku).to_bytes()).await;
    until_runs(&sku, 1).await;
    place.hang();
    gate(&sku).add_permits(1);
    // The work is done, and the client is told.
    let began = Clock::system().now();
    let first = in_time(client.answer(false)).await;
    assert_eq!((first.status, is_replay(&first)), (201, false));
    assert!(
        Clock::system().now().since(began) < 8 * SECOND,
        "{:?}",
        Clock::system().now().since(began)
    );
    place.go_on();
    for service in [&one, &other] {
        same(&until(service, &order("k", &sku), is_created).await, &first);
    }
    assert_eq!(runs(&sku), 1);
}

async fn what_failed_while_it_hung_runs_again_when_it_goes_on(place: Place) {
    let (one, other) = (impatient(&place).await, instance(&place).await);
    let sku = sku("slowboom");
    let mut client = one.connect().await;
    client.write(&order("k", &sku).to_bytes()).await;
    until_runs(&sku, 1).await;
    place.hang();
    gate(&sku).add_permits(1);
    let failed = in_time(client.answer(false)).await;
    failed.problem(500, "internal");
    place.go_on();
    gate(&sku).add_permits(1);
    let again = until(&other, &order("k", &sku), |answer| answer.status == 500).await;
    again.problem(500, "internal");
    assert_eq!(runs(&sku), 2);
}

async fn a_lease_is_renewed_when_it_goes_on(place: Place) {
    let one = impatient(&place).await;
    let sku = sku("slow");
    let mut client = one.connect().await;
    // Its lease is a little more than ten seconds, and is renewed after a third of that.
    client
        .write(&order_at("/brief", "k", &sku).to_bytes())
        .await;
    until_runs(&sku, 1).await;
    let [(_, before)] = place.lease_ends().await[..] else {
        panic!("one lease");
    };
    place.hang();
    let due = tokio::time::timeout(Duration::from_millis(4_500), client.answer(false));
    assert!(due.await.is_err(), "the run goes on");
    place.go_on();
    in_time(async {
        loop {
            match place.lease_ends().await[..] {
                [(_, ends)] if ends > before => return,
                // Each look is a connection of its own.
                [_] => Clock::system().sleep(SECOND / 20).await,
                _ => panic!("one lease"),
            }
        }
    })
    .await;
    gate(&sku).add_permits(1);
    assert_eq!(in_time(client.answer(false)).await.status, 201);
}

async fn a_store_that_is_killed_refuses_until_it_is_started_again(mut place: Place) {
    let one = instance(&place).await;
    let (kept, running) = (sku("plain"), sku("slow"));
    let first = one.send(order("kept", &kept)).await;
    let mut client = one.connect().await;
    client.write(&order("running", &running).to_bytes()).await;
    until_runs(&running, 1).await;
    place.kill();
    let began = Clock::system().now();
    for _ in 0..3 {
        is_unavailable(&one.send(order("new", &kept)).await);
    }
    assert!(
        Clock::system().now().since(began) < 15 * SECOND,
        "{:?}",
        Clock::system().now().since(began)
    );
    assert_eq!(runs(&kept), 1);
    place.start_again();
    let again = until(&one, &order("kept", &kept), is_created).await;
    let next = one.send(order("running", &running));
    match place {
        // It has come back empty: what ran before runs again.
        Place::Redis(_) => {
            assert_eq!((runs(&kept), is_replay(&again)), (2, false));
            gate(&running).add_permits(2);
            assert_eq!(in_time(next).await.status, 201);
            assert_eq!(runs(&running), 2);
        }
        _ => {
            same(&again, &first);
            next.await.problem(409, "request_in_flight");
            gate(&running).add_permits(1);
            assert_eq!(in_time(client.answer(false)).await.status, 201);
            let replay = until(&one, &order("running", &running), is_created).await;
            assert_eq!((runs(&running), is_replay(&replay)), (1, true));
        }
    }
}

/// Only Redis need not be there when a service starts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_starts_while_its_redis_is_away() {
    let mut place = Place::Redis(hardpoint_tests::servers::Redis::start(&[]));
    place.kill();
    let one = instance_with(place.store().await);
    let sku = sku("plain");
    for _ in 0..3 {
        is_unavailable(&one.send(order("k", &sku)).await);
    }
    assert_eq!(runs(&sku), 0);
    place.start_again();
    until(&one, &order("k", &sku), is_created).await;
}

#[endpoint(post = "/elsewhere", idempotent, timeout = "5s")]
async fn elsewhere(db: Data<Db>) -> Result<&'static str, db::Error> {
    db.write().execute("SELECT 1", &[]).await?;
    Ok("done")
}

/// Were it one, a database that is away would be told as a request that was executed in part.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_of_a_key_is_no_effect_of_its_request() {
    let server = hardpoint_tests::servers::Postgres::start(&[]);
    let db = Db::connect(&DbSettings::new(server.url())).await;
    let db = Data::new(db.expect("a server"));
    let place = Place::Database(hardpoint_tests::servers::database());
    let store = place.store().await.idempotency_budget(20 * SECOND);
    let service = Service::with(
        endpoints![elsewhere],
        |builder| builder.store(store),
        move |app| {
            app.app_data(db.clone());
        },
    );
    server.kill();
    for _ in 0..2 {
        let request = Request::post("/elsewhere").header("idempotency-key", "k");
        let answer = service.send(request).await;
        answer.problem(503, "database_unavailable");
    }
}

struct Doors {
    /// Who has a connection.
    arrived: Semaphore,
    /// Who may give it back.
    exit: Semaphore,
}

/// Holds a connection until it may end.
#[endpoint(post = "/hog", timeout = "20s")]
async fn hog(db: Data<Db>, doors: Data<Doors>) -> Result<&'static str, db::Error> {
    db.transaction(async |tx| {
        tx.execute("SELECT 1", &[]).await?;
        doors.arrived.add_permits(1);
        doors.exit.acquire().await.expect("never closed").forget();
        Ok("held")
    })
    .await
}

#[endpoint(post = "/quick", idempotent, timeout = "5s")]
async fn quick() -> &'static str {
    "done"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handlers_that_hold_every_connection_keep_nobody_from_a_key() {
    const POOL: usize = 2;
    let place = Place::Database(hardpoint_tests::servers::database());
    let settings = DbSettings::new(place.url()).pool_size(POOL);
    let db = Db::connect(&settings).await.expect("a server");
    let store = Store::postgres(&db).await.expect("its schema");
    let doors = Data::new(Doors {
        arrived: Semaphore::new(0),
        exit: Semaphore::new(0),
    });
    let (db, their_doors) = (Data::new(db), doors.clone());
    let service = Service::with(
        endpoints![hog, quick],
        |builder| builder.store(store.idempotency_budget(20 * SECOND)),
        move |app| {
            app.app_data(db.clone()).app_data(their_doors.clone());
        },
    );
    let hogs = join_all((0..POOL).map(|_| service.send(Request::post("/hog"))));
    let others = async {
        let all = doors.arrived.acquire_many(2).await;
        all.expect("never closed").forget();
        for is_replay_expected in [false, true] {
            let request = Request::post("/quick").header("idempotency-key", "k");
            let answer = service.send(request).await;
            assert_eq!(
                (answer.status, is_replay(&answer)),
                (200, is_replay_expected)
            );
        }
        doors.exit.add_permits(POOL);
    };
    let (hogs, ()) = in_time(futures_util::future::join(hogs, others)).await;
    assert!(hogs.iter().all(|answer| answer.status < 300), "{hogs:?}");
}
