//! Where a process is between its first second and its last.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::observe::Share;
use crate::observe::catalogue::PHASE;

/// A part of the life of a process. Each comes after the one before, and none comes twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// What has to be done first is under way.
    Starting,
    /// Requests are served.
    Serving,
    /// It was told to stop; requests are served, and asked to go elsewhere next time.
    Draining,
}

/// Which phase it is, for all who want to know.
#[derive(Debug)]
pub(crate) struct Life {
    phase: watch::Sender<Phase>,
    /// The same as a draining phase, for those who ask at every request.
    drains: AtomicBool,
    /// Whether it is each of them; of a life that is watched over.
    meters: Option<[(Phase, Share); 3]>,
}

/// One that is served without being watched over: by a server that is not ours.
impl Default for Life {
    fn default() -> Self {
        Self {
            phase: watch::Sender::new(Phase::Serving),
            drains: AtomicBool::new(false),
            meters: None,
        }
    }
}

impl Life {
    /// One that begins.
    pub(crate) fn begin() -> Self {
        let told = |phase: Phase| (phase, Share::of(PHASE.gauge([phase.as_str()])));
        let phases = [Phase::Starting, Phase::Serving, Phase::Draining];
        let life = Self {
            phase: watch::Sender::new(Phase::Starting),
            meters: Some(phases.map(told)),
            ..Self::default()
        };
        life.tell(Phase::Starting);
        life
    }

    pub(crate) fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Whether it was told to stop.
    #[inline]
    pub(crate) fn drains(&self) -> bool {
        self.drains.load(Ordering::Relaxed)
    }

    /// Goes on to a later phase; whether it was not there already.
    pub(crate) fn go_on(&self, to: Phase) -> bool {
        let went = self.phase.send_if_modified(|phase| {
            let is_later = to > *phase;
            if is_later {
                *phase = to;
                self.tell(to);
            }
            is_later
        });
        if to == Phase::Draining {
            self.drains.store(true, Ordering::Relaxed);
        }
        went
    }

    fn tell(&self, now: Phase) {
        for (phase, is) in self.meters.iter().flatten() {
            is.set(f64::from(u8::from(*phase == now)));
        }
    }
}

impl Phase {
    /// What it is called on the admin listener.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Serving => "serving",
            Self::Draining => "draining",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_goes_forward_only() {
        let life = Life::begin();
        assert_eq!(life.phase(), Phase::Starting);
        assert!(life.go_on(Phase::Draining) && life.drains());
        assert!(!life.go_on(Phase::Serving), "told to stop while starting");
        assert_eq!(life.phase(), Phase::Draining);
        assert!(!life.go_on(Phase::Draining));
    }
}
