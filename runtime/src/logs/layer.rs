//! From an event of `tracing` to a line of the log.

use std::fmt;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::fields::Fields;
use super::format::Shape;
use super::redact::Names;
use super::sentence::Sentence;
use super::writer::{Bringer, Writer};
use super::written::Written;
use crate::clock::Clock;
use crate::context::RequestContext;
use crate::observe::REQUEST_SPAN;

/// Makes a line of each event that it is shown.
pub(super) struct LogLayer {
    pub(super) shape: Shape,
    pub(super) names: Names,
    pub(super) writer: Writer,
    pub(super) clock: Clock,
    pub(super) _bringer: Arc<Bringer>,
}

/// What is kept of a span until it closes.
#[derive(Default)]
struct Kept {
    fields: Written,
    request_id: Option<String>,
}

impl From<Fields<'_>> for Kept {
    fn from(mut fields: Fields<'_>) -> Self {
        // A span says nothing in words: there it is a field like others.
        let message = std::mem::take(&mut fields.message);
        if !message.is_empty() {
            fields.put("message", &message);
        }
        Self {
            fields: fields.written,
            request_id: fields.request_id,
        }
    }
}

impl LogLayer {
    fn fields(&self, target: &str) -> Fields<'_> {
        Fields::new(self.shape, &self.names, target)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for LogLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let target = attributes.metadata().target();
        let kept = match target {
            REQUEST_SPAN => {
                let mut id = OnlyId::default();
                attributes.record(&mut id);
                Kept {
                    fields: Written::default(),
                    request_id: id.0,
                }
            }
            target => {
                let mut fields = self.fields(target);
                attributes.record(&mut fields);
                fields.into()
            }
        };
        span.extensions_mut().replace(kept);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = self.fields(span.metadata().target());
        // Before the span is locked: what is shown may log something itself.
        values.record(&mut fields);
        let newer = Kept::from(fields);
        let mut extensions = span.extensions_mut();
        if extensions.get_mut::<Kept>().is_none() {
            extensions.insert(Kept::default());
        }
        if let Some(kept) = extensions.get_mut::<Kept>() {
            kept.fields.update(&newer.fields, self.shape);
            kept.request_id = newer.request_id.or(kept.request_id.take());
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        // What came by the `log` crate says where from in its fields.
        let normalized = event.normalized_metadata();
        let metadata = normalized.as_ref().unwrap_or_else(|| event.metadata());
        let mut fields = self.fields(metadata.target());
        event.record(&mut fields);

        let mut spans = Vec::new();
        let mut around = None;
        for span in context.event_scope(event).into_iter().flatten() {
            let extensions = span.extensions();
            let Some(kept) = extensions.get::<Kept>() else {
                continue;
            };
            if around.is_none() {
                around.clone_from(&kept.request_id);
            }
            if span.metadata().target() != REQUEST_SPAN {
                spans.push((span.name(), kept.fields.text().to_owned()));
            }
        }
        spans.reverse();

        let own = fields.request_id.take();
        let current = RequestContext::current();
        let current = current.as_ref().map(|context| context.id().as_str());
        let request_id = current.or(around.as_deref());
        if let (Some(own), Some(id)) = (&own, request_id)
            && own != id
        {
            fields.put("request_id", own);
        }
        let mut line = String::with_capacity(512);
        Sentence {
            since_epoch: self.clock.unix_time(),
            level: *metadata.level(),
            target: metadata.target(),
            message: &fields.message,
            request_id: request_id.or(own.as_deref()),
            fields: fields.written.text(),
            spans: &spans,
        }
        .write(self.shape, &mut line);
        self.writer.leave(&line);
    }
}

/// All that a line has of the span of its request.
#[derive(Default)]
struct OnlyId(Option<String>);

impl Visit for OnlyId {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "request_id" {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

impl fmt::Debug for LogLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogLayer")
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
