//! Everything that is wrong with a body that has been refused, found by its type's tables.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::field::{Field, Place, Presence, Shape};
use super::mistake::Mistake;
use super::pointer::{self, ROOT};
use super::report::{Kind, Report};
use super::text::Absent;
use super::value::Json;

/// Where the search is, and what it has found.
#[derive(Debug)]
pub struct Findings<'r> {
    at: String,
    report: &'r mut Report,
}

impl Findings<'_> {
    /// Searches what is one step further down.
    fn below(&mut self, step: &str, search: impl FnOnce(&mut Self)) {
        let here = self.at.len();
        pointer::push(&mut self.at, step);
        search(self);
        self.at.truncate(here);
    }

    fn expected(&mut self, what: &str) {
        self.mistake(Mistake::Type(format!("expected {what}")));
    }

    fn mistake(&mut self, mistake: Mistake) {
        let at = self.at.clone();
        note(self.report, &at, mistake);
    }
}

/// Notes a mistake found at `at`.
pub(crate) fn note(report: &mut Report, at: &str, mistake: Mistake) {
    let (kind, code) = match &mistake {
        Mistake::Missing => (Kind::InvalidField, "missing"),
        Mistake::Repeated => (Kind::DuplicateKey, "duplicate_key"),
        Mistake::Type(_) | Mistake::Other(_) => (Kind::InvalidField, "type"),
        Mistake::Unknown(name) => {
            let mut at = at.to_owned();
            pointer::push(&mut at, name);
            return unknown(report, &at);
        }
    };
    report.add(kind, at, code, mistake.to_string());
}

/// Notes a field that is not known.
pub(crate) fn unknown(report: &mut Report, at: &str) {
    let detail = "this field is not known here";
    report.add(Kind::UnknownField, at, "unknown_field", detail);
}

/// Notes everything that is wrong with `body`, whose members `fields` describes.
pub(crate) fn diagnose(fields: &'static [Field], body: &Value, report: &mut Report) {
    let mut findings = Findings {
        at: ROOT.to_owned(),
        report,
    };
    object(fields, body, &mut findings);
    if findings.report.is_empty() {
        // The two ways of decoding differ: the first one's word counts, without a reason.
        findings.expected("another value");
    }
}

fn value(shape: &Shape, value: &Value, findings: &mut Findings<'_>) {
    match (shape, value) {
        (Shape::Leaf(check), value) => check(Some(value), findings),
        (Shape::Object(fields), value) => object(fields(), value, findings),
        (Shape::Optional(_), Value::Null) => {}
        (Shape::Optional(shape), some) => self::value(shape, some, findings),
        (Shape::List(shape), Value::Array(values)) => {
            for (index, value) in values.iter().enumerate() {
                findings.below(&index.to_string(), |findings| {
                    self::value(shape, value, findings);
                });
            }
        }
        (Shape::List(_), _) => findings.expected("a list"),
        (Shape::Map(shape), Value::Object(members)) => {
            for (key, value) in members {
                findings.below(key, |findings| self::value(shape, value, findings));
            }
        }
        (Shape::Map(_), _) => findings.expected("an object"),
    }
}

fn object(fields: &'static [Field], value: &Value, findings: &mut Findings<'_>) {
    let Value::Object(members) = value else {
        return findings.expected("an object");
    };
    let fields = || fields.iter().filter(|field| field.place == Place::Body);
    for key in members.keys() {
        if !fields().any(|field| field.is_called(key)) {
            findings.below(key, |findings| unknown(findings.report, &findings.at));
        }
    }
    for field in fields() {
        self::field(field, members, findings);
    }
}

fn field(field: &Field, members: &Map<String, Value>, findings: &mut Findings<'_>) {
    let mut names = std::iter::once(field.wire).chain(field.aliases.iter().copied());
    let Some((name, found)) = names.find_map(|name| Some((name, members.get(name)?))) else {
        return findings.below(field.wire, |findings| absent(field, findings));
    };
    findings.below(name, |findings| value(&field.shape, found, findings));
    for alias in names.filter(|name| members.contains_key(*name)) {
        findings.below(alias, |findings| findings.mistake(Mistake::Repeated));
    }
}

fn absent(field: &Field, findings: &mut Findings<'_>) {
    match (field.presence, field.shape) {
        (Presence::Optional, _) | (Presence::AsTyped, Shape::Optional(_)) => {}
        (Presence::AsTyped, Shape::Leaf(check)) => check(None, findings),
        _ => findings.mistake(Mistake::Missing),
    }
}

/// What is wrong with a value that is decoded as a whole: the fields that its type ignores, and
/// where it fails.
pub(crate) fn leaf<T: DeserializeOwned>(value: Option<&Value>, findings: &mut Findings<'_>) {
    let Some(value) = value else {
        if let Err(mistake) = T::deserialize(Absent) {
            findings.mistake(mistake);
        }
        return;
    };
    let mut ignored = Vec::new();
    let mut note_ignored = |path: serde_ignored::Path<'_>| ignored.push(steps_of(&path));
    let mut track = serde_path_to_error::Track::new();
    let watched = serde_ignored::Deserializer::new(Json(value), &mut note_ignored);
    let read = T::deserialize(serde_path_to_error::Deserializer::new(watched, &mut track));
    for steps in ignored {
        let at = pointer::join(&findings.at, steps.iter().map(String::as_str));
        unknown(findings.report, &at);
    }
    if let Err(mistake) = read {
        let at = pointer_to(&findings.at, &track.path());
        note(findings.report, &at, unless_echoing(mistake, value));
    }
}

fn steps_of(path: &serde_ignored::Path<'_>) -> Vec<String> {
    use serde_ignored::Path;
    let (parent, step) = match path {
        Path::Root => return Vec::new(),
        Path::Seq { parent, index } => (parent, Some(index.to_string())),
        Path::Map { parent, key } => (parent, Some(key.clone())),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => (parent, None),
    };
    let mut steps = steps_of(parent);
    steps.extend(step);
    steps
}

fn pointer_to(from: &str, path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut at = from.to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                // Writing into a `String` cannot fail.
                let _ = write!(at, "/{index}");
            }
            Segment::Map { key } => pointer::push(&mut at, key),
            Segment::Enum { variant } => pointer::push(&mut at, variant),
            Segment::Unknown => {}
        }
    }
    at
}

/// A type's own message, unless it repeats what was sent.
fn unless_echoing(mistake: Mistake, sent: &Value) -> Mistake {
    match (&mistake, sent) {
        (Mistake::Other(message), Value::String(text))
            if !text.is_empty() && message.contains(text.as_str()) =>
        {
            Mistake::Type("expected another value".to_owned())
        }
        (Mistake::Other(message), Value::Number(number))
            if message.contains(&number.to_string()) =>
        {
            Mistake::Type("expected another value".to_owned())
        }
        _ => mistake,
    }
}
