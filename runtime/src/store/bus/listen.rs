//! Listening to the bus, for as long as the process lives.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;

use super::{Bus, Channels, Event, Heard, Question, Saying, late};
use crate::clock::{Clock, Moment};
use crate::observe::Share;
use crate::observe::catalogue::BUS_AWAY;
use crate::store::StoreError;
use crate::within::within;

/// How long joining may take, and a beat to come back, at least.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long to wait before the next attempt to join, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// Who listens.
pub(crate) trait Ear: Send + Sync {
    /// By whose clock beats are sent.
    fn now(&self) -> Moment;
    /// Everything is heard that is told; what was told before may have been missed.
    fn joined(&self);
    /// Somebody has told this.
    fn heard(&self, event: Event);
    /// Somebody asks this.
    fn asked(&self, question: Question);
    /// Somebody answers this.
    fn answered(&self, heard: Heard);
    /// Everything has been heard that was told before.
    fn verified(&self, through: Moment);
    /// Nothing is heard any more.
    fn left(&self);
}

/// Joins, listens, and joins again. A beat follows the last after `pause`; where one does not come
/// back in time, the connection is given up, whatever it looks like.
pub(crate) async fn listen(
    bus: Arc<dyn Bus>,
    channels: Channels,
    ear: Arc<dyn Ear>,
    pause: Duration,
) {
    let [first, longest] = PAUSES;
    let mut wait = first;
    let mut listener = Listener {
        bus,
        channels,
        ear,
        pause,
        presence: Presence::new(),
    };
    loop {
        let why = match listener.join().await {
            Ok(mut saying) => {
                wait = first;
                let Err(why) = listener.attend(&mut saying).await;
                listener.ear.left();
                why
            }
            Err(why) => why,
        };
        listener.presence.is_away(&why);
        Clock::system().sleep(wait).await;
        wait = (wait * 2).min(longest);
    }
}

struct Listener {
    bus: Arc<dyn Bus>,
    channels: Channels,
    ear: Arc<dyn Ear>,
    pause: Duration,
    presence: Presence,
}

impl Listener {
    async fn join(&self) -> Result<Saying, StoreError> {
        let joined = within(self.patience(), self.bus.join(&self.channels)).await;
        joined.unwrap_or_else(|_late| Err(late()))
    }

    /// Hears what is said, and proves again and again that that is all.
    async fn attend(&mut self, saying: &mut Saying) -> Result<Infallible, StoreError> {
        let mut number = 0_u64;
        loop {
            number += 1;
            let (sent, text) = (self.ear.now(), number.to_string());
            let beat = within(self.patience(), self.beat(saying, &text));
            beat.await.unwrap_or_else(|_late| Err(late()))?;
            // Not before: there are ways by which one can listen and never hears anything.
            if number == 1 {
                self.ear.joined();
            }
            self.ear.verified(sent);
            self.presence.is_here();
            let mut rest = pin!(Clock::system().sleep(self.pause));
            loop {
                tokio::select! {
                    said = saying.next() => self.hear(&said.ok_or_else(lost)?),
                    () = &mut rest => break,
                }
            }
        }
    }

    /// Sends a beat, and hears everything that comes before it.
    async fn beat(&self, saying: &mut Saying, number: &str) -> Result<(), StoreError> {
        let Channels { group, own, .. } = &self.channels;
        let mut told = pin!(self.bus.tell(*group, own, number));
        let (mut is_told, mut is_back) = (false, false);
        while !(is_told && is_back) {
            tokio::select! {
                is_heard = &mut told, if !is_told => {
                    // It may come back from there all the same, but nothing says after what.
                    if !is_heard? {
                        return Err(StoreError::new("it is told elsewhere than it is listened to"));
                    }
                    is_told = true;
                }
                said = saying.next() => {
                    let said = said.ok_or_else(lost)?;
                    is_back |= said.0 == *own && said.1 == number;
                    self.hear(&said);
                }
            }
        }
        Ok(())
    }

    fn hear(&self, (channel, text): &(String, String)) {
        if *channel == self.channels.news {
            match Question::read(text) {
                Some(question) => self.ear.asked(question),
                None => self.ear.heard(Event::read(text)),
            }
        } else if let Some(heard) = Heard::read(text) {
            self.ear.answered(heard);
        }
    }

    fn patience(&self) -> Duration {
        PATIENCE.max(2 * self.pause)
    }
}

fn lost() -> StoreError {
    StoreError::new("the connection is lost")
}

/// Whether the bus is there, told once for each change.
struct Presence {
    is_away: bool,
    gauge: Share,
}

impl Presence {
    fn new() -> Self {
        Self {
            is_away: false,
            gauge: Share::of(BUS_AWAY.gauge([])),
        }
    }

    fn is_away(&mut self, why: &StoreError) {
        if !std::mem::replace(&mut self.is_away, true) {
            self.gauge.set(1.0);
            tracing::warn!(
                %why,
                "the bus is away: what is stored in this process is not believed for long"
            );
        }
    }

    fn is_here(&mut self) {
        if std::mem::replace(&mut self.is_away, false) {
            self.gauge.set(0.0);
            tracing::info!("the bus is back");
        }
    }
}

#[cfg(test)]
mod tests;
