//! What this instance has missed, and whether another has heard it.
//!
//! Where a transaction tells the news that make it true, whoever hears them tells the second level, for
//! its instance may not live to do so. Nobody may have listened at that time. So whoever joins asks
//! the others: one that has heard everything before the question, without a break, and has passed it
//! on to the second level, says so. Where nobody does, what the second level keeps is out of date.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, watch};

use super::announcer::{Announcer, Audience};
use super::tags::Tag;
use crate::store::{Question, answer, ask};
use crate::within::within;

/// How long others are given to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many questions wait for their answer at most; whoever is not answered is on the safe side.
const MOST: usize = 64;

/// What is known of what was missed.
#[derive(Debug, Default)]
pub(super) struct Witness {
    session: watch::Sender<Session>,
    questions: Mutex<VecDeque<(Question, u64)>>,
    news: Notify,
}

/// For how long one has listened without a break.
#[derive(Debug, Clone, Copy, Default)]
struct Session {
    /// How many there have been, this one included.
    number: u64,
    is_joined: bool,
    /// Everything that was told before it has been passed on.
    is_whole: bool,
}

impl Witness {
    /// Everything is heard from now on.
    pub(super) fn joined(&self) {
        self.session.send_modify(|session| {
            *session = Session {
                number: session.number + 1,
                is_joined: true,
                is_whole: false,
            };
        });
    }

    /// Nothing is heard from now on.
    pub(super) fn left(&self) {
        self.session.send_modify(|session| {
            session.is_joined = false;
            session.is_whole = false;
        });
    }

    /// What was missed before the session of that number has been passed on.
    pub(super) fn is_whole(&self, number: u64) {
        self.session.send_if_modified(|session| {
            let is_it = session.is_joined && session.number == number;
            session.is_whole |= is_it;
            is_it
        });
    }

    /// Takes a question to be answered once `round` is known, if one may answer at all.
    pub(super) fn asked(&self, question: Question, round: impl FnOnce() -> u64) {
        if !self.session.borrow().is_whole {
            return;
        }
        let mut questions = self.questions.lock();
        if questions.len() >= MOST {
            questions.pop_front();
        }
        questions.push_back((question, round()));
        drop(questions);
        self.news.notify_one();
    }

    /// The next question, and the round that has to be known before it is answered.
    pub(super) async fn question(&self) -> (Question, u64) {
        loop {
            let next = self.questions.lock().pop_front();
            match next {
                Some(next) => return next,
                None => self.news.notified().await,
            }
        }
    }

    /// The number of a session before which something may have been missed, as soon as there is one.
    pub(super) async fn gap(&self) -> u64 {
        let mut sessions = self.session.subscribe();
        // The sender is ours, so waiting cannot fail.
        let gap = sessions.wait_for(|it| it.is_joined && !it.is_whole);
        gap.await.map(|session| session.number).unwrap_or_default()
    }

    /// Resolves once the session of that number is over, or whole.
    pub(super) async fn is_closed(&self, number: u64) {
        let mut sessions = self.session.subscribe();
        let is_over = |it: &Session| it.number != number || !it.is_joined || it.is_whole;
        let _ = sessions.wait_for(is_over).await;
    }
}

impl Announcer {
    /// Finds out whether somebody has heard what was missed here, whenever something was; else the
    /// second level is told that nothing of what it keeps is to be trusted.
    pub(super) async fn make_whole(self: Arc<Self>) {
        let Some(bus) = self.bus.clone().filter(|_| self.may_miss_what_matters()) else {
            return;
        };
        loop {
            let number = self.witness.gap().await;
            let question = Question {
                by: self.instance,
                number,
            };
            // Where it cannot be asked, nobody answers.
            let _ = ask(&*bus, &self.channels, question).await;
            if within(PATIENCE, self.witness.is_closed(number))
                .await
                .is_err()
            {
                tracing::info!(
                    "nobody has heard what was told before: nothing is trusted that the second \
                     level keeps"
                );
                let all = [Tag::EVERYTHING];
                self.announce(&all, Audience::Second);
                // With what was taken from there meanwhile.
                self.stamps.stamp(&all);
                self.witness.is_whole(number);
            }
        }
    }

    /// Answers others who ask what they have missed.
    pub(super) async fn bear_witness(self: Arc<Self>) {
        let Some(bus) = self.bus.clone() else {
            return;
        };
        loop {
            let (question, round) = self.witness.question().await;
            self.is_known(round).await;
            // Whoever is not answered is on the safe side.
            let _ = answer(&*bus, &self.channels, question).await;
        }
    }

    /// Whether what is told may never have been told to the second level: by a transaction whose
    /// instance did not live to do so.
    fn may_miss_what_matters(&self) -> bool {
        self.second.is_some() && self.bus.as_ref().is_some_and(|bus| bus.runs_ahead())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const QUESTION: Question = Question { by: 7, number: 1 };

    fn answers(witness: &Witness) -> bool {
        witness.asked(QUESTION, || 5);
        witness.question().now_or_never() == Some((QUESTION, 5))
    }

    #[test]
    fn nobody_answers_for_what_they_may_have_missed() {
        let witness = Witness::default();
        assert!(!answers(&witness), "before it has joined");
        witness.joined();
        assert!(!answers(&witness), "before it knows");
        witness.is_whole(1);
        assert!(answers(&witness));
        witness.left();
        assert!(
            !answers(&witness),
            "what is heard before it has joined again"
        );
        witness.joined();
        witness.is_whole(1);
        assert!(!answers(&witness), "by what was true of another session");
        witness.is_whole(2);
        assert!(answers(&witness));
    }

    #[test]
    fn a_gap_is_there_until_it_is_closed() {
        let witness = Witness::default();
        assert_eq!(witness.gap().now_or_never(), None);
        witness.joined();
        assert_eq!(witness.gap().now_or_never(), Some(1));
        assert!(witness.is_closed(1).now_or_never().is_none());
        witness.is_whole(1);
        assert!(witness.is_closed(1).now_or_never().is_some());
        assert_eq!(witness.gap().now_or_never(), None);
        witness.left();
        witness.joined();
        assert_eq!(witness.gap().now_or_never(), Some(2));
    }

    #[test]
    fn who_asks_too_much_is_not_answered() {
        let witness = Witness::default();
        witness.joined();
        witness.is_whole(1);
        for _ in 0..2 * MOST {
            witness.asked(QUESTION, || 5);
        }
        let answered = std::iter::from_fn(|| witness.question().now_or_never());
        assert_eq!(answered.count(), MOST);
    }
}
