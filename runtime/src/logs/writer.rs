//! The thread that writes: who logs a line only leaves it there.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::settings::Output;

/// Lines on their way out. Clones are the same.
#[derive(Clone)]
pub(super) struct Writer(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    /// There is something to write, or nobody left who could bring it.
    news: Condvar,
    /// Something has been written.
    written: Condvar,
    /// How many bytes may wait.
    most: usize,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    dropped: u64,
    /// How many bytes have been left here, and how many of them are written.
    left: u64,
    written: u64,
    /// Who could still bring something is gone.
    is_over: bool,
}

/// Ends the thread when the last of those who bring lines has gone.
pub(super) struct Bringer(Arc<Shared>);

impl Writer {
    /// Writes to `output`; `dropped` makes a line of how many there was no room for.
    pub(super) fn start(
        output: Output,
        most: usize,
        dropped: impl Fn(u64) -> String + Send + 'static,
    ) -> io::Result<(Self, Bringer)> {
        let shared = Arc::new(Shared {
            waiting: Mutex::default(),
            news: Condvar::new(),
            written: Condvar::new(),
            most,
        });
        let (writer, bringer) = (Self(Arc::clone(&shared)), Bringer(Arc::clone(&shared)));
        thread::Builder::new()
            .name("hardpoint-logs".to_owned())
            .spawn(move || shared.write(&output, dropped))?;
        Ok((writer, bringer))
    }

    /// Leaves a line there, if there is room.
    pub(super) fn leave(&self, line: &str) {
        let mut waiting = self.0.waiting.lock();
        if waiting.lines.len() + line.len() > self.0.most {
            waiting.dropped += 1;
            return;
        }
        let was_empty = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line.as_bytes());
        waiting.left += line.len() as u64;
        drop(waiting);
        if was_empty {
            self.0.news.notify_one();
        }
    }

    /// Waits until what has been left there is written, for `longest` at most; whether it is.
    pub(super) fn flush(&self, longest: Duration) -> bool {
        let mut waiting = self.0.waiting.lock();
        let until = waiting.left;
        let is_waited_for = |waiting: &mut Waiting| waiting.written < until;
        let outcome = self
            .0
            .written
            .wait_while_for(&mut waiting, is_waited_for, longest);
        !outcome.timed_out()
    }
}

impl Shared {
    fn write(&self, output: &Output, dropped: impl Fn(u64) -> String) {
        let mut lines = Vec::new();
        loop {
            let mut waiting = self.waiting.lock();
            while waiting.lines.is_empty() && waiting.dropped == 0 {
                if waiting.is_over {
                    return;
                }
                self.news.wait(&mut waiting);
            }
            std::mem::swap(&mut waiting.lines, &mut lines);
            let missing = std::mem::take(&mut waiting.dropped);
            let until = waiting.left;
            drop(waiting);
            output.write(&lines);
            if missing > 0 {
                output.write(dropped(missing).as_bytes());
            }
            lines.clear();
            self.waiting.lock().written = until;
            self.written.notify_all();
        }
    }
}

impl Drop for Bringer {
    fn drop(&mut self) {
        self.0.waiting.lock().is_over = true;
        self.0.news.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::mpsc;

    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    /// Tells of each write, and waits to be let on.
    struct Slow {
        seen: mpsc::Sender<Vec<u8>>,
        may_go_on: mpsc::Receiver<()>,
    }

    impl Write for Slow {
        fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
            self.seen.send(lines.to_vec()).map_err(io::Error::other)?;
            self.may_go_on.recv().map_err(io::Error::other)?;
            Ok(lines.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_logs_never_waits_and_what_is_lost_is_counted() {
        let (seen, sees) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel();
        let output = Output::Other(Arc::new(Mutex::new(Slow { seen, may_go_on })));
        let (writer, bringer) =
            Writer::start(output, 8, |count| format!("{count} lost\n")).unwrap();
        writer.leave("1\n");
        assert_eq!(sees.recv_timeout(LONG).unwrap(), b"1\n");
        // The output hangs; there is room for four lines.
        for line in ["2\n", "3\n", "4\n", "5\n", "6\n", "7\n"] {
            writer.leave(line);
        }
        assert!(!writer.flush(Duration::from_millis(1)));
        for _ in 0..3 {
            go_on.send(()).unwrap();
        }
        assert!(writer.flush(LONG));
        assert_eq!(sees.recv_timeout(LONG).unwrap(), b"2\n3\n4\n5\n");
        assert_eq!(sees.recv_timeout(LONG).unwrap(), b"2 lost\n");
        drop(bringer);
        // The thread ends, and with it the output.
        assert!(sees.recv_timeout(LONG).is_err());
    }
}
