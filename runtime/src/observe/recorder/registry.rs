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
    /// By what it is called in the process, so that it is found without writing its labels.
    known: HashMap<Key, Series>,
}

/// One metric, and its series by their labels as they are written.
#[derive(Debug, Default, Clone)]
pub(super) struct Family {
    pub(super) kind: Option<Kind>,
    pub(super) unit: Option<Unit>,
    pub(super) help: String,
    pub(super) series: BTreeMap<Arc<str>, Series>,
    /// Whether it has been asked for as another kind, too.
    is_contested: bool,
}

/// Why a series is not what was asked for, to be told once a metric, and what there is instead.
struct Fault {
    why: Why,
    instead: Option<Series>,
}

enum Why {
    /// Its name is that of a metric of this kind.
    OtherKind(Kind),
    /// The metric has all the series it may have.
    TooMany,
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

    /// Every metric that has a series, with its name, in the order of names.
    ///
    /// It is a copy: however long it takes to write them, nobody waits for that who counts.
    pub(super) fn families(&self) -> Vec<(String, Kind, Family)> {
        let state = self.0.read();
        let families = state.families.iter();
        let used = families.filter_map(|(name, family)| {
            let kind = family.kind?;
            Some((name.clone(), kind, family.clone()))
        });
        used.collect()
    }

    /// How many keys are known.
    #[cfg(test)]
    pub(super) fn known_keys(&self) -> usize {
        self.0.read().known.len()
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
        let labels = names::labels(key);
        if let Some(found) = self.0.read().find(&name, &labels, kind) {
            return Some(found);
        }
        let made = self.0.write().make(key, name, labels, kind);
        // Nothing is held any more: whoever listens to the log may count what is logged.
        made.unwrap_or_else(|fault| {
            fault.tell(key);
            fault.instead
        })
    }
}

impl State {
    /// The series that there is for these labels, of its own or the one of all that is beyond.
    fn find(&self, name: &str, labels: &str, kind: Kind) -> Option<Series> {
        let family = self.families.get(name)?;
        let series = match family.series.get(labels) {
            None if family.is_full() => family.series.get(OVERFLOW),
            found => found,
        };
        series.filter(|series| series.is(kind)).cloned()
    }

    fn make(
        &mut self,
        key: &Key,
        name: String,
        labels: String,
        kind: Kind,
    ) -> Result<Option<Series>, Fault> {
        // Somebody may have made it meanwhile.
        if let Some(found) = self.find(&name, &labels, kind) {
            return Ok(Some(found));
        }
        let family = self.families.entry(name).or_default();
        let kind = match (family.kind, kind) {
            (None, Kind::Histogram(_)) => Kind::Histogram(bounds(key.name(), family.unit)),
            (None, kind) => kind,
            (Some(Kind::Histogram(bounds)), Kind::Histogram(_)) => Kind::Histogram(bounds),
            (Some(first), kind) if first == kind => kind,
            (Some(_), _) if std::mem::replace(&mut family.is_contested, true) => return Ok(None),
            (Some(first), _) => return Err(Fault::of(Why::OtherKind(first), None)),
        };
        family.kind = Some(kind);
        let series = Series::new(kind);
        if family.is_full() {
            family.series.insert(OVERFLOW.into(), series.clone());
            return Err(Fault::of(Why::TooMany, Some(series)));
        }
        family.series.insert(labels.into(), series.clone());
        self.known.insert(key.clone(), series.clone());
        Ok(Some(series))
    }
}

impl Family {
    fn is_full(&self) -> bool {
        self.series.len() >= MOST_SERIES
    }
}

impl Fault {
    fn of(why: Why, instead: Option<Series>) -> Self {
        Self { why, instead }
    }

    fn tell(&self, key: &Key) {
        let metric = key.name();
        match self.why {
            Why::OtherKind(first) => tracing::warn!(
                metric,
                ?first,
                "a metric is not recorded: one of another kind has its name"
            ),
            Why::TooMany => tracing::warn!(
                metric,
                most = MOST_SERIES,
                "a metric has too many series: new ones are counted together"
            ),
        }
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
