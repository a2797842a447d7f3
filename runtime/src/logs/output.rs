//! Where lines go to.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;

/// How long an output is left alone that is busy and does not wait by itself.
const BUSY: Duration = Duration::from_millis(1);

/// Where lines go to.
#[derive(Clone)]
pub(super) enum Output {
    Stdout,
    Stderr,
    Other(Arc<Mutex<dyn Write + Send>>),
}

/// What did not go out.
#[derive(Debug)]
pub(super) struct Unwritten {
    /// How many lines, those that went out in part among them.
    pub(super) lines: u64,
    pub(super) error: io::Error,
}

impl Output {
    pub(super) fn is_terminal(&self) -> bool {
        match self {
            Self::Stdout => io::stdout().is_terminal(),
            Self::Stderr => io::stderr().is_terminal(),
            Self::Other(_) => false,
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut dyn Write) -> T) -> T {
        match self {
            Self::Stdout => work(&mut io::stdout().lock()),
            Self::Stderr => work(&mut io::stderr().lock()),
            Self::Other(output) => work(&mut *output.lock()),
        }
    }
}

/// An output, and where in a line it stands.
pub(super) struct Sink {
    pub(super) output: Output,
    /// Whether the last line that went out has no end.
    is_within_line: bool,
}

impl Sink {
    pub(super) fn of(output: Output) -> Self {
        Self {
            output,
            is_within_line: false,
        }
    }

    /// Writes lines, whole, however long that takes.
    pub(super) fn write(&mut self, lines: &[u8]) -> Result<(), Unwritten> {
        let Self {
            output,
            is_within_line,
        } = self;
        output.with(|output| {
            if *is_within_line {
                write_all(output, b"\n").map_err(|(_, error)| Unwritten::of(lines, error))?;
                *is_within_line = false;
            }
            write_all(output, lines).map_err(|(rest, error)| {
                let written = &lines[..lines.len() - rest.len()];
                *is_within_line = written.last().is_some_and(|last| *last != b'\n');
                Unwritten::of(rest, error)
            })?;
            // What an output keeps for itself until then is a line's end, or the whole of it.
            patiently(|| output.flush()).map_err(|error| Unwritten { lines: 1, error })
        })
    }
}

impl Unwritten {
    /// These.
    pub(super) fn of(lines: &[u8], error: io::Error) -> Self {
        let ends = lines.iter().filter(|&&byte| byte == b'\n');
        Self {
            lines: ends.count() as u64,
            error,
        }
    }
}

/// Writes all of it, or gives back what is left.
fn write_all<'a>(output: &mut dyn Write, all: &'a [u8]) -> Result<(), (&'a [u8], io::Error)> {
    let mut rest = all;
    while !rest.is_empty() {
        match patiently(|| output.write(rest)) {
            Ok(0) => return Err((rest, ErrorKind::WriteZero.into())),
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(error) => return Err((rest, error)),
        }
    }
    Ok(())
}

/// Tries again for as long as the output is busy: one that somebody else has made not to wait says
/// so, instead of waiting.
fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::park_timeout(BUSY),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stdout => "Stdout",
            Self::Stderr => "Stderr",
            Self::Other(_) => "Other",
        })
    }
}
