//! Every series of the process, by metric: a recorder that keeps what it is told.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use parking_lot::RwLock;

use super::buckets::Buckets;
use super::names;
use crate::observe::catalogue;
use crate::observe::metric::Kind;

/// How many series a metric may have; what comes beyond is counted together, in one more.
///
/// Ours never come near it; a metric of the service's own with a label that clients choose would
/// otherwise take all memory there is.
pub(super) const MOST_SERIES: usize = 10_000;

/// What the series of all that is beyond is called, as in OpenTelemetry.
const OVERFLOW: &str = r#"otel_metric_overflow="true""#;

/// Every series of the process.
#[derive(Debug, Default)]
pub(super) struct Registry(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    families: BTreeMap<String, Family>,
    /// By what it is called in the process.
    known: HashMap<Key, Series>,
}

/// One metric, and its series by their labels as they are written.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub(super) kind: Option<Kind>,
    pub(super) unit: Option<Unit>,
    pub(super) help: String,
    pub(super) series: BTreeMap<String, Series>,
}

/// What one series has come to.
#[derive(Debug, Clone)]
pub(super) enum Series {
    Counter(Arc<AtomicU64>),
    /// The bits of a float.
    Gauge(Arc<AtomicU64>),
    Histogram(Arc<Buckets>),
}

impl Registry {
    /// One that knows what ours are.
    pub(super) fn of_ours() -> Self {
        let registry = Self::default();
        for metric in catalogue::ALL {
            metric.describe(&registry);
        }
        registry
    }

    /// Shows every metric that has a series, with its name, in the order of names.
    pub(super) fn read(&self, mut show: impl FnMut(&str, Kind, &Family)) {
        for (name, family) in &self.0.read().families {
            if let Some(kind) = family.kind {
                show(name, kind, family);
            }
        }
    }

    fn describe(&self, name: &KeyName, kind: Kind, unit: Option<Unit>, help: &str) {
        let name = names::family(name.as_str(), kind == Kind::Counter);
        let mut state = self.0.write();
        let family = state.families.entry(name).or_default();
        family.unit = unit.or(family.unit);
        help.clone_into(&mut family.help);
    }

    /// The series of that key; nothing where the name is another kind's already.
    fn series(&self, key: &Key, kind: Kind) -> Option<Series> {
        if let Some(known) = self.0.read().known.get(key)
            && known.is(kind)
        {
            return Some(known.clone());
        }
        let name = names::family(key.name(), kind == Kind::Counter);
        let mut state = self.0.write();
        let State { families, known } = &mut *state;
        let family = families.entry(name).or_default();
        let kind = match (family.kind, kind) {
            (None, Kind::Histogram(_)) => Kind::Histogram(bounds(key.name(), family.unit)),
            (None, kind) => kind,
            (Some(Kind::Histogram(bounds)), Kind::Histogram(_)) => Kind::Histogram(bounds),
            (Some(first), kind) if first == kind => kind,
            (Some(first), _) => {
                tracing::warn!(
                    metric = key.name(),
                    ?first,
                    "a metric is not recorded: one of another kind has its name"
                );
                return None;
            }
        };
        family.kind = Some(kind);
        let labels = names::labels(key);
        if let Some(series) = family.series.get(&labels) {
            known.insert(key.clone(), series.clone());
            return Some(series.clone());
        }
        if family.series.len() >= MOST_SERIES {
            let overflow = family.series.entry(OVERFLOW.to_owned());
            let series = overflow.or_insert_with(|| {
                tracing::warn!(
                    metric = key.name(),
                    most = MOST_SERIES,
                    "a metric has too many series: new ones are counted together"
                );
                Series::new(kind)
            });
            return Some(series.clone());
        }
        let series = Series::new(kind);
        family.series.insert(labels, series.clone());
        known.insert(key.clone(), series.clone());
        Some(series)
    }
}

/// Where the buckets of a histogram end.
fn bounds(name: &str, unit: Option<Unit>) -> &'static [f64] {
    let ours = catalogue::ALL.iter().find(|metric| metric.name == name);
    match (ours.map(|metric| metric.kind), unit) {
        (Some(Kind::Histogram(bounds)), _) => bounds,
        (_, Some(Unit::Seconds)) => catalogue::SECONDS,
        _ => catalogue::ANYTHING,
    }
}

impl Series {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Counter => Self::Counter(Arc::default()),
            Kind::Gauge => Self::Gauge(Arc::default()),
            Kind::Histogram(bounds) => Self::Histogram(Arc::new(Buckets::new(bounds))),
        }
    }

    fn is(&self, kind: Kind) -> bool {
        matches!(
            (self, kind),
            (Self::Counter(_), Kind::Counter)
                | (Self::Gauge(_), Kind::Gauge)
                | (Self::Histogram(_), Kind::Histogram(_))
        )
    }
}

impl Recorder for Registry {
    fn describe_counter(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe(&name, Kind::Counter, unit, &help);
    }

    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe(&name, Kind::Gauge, unit, &help);
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe(&name, Kind::Histogram(&[]), unit, &help);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        match self.series(key, Kind::Counter) {
            Some(Series::Counter(count)) => Counter::from_arc(count),
            _ => Counter::noop(),
        }
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        match self.series(key, Kind::Gauge) {
            Some(Series::Gauge(level)) => Gauge::from_arc(level),
            _ => Gauge::noop(),
        }
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        match self.series(key, Kind::Histogram(&[])) {
            Some(Series::Histogram(buckets)) => Histogram::from_arc(buckets),
            _ => Histogram::noop(),
        }
    }
}
