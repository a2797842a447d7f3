//! Rate limits in PostgreSQL: what is its own of them, besides what every store does.

use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{self, Bucket, BucketKey, RateStore, Taken, acceptance};
use hardpoint::{Clock, Moment, Store};
use hardpoint_tests::limits::{impatient, in_time, left, patient, until_shared};
use hardpoint_tests::servers::{Database, Postgres, database, look, until};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);

async fn connect(url: &str) -> Db {
    let db = Db::connect(&DbSettings::new(url)).await;
    db.expect("a database")
}

async fn open(url: &str) -> store::Postgres {
    let postgres = store::Postgres::open(&connect(url).await).await;
    postgres.expect("a schema")
}

fn bucket(hash: u128, size: Duration, price: Duration) -> Bucket {
    Bucket {
        key: BucketKey { group: 1, hash },
        size,
        price,
        shadow: false,
    }
}

async fn taken(postgres: &store::Postgres, buckets: &[Bucket]) -> Taken {
    postgres.take(buckets).await.expect("a decision")
}

/// What is missing from a bucket, which is not touched.
async fn missing(postgres: &store::Postgres, bucket: &Bucket) -> Duration {
    let look = Bucket {
        price: bucket.size + SECOND,
        ..bucket.clone()
    };
    taken(postgres, &[look]).await.missing[0]
}

#[tokio::test]
async fn postgres_passes_the_acceptance_suite() {
    let database = database();
    acceptance::rates(&open(&database.url()).await).await;
}

#[tokio::test]
async fn no_default_of_the_database_changes_a_decision() {
    let (database, other) = (database(), database());
    let name = database.look().await;
    let name = name.query_one("SELECT current_database()", &[]).await;
    let name: String = name.unwrap().get(0);
    let look = other.look().await;
    for default in [
        "default_transaction_isolation = 'serializable'",
        "default_transaction_read_only = on",
        "timezone = 'Pacific/Apia'",
        "search_path = ''",
    ] {
        let set = format!("ALTER DATABASE {name} SET {default}");
        look.batch_execute(&set).await.unwrap();
    }
    acceptance::rates(&open(&database.url()).await).await;
    contend(&database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_processes_in_whatever_order_of_limits_wait_for_each_other_and_never_both() {
    let database = database();
    contend(&database).await;
    let deadlocks = "SELECT pg_stat_clear_snapshot() IS NOT NULL AND deadlocks = 0 \
        FROM pg_stat_database WHERE datname = current_database()";
    until(&database.look().await, deadlocks).await;
}

/// Has many decide on few buckets at once, and compares what they say with the arithmetic.
async fn contend(database: &Database) {
    const HOLDS: u32 = 20;
    let url = database.url();
    let processes = join_all((0..6).map(async |_| open(&url).await.reap_every(SECOND / 100))).await;
    // Some are never full, some are again and again, and taken out of the table meanwhile.
    let buckets: Vec<Bucket> = [2_000, 250, 30, 4]
        .into_iter()
        .map(|price| (u128::from(price), Duration::from_micros(price)))
        .map(|(hash, price)| bucket(hash << 64, HOLDS * price, price))
        .collect();
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let asked: Vec<(usize, Vec<Bucket>)> = (0..1_200)
        .map(|turn| {
            let mut some = buckets.clone();
            random.shuffle(&mut some);
            some.truncate(random.usize(1..=3));
            (turn % processes.len(), some)
        })
        .collect();
    let decided = asked.iter().map(|(process, buckets)| {
        let postgres = &processes[*process];
        async move { (taken(postgres, buckets).await, buckets) }
    });
    let mut decided = in_time(join_all(decided)).await;
    // In the order of the store's time each bucket is as the arithmetic says.
    decided.sort_by_key(|(taken, _)| taken.at);
    for bucket in &buckets {
        let mut full_at = Moment::default();
        let mut passed = 0;
        for (taken, buckets) in &decided {
            let place = buckets.iter().position(|other| other.key == bucket.key);
            let Some(place) = place else { continue };
            let expected = full_at.since(taken.at).min(bucket.size);
            assert_eq!(taken.missing[place], expected, "seed {seed}");
            let mut charged = taken.charged(buckets);
            if let Some((_, missing)) = charged.find(|(other, _)| other.key == bucket.key) {
                full_at = taken.at.after(missing);
                passed += 1;
            }
        }
        assert!(passed > HOLDS / 2, "{passed} (seed {seed})");
    }
}

#[tokio::test]
async fn a_clock_that_steps_back_gives_nothing_away_and_locks_nobody_out() {
    let database = database();
    let (postgres, look) = (open(&database.url()).await, database.look().await);
    let longest = Duration::from_nanos(u64::MAX / 2);
    for (hash, size, price) in [
        (1, HOUR, HOUR / 4),
        (2, 3 * HOUR, HOUR / 4),
        (3, longest, longest / 2),
        (4, longest, longest),
    ] {
        let bucket = bucket(hash, size, price);
        taken(&postgres, std::slice::from_ref(&bucket)).await;
        let before = missing(&postgres, &bucket).await;
        // As if the clock had been two hours ahead.
        let step = "UPDATE hardpoint.rate SET at = at + 2 * 3600 * 1000000000::int8";
        look.batch_execute(step).await.unwrap();
        let after = missing(&postgres, &bucket).await;
        let expected = (before + 2 * HOUR).min(size);
        assert!(
            after <= expected && after + SECOND > expected.min(size),
            "{after:?} of {expected:?}"
        );
        look.batch_execute("DELETE FROM hardpoint.rate")
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_bucket_that_no_row_can_hold_is_refused_and_not_let_pass() {
    let database = database();
    let postgres = open(&database.url()).await;
    let endless = bucket(1, Duration::from_secs(u64::MAX), SECOND);
    assert!(postgres.take(&[endless]).await.is_err());
    let dear = bucket(1, HOUR, Duration::MAX);
    for _ in 0..2 {
        let taken = taken(&postgres, std::slice::from_ref(&dear)).await;
        assert_eq!(taken.missing, [Duration::ZERO]);
    }
}

#[tokio::test]
async fn who_is_denied_writes_nothing() {
    let database = database();
    let (postgres, look) = (open(&database.url()).await, database.look().await);
    let bucket = bucket(1, HOUR, HOUR);
    taken(&postgres, std::slice::from_ref(&bucket)).await;
    let version = "SELECT ctid::text || xmin || xmax FROM hardpoint.rate";
    let version = async || -> String { look.query_one(version, &[]).await.unwrap().get(0) };
    let before = version().await;
    for _ in 0..10 {
        taken(&postgres, std::slice::from_ref(&bucket)).await;
    }
    assert_eq!(version().await, before);
}

#[tokio::test]
async fn handlers_that_hold_every_connection_stand_in_no_decisions_way() {
    let database = database();
    let settings = DbSettings::new(database.url()).pool_size(2);
    let db = Db::connect(&settings).await.unwrap();
    let service = patient(Store::postgres(&db).await.unwrap());
    let (held, release) = (tokio::sync::Barrier::new(3), tokio::sync::Notify::new());
    let holder = || {
        db.transaction(async |tx| {
            tx.query("SELECT 1", &[]).await?;
            held.wait().await;
            release.notified().await;
            Ok::<_, hardpoint::db::Error>(())
        })
    };
    let asks = async {
        held.wait().await;
        // A fifth of ten would be two.
        for expected in (0..10).rev() {
            assert_eq!(left(&service.get("/ten").await), expected);
        }
        release.notify_waiters();
    };
    let (one, other, ()) = tokio::join!(holder(), holder(), asks);
    one.unwrap();
    other.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_lost_is_replaced_without_anybody_noticing() {
    let database = database();
    let service = patient(
        Store::postgres(&connect(&database.url()).await)
            .await
            .unwrap(),
    );
    let look = database.look().await;
    let terminate = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for expected in (0..10).rev() {
        look.query(terminate, &[]).await.unwrap();
        assert_eq!(left(&service.get("/ten").await), expected);
    }
}

#[tokio::test]
async fn a_connection_that_has_grown_old_is_replaced_without_anybody_noticing() {
    let database = database();
    let settings = DbSettings::new(database.url()).max_lifetime(SECOND / 50);
    let db = Db::connect(&settings).await.unwrap();
    let (postgres, look) = (
        store::Postgres::open(&db).await.unwrap(),
        database.look().await,
    );
    let bucket = bucket(1, HOUR, Duration::from_nanos(1));
    let decides = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%take_rates%' \
        AND datname = current_database() AND pid <> pg_backend_pid()";
    let mut connections = std::collections::HashSet::new();
    let replaced = async {
        while connections.len() < 5 {
            taken(&postgres, std::slice::from_ref(&bucket)).await;
            let pids = look.query(decides, &[]).await.unwrap();
            connections.extend(pids.iter().map(|row| row.get::<_, i32>(0)));
        }
    };
    in_time(replaced).await;
}

#[tokio::test]
async fn a_standby_that_takes_over_decides_with_full_buckets() {
    let primary = Postgres::start(&[]);
    let standby = primary.standby(&[]);
    let host = |url: &str| {
        let (_, place) = url.split_once('@').expect("a host");
        place.split('/').next().expect("a host").to_owned()
    };
    let url = primary.url().replace(
        &host(primary.url()),
        &format!("{},{}", host(primary.url()), host(standby.url())),
    );
    let db = connect(&url).await;
    let service = impatient(Store::postgres(&db).await.unwrap());
    for _ in 0..7 {
        until_shared(&service).await;
    }
    let look = look(standby.url()).await;
    // What the service needs is there.
    until(&look, "SELECT to_regclass('hardpoint.rate') IS NOT NULL").await;
    primary.kill();
    assert_eq!(service.get("/ten").await.status, 200, "its own share");
    look.batch_execute("SELECT pg_promote()").await.unwrap();
    let answer = until_shared(&service).await;
    assert!(left(&answer) > 2, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_decisions_that_nobody_waits_for_leave_nothing_behind() {
    let database = database();
    let postgres = open(&database.url()).await;
    let bucket = bucket(1, HOUR, Duration::from_nanos(1));
    taken(&postgres, std::slice::from_ref(&bucket)).await;
    let look = database.look().await;
    let mut dropped = 0;
    while dropped < 10_000 {
        let some = (0..100).map(|turn| {
            let (postgres, bucket) = (&postgres, &bucket);
            async move {
                let longest = Duration::from_micros(turn * 20);
                let clock = Clock::system();
                let call = std::pin::pin!(postgres.take(std::slice::from_ref(bucket)));
                let wait = std::pin::pin!(clock.sleep(longest));
                matches!(
                    futures_util::future::select(call, wait).await,
                    futures_util::future::Either::Right(_)
                )
            }
        });
        dropped += in_time(join_all(some))
            .await
            .into_iter()
            .filter(|dropped| *dropped)
            .count();
    }
    taken(&postgres, std::slice::from_ref(&bucket)).await;
    until(
        &look,
        "SELECT count(*) <= 2 AND count(*) FILTER (WHERE state <> 'idle') = 0 \
            FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await;
    until(
        &look,
        "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .await;
}
