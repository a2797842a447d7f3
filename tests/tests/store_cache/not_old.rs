//! After an invalidation is acknowledged, nobody is shown what was there before, beyond the bound.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::future::join;
use hardpoint::Store;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store;
use hardpoint_tests::Service;
use hardpoint_tests::servers::{Postgres, Redis, database};

use crate::cable::{Cable, Fate, place_of};
use crate::race::{Acknowledged, Race, is_mended};
use crate::redis::ask;
use crate::world::{
    BOUND, SECOND, World, instance, is_first_level, now, number, pause, read, until,
    until_it_hears, write,
};

/// All in one Redis: the second level and the bus.
fn redis(url: &str) -> Store {
    let store = Store::redis(url).expect("a URL");
    store.budget(SECOND / 4).namespace("shop")
}

/// Only a bus.
async fn postgres(url: &str) -> Store {
    let settings = DbSettings::new(url).pool_size(2);
    let db = Db::connect(&settings).await.expect("a database");
    Store::postgres(&db).await.expect("a schema")
}

/// The bus in PostgreSQL, the second level in Redis.
async fn mix(url: &str, redis: &str) -> Store {
    let redis = store::Redis::connect(redis).expect("a URL");
    postgres(url).await.cache(redis).budget(SECOND / 4)
}

async fn both_hear(one: &Service, other: &Service) {
    join(until_it_hears(one), until_it_hears(other)).await;
}

/// A race on two instances, both read from and written to, unless somebody says otherwise.
fn race<'a>(world: &'a Arc<World>, all: &'a [&'a Service]) -> Race<'a> {
    let seed = fastrand::u64(..);
    Race {
        world,
        readers: all,
        writers: all,
        acknowledged: Acknowledged::Answered,
        seed,
    }
}

#[tokio::test]
async fn with_redis_alone() {
    let server = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, redis(server.url())),
        instance(&world, redis(server.url())),
    );
    both_hear(&one, &other).await;
    let hits = race(&world, &[&one, &other])
        .during(pause(4 * SECOND))
        .await;
    assert!(hits.first_level > 50, "{hits:?}");
}

#[tokio::test]
async fn with_postgres_alone() {
    let database = database();
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, postgres(&database.url()).await),
        instance(&world, postgres(&database.url()).await),
    );
    both_hear(&one, &other).await;
    let hits = race(&world, &[&one, &other])
        .during(pause(4 * SECOND))
        .await;
    assert!(hits.first_level > 50, "{hits:?}");
}

#[tokio::test]
async fn with_postgres_and_redis() {
    let (database, server) = (database(), Redis::start(&[]));
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, mix(&database.url(), server.url()).await),
        instance(&world, mix(&database.url(), server.url()).await),
    );
    both_hear(&one, &other).await;
    let hits = race(&world, &[&one, &other])
        .during(pause(4 * SECOND))
        .await;
    assert!(hits.first_level > 50, "{hits:?}");
}

/// Cuts and mends, in every way that there is.
async fn torment(cable: &Cable) {
    for fate in [Fate::Vanishes, Fate::NoAnswer, Fate::Refused] {
        pause(SECOND).await;
        cable.now(fate);
        pause(3 * BOUND).await;
        cable.now(Fate::Passes);
    }
    pause(SECOND).await;
}

#[tokio::test]
async fn while_one_hears_nothing_in_redis() {
    let server = Redis::start(&[]);
    let cable = Cable::to(&place_of(server.url()), Some("SUBSCRIBE")).await;
    let world = Arc::new(World::default());
    let one = instance(&world, redis(server.url()));
    let other = instance(&world, redis(&cable.url(server.url())));
    both_hear(&one, &other).await;
    let hits = race(&world, &[&one, &other]).during(torment(&cable)).await;
    assert!(hits.first_level > 50 && hits.second_level > 0, "{hits:?}");
    is_mended(&world, &[&one, &other]).await;
}

#[tokio::test]
async fn while_one_hears_nothing_in_postgres() {
    let database = database();
    let cable = Cable::to(&place_of(&database.url()), Some("LISTEN \"hardpoint")).await;
    let world = Arc::new(World::default());
    let one = instance(&world, postgres(&database.url()).await);
    let other = instance(&world, postgres(&cable.url(&database.url())).await);
    both_hear(&one, &other).await;
    // Who hears nothing says nothing either: that is another test.
    let all = [&one, &other];
    let race = Race {
        writers: &all[..1],
        ..race(&world, &all)
    };
    let hits = race.during(torment(&cable)).await;
    assert!(hits.first_level > 50, "{hits:?}");
    is_mended(&world, &[&one, &other]).await;
}

#[tokio::test]
async fn while_one_hears_nothing_in_postgres_and_asks_redis() {
    let (database, server) = (database(), Redis::start(&[]));
    let cable = Cable::to(&place_of(&database.url()), Some("LISTEN \"hardpoint")).await;
    let world = Arc::new(World::default());
    let one = instance(&world, mix(&database.url(), server.url()).await);
    let by_cable = cable.url(&database.url());
    let other = instance(&world, mix(&by_cable, server.url()).await);
    both_hear(&one, &other).await;
    let all = [&one, &other];
    let race = Race {
        writers: &all[..1],
        ..race(&world, &all)
    };
    let hits = race.during(torment(&cable)).await;
    assert!(hits.first_level > 50 && hits.second_level > 0, "{hits:?}");
    is_mended(&world, &[&one, &other]).await;
}

#[tokio::test]
async fn while_one_is_cut_off_from_redis_altogether() {
    let server = Redis::start(&[]);
    let cable = Cable::to(&place_of(server.url()), None).await;
    let world = Arc::new(World::default());
    let one = instance(&world, redis(server.url()));
    let other = instance(&world, redis(&cable.url(server.url())));
    both_hear(&one, &other).await;
    let all = [&one, &other];
    let race = Race {
        writers: &all[..1],
        ..race(&world, &all)
    };
    race.during(torment(&cable)).await;
    is_mended(&world, &[&one, &other]).await;
}

#[tokio::test]
async fn what_was_missed_is_not_believed_afterwards() {
    let server = Redis::start(&[]);
    let cable = Cable::to(&place_of(server.url()), Some("SUBSCRIBE")).await;
    let world = Arc::new(World::default());
    let one = instance(&world, redis(server.url()));
    let other = instance(&world, redis(&cable.url(server.url())));
    both_hear(&one, &other).await;
    for _ in 0..3 {
        cable.now(Fate::Refused);
        let hears = async || {
            let count: (String, u64) =
                ask(&server, &["PUBSUB", "NUMSUB", &channel(&server).await]).await;
            count.1 == 2
        };
        until("it is cut off", async || !hears().await).await;
        read(&other, "a").await;
        let value = write(&one, "a").await;
        let acknowledged = now();
        cable.now(Fate::Passes);
        until("it hears again", hears).await;
        until("the bound is over", async || {
            now().since(acknowledged) > BOUND
        })
        .await;
        assert_eq!(read(&other, "a").await, value);
    }
}

/// The channel by which everybody is told.
async fn channel(server: &Redis) -> String {
    let all: Vec<String> = ask(server, &["PUBSUB", "CHANNELS", "hardpoint_*"]).await;
    let shortest = all.into_iter().min_by_key(String::len);
    shortest.expect("somebody listens")
}

#[tokio::test]
async fn who_is_cut_off_announces_it_afterwards() {
    let server = Redis::start(&[]);
    let cable = Cable::to(&place_of(server.url()), None).await;
    let world = Arc::new(World::default());
    let one = instance(&world, redis(server.url()));
    let other = instance(&world, redis(&cable.url(server.url())));
    both_hear(&one, &other).await;
    read(&one, "a").await;
    for fate in [Fate::Vanishes, Fate::NoAnswer, Fate::Refused] {
        cable.now(fate);
        // It is answered all the same, and there it is known at once.
        let begun = now();
        let value = write(&other, "a").await;
        assert!(
            now().since(begun) < 5 * SECOND,
            "{fate:?}: {:?}",
            now().since(begun)
        );
        assert_eq!(read(&other, "a").await, value);
        cable.now(Fate::Passes);
        until("the others hear of it", async || {
            read(&one, "a").await == value
        })
        .await;
    }
    both_hear(&one, &other).await;
    is_mended(&world, &[&one, &other]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_killed_and_comes_back_empty() {
    let mut server = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, redis(server.url())),
        instance(&world, redis(server.url())),
    );
    both_hear(&one, &other).await;
    let all = [&one, &other];
    let race = Race {
        acknowledged: Acknowledged::Announced,
        ..race(&world, &all)
    };
    let torment = async {
        for _ in 0..2 {
            pause(SECOND).await;
            server.kill();
            pause(SECOND / 2).await;
            tokio::task::block_in_place(|| server.start_again());
            pause(SECOND).await;
        }
    };
    race.during(torment).await;
    is_mended(&world, &all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_comes_back_with_old_data() {
    let mut server = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, redis(server.url())),
        instance(&world, redis(server.url())),
    );
    both_hear(&one, &other).await;
    let all = [&one, &other];
    let race = Race {
        acknowledged: Acknowledged::Announced,
        ..race(&world, &all)
    };
    let torment = async {
        for _ in 0..2 {
            pause(SECOND / 2).await;
            let () = ask(&server, &["SAVE"]).await;
            // What is invalidated from here on is forgotten.
            pause(2 * SECOND).await;
            server.kill();
            tokio::task::block_in_place(|| server.start_again());
            pause(2 * SECOND).await;
        }
    };
    race.during(torment).await;
    is_mended(&world, &all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_hangs() {
    let server = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, redis(server.url())),
        instance(&world, redis(server.url())),
    );
    both_hear(&one, &other).await;
    let all = [&one, &other];
    let race = Race {
        acknowledged: Acknowledged::Announced,
        ..race(&world, &all)
    };
    let torment = async {
        pause(SECOND).await;
        server.hang();
        pause(2 * SECOND).await;
        server.go_on();
        pause(2 * SECOND).await;
    };
    race.during(torment).await;
    is_mended(&world, &all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgres_is_killed_and_started_again() {
    let mut server = Postgres::start(&[]);
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, mix(server.url(), redis.url()).await),
        instance(&world, mix(server.url(), redis.url()).await),
    );
    both_hear(&one, &other).await;
    let all = [&one, &other];
    let race = Race {
        acknowledged: Acknowledged::Announced,
        ..race(&world, &all)
    };
    let torment = async {
        for _ in 0..2 {
            pause(SECOND).await;
            server.kill();
            tokio::task::block_in_place(|| server.start_again());
            pause(2 * SECOND).await;
        }
    };
    race.during(torment).await;
    is_mended(&world, &all).await;
}

#[tokio::test]
async fn a_fill_that_began_before_cannot_bring_it_back() {
    let server = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, redis(server.url())),
        instance(&world, redis(server.url())),
    );
    both_hear(&one, &other).await;
    world.write("a");
    let held = one.get("/gated/a");
    let change = async {
        let waiting = &world.gate.waiting;
        until("a handler has read", async || {
            waiting.load(Ordering::SeqCst) == 1
        })
        .await;
        let value = write(&other, "a").await;
        let acknowledged = now();
        world.gate.open.add_permits(1);
        (value, acknowledged)
    };
    let (old, (value, acknowledged)) = join(held, change).await;
    assert_eq!(
        number(&old),
        value - 1,
        "who asked before is shown what was there"
    );
    world.gate.open.add_permits(100);
    for service in [&one, &other] {
        loop {
            let begun = now();
            let answer = service.get("/gated/a").await;
            if number(&answer) == value {
                break;
            }
            assert!(begun <= acknowledged.after(BOUND));
        }
        let again = service.get("/gated/a").await;
        assert!(is_first_level(&again));
        assert_eq!(number(&again), value);
    }
}
