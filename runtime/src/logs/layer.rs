//! From an event of `tracing` to a line of the log.

use std::fmt;
use std::sync::Arc;

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::fields::{Fields, Ids};
use super::format::Shape;
use super::redact::Names;
use super::sentence::Sentence;
use super::writer::{Bringer, Writer};
use super::written::Written;
use crate::clock::Clock;
use crate::context::RequestContext;
use crate::observe::REQUEST_SPAN;
use crate::traces::{STAGE, Trace};

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
    ids: Ids,
    /// The request that it is the span of.
    request: Option<RequestContext>,
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
            ids: fields.ids,
            request: None,
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
        if target == STAGE {
            return;
        }
        let kept = match target {
            // All that a line has of it is known of the request.
            REQUEST_SPAN => Kept {
                request: RequestContext::current(),
                ..Kept::default()
            },
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
        if span.metadata().target() == STAGE {
            return;
        }
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
            kept.ids = newer.ids.or(std::mem::take(&mut kept.ids));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        // What came by the `log` crate says where from in its fields.
        let normalized = event.normalized_metadata();
        let metadata = normalized.as_ref().unwrap_or_else(|| event.metadata());
        let mut fields = self.fields(metadata.target());
        event.record(&mut fields);

        let mut spans = Vec::new();
        let (mut request, mut around) = (RequestContext::current(), Ids::default());
        for span in context.event_scope(event).into_iter().flatten() {
            let extensions = span.extensions();
            let Some(kept) = extensions.get::<Kept>() else {
                continue;
            };
            request = request.or_else(|| kept.request.clone());
            around = around.or(kept.ids.clone());
            if span.metadata().target() != REQUEST_SPAN {
                spans.push((span.name(), kept.fields.text().to_owned()));
            }
        }
        spans.reverse();

        let ids = fields.found_by(Ids::of(request.as_ref()).or(around));
        let mut line = String::with_capacity(512);
        Sentence {
            since_epoch: self.clock.unix_time(),
            level: *metadata.level(),
            target: metadata.target(),
            message: &fields.message,
            ids: &ids,
            fields: fields.written.text(),
            spans: &spans,
        }
        .write(self.shape, &mut line);
        self.writer.leave(&line);
    }
}

impl Ids {
    /// What is known of the request that is served here.
    fn of(request: Option<&RequestContext>) -> Self {
        let trace = Trace::innermost(request);
        let trace = trace.as_ref();
        Self {
            request_id: request.map(|request| request.id().to_string()),
            trace_id: trace.map(|trace| trace.trace_id().to_string()),
            span_id: trace.map(|trace| trace.span_id().to_string()),
        }
    }
}

impl fmt::Debug for LogLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogLayer")
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
