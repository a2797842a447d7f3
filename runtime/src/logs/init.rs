//! Where logging begins.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use tracing::subscriber::{Subscriber, set_global_default};
use tracing_log::LogTracer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use super::format::{LogFormat, UnknownLogFormat};
use super::layer::LogLayer;
use super::levels::{Change, Levels, LevelsError, OWN};
use super::panics;
use super::redact::Names;
use super::settings::LogSettings;
use super::trouble::Trouble;
use super::writer::Writer;
use crate::clock::Clock;

/// How long lines that wait are given to be written when logging ends.
const LAST: Duration = Duration::from_secs(1);

/// Logging, as it was begun. Dropped, it waits until everything is written, for a second at most:
/// keep it in `main` until the end, and give it to the [builder](crate::Builder::logs).
#[derive(Debug)]
pub struct Logs(pub(crate) LogControl);

/// What can be done to the log from elsewhere. Clones are the same.
#[derive(Clone)]
pub(crate) struct LogControl {
    levels: Levels,
    writer: Writer,
    format: LogFormat,
}

/// Why logging does not begin.
#[non_exhaustive]
pub enum LogsError {
    /// How lines are to look is not said as it must be.
    Format(UnknownLogFormat),
    /// What is to be logged is not said as it must be.
    Levels(LevelsError),
    /// The process logs already, in another way.
    InUse,
    /// There is no thread to write on.
    Thread(io::Error),
}

/// As it is read when it ends `main`.
impl fmt::Debug for LogsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for LogsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(error) => write!(f, "`LOG_FORMAT`: {error}"),
            Self::Levels(error) => write!(f, "`RUST_LOG`, or the levels of the log: {error}"),
            Self::InUse => f.write_str(
                "the process has a subscriber of `tracing` or a logger of `log` already",
            ),
            Self::Thread(error) => write!(f, "there is no thread to write the log on: {error}"),
        }
    }
}

impl std::error::Error for LogsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Format(error) => Some(error),
            Self::Levels(error) => Some(error),
            Self::InUse => None,
            Self::Thread(error) => Some(error),
        }
    }
}

/// Logs everything of this process: what is said through `tracing` and `log`, and its panics.
///
/// ```no_run
/// use hardpoint::Environment;
/// use hardpoint::logs::{self, LogSettings};
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/ping", rate = "10/s")]
/// async fn ping() -> &'static str { "pong" }
///
/// #[actix_web::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let logs = logs::init(&LogSettings::of(&Environment::process()))?;
///     let builder = Hardpoint::builder().endpoints(endpoints![ping]).logs(&logs);
///     Ok(builder.run("127.0.0.1:8080").await?)
/// }
/// ```
///
/// # Errors
///
/// Where format or levels cannot be read, or the process logs in another way already.
pub fn init(settings: &LogSettings) -> Result<Logs, LogsError> {
    let (layer, logs) = layer(settings)?;
    begin(Registry::default().with(layer), settings, logs)
}

/// The same beside another layer, such as that of [traces](crate::traces). One without a filter of
/// its own has every span made that there is.
///
/// # Errors
///
/// As for [`init`].
pub fn init_beside<L>(settings: &LogSettings, beside: L) -> Result<Logs, LogsError>
where
    L: Layer<Registry> + Send + Sync,
{
    let (layer, logs) = layer(settings)?;
    begin(Registry::default().with(beside).with(layer), settings, logs)
}

fn begin(
    subscriber: impl Subscriber + Send + Sync,
    settings: &LogSettings,
    logs: Logs,
) -> Result<Logs, LogsError> {
    set_global_default(subscriber).map_err(|_| LogsError::InUse)?;
    LogTracer::init().map_err(|_| LogsError::InUse)?;
    logs.0.levels.bridge();
    if settings.panics {
        panics::log(logs.0.writer.clone());
    }
    Ok(logs)
}

/// The same as a layer, for a subscriber of your own. It has neither what is said through `log`
/// nor panics, unless your subscriber gets them.
///
/// ```
/// use hardpoint::logs::{self, LogFormat, LogSettings};
/// use tracing_subscriber::prelude::*;
///
/// let settings = LogSettings::default().format(LogFormat::Json).output(std::io::sink());
/// let (layer, _logs) = logs::layer(&settings)?;
/// let _guard = tracing_subscriber::registry().with(layer).set_default();
/// tracing::info!(password = "hunter2", "logged in");
/// # Ok::<(), hardpoint::logs::LogsError>(())
/// ```
///
/// # Errors
///
/// Where format or levels cannot be read.
pub fn layer<S>(settings: &LogSettings) -> Result<(impl Layer<S> + use<S>, Logs), LogsError>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let levels = Levels::new(&settings.levels).map_err(LogsError::Levels)?;
    let format = settings.format.map_err(LogsError::Format)?;
    let shape = format.shape(settings.output.is_terminal());
    let line = move |trouble: Trouble<'_>| trouble.line(shape, &Clock::system());
    let (writer, bringer) = Writer::start(settings.output.clone(), settings.waiting, line)
        .map_err(LogsError::Thread)?;
    let layer = LogLayer {
        shape,
        names: Names::and(&settings.redacted),
        writer: writer.clone(),
        clock: Clock::system(),
        _bringer: Arc::new(bringer),
    };
    let logs = Logs(LogControl {
        levels: levels.clone(),
        writer,
        format: shape.format(),
    });
    Ok((layer.with_filter(levels), logs))
}

impl Logs {
    /// What is logged now.
    #[must_use]
    pub fn levels(&self) -> String {
        self.0.levels().0
    }

    /// From now on logs this, in the words of [`LogSettings::levels`].
    ///
    /// # Errors
    ///
    /// Where they cannot be read; then nothing has changed.
    pub fn set_levels(&self, directives: &str) -> Result<(), LevelsError> {
        self.0
            .change(directives, None, "the service itself")
            .map(drop)
    }

    /// How many lines have been lost so far: there was no room for them, or they could not be
    /// written.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.0.lost()
    }

    /// Waits until what has been logged is written, for `longest` at most; whether it is. For
    /// before [`std::process::exit`], which waits for nothing.
    pub fn flush(&self, longest: Duration) -> bool {
        self.0.writer.flush(longest)
    }
}

impl Drop for Logs {
    fn drop(&mut self) {
        self.0.flush();
    }
}

impl LogControl {
    /// What is logged now, and what will be again once a change for some time is over.
    pub(crate) fn levels(&self) -> (String, String) {
        self.levels.said()
    }

    /// Logs this from now on, and says in the log who wants it; for good, where no time is said.
    pub(crate) fn change(
        &self,
        directives: &str,
        span: Option<Duration>,
        by: &str,
    ) -> Result<Change, LevelsError> {
        let directives = directives.trim_ascii();
        let change = self.levels.change(directives, span.is_none())?;
        let seconds = span.map(|span| span.as_secs());
        tracing::warn!(
            target: OWN, from = change.from, to = directives, by, seconds, "log levels are changed"
        );
        Ok(change)
    }

    /// Ends a change that was for some time, unless there was another one since.
    pub(crate) fn fall_back(&self, change: &Change) {
        if let Some(to) = self.levels.fall_back(change) {
            tracing::warn!(target: OWN, to, "log levels are as before: their time is over");
        }
    }

    /// How lines look: what `Auto` has come to.
    pub(crate) fn format(&self) -> LogFormat {
        self.format
    }

    /// How many lines have been lost so far.
    pub(crate) fn lost(&self) -> u64 {
        self.writer.lost()
    }

    /// Waits a moment for what has been logged to be written.
    pub(crate) fn flush(&self) {
        self.writer.flush(LAST);
    }
}

impl fmt::Debug for LogControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogControl")
            .field("levels", &self.levels)
            .finish_non_exhaustive()
    }
}
