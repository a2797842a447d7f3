//! The thread that writes: who logs a line only leaves it there.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use metrics::Counter;
use parking_lot::{Condvar, Mutex};

use super::output::{Output, Sink, Unwritten};
use super::trouble::Trouble;
use crate::observe::catalogue::LOG_LOST;

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
    no_room: Counter,
    not_written: Counter,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    /// For how many there was no room since that was last said.
    no_room: u64,
    /// How many bytes have been left here, and of how many of them it is known what became.
    left: u64,
    done: u64,
    /// How many lines have been lost, for whatever reason.
    lost: u64,
    /// Who could still bring something is gone.
    is_over: bool,
}

/// A place in the log: how many bytes had been left, and how many lines lost.
#[derive(Clone, Copy)]
struct Mark {
    left: u64,
    lost: u64,
}

/// Ends the thread when the last of those who bring lines has gone.
pub(super) struct Bringer(Arc<Shared>);

thread_local! {
    /// Whether this is the thread that writes. What is logged there, by an output that logs or
    /// panics, would never come to an end.
    static WRITES: Cell<bool> = const { Cell::new(false) };
}

impl Writer {
    /// Writes to `output`; `line` makes a line of what there is to say of that.
    pub(super) fn start(
        output: Output,
        most: usize,
        line: impl Fn(Trouble<'_>) -> String + Send + 'static,
    ) -> io::Result<(Self, Bringer)> {
        let shared = Arc::new(Shared {
            waiting: Mutex::default(),
            news: Condvar::new(),
            written: Condvar::new(),
            most,
            no_room: LOG_LOST.early_counter(["no_room"]),
            not_written: LOG_LOST.early_counter(["not_written"]),
        });
        let (writer, bringer) = (Self(Arc::clone(&shared)), Bringer(Arc::clone(&shared)));
        thread::Builder::new()
            .name("hardpoint-logs".to_owned())
            .spawn(move || {
                WRITES.set(true);
                shared.write(Sink::of(output), line);
            })?;
        Ok((writer, bringer))
    }

    /// Leaves a line there, if there is room.
    pub(super) fn leave(&self, line: &str) {
        if WRITES.get() {
            return;
        }
        let mut waiting = self.0.waiting.lock();
        if waiting.lines.len() + line.len() > self.0.most {
            waiting.no_room += 1;
            waiting.lost += 1;
            drop(waiting);
            return self.0.no_room.increment(1);
        }
        let was_empty = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line.as_bytes());
        waiting.left += line.len() as u64;
        drop(waiting);
        if was_empty {
            self.0.news.notify_one();
        }
    }

    /// Waits until what has been left there is written, for `longest` at most; whether it is, and
    /// nothing was lost meanwhile.
    pub(super) fn flush(&self, longest: Duration) -> bool {
        self.reach(self.mark(), longest)
    }

    /// Where the log is now.
    fn mark(&self) -> Mark {
        let waiting = self.0.waiting.lock();
        Mark {
            left: waiting.left,
            lost: waiting.lost,
        }
    }

    /// Waits until what was left before the mark is written; whether it is, and nothing was lost
    /// since.
    fn reach(&self, mark: Mark, longest: Duration) -> bool {
        let mut waiting = self.0.waiting.lock();
        let is_waited_for = |waiting: &mut Waiting| waiting.done < mark.left;
        let outcome = self
            .0
            .written
            .wait_while_for(&mut waiting, is_waited_for, longest);
        !outcome.timed_out() && waiting.lost == mark.lost
    }

    /// How many lines have been lost so far, for whatever reason.
    pub(super) fn lost(&self) -> u64 {
        self.0.waiting.lock().lost
    }
}

impl Shared {
    fn write(&self, mut sink: Sink, line: impl Fn(Trouble<'_>) -> String) {
        let mut lines = Vec::new();
        let (mut no_room, mut not_written) = (0, 0);
        let mut is_broken = false;
        loop {
            let mut waiting = self.waiting.lock();
            while waiting.lines.is_empty() && waiting.no_room == 0 {
                if waiting.is_over {
                    return;
                }
                self.news.wait(&mut waiting);
            }
            std::mem::swap(&mut waiting.lines, &mut lines);
            no_room += std::mem::take(&mut waiting.no_room);
            let until = waiting.left;
            drop(waiting);

            let outcome = attempt(&mut sink, &lines);
            let lost = outcome.as_ref().map_or_else(|failed| failed.lines, |()| 0);
            not_written += lost;
            self.not_written.increment(lost);
            match outcome {
                Ok(()) if no_room + not_written > 0 => {
                    let said = line(Trouble::Lost {
                        no_room,
                        not_written,
                    });
                    // Where that cannot be written either, it is said with the next lines.
                    if attempt(&mut sink, said.as_bytes()).is_ok() {
                        (no_room, not_written) = (0, 0);
                    }
                    is_broken = false;
                }
                Ok(()) => is_broken = false,
                Err(Unwritten { error, .. }) if !is_broken => {
                    is_broken = true;
                    if !matches!(sink.output, Output::Stderr) {
                        let said = line(Trouble::Broken(&error));
                        let _ = attempt(&mut Sink::of(Output::Stderr), said.as_bytes());
                    }
                }
                Err(_) => {}
            }
            lines.clear();
            let mut waiting = self.waiting.lock();
            waiting.done = until;
            waiting.lost += lost;
            drop(waiting);
            self.written.notify_all();
        }
    }
}

/// Writes, and takes a panic for a failure: the thread is there for as long as the process is.
fn attempt(sink: &mut Sink, lines: &[u8]) -> Result<(), Unwritten> {
    catch_unwind(AssertUnwindSafe(|| sink.write(lines)))
        .unwrap_or_else(|_panic| Err(Unwritten::of(lines, io::Error::other("it panicked"))))
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

    /// What an output does with what it is given.
    type Answer = io::Result<usize>;

    /// Tells of each write, and waits to be told how that ends.
    struct Told {
        seen: mpsc::Sender<Vec<u8>>,
        answers: mpsc::Receiver<Answer>,
    }

    impl Write for Told {
        fn write(&mut self, lines: &[u8]) -> Answer {
            self.seen.send(lines.to_vec()).map_err(io::Error::other)?;
            let answer = self.answers.recv().map_err(io::Error::other)?;
            answer.map(|most| most.min(lines.len()))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Test {
        writer: Writer,
        bringer: Bringer,
        sees: mpsc::Receiver<Vec<u8>>,
        answer: mpsc::Sender<Answer>,
    }

    impl Test {
        fn with_room_for(most: usize) -> Self {
            let (seen, sees) = mpsc::channel();
            let (answer, answers) = mpsc::channel();
            let output = Output::Other(Arc::new(Mutex::new(Told { seen, answers })));
            let line = |trouble: Trouble<'_>| format!("{trouble:?}\n");
            let (writer, bringer) = Writer::start(output, most, line).unwrap();
            Self {
                writer,
                bringer,
                sees,
                answer,
            }
        }

        fn sees(&self) -> String {
            String::from_utf8(self.sees.recv_timeout(LONG).unwrap()).unwrap()
        }

        fn answer(&self, answer: Answer) {
            self.answer.send(answer).unwrap();
        }
    }

    const ALL: usize = usize::MAX;

    #[test]
    fn who_logs_never_waits_and_what_is_lost_is_counted() {
        let test = Test::with_room_for(8);
        test.writer.leave("1\n");
        assert_eq!(test.sees(), "1\n");
        // The output hangs; there is room for four lines.
        for line in ["2\n", "3\n", "4\n", "5\n", "6\n", "7\n"] {
            test.writer.leave(line);
        }
        assert!(!test.writer.flush(Duration::from_millis(1)));
        for _ in 0..3 {
            test.answer(Ok(ALL));
        }
        assert!(test.writer.flush(LONG));
        assert_eq!(test.sees(), "2\n3\n4\n5\n");
        assert_eq!(test.sees(), "Lost { no_room: 2, not_written: 0 }\n");
        assert_eq!(test.writer.lost(), 2);
        drop(test.bringer);
        // The thread ends, and with it the output.
        assert!(test.sees.recv_timeout(LONG).is_err());
    }

    #[test]
    fn what_cannot_be_written_is_counted_and_said_as_soon_as_it_can() {
        let test = Test::with_room_for(100);
        let broken = || Err(io::Error::from(io::ErrorKind::BrokenPipe));
        test.writer.leave("1\n2\n");
        let mark = test.writer.mark();
        test.answer(broken());
        assert!(!test.writer.reach(mark, LONG), "it is lost");
        // A part of the next goes out, and ends within a line.
        test.writer.leave("33\n44\n55\n");
        let mark = test.writer.mark();
        test.answer(Ok(4));
        test.answer(broken());
        assert!(!test.writer.reach(mark, LONG));
        for _ in 0..3 {
            test.answer(Ok(ALL));
        }
        test.writer.leave("6\n");
        assert!(test.writer.flush(LONG));
        let seen: Vec<_> = (0..6).map(|_| test.sees()).collect();
        assert_eq!(
            seen,
            [
                "1\n2\n",
                "33\n44\n55\n",
                "4\n55\n",
                "\n",
                "6\n",
                "Lost { no_room: 0, not_written: 4 }\n"
            ]
        );
        assert_eq!(test.writer.lost(), 4);
    }

    #[test]
    fn an_output_that_is_busy_is_tried_again_and_a_panic_of_it_is_a_failure() {
        let test = Test::with_room_for(100);
        test.answer(Err(io::ErrorKind::WouldBlock.into()));
        test.answer(Err(io::ErrorKind::Interrupted.into()));
        test.answer(Ok(2));
        test.answer(Ok(ALL));
        test.writer.leave("1\n2\n");
        assert!(test.writer.flush(LONG));
        let seen: Vec<_> = (0..4).map(|_| test.sees()).collect();
        assert_eq!(seen, ["1\n2\n", "1\n2\n", "1\n2\n", "2\n"]);

        /// Panics at first, and says so in the log.
        struct Panics(bool, mpsc::Sender<Vec<u8>>);

        impl Write for Panics {
            fn write(&mut self, lines: &[u8]) -> Answer {
                assert!(std::mem::replace(&mut self.0, true), "as it does");
                self.1.send(lines.to_vec()).map_err(io::Error::other)?;
                Ok(lines.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }

        let (seen, sees) = mpsc::channel();
        let output = Output::Other(Arc::new(Mutex::new(Panics(false, seen))));
        let (writer, _bringer) = Writer::start(output, 100, |_| "lost\n".to_owned()).unwrap();
        writer.leave("1\n");
        assert!(!writer.flush(LONG));
        writer.leave("2\n");
        assert!(writer.flush(LONG));
        assert_eq!(sees.recv_timeout(LONG).unwrap(), b"2\n");
        assert_eq!(sees.recv_timeout(LONG).unwrap(), b"lost\n");
    }
}
