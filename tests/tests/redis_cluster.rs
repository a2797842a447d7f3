//! State in a Redis Cluster: asked for wherever the slot of its keys is, and while it moves.

use std::future::Future;
use std::time::Duration;

use hardpoint::store::{Bucket, BucketKey, RateStore, Redis, acceptance};
use hardpoint_tests::servers::Cluster;

const SECOND: Duration = Duration::from_secs(1);
/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(30);

async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}

fn key(group: u64, hash: u128) -> BucketKey {
    BucketKey { group, hash }
}

/// Two buckets of a group, that fill in ten hours.
fn buckets(group: u64, hashes: [u128; 2]) -> [Bucket; 2] {
    hashes.map(|hash| Bucket {
        key: key(group, hash),
        size: 36_000 * SECOND,
        price: 3_600 * SECOND,
        shadow: false,
    })
}

/// How often a tenth has been taken from a bucket before.
fn times(missing: Duration) -> u64 {
    missing.as_secs().div_ceil(3_600)
}

async fn taken(store: &Redis, buckets: &[Bucket]) -> Vec<u64> {
    let taken = store.take(buckets).await.expect("a decision");
    taken.missing.into_iter().map(times).collect()
}

#[tokio::test]
async fn a_cluster_passes_the_acceptance_suites() {
    let cluster = Cluster::start(3, &[]).await;
    let store = Redis::connect(&cluster.url()).expect("a URL");
    acceptance::rates(&store).await;
    acceptance::idempotency(&store).await;
    acceptance::cache(&store).await;
    // Its decisions were not all one server's.
    for group in 0..100 {
        taken(&store, &buckets(group, [1, 2])).await;
    }
    for server in cluster.servers() {
        assert_ne!(server.info("db0").await, "", "{}", server.address());
    }
}

#[tokio::test]
async fn one_server_of_it_is_enough_to_find_the_others() {
    let cluster = Cluster::start(3, &[]).await;
    let url = format!("redis+cluster://{}", cluster.servers()[2].address());
    let store = Redis::connect(&url).expect("a URL");
    for group in 0..20 {
        assert_eq!(taken(&store, &buckets(group, [1, 2])).await, [0, 0]);
    }
}

#[tokio::test]
async fn a_slot_that_moves_takes_its_buckets_along() {
    let cluster = Cluster::start(3, &[]).await;
    let store = Redis::connect(&cluster.url()).expect("a URL");
    let old = buckets(7, [1, 2]);
    let name = old[0].key.to_string();
    for round in 0..4 {
        let to = (cluster.owner(&name).await + 1) % 3;
        // A bucket that is new is one of many, or it would be there already.
        let [new, _] = buckets(7, [100 + round, 0]);
        if round == 0 {
            assert_eq!(taken(&store, &old).await, [0, 0]);
        }
        cluster.begin_to_move(&name, to).await;
        // What is there is decided there; what is not there yet is begun at the other server.
        let before = round as u64 * 2;
        assert_eq!(taken(&store, &old).await, [before + 1; 2]);
        assert_eq!(taken(&store, std::slice::from_ref(&new)).await, [0]);
        assert_eq!(taken(&store, std::slice::from_ref(&new)).await, [1]);
        cluster.move_all(&name, to).await;
        assert_eq!(cluster.owner(&name).await, to);
        assert_eq!(taken(&store, &old).await, [before + 2; 2]);
        assert_eq!(taken(&store, &[new]).await, [2]);
    }
    acceptance::rates(&store).await;
}

#[tokio::test]
async fn a_decision_over_keys_that_are_here_and_there_waits_until_they_are_not() {
    let cluster = Cluster::start(3, &[]).await;
    let store = Redis::connect(&cluster.url()).expect("a URL");
    let both = buckets(7, [1, 2]);
    let name = both[0].key.to_string();
    assert_eq!(taken(&store, &both[..1]).await, [0]);
    let to = (cluster.owner(&name).await + 1) % 3;
    cluster.begin_to_move(&name, to).await;
    // One key is there and the other is not: nobody can decide (`TRYAGAIN`).
    store.take(&both).await.expect_err("no decision");
    cluster.move_all(&name, to).await;
    assert_eq!(taken(&store, &both).await, [1, 0]);
}

#[tokio::test]
async fn a_script_that_a_server_has_lost_is_sent_there_again() {
    let cluster = Cluster::start(3, &[]).await;
    let store = Redis::connect(&cluster.url()).expect("a URL");
    for times in 0..3 {
        for group in 0..10 {
            assert_eq!(taken(&store, &buckets(group, [1, 2])).await, [times; 2]);
        }
        for server in cluster.servers() {
            server.tell(&["SCRIPT", "FLUSH"]).await;
        }
    }
}

#[tokio::test]
async fn a_replica_that_takes_the_place_of_its_master_is_followed() {
    let mut cluster = Cluster::start(3, &[]).await;
    let group = buckets(7, [1, 2]);
    let name = group[0].key.to_string();
    let master = cluster.owner(&name).await;
    cluster.add_replica(master, &[]).await;
    let store = Redis::connect(&cluster.url()).expect("a URL");
    assert_eq!(taken(&store, &group).await, [0, 0]);

    // First as it was agreed, with all data; then because the master is dead.
    cluster.servers()[3].tell(&["CLUSTER", "FAILOVER"]).await;
    let agreed = async { while cluster.owner(&name).await != 3 {} };
    in_time(agreed).await;
    assert_eq!(taken(&store, &group).await, [1, 1]);
    let linked =
        async { while cluster.servers()[master].info("master_link_status").await != "up" {} };
    in_time(linked).await;

    cluster.servers()[3].kill();
    let back = async {
        loop {
            if let Ok(taken) = store.take(&group).await {
                return taken.missing;
            }
        }
    };
    let missing = in_time(back).await;
    assert_eq!(times(missing[0]), 2, "the last may be lost: {missing:?}");
}

#[tokio::test]
async fn a_server_of_a_cluster_that_is_taken_for_all_says_so() {
    let cluster = Cluster::start(3, &[]).await;
    let store = Redis::connect(cluster.servers()[0].url()).expect("a URL");
    let mut refused = Vec::new();
    for group in 0..20 {
        if let Err(error) = store.take(&buckets(group, [1, 2])).await {
            refused.push(error.to_string());
        }
    }
    assert!(!refused.is_empty());
    for refused in refused {
        assert!(refused.contains("redis+cluster://"), "{refused}");
    }
}
