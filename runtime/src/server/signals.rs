//! The thread that hears the signals, and ends the process where it does not end by itself.

use std::io;
use std::process;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::around::Around;
use crate::clock::Clock;

/// How long the last words may take.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// SIGTERM and SIGINT, from now on ours.
///
/// The first one is told. The second, or the end of the budget that begins with the first, ends
/// the process at once, with exit code 1: a handler that never yields keeps its worker, and a
/// destructor may wait for what does not come. So it is a thread of its own that notices.
pub(super) struct Signals(watch::Receiver<Option<&'static str>>);

impl Signals {
    pub(super) fn heard_within(budget: Duration, around: Around) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (terminate, interrupt) = {
            let _inside = runtime.enter();
            (
                signal(SignalKind::terminate())?,
                signal(SignalKind::interrupt())?,
            )
        };
        let (tell, told) = watch::channel(None);
        thread::Builder::new()
            .name("hardpoint-signals".to_owned())
            .spawn(move || runtime.block_on(hear(terminate, interrupt, tell, budget, around)))?;
        Ok(Self(told))
    }

    /// The name of the first one, once it has come.
    pub(super) async fn first(mut self) -> &'static str {
        match self.0.wait_for(Option::is_some).await {
            Ok(name) => name.unwrap_or_default(),
            // The thread tells before it ends.
            Err(_) => std::future::pending().await,
        }
    }
}

async fn hear(
    mut terminate: Signal,
    mut interrupt: Signal,
    tell: watch::Sender<Option<&'static str>>,
    budget: Duration,
    around: Around,
) {
    let name = either(&mut terminate, &mut interrupt).await;
    tell.send_replace(Some(name));
    let again = tokio::select! {
        name = either(&mut terminate, &mut interrupt) => Some(name),
        () = Clock::system().sleep(budget) => None,
    };
    say_in_time(move || {
        match again {
            Some(signal) => tracing::warn!(signal, "told to stop once more: ending at once"),
            None => tracing::error!(?budget, "the drain budget is over, and something hangs"),
        }
        around.flush_logs();
    });
    process::exit(1);
}

/// What hangs may be the log itself, a pipe that nobody reads: nothing waits for it.
fn say_in_time(words: impl FnOnce() + Send + 'static) {
    let (tell, told) = mpsc::channel();
    let speaker = thread::Builder::new().spawn(move || {
        words();
        let _nobody_waits_any_more = tell.send(());
    });
    if speaker.is_ok() {
        let _in_time_or_not = told.recv_timeout(LAST_WORDS);
    }
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) -> &'static str {
    tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    }
}
