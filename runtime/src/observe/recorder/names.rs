//! Names and labels as Prometheus writes them, whatever they are called in the process.

use std::collections::BTreeMap;
use std::fmt::Write;

use metrics::{Key, Unit};

/// What a metric is called before its unit and what follows from its kind: `.` and whatever else
/// Prometheus does not know becomes `_`.
pub(super) fn family(name: &str, is_counter: bool) -> String {
    let name = legal(name, |c| c == ':');
    match name.strip_suffix("_total") {
        Some(base) if is_counter && !base.is_empty() => base.to_owned(),
        _ => name,
    }
}

/// The same with its unit at the end.
pub(super) fn with_unit(family: &str, unit: Option<Unit>) -> String {
    match unit.and_then(suffix) {
        Some(unit) if !ends_with_word(family, unit) => format!("{family}_{unit}"),
        _ => family.to_owned(),
    }
}

/// The word for a unit; nothing where what is counted has none.
pub(super) fn suffix(unit: Unit) -> Option<&'static str> {
    match unit {
        Unit::Count | Unit::CountPerSecond => None,
        Unit::Percent => Some("percent"),
        Unit::Seconds => Some("seconds"),
        Unit::Milliseconds => Some("milliseconds"),
        Unit::Microseconds => Some("microseconds"),
        Unit::Nanoseconds => Some("nanoseconds"),
        Unit::Tebibytes => Some("tebibytes"),
        Unit::Gibibytes => Some("gibibytes"),
        Unit::Mebibytes => Some("mebibytes"),
        Unit::Kibibytes => Some("kibibytes"),
        Unit::Bytes => Some("bytes"),
        Unit::TerabitsPerSecond => Some("terabits_per_second"),
        Unit::GigabitsPerSecond => Some("gigabits_per_second"),
        Unit::MegabitsPerSecond => Some("megabits_per_second"),
        Unit::KilobitsPerSecond => Some("kilobits_per_second"),
        Unit::BitsPerSecond => Some("bits_per_second"),
    }
}

fn ends_with_word(name: &str, word: &str) -> bool {
    let rest = name.strip_suffix(word);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}

/// The labels of a series as they are written, in the order of their names: `a="1",b="2"`.
///
/// Of two that come to the same name the later stands; one that would be taken for a bound of a
/// histogram gets another name.
pub(super) fn labels(key: &Key) -> String {
    let named: BTreeMap<String, &str> = key
        .labels()
        .filter(|label| !label.value().is_empty())
        .map(|label| (label_name(label.key()), label.value()))
        .collect();
    let mut written = String::new();
    for (name, value) in named {
        let comma = if written.is_empty() { "" } else { "," };
        let _ = write!(written, "{comma}{name}=\"");
        escape(&mut written, value, true);
        written.push('"');
    }
    written
}

fn label_name(name: &str) -> String {
    let name = legal(name, |_| false);
    match &*name {
        "le" | "quantile" => format!("exported_{name}"),
        // Prometheus keeps those for itself.
        name if name.starts_with("__") => format!("exported{name}"),
        _ => name,
    }
}

/// Writes a value between quotes, or a text after `# HELP`.
pub(super) fn escape(into: &mut String, text: &str, with_quotes: bool) {
    for c in text.chars() {
        match c {
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '"' if with_quotes => into.push_str("\\\""),
            c => into.push(c),
        }
    }
}

fn legal(name: &str, also: impl Fn(char) -> bool) -> String {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || also(c);
    let mut legal: String = name
        .chars()
        .map(|c| if is_legal(c) { c } else { '_' })
        .collect();
    if legal.chars().next().is_none_or(|c| c.is_ascii_digit()) {
        legal.insert(0, '_');
    }
    legal
}

#[cfg(test)]
mod tests {
    use metrics::Label;

    use super::*;

    #[test]
    fn names_become_those_of_prometheus() {
        let name = |name, unit, is_counter| with_unit(&family(name, is_counter), unit);
        let seconds = Some(Unit::Seconds);
        assert_eq!(
            name("http.server.request.duration", seconds, false),
            "http_server_request_duration_seconds"
        );
        assert_eq!(name("took_seconds", seconds, false), "took_seconds");
        assert_eq!(
            name("milliseconds", Some(Unit::Seconds), false),
            "milliseconds_seconds"
        );
        assert_eq!(
            name("sent_total", Some(Unit::Bytes), true),
            "sent_bytes",
            "the kind's own word comes last"
        );
        assert_eq!(name("a_total", None, false), "a_total");
        assert_eq!(name("_total", None, true), "_total");
        assert_eq!(name("things", Some(Unit::Count), true), "things");
        assert_eq!(name("9 läufe:x", None, false), "_9_l_ufe:x");
        assert_eq!(name("", None, false), "_");
    }

    #[test]
    fn labels_are_ordered_legal_and_escaped() {
        let key = |labels: &[(&'static str, &'static str)]| {
            let labels: Vec<Label> = labels.iter().map(Label::from).collect();
            labels_of(labels)
        };
        fn labels_of(given: Vec<Label>) -> String {
            labels(&Key::from_parts("x", given))
        }
        assert_eq!(
            key(&[("url.scheme", "http"), ("a", "1")]),
            r#"a="1",url_scheme="http""#
        );
        assert_eq!(key(&[("a", "\"\\\n")]), r#"a="\"\\\n""#);
        assert_eq!(
            key(&[("le", "1"), ("__name__", "x")]),
            r#"exported__name__="x",exported_le="1""#
        );
        assert_eq!(key(&[("a.b", "1"), ("a_b", "2")]), r#"a_b="2""#);
        assert_eq!(key(&[("a", "")]), "", "an empty label is none");
    }
}
