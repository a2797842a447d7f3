//! From spans to a message of OTLP, without secrets.

use std::borrow::Cow;

use opentelemetry::trace::SpanKind;
use opentelemetry::{Array, Key, KeyValue, StringValue, Value};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use prost::Message as _;

use crate::logs::{Names, REDACTED, without_literals};

/// Makes messages of OTLP.
pub(in crate::traces) struct Messages {
    resource: ResourceAttributesWithSchema,
    names: Names,
}

/// Attributes whose values are statements.
const STATEMENTS: [&str; 2] = ["db.query.text", "db.statement"];

impl Messages {
    pub(in crate::traces) fn new(resource: &Resource, names: Names) -> Self {
        Self {
            resource: resource.into(),
            names,
        }
    }

    /// The bytes of one.
    pub(super) fn of(&self, mut spans: Vec<SpanData>) -> Vec<u8> {
        for span in &mut spans {
            self.clean(span);
        }
        let resource_spans = group_spans_by_resource_and_scope(spans, &self.resource);
        ExportTraceServiceRequest { resource_spans }.encode_to_vec()
    }

    /// Takes out of a span what must not be read: whoever made it, and whatever it is called.
    fn clean(&self, span: &mut SpanData) {
        if let Cow::Owned(name) = self.names.text(&span.name) {
            span.name = name.into();
        }
        if let opentelemetry::trace::Status::Error { description } = &mut span.status
            && let Cow::Owned(clean) = self.names.text(description)
        {
            *description = clean.into();
        }
        if span.span_kind == SpanKind::Server {
            span.attributes.iter_mut().for_each(rename);
        }
        self.clean_all(&mut span.attributes);
        for event in &mut span.events.events {
            if let Cow::Owned(name) = self.names.text(&event.name) {
                event.name = name.into();
            }
            self.clean_all(&mut event.attributes);
        }
        for link in &mut span.links.links {
            self.clean_all(&mut link.attributes);
        }
    }

    fn clean_all(&self, attributes: &mut [KeyValue]) {
        for KeyValue { key, value, .. } in attributes {
            if self.names.are_in(key.as_str()) {
                *value = Value::from(REDACTED);
                continue;
            }
            match value {
                Value::String(text) => self.clean_text(key, text),
                Value::Array(Array::String(texts)) => {
                    texts.iter_mut().for_each(|text| self.clean_text(key, text));
                }
                _ => {}
            }
        }
    }

    fn clean_text(&self, key: &Key, text: &mut StringValue) {
        let clean = match STATEMENTS.contains(&key.as_str()) {
            true => without_literals(text.as_str()),
            false => Cow::Borrowed(text.as_str()),
        };
        let clean = match self.names.text(&clean) {
            Cow::Owned(clean) => clean,
            Cow::Borrowed(_) => match clean {
                Cow::Owned(clean) => clean,
                Cow::Borrowed(_) => return,
            },
        };
        *text = clean.into();
    }
}

/// What the fields of a request's span are called elsewhere.
fn rename(attribute: &mut KeyValue) {
    let key = match attribute.key.as_str() {
        "request_id" => "hardpoint.request_id",
        "operation" => "hardpoint.operation",
        _ => return,
    };
    attribute.key = Key::from_static_str(key);
}
