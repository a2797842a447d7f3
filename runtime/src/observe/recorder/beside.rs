//! Handles that are made before it is known who records.
//!
//! A pool is connected before its service runs, a dependency may be called before, and it is `run`
//! that installs a recorder. So what such things count goes to our recorder at once, installed or not, and to that of the process,
//! whoever's it is.

use std::sync::Arc;

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Recorder, with_recorder,
};

use super::{is_installed, registry};

/// Two handles as one.
struct Both<T>(T, T);

/// A counter of both recorders.
pub(crate) fn counter(register: impl Fn(&dyn Recorder) -> Counter) -> Counter {
    let theirs = with_recorder(&register);
    match is_installed() {
        true => theirs,
        false => Counter::from_arc(Arc::new(Both(register(registry()), theirs))),
    }
}

/// A gauge of both recorders.
pub(crate) fn gauge(register: impl Fn(&dyn Recorder) -> Gauge) -> Gauge {
    let theirs = with_recorder(&register);
    match is_installed() {
        true => theirs,
        false => Gauge::from_arc(Arc::new(Both(register(registry()), theirs))),
    }
}

/// A histogram of both recorders.
pub(crate) fn histogram(register: impl Fn(&dyn Recorder) -> Histogram) -> Histogram {
    let theirs = with_recorder(&register);
    match is_installed() {
        true => theirs,
        false => Histogram::from_arc(Arc::new(Both(register(registry()), theirs))),
    }
}

impl CounterFn for Both<Counter> {
    fn increment(&self, by: u64) {
        self.0.increment(by);
        self.1.increment(by);
    }

    fn absolute(&self, to: u64) {
        self.0.absolute(to);
        self.1.absolute(to);
    }
}

impl GaugeFn for Both<Gauge> {
    fn increment(&self, by: f64) {
        self.0.increment(by);
        self.1.increment(by);
    }

    fn decrement(&self, by: f64) {
        self.0.decrement(by);
        self.1.decrement(by);
    }

    fn set(&self, to: f64) {
        self.0.set(to);
        self.1.set(to);
    }
}

impl HistogramFn for Both<Histogram> {
    fn record(&self, value: f64) {
        self.0.record(value);
        self.1.record(value);
    }
}
