//! One line of the log, put together.

use std::fmt::Write as _;
use std::time::Duration;

use tracing::Level;

use super::fields::Ids;
use super::format::Shape;
use super::{escape, stamp};

/// One line of the log.
pub(super) struct Sentence<'a> {
    pub(super) since_epoch: Duration,
    pub(super) level: Level,
    pub(super) target: &'a str,
    /// In words.
    pub(super) message: &'a str,
    pub(super) ids: &'a Ids,
    /// As [`Fields`](super::fields::Fields) writes them.
    pub(super) fields: &'a str,
    /// Names and fields of the spans around it, the outermost first.
    pub(super) spans: &'a [(&'static str, String)],
}

impl Sentence<'_> {
    /// Writes it, its end included.
    pub(super) fn write(&self, shape: Shape, out: &mut String) {
        match shape {
            Shape::Json => self.json(out),
            Shape::Text { colours } => self.text(colours, out),
        }
        out.push('\n');
    }

    fn found_by(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Ids {
            request_id,
            trace_id,
            span_id,
        } = self.ids;
        let named = [
            ("request_id", request_id.as_deref()),
            ("trace_id", trace_id.as_deref()),
            ("span_id", span_id.as_deref()),
        ];
        named.into_iter().filter_map(|(name, id)| Some((name, id?)))
    }

    fn json(&self, out: &mut String) {
        out.push_str("{\"timestamp\":\"");
        // A `String` takes everything.
        let _ = stamp::write(out, self.since_epoch);
        out.push_str("\",\"level\":\"");
        out.push_str(self.level.as_str());
        out.push_str("\",\"target\":");
        escape::json(out, self.target);
        out.push_str(",\"message\":");
        escape::json(out, self.message);
        for (name, id) in self.found_by() {
            out.push_str(",\"");
            out.push_str(name);
            out.push_str("\":");
            escape::json(out, id);
        }
        if !self.fields.is_empty() {
            out.push_str(",\"fields\":{");
            out.push_str(self.fields);
            out.push('}');
        }
        if !self.spans.is_empty() {
            out.push_str(",\"spans\":[");
            for (at, (name, fields)) in self.spans.iter().enumerate() {
                out.push_str(if at > 0 { ",{\"name\":" } else { "{\"name\":" });
                escape::json(out, name);
                if !fields.is_empty() {
                    out.push_str(",\"fields\":{");
                    out.push_str(fields);
                    out.push('}');
                }
                out.push('}');
            }
            out.push(']');
        }
        out.push('}');
    }

    fn text(&self, colours: bool, out: &mut String) {
        let _ = stamp::write(out, self.since_epoch);
        let level = self.level.as_str();
        let _ = match colours {
            true => write!(out, " \u{1b}[{}m{level:>5}\u{1b}[0m ", colour(self.level)),
            false => write!(out, " {level:>5} "),
        };
        escape::plain(out, self.target);
        out.push_str(": ");
        escape::plain(out, self.message);
        if !self.fields.is_empty() {
            out.push(' ');
            out.push_str(self.fields);
        }
        for (name, id) in self.found_by() {
            out.push(' ');
            out.push_str(name);
            out.push('=');
            escape::word(out, id);
        }
        for (name, fields) in self.spans.iter().rev() {
            out.push_str(" in ");
            escape::plain(out, name);
            if !fields.is_empty() {
                out.push('{');
                out.push_str(fields);
                out.push('}');
            }
        }
    }
}

/// Red, yellow, green, blue, magenta.
fn colour(level: Level) -> u8 {
    match level {
        Level::ERROR => 31,
        Level::WARN => 33,
        Level::INFO => 32,
        Level::DEBUG => 34,
        Level::TRACE => 35,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(shape: Shape) -> String {
        let ids = Ids {
            request_id: Some("r-1".to_owned()),
            span_id: Some("00f067aa0ba902b7".to_owned()),
            ..Ids::default()
        };
        let sentence = Sentence {
            since_epoch: Duration::from_secs(1_780_272_000),
            level: Level::WARN,
            target: "shop::orders",
            message: "late\n{\"level\":\"ERROR\"}",
            ids: &ids,
            fields: match shape {
                Shape::Json => "\"a\":1,\"b\":\"x y\"",
                Shape::Text { .. } => "a=1 b=\"x y\"",
            },
            spans: &[("order", String::new())],
        };
        let mut out = String::new();
        sentence.write(shape, &mut out);
        out
    }

    #[test]
    fn a_line_is_one_json_object() {
        let line = written(Shape::Json);
        assert_eq!(line.matches('\n').count(), 1);
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        let expected = serde_json::json!({
            "timestamp": "2026-06-01T00:00:00.000000Z",
            "level": "WARN",
            "target": "shop::orders",
            "message": "late\n{\"level\":\"ERROR\"}",
            "request_id": "r-1",
            "span_id": "00f067aa0ba902b7",
            "fields": { "a": 1, "b": "x y" },
            "spans": [{ "name": "order" }],
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn a_line_is_one_line_of_text() {
        assert_eq!(
            written(Shape::Text { colours: false }),
            "2026-06-01T00:00:00.000000Z  WARN shop::orders: late\\n{\"level\":\"ERROR\"} a=1 b=\"x y\" \
             request_id=r-1 span_id=00f067aa0ba902b7 in order\n"
        );
        assert!(written(Shape::Text { colours: true }).contains(" \u{1b}[33m WARN\u{1b}[0m "));
    }
}
