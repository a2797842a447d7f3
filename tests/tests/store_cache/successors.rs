//! When another server takes over: a replica that is promoted, or the next owner of a slot.

use std::sync::Arc;

use futures_util::future::join;
use hardpoint::Store;
use hardpoint_tests::servers::{Cluster, Redis, Relay};
use redis::from_redis_value;

use crate::race::{Acknowledged, Race, is_mended};
use crate::world::{SECOND, World, instance, pause, until, until_it_hears};

fn store(url: &str) -> Store {
    let store = Store::redis(url).expect("a URL");
    store.budget(SECOND / 4).namespace("shop")
}

async fn follow(replica: &Redis, master: &Redis) {
    let (host, port) = master.address().split_once(':').expect("an address");
    replica.tell(&["REPLICAOF", host, port]).await;
}

#[tokio::test]
async fn a_replica_takes_over_and_nobody_closes_a_connection() {
    let (mut master, mut replica) = (Redis::start(&[]), Redis::start(&[]));
    follow(&replica, &master).await;
    until("the replica follows", async || {
        replica.info("master_link_status").await == "up"
    })
    .await;
    let relay = Relay::to(master.address()).await;
    let url = format!("redis://{}", relay.address());
    let world = Arc::new(World::default());
    let (one, other) = (instance(&world, store(&url)), instance(&world, store(&url)));
    join(until_it_hears(&one), until_it_hears(&other)).await;
    let all = [&one, &other];
    let race = Race {
        world: &world,
        readers: &all,
        writers: &all,
        acknowledged: Acknowledged::Announced,
        seed: fastrand::u64(..),
    };
    let failovers = async {
        for _ in 0..2 {
            pause(SECOND).await;
            relay.lead_to(replica.address());
            replica.tell(&["REPLICAOF", "NO", "ONE"]).await;
            follow(&master, &replica).await;
            pause(3 * SECOND).await;
            std::mem::swap(&mut master, &mut replica);
        }
    };
    race.during(failovers).await;
    is_mended(&world, &all).await;
}

/// The key by which all instances of the service find one server.
async fn anchor(cluster: &Cluster) -> String {
    let mut found = None;
    until("somebody has told something", async || {
        for server in cluster.servers() {
            let keys = server.tell(&["KEYS", "hardpoint:{*}:bus"]).await;
            let keys: Vec<String> = from_redis_value(keys).expect("names");
            found = found.take().or(keys.into_iter().next());
        }
        found.is_some()
    })
    .await;
    found.expect("a key")
}

#[tokio::test]
async fn a_slot_of_a_cluster_goes_from_server_to_server() {
    let cluster = Cluster::start(3, &[]).await;
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, store(&cluster.url())),
        instance(&world, store(&cluster.url())),
    );
    join(until_it_hears(&one), until_it_hears(&other)).await;
    let all = [&one, &other];
    let race = Race {
        world: &world,
        readers: &all,
        writers: &all,
        acknowledged: Acknowledged::Announced,
        seed: fastrand::u64(..),
    };
    let anchor = anchor(&cluster).await;
    let moves = async {
        for _ in 0..3 {
            pause(SECOND).await;
            let to = (cluster.owner(&anchor).await + 1) % 3;
            cluster.begin_to_move(&anchor, to).await;
            pause(SECOND / 4).await;
            cluster.move_all(&anchor, to).await;
            pause(SECOND).await;
        }
    };
    let hits = race.during(moves).await;
    assert!(hits.first_level > 50, "{hits:?}");
    is_mended(&world, &all).await;
    join(until_it_hears(&one), until_it_hears(&other)).await;
}
