//! A Redis that another one takes the place of, that hangs or loads: used again once one is fit for it.

use std::future::Future;
use std::time::Duration;

use hardpoint::store::{Bucket, BucketKey, RateStore, Redis, StoreError};
use hardpoint_tests::servers::{Redis as Server, Relay};

const SECOND: Duration = Duration::from_secs(1);
/// How long a request would wait.
const BUDGET: Duration = Duration::from_millis(200);
/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}

/// A bucket that fills in ten hours, and a tenth of it.
fn bucket() -> Bucket {
    Bucket {
        key: BucketKey { group: 1, hash: 1 },
        size: 36_000 * SECOND,
        price: 3_600 * SECOND,
        shadow: false,
    }
}

/// Takes from it within the budget of a request, and says how much was missing before.
async fn take(store: &Redis) -> Result<Duration, StoreError> {
    match tokio::time::timeout(BUDGET, store.take(&[bucket()])).await {
        Ok(taken) => Ok(taken?.missing[0]),
        Err(_) => Err(StoreError::new("no answer within the budget")),
    }
}

/// Takes until the store decides again.
async fn until_back(store: &Redis) -> Duration {
    let back = async {
        loop {
            if let Ok(missing) = take(store).await {
                return missing;
            }
        }
    };
    in_time(back).await
}

/// A server that follows another, and has all of it.
async fn replica_of(master: &Server) -> Server {
    let replica = Server::start(&[]);
    follow(&replica, master).await;
    replica
}

async fn follow(replica: &Server, master: &Server) {
    let (host, port) = master.address().split_once(':').expect("an address");
    replica.tell(&["REPLICAOF", host, port]).await;
    let linked = async { while replica.info("master_link_status").await != "up" {} };
    in_time(linked).await;
}

/// Waits until a replica has what the master was told.
async fn copied(master: &Server, replica: &Server) {
    let same = async {
        let offset = "master_repl_offset";
        while master.info(offset).await != replica.info(offset).await {}
    };
    in_time(same).await;
}

#[tokio::test]
async fn a_master_that_was_demoted_is_left_for_whoever_its_name_stands_for() {
    let master = Server::start(&[]);
    let replica = replica_of(&master).await;
    let relay = Relay::to(master.address()).await;
    let store = Redis::connect(&format!("redis://{}", relay.address())).expect("a URL");
    for _ in 0..3 {
        until_back(&store).await;
    }
    copied(&master, &replica).await;

    replica.tell(&["REPLICAOF", "NO", "ONE"]).await;
    follow(&master, &replica).await;
    let refused = take(&store).await.expect_err("no decision").to_string();
    assert!(refused.contains("it is a replica"), "{refused}");

    relay.lead_to(replica.address());
    let missing = until_back(&store).await;
    assert!(missing > 10_000 * SECOND, "what was taken: {missing:?}");
}

#[tokio::test]
async fn a_master_that_hangs_is_left_for_whoever_its_name_stands_for() {
    let master = Server::start(&[]);
    let replica = replica_of(&master).await;
    let relay = Relay::to(master.address()).await;
    let store = Redis::connect(&format!("redis://{}", relay.address())).expect("a URL");
    for _ in 0..3 {
        until_back(&store).await;
    }
    copied(&master, &replica).await;

    master.hang();
    take(&store).await.expect_err("no decision");
    replica.tell(&["REPLICAOF", "NO", "ONE"]).await;
    relay.lead_to(replica.address());
    let missing = until_back(&store).await;
    assert!(missing > 10_000 * SECOND, "what was taken: {missing:?}");
}

#[tokio::test]
async fn a_server_that_hangs_is_used_again_when_it_goes_on() {
    let server = Server::start(&[]);
    let store = Redis::connect(server.url()).expect("a URL");
    until_back(&store).await;
    for _ in 0..2 {
        server.hang();
        for _ in 0..5 {
            take(&store).await.expect_err("no decision");
        }
        server.go_on();
        until_back(&store).await;
    }
}

#[tokio::test]
async fn a_server_that_restarts_while_nobody_asks_is_there_for_the_first_who_does() {
    let mut server = Server::start(&[]);
    let store = Redis::connect(server.url()).expect("a URL");
    until_back(&store).await;
    server.kill();
    server.start_again();
    // It is found again by itself, without a decision as the price of it.
    let asked = async {
        loop {
            let clients = server.tell(&["CLIENT", "LIST"]).await;
            let clients: String = redis::from_redis_value(clients).expect("text");
            if clients.contains("cmd=info") {
                return;
            }
        }
    };
    in_time(asked).await;
    let missing = take(&store).await.expect("a decision");
    assert_eq!(missing, Duration::ZERO);
}

#[tokio::test]
async fn a_server_that_loads_its_data_is_away_until_it_has() {
    let server = Server::start(&["--enable-debug-command", "yes"]);
    let store = Redis::connect(server.url()).expect("a URL");
    until_back(&store).await;
    server.tell(&["DEBUG", "POPULATE", "2000"]).await;
    // Microseconds a key, and how often others are answered meanwhile.
    server
        .tell(&["CONFIG", "SET", "key-load-delay", "1000"])
        .await;
    server
        .tell(&[
            "CONFIG",
            "SET",
            "loading-process-events-interval-bytes",
            "1024",
        ])
        .await;
    let reload = server.tell(&["DEBUG", "RELOAD"]);
    let refused = async {
        loop {
            let refused = take(&store).await.err().map(|error| error.to_string());
            if refused.is_some_and(|refused| refused.contains("loading")) {
                return;
            }
        }
    };
    tokio::join!(reload, in_time(refused));
    until_back(&store).await;
}

#[tokio::test]
async fn a_connection_that_is_cut_is_replaced_without_anybody_noticing() {
    let server = Server::start(&[]);
    let relay = Relay::to(server.address()).await;
    let store = Redis::connect(&format!("redis://{}", relay.address())).expect("a URL");
    for times in 0..5 {
        let missing = in_time(store.take(&[bucket()])).await.expect("a decision");
        assert_eq!(missing.missing[0].as_secs().div_ceil(3_600), times);
        relay.cut();
        server.tell(&["SCRIPT", "FLUSH"]).await;
    }
}
