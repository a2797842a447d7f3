//! What the recorder keeps, what it writes, and that its page names all of it.

use metrics::{Key, Label, Level, Metadata, Recorder, Unit};

use super::exposition::{self, Format};
use super::names;
use super::registry::{MOST_SERIES, Registry};
use crate::observe::catalogue;
use crate::observe::metric::Kind;

const METADATA: Metadata<'static> = Metadata::new("tests", Level::INFO, None);

fn key(name: &'static str, labels: &[(&'static str, &str)]) -> Key {
    let label = |(name, value): &(&'static str, &str)| Label::new(*name, (*value).to_owned());
    Key::from_parts(name, labels.iter().map(label).collect::<Vec<_>>())
}

fn text(registry: &Registry) -> String {
    exposition::write(registry, Format::Text)
}

#[test]
fn both_formats_are_as_their_rules_say() {
    let registry = Registry::default();
    registry.describe_counter(
        "sent".into(),
        Some(Unit::Bytes),
        "What \"went\"\nout.".into(),
    );
    let sent = registry.register_counter(&key("sent", &[("to", "a\"b")]), &METADATA);
    sent.increment(7);
    registry.describe_histogram("took".into(), Some(Unit::Seconds), "How long.".into());
    let took = registry.register_histogram(&key("took", &[]), &METADATA);
    took.record(0.3);
    let level = registry.register_gauge(&key("level", &[]), &METADATA);
    level.set(-1.5);

    let text = text(&registry);
    assert!(text.starts_with(
        "# TYPE level gauge\n# HELP level \nlevel -1.5\n\
         # TYPE sent_bytes_total counter\n# HELP sent_bytes_total What \"went\"\\nout.\n\
         sent_bytes_total{to=\"a\\\"b\"} 7\n\
         # TYPE took_seconds histogram\n# HELP took_seconds How long.\n\
         took_seconds_bucket{le=\"0.005\"} 0\n"
    ));
    assert!(text.ends_with(
        "took_seconds_bucket{le=\"0.25\"} 0\ntook_seconds_bucket{le=\"0.5\"} 1\n\
         took_seconds_bucket{le=\"0.75\"} 1\ntook_seconds_bucket{le=\"1.0\"} 1\n\
         took_seconds_bucket{le=\"2.5\"} 1\ntook_seconds_bucket{le=\"5.0\"} 1\n\
         took_seconds_bucket{le=\"7.5\"} 1\ntook_seconds_bucket{le=\"10.0\"} 1\n\
         took_seconds_bucket{le=\"+Inf\"} 1\ntook_seconds_sum 0.3\ntook_seconds_count 1\n"
    ));

    let open = exposition::write(&registry, Format::OpenMetrics);
    assert!(open.contains(
        "# TYPE sent_bytes counter\n# UNIT sent_bytes bytes\n\
         # HELP sent_bytes What \\\"went\\\"\\nout.\nsent_bytes_total{to=\"a\\\"b\"} 7\n"
    ));
    assert!(open.ends_with("took_seconds_count 1\n# EOF\n"));
}

#[test]
fn names_that_come_to_the_same_are_one_series() {
    let registry = Registry::default();
    for (name, label) in [("a.b", "x.y"), ("a_b", "x_y"), ("a.b_total", "x.y")] {
        let counter = registry.register_counter(&key(name, &[(label, "1")]), &METADATA);
        counter.increment(1);
    }
    assert!(text(&registry).ends_with("a_b_total{x_y=\"1\"} 3\n"));
}

#[test]
fn a_name_is_of_one_kind() {
    let registry = Registry::default();
    let counter = registry.register_counter(&key("a", &[]), &METADATA);
    counter.increment(1);
    let gauge = registry.register_gauge(&key("a", &[]), &METADATA);
    gauge.set(9.0);
    let histogram = registry.register_histogram(&key("a", &[("b", "c")]), &METADATA);
    histogram.record(9.0);
    assert_eq!(
        text(&registry),
        "# TYPE a_total counter\n# HELP a_total \na_total 1\n"
    );
}

#[test]
fn a_metric_that_could_be_taken_for_another_is_left_out() {
    let registry = Registry::default();
    registry
        .register_histogram(&key("a", &[]), &METADATA)
        .record(1.0);
    for name in ["a_count", "a_bucket", "b", "b_total"] {
        registry.register_gauge(&key(name, &[]), &METADATA).set(1.0);
    }
    let text = text(&registry);
    assert!(!text.contains("a_count gauge") && !text.contains("a_bucket gauge"));
    assert!(text.contains("b_total gauge"), "a gauge may end so");
}

#[test]
fn a_metric_has_so_many_series_and_one_for_all_others() {
    let registry = Registry::default();
    for number in 0..MOST_SERIES + 500 {
        let number = number.to_string();
        let counter = registry.register_counter(&key("a", &[("id", &number)]), &METADATA);
        counter.increment(1);
    }
    let text = text(&registry);
    assert_eq!(text.lines().count(), MOST_SERIES + 3);
    assert!(text.contains("a_total{otel_metric_overflow=\"true\"} 500\n"));
    // Those that are known are still counted each.
    let first = registry.register_counter(&key("a", &[("id", "0")]), &METADATA);
    first.increment(1);
    assert!(super::tests::text(&registry).contains("a_total{id=\"0\"} 2\n"));
}

#[test]
fn the_page_lists_every_metric() {
    let mut rows = String::new();
    for metric in catalogue::ALL {
        let is_counter = metric.kind == Kind::Counter;
        let name = names::with_unit(&names::family(metric.name, is_counter), metric.unit);
        let (ending, kind) = match metric.kind {
            Kind::Counter => ("_total", "counter"),
            Kind::Gauge => ("", "gauge"),
            Kind::Histogram(_) => ("", "histogram"),
        };
        let unit = metric.unit.and_then(names::suffix).unwrap_or_default();
        let labels: Vec<String> = metric
            .labels
            .iter()
            .map(|label| format!("`{}`", names::family(label, false)))
            .collect();
        let labels = labels.join(", ");
        let help = metric.help;
        let row = format!("| `{name}{ending}` | {kind} | {unit} | {labels} | {help} |\n");
        rows += &row.replace("|  |", "| |").replace("|  |", "| |");
    }
    let page = include_str!("../../docs/metrics.md");
    assert!(page.contains(&rows), "the table should be\n{rows}");
}

#[test]
fn no_two_metrics_have_one_name_and_none_the_ending_of_another_kind() {
    let mut names: Vec<&str> = catalogue::ALL.iter().map(|metric| metric.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), catalogue::ALL.len());
    for metric in catalogue::ALL {
        let is_plain = ["_count", "_sum", "_bucket", "_total", "_seconds", "_bytes"]
            .iter()
            .all(|ending| !metric.name.ends_with(ending));
        assert!(is_plain, "{}", metric.name);
        assert!(metric.help.ends_with('.'), "{}", metric.name);
    }
}

#[test]
fn keys_that_come_to_the_same_series_take_no_memory_of_their_own() {
    let registry = Registry::default();
    for number in 0..100 {
        let number = number.to_string();
        let twice = [("a.b", &*number), ("a_b", "1"), ("empty", "")];
        registry
            .register_counter(&key("a", &twice), &METADATA)
            .increment(1);
    }
    assert!(text(&registry).ends_with("\na_total{a_b=\"1\"} 100\n"));
    assert_eq!(registry.known_keys(), 1);
}

#[test]
fn counts_are_written_to_the_last_digit_and_levels_as_floats() {
    let registry = Registry::default();
    registry
        .register_counter(&key("a", &[]), &METADATA)
        .absolute(u64::MAX);
    for (name, level, written) in [
        ("most", f64::MAX, "1.7976931348623157e308"),
        ("least", f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        ("large", 1e16, "1e16"),
        ("whole", 9_007_199_254_740_992.0, "9007199254740992.0"),
        ("none", f64::NAN, "NaN"),
        ("all", f64::INFINITY, "+Inf"),
        ("less", f64::NEG_INFINITY, "-Inf"),
    ] {
        registry
            .register_gauge(&key(name, &[]), &METADATA)
            .set(level);
        let line = format!("\n{name} {written}\n");
        assert!(text(&registry).contains(&line), "{}", text(&registry));
    }
    assert!(text(&registry).contains("a_total 18446744073709551615\n"));
}
