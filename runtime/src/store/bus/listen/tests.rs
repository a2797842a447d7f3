//! What is proven by a beat, and what is done without one.

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use parking_lot::Mutex;
use tokio::sync::{mpsc, watch};

use super::*;
use crate::store::bus::Outdated;

/// A bus of one instance, which does as it is told.
#[derive(Debug, Default)]
struct Wire {
    ear: Mutex<Option<mpsc::UnboundedSender<(String, String)>>>,
    /// What is told by others before the next beat.
    news: Mutex<Vec<String>>,
    manners: Mutex<Manners>,
    joins: AtomicU32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Manners {
    #[default]
    Good,
    /// Beats reach another server than the one that is listened to, and come back all the same.
    Elsewhere,
    /// What is told does not come back.
    Mute,
}

impl Bus for Wire {
    fn tell<'a>(
        &'a self,
        _: u64,
        channel: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        async move {
            let manners = *self.manners.lock();
            let news = std::mem::take(&mut *self.news.lock());
            if let (Some(ear), true) = (&*self.ear.lock(), manners != Manners::Mute) {
                for text in news {
                    let _ = ear.send(("hardpoint_0000000000000007".into(), text));
                }
                let _ = ear.send((channel.to_owned(), text.to_owned()));
            }
            Ok(manners != Manners::Elsewhere)
        }
        .boxed()
    }

    fn join<'a>(&'a self, _: &'a Channels) -> BoxFuture<'a, Result<Saying, StoreError>> {
        let (ear, said) = mpsc::unbounded_channel();
        *self.ear.lock() = Some(ear);
        self.joins.fetch_add(1, Ordering::Relaxed);
        let said = stream::unfold(said, async |mut said| Some((said.recv().await?, said)));
        std::future::ready(Ok(said.boxed())).boxed()
    }

    fn runs_ahead(&self) -> bool {
        false
    }
}

/// What was heard, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Joined,
    Event(u64),
    Verified(Moment),
    Left,
}

/// Writes down what it hears; its clock goes on with every look.
struct Notebook {
    looks: Mutex<u64>,
    heard: watch::Sender<Vec<Heard>>,
}

impl Notebook {
    fn note(&self, heard: Heard) {
        self.heard.send_modify(|all| all.push(heard));
    }
}

impl Ear for Notebook {
    fn now(&self) -> Moment {
        let mut looks = self.looks.lock();
        *looks += 1;
        Moment::from_nanos(*looks)
    }

    fn joined(&self) {
        self.note(Heard::Joined);
    }

    fn heard(&self, event: Event) {
        self.note(Heard::Event(event.by));
    }

    fn asked(&self, _: Question) {}

    fn answered(&self, _: super::Heard) {}

    fn verified(&self, through: Moment) {
        self.note(Heard::Verified(through));
    }

    fn left(&self) {
        if self.heard.borrow().contains(&Heard::Joined) {
            self.note(Heard::Left);
        }
    }
}

struct Bench {
    wire: Arc<Wire>,
    heard: watch::Receiver<Vec<Heard>>,
    task: tokio::task::JoinHandle<()>,
}

fn listening(manners: Manners) -> Bench {
    let wire = Arc::new(Wire::default());
    *wire.manners.lock() = manners;
    let (sender, heard) = watch::channel(Vec::new());
    let ear = Arc::new(Notebook {
        looks: Mutex::new(0),
        heard: sender,
    });
    let pause = Duration::from_millis(1);
    let task = tokio::spawn(listen(wire.clone(), Channels::new(7, 1), ear, pause));
    Bench { wire, heard, task }
}

impl Bench {
    async fn until(&mut self, is_so: impl Fn(&[Heard]) -> bool) -> Vec<Heard> {
        let heard = within(
            Duration::from_secs(20),
            self.heard.wait_for(|heard| is_so(heard)),
        );
        heard.await.expect("in time").expect("it listens").clone()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn event(by: u64) -> String {
    Event {
        by,
        is_settled: true,
        outdated: Outdated::Everything,
    }
    .to_string()
}

fn at(look: u64) -> Heard {
    Heard::Verified(Moment::from_nanos(look))
}

#[tokio::test]
async fn what_was_told_before_a_beat_is_heard_before_that_is_verified() {
    let mut bench = listening(Manners::Good);
    bench.until(|heard| heard.len() > 2).await;
    bench.wire.news.lock().extend([event(8), event(9)]);
    let heard = bench
        .until(|heard| {
            heard.contains(&Heard::Event(9)) && matches!(heard.last(), Some(Heard::Verified(_)))
        })
        .await;
    assert_eq!(
        heard[..2],
        [Heard::Joined, at(1)],
        "what was missed is told first"
    );
    let events = heard
        .iter()
        .position(|heard| *heard == Heard::Event(8))
        .unwrap();
    assert_eq!(heard[events + 1], Heard::Event(9));
    // Every beat verifies what was told until it was sent, and no more.
    let beats = heard
        .iter()
        .filter(|heard| matches!(heard, Heard::Verified(_)));
    for (beat, look) in beats.zip(1..) {
        assert_eq!(*beat, at(look));
    }
    assert_eq!(heard[events + 2], at(events as u64), "the beat behind them");
}

#[tokio::test]
async fn a_beat_that_was_told_elsewhere_proves_nothing() {
    let mut bench = listening(Manners::Elsewhere);
    let joined = async {
        while bench.wire.joins.load(Ordering::Relaxed) < 3 {
            tokio::task::yield_now().await;
        }
    };
    within(Duration::from_secs(20), joined)
        .await
        .expect("it joins again");
    assert_eq!(*bench.heard.borrow(), []);
    *bench.wire.manners.lock() = Manners::Good;
    let heard = bench.until(|heard| heard.len() > 1).await;
    assert_eq!(heard[0], Heard::Joined, "what was missed is not believed");
    assert!(matches!(heard[1], Heard::Verified(_)));
}

#[tokio::test]
async fn without_beats_it_joins_again() {
    let mut bench = listening(Manners::Good);
    bench.until(|heard| heard.len() > 2).await;
    *bench.wire.manners.lock() = Manners::Mute;
    let begun = Clock::system().now();
    let first = bench.heard.borrow().len();
    let joins = |heard: &[Heard]| {
        heard
            .iter()
            .filter(|heard| **heard == Heard::Joined)
            .count()
    };
    // The first beat that is missed ends it, in its time.
    while Clock::system().now().since(begun) < PATIENCE {
        tokio::task::yield_now().await;
    }
    let until_then = bench.heard.borrow().len();
    assert!(until_then <= first + 1 && joins(&bench.heard.borrow()) == 1);
    *bench.wire.manners.lock() = Manners::Good;
    let heard = bench.until(|heard| joins(heard) == 2).await;
    let again = heard.iter().rposition(|heard| *heard == Heard::Joined);
    assert_eq!(heard[again.unwrap() - 1], Heard::Left);
}
