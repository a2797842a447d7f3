//! Every series as text: for Prometheus (0.0.4), and as OpenMetrics (1.0.0).

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::atomic::Ordering;

use super::buckets::Buckets;
use super::names;
use super::registry::{Family, Registry, Series};
use crate::observe::metric::Kind;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Prometheus's own.
    Text,
    /// The one that came of it.
    OpenMetrics,
}

impl Format {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// Every series of the registry. A metric whose name could be taken for another's is left out.
pub(super) fn write(registry: &Registry, format: Format) -> String {
    let mut page = Page {
        text: String::new(),
        format,
        taken: HashSet::new(),
    };
    for (name, kind, family) in &registry.families() {
        page.metric(name, *kind, family);
    }
    if format == Format::OpenMetrics {
        page.text.push_str("# EOF\n");
    }
    page.text
}

struct Page {
    text: String,
    format: Format,
    /// The names of what has been written, and what else might be called so.
    taken: HashSet<String>,
}

/// What follows the name of a metric in those of its samples.
fn endings(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Counter => &["", "_total", "_created"],
        Kind::Gauge => &[""],
        Kind::Histogram(_) => &["", "_bucket", "_count", "_sum", "_created"],
    }
}

impl Page {
    fn metric(&mut self, name: &str, kind: Kind, family: &Family) {
        let name = names::with_unit(name, family.unit);
        let samples: Vec<String> = endings(kind)
            .iter()
            .map(|ending| format!("{name}{ending}"))
            .collect();
        if samples.iter().any(|sample| self.taken.contains(sample)) {
            tracing::debug!(name, "a metric is left out: its name could be another's");
            return;
        }
        self.taken.extend(samples);
        self.head(&name, kind, family);
        for (labels, series) in &family.series {
            match series {
                Series::Counter(count) => {
                    self.sample(&name, "_total", labels, count.load(Ordering::Relaxed));
                }
                Series::Gauge(level) => {
                    let level = f64::from_bits(level.load(Ordering::Relaxed));
                    self.sample(&name, "", labels, Number(level));
                }
                Series::Histogram(buckets) => self.histogram(&name, labels, buckets),
            }
        }
    }

    fn head(&mut self, name: &str, kind: Kind, family: &Family) {
        let of_kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        // The older format knows samples, the newer one metrics.
        let ending = match (self.format, kind) {
            (Format::Text, Kind::Counter) => "_total",
            _ => "",
        };
        let _ = writeln!(self.text, "# TYPE {name}{ending} {of_kind}");
        if self.format == Format::OpenMetrics
            && let Some(unit) = family.unit.and_then(names::suffix)
        {
            let _ = writeln!(self.text, "# UNIT {name} {unit}");
        }
        let _ = write!(self.text, "# HELP {name}{ending} ");
        let with_quotes = self.format == Format::OpenMetrics;
        names::escape(&mut self.text, &family.help, with_quotes);
        self.text.push('\n');
    }

    fn histogram(&mut self, name: &str, labels: &str, buckets: &Buckets) {
        let mut all = 0;
        let comma = if labels.is_empty() { "" } else { "," };
        for (bound, within) in buckets.cumulative() {
            let bound = Number(bound);
            let _ = writeln!(
                self.text,
                "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {within}"
            );
            all = within;
        }
        self.sample(name, "_sum", labels, Number(buckets.sum()));
        self.sample(name, "_count", labels, all);
    }

    fn sample(&mut self, name: &str, ending: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = match labels.is_empty() {
            true => writeln!(self.text, "{name}{ending} {value}"),
            false => writeln!(self.text, "{name}{ending}{{{labels}}} {value}"),
        };
    }
}

/// A float as both formats read it, and with a point, so that `1` and `1.0` are not two buckets.
struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            f64::INFINITY => f.write_str("+Inf"),
            f64::NEG_INFINITY => f.write_str("-Inf"),
            number if number.is_nan() => f.write_str("NaN"),
            number => write!(f, "{number:?}"),
        }
    }
}
