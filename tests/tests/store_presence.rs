//! What is seen of a store that goes away and comes back: one line each, and the metrics.

use std::io;
use std::sync::Arc;

use hardpoint::Store;
use hardpoint::prelude::*;
use hardpoint::testing::TestStore;
use hardpoint_tests::Service;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString,
    Unit,
};
use parking_lot::Mutex;

#[endpoint(get = "/limited", rate = "1000000/s")]
async fn limited() -> &'static str {
    "ok"
}

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static SERIES: Mutex<Vec<(String, f64)>> = Mutex::new(Vec::new());

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Series(String);

impl Series {
    fn of(key: &Key) -> Arc<Self> {
        let labels: Vec<&str> = key.labels().map(metrics::Label::value).collect();
        Arc::new(Self(format!("{} {}", key.name(), labels.join(" "))))
    }

    fn change(&self, to: impl FnOnce(f64) -> f64) {
        let mut all = SERIES.lock();
        match all.iter_mut().find(|(name, _)| *name == self.0) {
            Some((_, value)) => *value = to(*value),
            None => all.push((self.0.clone(), to(0.0))),
        }
    }
}

impl CounterFn for Series {
    fn increment(&self, by: u64) {
        self.change(|value| value + by as f64);
    }

    fn absolute(&self, value: u64) {
        self.change(|_| value as f64);
    }
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

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

fn value(name: &str) -> f64 {
    let all = SERIES.lock();
    let found = all.iter().find(|(known, _)| known == name);
    found.map_or(0.0, |(_, value)| *value)
}

fn count(words: &str) -> usize {
    String::from_utf8_lossy(&LINES.lock())
        .matches(words)
        .count()
}

#[tokio::test]
async fn a_change_of_state_is_logged_once_and_every_call_counted() {
    tracing_subscriber::fmt().with_writer(|| Lines).init();
    assert!(metrics::set_global_recorder(Recording).is_ok());
    let moody = TestStore::new();
    moody.refuse();
    let store = Store::memory().rates(moody.clone());
    let service = Service::with(endpoints![limited], |builder| builder.store(store), |_| {});
    assert_eq!(value("hardpoint.store.away rates"), 0.0);

    let mut asked = 0.0;
    while value("hardpoint.store.calls rates failed") < 3.0 {
        assert_eq!(service.get("/limited").await.status, 200);
        asked += 1.0;
    }
    assert_eq!(count("the store of rates is away"), 1);
    assert_eq!(count("the test has it refuse"), 1);
    assert_eq!(value("hardpoint.store.away rates"), 1.0);
    assert_eq!(value("hardpoint.store.calls rates skipped"), asked - 3.0);

    moody.answer();
    while value("hardpoint.store.calls rates answered") < 3.0 {
        assert_eq!(service.get("/limited").await.status, 200);
    }
    assert_eq!(count("the store of rates is back"), 1);
    assert_eq!(count("the store of rates is away"), 1);
    assert_eq!(value("hardpoint.store.away rates"), 0.0);
}
