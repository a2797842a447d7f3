//! What the metrics of jobs say, as far as tests ask.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use parking_lot::Mutex;

/// Counters and gauges of one runtime.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<Mutex<BTreeMap<String, Arc<AtomicU64>>>>);

impl Counts {
    /// A counter of a job, by the value of its second label: `succeeded`, or `overlap`.
    pub(crate) fn of(&self, job: &str, what: &str) -> u64 {
        let known = self.0.lock();
        let found = known.get(&format!("{job} {what}"));
        let counter = found.unwrap_or_else(|| panic!("no series of {job} {what}"));
        counter.load(Ordering::SeqCst)
    }

    /// A gauge of a job, by the last word of its name.
    pub(crate) fn gauge(&self, job: &str, name: &str) -> f64 {
        let known = self.0.lock();
        f64::from_bits(known[&format!("{job} gauge {name}")].load(Ordering::SeqCst))
    }

    fn series(&self, name: String) -> Arc<AtomicU64> {
        Arc::clone(self.0.lock().entry(name).or_default())
    }
}

impl Recorder for Counts {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let values: Vec<&str> = key.labels().map(|label| label.value()).collect();
        Counter::from_arc(self.series(values.join(" ")))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        let job = key.labels().next().map_or("", |label| label.value());
        let name = key.name().rsplit('.').next().unwrap_or_default();
        Gauge::from_arc(self.series(format!("{job} gauge {name}")))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}
