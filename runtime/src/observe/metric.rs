//! What one metric is, and how handles of its series are made.

use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder, Unit};

use super::recorder::beside;

/// One metric: what it is called, what it counts, and by what it is told apart.
///
/// Handles are made once, where the thing is made that is measured, and never for a request.
#[derive(Debug)]
pub(crate) struct Metric {
    /// Its name in the manner of OpenTelemetry: words, dots, no unit.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) unit: Option<Unit>,
    /// The names of its labels, in the order in which their values are given.
    pub(crate) labels: &'static [&'static str],
    /// One sentence for whoever reads it on a dashboard.
    pub(crate) help: &'static str,
}

/// What a metric does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It counts values by size, up to each of these bounds.
    Histogram(&'static [f64]),
}

/// What recorders are told of where a metric comes from.
const METADATA: Metadata<'static> = Metadata::new("hardpoint", Level::INFO, Some("hardpoint"));

impl Metric {
    /// A series of a counter: the values of its labels in their order. An empty one is as good as
    /// none.
    pub(crate) fn counter<const N: usize>(&self, values: [&str; N]) -> Counter {
        let key = self.key(values);
        metrics::with_recorder(|recorder| recorder.register_counter(&key, &METADATA))
    }

    /// A series of a gauge.
    pub(crate) fn gauge<const N: usize>(&self, values: [&str; N]) -> Gauge {
        let key = self.key(values);
        metrics::with_recorder(|recorder| recorder.register_gauge(&key, &METADATA))
    }

    /// A series of a histogram.
    pub(crate) fn histogram<const N: usize>(&self, values: [&str; N]) -> Histogram {
        let key = self.key(values);
        metrics::with_recorder(|recorder| recorder.register_histogram(&key, &METADATA))
    }

    /// A series of a counter that may be made before a recorder is installed: what is counted
    /// until then is not lost to a recorder of ours.
    pub(crate) fn early_counter<const N: usize>(&self, values: [&str; N]) -> Counter {
        let key = self.key(values);
        beside::counter(|recorder| recorder.register_counter(&key, &METADATA))
    }

    /// The same of a gauge.
    pub(crate) fn early_gauge<const N: usize>(&self, values: [&str; N]) -> Gauge {
        let key = self.key(values);
        beside::gauge(|recorder| recorder.register_gauge(&key, &METADATA))
    }

    /// The same of a histogram.
    pub(crate) fn early_histogram<const N: usize>(&self, values: [&str; N]) -> Histogram {
        let key = self.key(values);
        beside::histogram(|recorder| recorder.register_histogram(&key, &METADATA))
    }

    /// Says to a recorder what the metric is.
    pub(super) fn describe(&self, recorder: &dyn Recorder) {
        let (name, help) = (self.name.into(), self.help.into());
        match self.kind {
            Kind::Counter => recorder.describe_counter(name, self.unit, help),
            Kind::Gauge => recorder.describe_gauge(name, self.unit, help),
            Kind::Histogram(_) => recorder.describe_histogram(name, self.unit, help),
        }
    }

    fn key<const N: usize>(&self, values: [&str; N]) -> Key {
        debug_assert_eq!(N, self.labels.len(), "{}", self.name);
        let labels = self.labels.iter().zip(values);
        let given = labels.filter(|(_, value)| !value.is_empty());
        let labels: Vec<Label> = given
            .map(|(name, value)| Label::new(*name, value.to_owned()))
            .collect();
        Key::from_parts(self.name, labels)
    }
}
