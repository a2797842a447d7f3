//! What of an error is logged, and how often.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;
use crate::error::{from_foreign, respond_to_foreign};

/// Takes down every event as one line: level, then fields.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        if !event.metadata().target().starts_with("hardpoint") {
            return;
        }
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

fn lines_of(work: impl FnOnce()) -> Vec<String> {
    let lines = Lines::default();
    tracing::subscriber::with_default(lines.clone(), work);
    let lines = lines.0.lock().unwrap();
    lines.clone()
}

#[derive(Debug)]
struct Failed {
    status: u16,
    level: Option<LogLevel>,
    cause: std::io::Error,
}

fn failed(status: u16, level: Option<LogLevel>) -> Failed {
    let inner = std::io::Error::other("disk is full");
    let cause = std::io::Error::other(inner);
    Failed {
        status,
        level,
        cause,
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ledger_failed")
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

impl ApiError for Failed {
    fn facts(&self) -> ErrorFacts {
        let status = StatusCode::from_u16(self.status).unwrap();
        let facts = ErrorFacts::new(status, "ledger_failed");
        match self.level {
            Some(level) => facts.level(level),
            None => facts,
        }
    }
}

impl actix_web::ResponseError for Failed {
    fn error_response(&self) -> HttpResponse {
        respond_to_error(self)
    }
}

#[test]
fn an_error_is_logged_once_with_its_sources() {
    let answers: [fn(); 3] = [
        || drop(respond_to_error(&failed(503, None))),
        || drop(from_foreign(&failed(503, None).into())),
        || drop(respond_to_foreign(failed(503, None).into())),
    ];
    for answer in answers {
        let lines = lines_of(answer);
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line = &lines[0];
        assert!(line.starts_with("ERROR"), "{line}");
        assert!(
            line.contains("error=ledger_failed: disk is full "),
            "{line}"
        );
        assert!(line.contains("status=503"), "{line}");
    }
}

#[test]
fn the_level_is_the_statuss_unless_stated() {
    let level = |status, level| {
        let lines = lines_of(|| drop(respond_to_error(&failed(status, level))));
        lines
            .first()
            .map(|line| line.split(' ').next().unwrap().to_owned())
    };
    assert_eq!(level(500, None).as_deref(), Some("ERROR"));
    assert_eq!(level(404, None).as_deref(), Some("DEBUG"));
    assert_eq!(level(404, Some(LogLevel::Warn)).as_deref(), Some("WARN"));
    assert_eq!(level(404, Some(LogLevel::Info)).as_deref(), Some("INFO"));
    assert_eq!(level(500, Some(LogLevel::Trace)).as_deref(), Some("TRACE"));
    assert_eq!(level(500, Some(LogLevel::Off)), None);
}

#[test]
fn a_chain_that_bites_its_tail_ends() {
    #[derive(Debug)]
    struct Ring;
    impl fmt::Display for Ring {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("ring")
        }
    }
    impl Error for Ring {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&Ring)
        }
    }
    impl ApiError for Ring {
        fn facts(&self) -> ErrorFacts {
            ErrorFacts::new(StatusCode::CONFLICT, "ring")
        }
    }
    assert_eq!(Chain(&Ring).to_string(), "ring");
}
