//! What a store of idempotency keys has still to be told, after it did not hear it the first time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::idempotency_store::Lease;
use crate::clock::Moment;

/// How long to wait before it is told again, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(2)];

/// How many there may be: at 200 bytes each, and whatever the answers take of those who were running
/// when the store went away.
const MOST: usize = 10_000;

/// What has to be said of a lease.
#[derive(Debug, Clone)]
pub(super) enum Owed {
    /// It is given back.
    Release,
    /// It is given back if it was granted: the answer to its claim was late, or was lost. The claim
    /// itself may even be on its way still, and arrive after this.
    ReleaseIfGranted,
    /// It is completed with this answer.
    Completion(Option<Arc<[u8]>>),
}

/// Something to be said, and when.
#[derive(Debug, Clone)]
pub(super) struct Debt {
    pub(super) lease: Lease,
    pub(super) owed: Owed,
    due: Moment,
    pause: Duration,
    /// When it is of no use any more.
    ends: Moment,
    /// When a claim that has not arrived will not arrive any more, as far as that can be known.
    quiet: Option<Moment>,
}

/// What came of saying it.
#[derive(Debug, Clone)]
pub(super) enum Paid {
    /// It is settled.
    Settled,
    /// It is to be said again.
    Again(Debt),
    /// The store says that the key is somebody else's by now.
    Lost,
    /// It was never heard, and is of no use any more.
    GivenUp,
}

impl Debt {
    pub(super) fn new(lease: Lease, owed: Owed, now: Moment) -> Self {
        let of_use = match owed {
            // Whoever comes back meanwhile gets the answer, and else what follows from a lease that
            // ran out.
            Owed::Completion(_) => lease.length,
            Owed::Release | Owed::ReleaseIfGranted => lease.length.saturating_add(lease.ttl),
        };
        Self {
            lease,
            owed,
            due: now,
            pause: PAUSES[0],
            ends: now.after(of_use),
            quiet: None,
        }
    }

    /// What follows where the store has acknowledged it, and found the lease or not; or has not.
    pub(super) fn after(mut self, acknowledged: Option<bool>, now: Moment) -> Paid {
        match (acknowledged, &self.owed) {
            (Some(true), _) | (Some(false), Owed::Release) => return Paid::Settled,
            (Some(false), Owed::Completion(_)) => return Paid::Lost,
            // What a server has not done of what it was sent when it answers again, it does soon.
            (Some(false), Owed::ReleaseIfGranted) => {
                let quiet = *self.quiet.get_or_insert(now.after(self.lease.length));
                if now >= quiet {
                    return Paid::Settled;
                }
            }
            (None, _) => {}
        }
        if now >= self.ends {
            return Paid::GivenUp;
        }
        self.due = now.after(self.pause);
        self.pause = (self.pause * 2).min(PAUSES[1]);
        Paid::Again(self)
    }
}

/// All of it, in the order in which it is due.
#[derive(Debug, Default)]
pub(super) struct Debts {
    list: Mutex<List>,
    news: Notify,
}

#[derive(Debug, Default)]
struct List {
    debts: BTreeMap<Place, Debt>,
    last: u64,
    is_worked_on: bool,
}

/// When it is due, and a number, for several may be due at once.
type Place = (Moment, u64);

/// What is to be done next.
#[derive(Debug)]
pub(super) enum Next {
    /// To say this.
    Say(Place, Debt),
    /// To wait until then, or for news.
    Wait(Moment),
    /// Nothing: whoever worked on it need not go on.
    Nothing,
}

impl Debts {
    /// Whether there is any that the store has not acknowledged at all.
    pub(super) fn are_unheard(&self) -> bool {
        let list = self.list.lock();
        list.debts.values().any(|debt| debt.quiet.is_none())
    }

    /// Adds one; whether there is room for it.
    pub(super) fn add(&self, debt: Debt) -> bool {
        let mut list = self.list.lock();
        if list.debts.len() >= MOST {
            return false;
        }
        list.put(debt);
        drop(list);
        self.news.notify_one();
        true
    }

    /// Whether there is something to do and nobody at it.
    pub(super) fn wait(&self) -> bool {
        let list = self.list.lock();
        !list.is_worked_on && !list.debts.is_empty()
    }

    /// The work, unless somebody is at it.
    pub(super) fn begin(&self) -> Option<AtWork<'_>> {
        let mut list = self.list.lock();
        let is_free = !std::mem::replace(&mut list.is_worked_on, true);
        is_free.then(|| AtWork(Some(self)))
    }

    /// Notes what came of it.
    pub(super) fn paid(&self, place: Place, paid: Paid) {
        let mut list = self.list.lock();
        list.debts.remove(&place);
        if let Paid::Again(debt) = paid {
            list.put(debt);
        }
    }
}

impl List {
    fn put(&mut self, debt: Debt) {
        self.last += 1;
        self.debts.insert((debt.due, self.last), debt);
    }
}

/// Whoever works on it; when that ends, in whatever way, somebody else may.
#[derive(Debug)]
pub(super) struct AtWork<'d>(Option<&'d Debts>);

impl AtWork<'_> {
    /// What is to be done next. It stays in the list until it is [`paid`](Debts::paid).
    pub(super) fn next(&mut self, now: Moment) -> Next {
        let Some(debts) = self.0 else {
            return Next::Nothing;
        };
        let mut list = debts.list.lock();
        match list.debts.first_key_value() {
            Some((place, debt)) if debt.due <= now => Next::Say(*place, debt.clone()),
            Some((_, debt)) => Next::Wait(debt.due),
            None => {
                // In one step: what is added from now on needs somebody else.
                list.is_worked_on = false;
                self.0 = None;
                Next::Nothing
            }
        }
    }

    /// Resolves once there is more to do.
    pub(super) async fn news(&self) {
        if let Some(debts) = self.0 {
            debts.news.notified().await;
        }
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if let Some(debts) = self.0 {
            debts.list.lock().is_worked_on = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::LeaseKey;

    const SECOND: Duration = Duration::from_secs(1);

    fn lease() -> Lease {
        Lease {
            key: LeaseKey([1; 32]),
            fingerprint: [2; 32],
            owner: 3,
            length: 30 * SECOND,
            ttl: 3600 * SECOND,
            rerun_safe: false,
        }
    }

    fn at(seconds: u64) -> Moment {
        Moment::default().after(Duration::from_secs(seconds))
    }

    fn debt(owed: Owed) -> Debt {
        Debt::new(lease(), owed, at(0))
    }

    fn again(paid: Paid) -> Debt {
        match paid {
            Paid::Again(debt) => debt,
            other => panic!("not again: {other:?}"),
        }
    }

    #[test]
    fn what_is_heard_is_settled() {
        let answer = || Owed::Completion(None);
        for owed in [Owed::Release, Owed::ReleaseIfGranted, answer()] {
            assert!(matches!(debt(owed).after(Some(true), at(1)), Paid::Settled));
        }
        let released = debt(Owed::Release).after(Some(false), at(1));
        assert!(matches!(released, Paid::Settled));
        let lost = debt(answer()).after(Some(false), at(1));
        assert!(matches!(lost, Paid::Lost));
    }

    #[test]
    fn what_is_not_heard_is_said_again_after_longer_and_longer_pauses_while_it_is_of_use() {
        let mut debt = debt(Owed::Completion(None));
        let mut pauses = Vec::new();
        for _ in 0..8 {
            let now = debt.due;
            debt = again(debt.after(None, now));
            pauses.push(debt.due.since(now).as_millis());
        }
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1600, 2000, 2000]);
        assert!(matches!(debt.after(None, at(30)), Paid::GivenUp));

        let release = super::tests::debt(Owed::Release);
        let release = again(release.after(None, at(3629)));
        assert!(matches!(release.after(None, at(3630)), Paid::GivenUp));
    }

    #[test]
    fn a_claim_that_may_be_on_its_way_is_taken_back_until_it_cannot_be() {
        let debt = debt(Owed::ReleaseIfGranted);
        let debt = again(debt.after(None, at(100)));
        let debt = again(debt.after(Some(false), at(200)));
        let debt = again(debt.after(Some(false), at(229)));
        assert!(matches!(
            debt.clone().after(Some(true), at(229)),
            Paid::Settled
        ));
        assert!(matches!(debt.after(Some(false), at(230)), Paid::Settled));
    }

    #[test]
    fn it_is_worked_on_by_one_until_nothing_is_left_or_that_one_ends() {
        let debts = Debts::default();
        assert!(!debts.wait());
        assert!(debts.add(debt(Owed::Release)) && debts.wait());
        let work = debts.begin().expect("nobody is at it");
        assert!(!debts.wait() && debts.begin().is_none());
        drop(work);
        assert!(debts.wait());

        let mut work = debts.begin().expect("nobody is at it");
        let Next::Say(place, first) = work.next(at(0)) else {
            panic!("it is due");
        };
        debts.paid(place, first.after(None, at(0)));
        let Next::Wait(due) = work.next(at(0)) else {
            panic!("it is not due");
        };
        let Next::Say(place, second) = work.next(due) else {
            panic!("it is due");
        };
        debts.paid(place, second.after(Some(true), due));
        assert!(matches!(work.next(due), Next::Nothing));
        assert!(debts.begin().is_some());
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let debts = Debts::default();
        for _ in 0..MOST {
            assert!(debts.add(debt(Owed::Release)));
        }
        assert!(!debts.add(debt(Owed::Release)));
    }
}
