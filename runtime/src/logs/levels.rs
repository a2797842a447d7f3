//! What is logged, and its change while the service runs.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_log::{AsLog, log};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Context, Filter};

use crate::observe::REQUEST_SPAN;
use crate::traces::{STAGE, is_recorded};

/// Where changes of what is logged are told of.
pub(super) const OWN: &str = "hardpoint::logs";

/// Where panics are told of.
pub(super) const PANIC: &str = "hardpoint::panic";

/// The longest text that says what is logged, in bytes.
pub(crate) const LONGEST: usize = 4 * 1024;

/// What is logged. Clones are the same.
#[derive(Clone)]
pub(super) struct Levels(Arc<Shared>);

struct Shared {
    filter: RwLock<EnvFilter>,
    said: Mutex<Said>,
    /// Whether lines of the `log` crate come here, too.
    is_bridged: AtomicBool,
}

/// What was said of levels.
#[derive(Debug, Clone)]
struct Said {
    /// What holds until somebody says otherwise.
    standing: String,
    now: String,
    /// How often it has changed.
    changes: u64,
}

impl Said {
    fn change(&mut self, directives: &str, is_for_good: bool) -> Change {
        let from = std::mem::replace(&mut self.now, directives.to_owned());
        if is_for_good {
            self.standing = directives.to_owned();
        }
        self.changes += 1;
        Change {
            from,
            number: self.changes,
        }
    }

    /// What is to hold again, if nobody has changed it since that change.
    fn fall_back(&self, change: &Change) -> Option<String> {
        (self.changes == change.number).then(|| self.standing.clone())
    }
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// What held before.
    pub(crate) from: String,
    number: u64,
}

/// Why a text says nothing of what is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelsError(String);

impl fmt::Display for LevelsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LevelsError {}

impl Levels {
    pub(super) fn new(directives: &str) -> Result<Self, LevelsError> {
        let filter = filter(directives)?;
        Ok(Self(Arc::new(Shared {
            filter: RwLock::new(filter),
            said: Mutex::new(Said {
                standing: directives.to_owned(),
                now: directives.to_owned(),
                changes: 0,
            }),
            is_bridged: AtomicBool::new(false),
        })))
    }

    /// What is logged now, and what will be again once a change for some time is over.
    pub(super) fn said(&self) -> (String, String) {
        let said = self.0.said.lock();
        (said.now.clone(), said.standing.clone())
    }

    pub(super) fn change(
        &self,
        directives: &str,
        is_for_good: bool,
    ) -> Result<Change, LevelsError> {
        let filter = filter(directives)?;
        let mut said = self.0.said.lock();
        let change = said.change(directives, is_for_good);
        self.hold(filter);
        Ok(change)
    }

    /// Ends a change, if it is the last one; gives what holds again.
    pub(super) fn fall_back(&self, change: &Change) -> Option<String> {
        let mut said = self.0.said.lock();
        let standing = said.fall_back(change)?;
        // It has been read before.
        let filter = filter(&standing).ok()?;
        said.change(&standing, true);
        self.hold(filter);
        Some(standing)
    }

    /// From now on, lines of the `log` crate come here, too.
    pub(super) fn bridge(&self) {
        self.0.is_bridged.store(true, Ordering::Relaxed);
        self.tell_log();
    }

    fn hold(&self, filter: EnvFilter) {
        // Free again before others ask it anew.
        *self.0.filter.write() = filter;
        tracing::callsite::rebuild_interest_cache();
        self.tell_log();
    }

    fn tell_log(&self) {
        if self.0.is_bridged.load(Ordering::Relaxed) {
            log::set_max_level(LevelFilter::current().as_log());
        }
    }
}

/// Reads what is logged: `info,shop::orders=debug`.
fn filter(directives: &str) -> Result<EnvFilter, LevelsError> {
    let wrong = |why: String| Err(LevelsError(why));
    if directives.len() > LONGEST {
        return wrong(format!("expected {LONGEST} bytes at most"));
    }
    if directives.chars().any(char::is_control) {
        return wrong("expected one line".to_owned());
    }
    let mut count = 0;
    for directive in directives
        .split(',')
        .map(str::trim_ascii)
        .filter(|one| !one.is_empty())
    {
        count += 1;
        // A target on its own would be logged in full, and a level that is misspelt is a target.
        let is_target = directive.contains("::") || directive.contains(['=', '[']);
        if !is_target && directive.parse::<LevelFilter>().is_err() {
            return wrong(format!(
                "`{directive}` is no level: expected one of `off`, `error`, `warn`, `info`, \
                 `debug`, `trace`, or a target and its level, such as `{directive}=debug`"
            ));
        }
    }
    if count == 0 {
        return wrong("expected a level, such as `info`, or `info,shop::orders=debug`".to_owned());
    }
    // Patterns over fields would be matched with every span: plain values do.
    let read = EnvFilter::builder().with_regex(false).parse(directives);
    read.map_err(|error| {
        LevelsError(format!(
            "`{directives}`: {error}; expected such as `info,shop::orders=debug`"
        ))
    })
}

/// What is always let through: the span that has the request's id, what is said of the log, and
/// panics.
fn is_own(metadata: &Metadata<'_>) -> bool {
    matches!(metadata.target(), REQUEST_SPAN | OWN | PANIC)
}

/// What nobody logs, unless it has to be seen: a line has a use for its request, and none for what
/// that does there.
fn is_stage(metadata: &Metadata<'_>) -> bool {
    metadata.target() == STAGE
}

impl<S: Subscriber> Filter<S> for Levels
where
    EnvFilter: Filter<S>,
{
    fn enabled(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool {
        let is_wanted = || Filter::enabled(&*self.0.filter.read_recursive(), metadata, context);
        is_own(metadata) || is_recorded(metadata) || (!is_stage(metadata) && is_wanted())
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Asked in any case: it is where a filter learns of spans that its patterns name.
        let interest = Filter::<S>::callsite_enabled(&*self.0.filter.read_recursive(), metadata);
        match (
            is_own(metadata) || is_recorded(metadata),
            is_stage(metadata),
        ) {
            (true, _) => Interest::always(),
            (_, true) => Interest::never(),
            _ => interest,
        }
    }

    fn event_enabled(&self, event: &Event<'_>, context: &Context<'_, S>) -> bool {
        is_own(event.metadata())
            || Filter::event_enabled(&*self.0.filter.read_recursive(), event, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        let hint = Filter::<S>::max_level_hint(&*self.0.filter.read_recursive())?;
        // As much as that is always let through; what is recorded is for others to say.
        Some(hint.max(LevelFilter::WARN))
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        Filter::on_new_span(&*self.0.filter.read_recursive(), attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        Filter::on_record(&*self.0.filter.read_recursive(), id, values, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        Filter::on_enter(&*self.0.filter.read_recursive(), id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        Filter::on_exit(&*self.0.filter.read_recursive(), id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        Filter::on_close(&*self.0.filter.read_recursive(), id, context);
    }
}

impl fmt::Debug for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.said.lock().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_of_levels_is_refused_in_words() {
        for (text, part) in [
            ("", "expected a level"),
            (" , ", "expected a level"),
            ("inof", "`inof` is no level"),
            ("info,shop=loud", "expected such as"),
            ("info\nwarn", "expected one line"),
        ] {
            let told = filter(text).unwrap_err().to_string();
            assert!(told.contains(part), "{told}");
        }
        assert!(filter(&"a=info,".repeat(1_000)).is_err());
        for text in [
            "info",
            "off",
            "INFO,shop::orders=debug",
            "warn,[order{id=5}]=trace",
        ] {
            assert!(filter(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_change_for_some_time_falls_back_unless_there_was_another() {
        let levels = Levels::new("info").unwrap();
        let first = levels.change("trace", false).unwrap();
        assert_eq!(first.from, "info");
        assert_eq!(levels.said(), ("trace".to_owned(), "info".to_owned()));
        let second = levels.change("debug", false).unwrap();
        assert_eq!(levels.fall_back(&first), None);
        assert_eq!(levels.fall_back(&second).as_deref(), Some("info"));
        assert_eq!(levels.said(), ("info".to_owned(), "info".to_owned()));
        let third = levels.change("warn", true).unwrap();
        assert_eq!(third.from, "info");
        assert!(levels.change("inof", true).is_err());
        assert_eq!(levels.said(), ("warn".to_owned(), "warn".to_owned()));
    }
}
