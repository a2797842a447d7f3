//! What operators see of the database: connections, waits, statements, cancellations.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::future::{Either, select};
use hardpoint::db::{Db, DbSettings, Error};
use hardpoint_tests::servers::{database, until};
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use parking_lot::Mutex;

/// Every series of this process: the value of a gauge, the count of anything else.
static SERIES: LazyLock<Mutex<BTreeMap<String, f64>>> = LazyLock::new(Mutex::default);

struct Series(String);

impl Series {
    fn of(key: &Key) -> Arc<Self> {
        let labels = key.labels().map(|label| label.value().to_owned());
        let labels: Vec<String> = labels.collect();
        let name = format!("{}{{{}}}", key.name(), labels.join(","));
        SERIES.lock().entry(name.clone()).or_default();
        Arc::new(Self(name))
    }

    fn change(&self, change: impl FnOnce(f64) -> f64) {
        let mut all = SERIES.lock();
        let value = all.entry(self.0.clone()).or_default();
        *value = change(*value);
    }
}

impl CounterFn for Series {
    fn increment(&self, by: u64) {
        self.change(|value| value + by as f64);
    }

    fn absolute(&self, _: u64) {}
}

impl GaugeFn for Series {
    fn increment(&self, by: f64) {
        self.change(|value| value + by);
    }

    fn decrement(&self, by: f64) {
        self.change(|value| value - by);
    }

    fn set(&self, value: f64) {
        self.change(|_| value);
    }
}

impl HistogramFn for Series {
    fn record(&self, _: f64) {
        self.change(|count| count + 1.0);
    }
}

struct Recording;

impl Recorder for Recording {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Series::of(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(Series::of(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Series::of(key))
    }
}

#[track_caller]
fn series(name: &str) -> f64 {
    let all = SERIES.lock();
    *all.get(name)
        .unwrap_or_else(|| panic!("{name} is none of {all:#?}"))
}

/// One test, for all of it is this process's.
#[tokio::test]
async fn everything_that_happens_to_connections_is_counted() {
    metrics::set_global_recorder(Recording).expect("the only one");
    let database = database();
    let look = database.look().await;
    let settings = DbSettings::new(database.url()).pool_size(2);
    let db = Db::connect(&settings.acquire_timeout(Duration::from_secs(2)))
        .await
        .unwrap();
    // Every series is there from the start.
    for name in [
        "db.client.connection.timeouts{primary}",
        "db.client.operation.duration{primary,given_up}",
        "hardpoint.db.cancelled{primary}",
        "hardpoint.db.discarded{primary}",
        "hardpoint.db.retries{primary}",
    ] {
        assert_eq!(series(name), 0.0, "{name}");
    }
    assert_eq!(series("db.client.connection.max{primary}"), 2.0);

    let done = "db.client.operation.duration{primary,done}";
    let before = series(done);
    let outcome = db
        .transaction(async |_| {
            db.transaction(async |_| {
                assert_eq!(series("hardpoint.db.connections{primary,used}"), 2.0);
                let busy = db.read().query("SELECT 1", &[]).await;
                assert!(matches!(busy, Err(Error::Busy)), "{busy:?}");
                Ok::<_, Error>(())
            })
            .await
        })
        .await;
    outcome.unwrap();
    assert_eq!(series("db.client.connection.timeouts{primary}"), 1.0);
    assert_eq!(
        series("db.client.connection.pending_requests{primary}"),
        0.0
    );
    assert_eq!(series("hardpoint.db.connections{primary,used}"), 0.0);
    assert_eq!(series("hardpoint.db.connections{primary,idle}"), 2.0);
    assert_eq!(series("db.client.connection.create_time{primary}"), 2.0);
    assert_eq!(series(done), before + 4.0, "BEGIN and COMMIT, twice");

    db.read().query("SELECT 1/0", &[]).await.unwrap_err();
    assert_eq!(series("db.client.operation.duration{primary,refused}"), 1.0);

    let sleeps = |count| {
        format!(
            "SELECT count(*) = {count} FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event = 'PgSleep'"
        )
    };
    let work = Box::pin(db.write().query("SELECT pg_sleep(600)", &[]));
    let running = Box::pin(async { until(&look, &sleeps(1)).await });
    match select(work, running).await {
        Either::Right(((), work)) => drop(work),
        Either::Left((done, _)) => panic!("{done:?}"),
    }
    until(&look, &sleeps(0)).await;
    assert_eq!(
        series("db.client.operation.duration{primary,given_up}"),
        1.0
    );
    assert_eq!(series("hardpoint.db.cancelled{primary}"), 1.0);
    assert_eq!(series("hardpoint.db.discarded{primary}"), 0.0);
}
