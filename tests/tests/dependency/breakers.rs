//! A dependency that fails is left alone, and asked again by few before all.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::dependency::{DependencyError, Guard, Rejected};
use hardpoint::{Clock, ManualClock};
use hardpoint_tests::{Act, Faulty, Gate};

use crate::scene::{failing, guard, in_time, kind, rejected, stock};

const OPEN: Duration = Duration::from_secs(5);

/// A guard that opens at half of 10 failing, for about 5 seconds, and lets 3 in then.
fn guarded(name: &'static str) -> (Arc<Guard>, ManualClock) {
    let (clock, hand) = Clock::manual();
    let guard = guard(name)
        .clock(clock)
        .breaker("50%/30s min:10 open:5s probes:3".parse().expect("a policy"))
        .build()
        .expect("a guard");
    (Arc::new(guard), hand)
}

/// Fails until calls are refused; how often the server was asked for it.
async fn opened(guard: &Guard, server: &Faulty) -> usize {
    server.now(|_| failing(500));
    let asked = server.counts().asked();
    loop {
        let outcome = guard.call(|| stock(server.address)).await;
        if let Err(DependencyError::Rejected(Rejected::Open { .. })) = outcome {
            return server.counts().asked() - asked;
        }
        assert_eq!(kind(outcome), "status_500");
        assert!(server.counts().asked() < 1_000, "it never opens");
    }
}

#[tokio::test]
async fn a_server_that_fails_is_left_alone_and_has_its_load_back_when_it_is_well() {
    let (server, (guard, hand)) = (Faulty::start(), guarded("breakers-recover"));
    assert_eq!(opened(&guard, &server).await, 10);
    for _ in 0..50 {
        let Rejected::Open { retry_after, .. } =
            rejected(guard.call(|| stock(server.address)).await)
        else {
            panic!("something else");
        };
        assert!(
            !retry_after.is_zero() && retry_after <= OPEN * 2,
            "{retry_after:?}"
        );
    }
    assert_eq!(server.counts().asked(), 10, "nobody asks");

    server.now(|_| Act::json("{}"));
    hand.advance(OPEN * 2);
    for _ in 0..50 {
        guard
            .call(|| stock(server.address))
            .await
            .expect("it is well");
    }
    assert_eq!(server.counts().asked(), 60);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_that_come_at_once_a_half_open_breaker_lets_in_its_probes_and_no_more() {
    let (server, (guard, hand)) = (Faulty::start(), guarded("breakers-half"));
    let before = opened(&guard, &server).await;
    let gate = Gate::closed();
    server.now({
        let gate = gate.clone();
        move |_| Act::json("{}").behind(&gate)
    });
    hand.advance(OPEN * 2);
    let calls = (0..50).map(|_| {
        let (guard, at) = (Arc::clone(&guard), server.address);
        tokio::spawn(async move { guard.call(|| stock(at)).await })
    });
    let mut calls: Vec<_> = calls.collect();
    // All who are not let in are refused at once, while those who are wait.
    let mut refused = 0;
    let mut held = Vec::new();
    in_time(async {
        server.until(|counts| counts.in_flight == 3).await;
        while refused < 47 {
            for call in std::mem::take(&mut calls) {
                match call.is_finished() {
                    true => {
                        let outcome = call.await.expect("no panic");
                        assert_eq!(rejected(outcome).kind(), "open");
                        refused += 1;
                    }
                    false => calls.push(call),
                }
            }
            tokio::task::yield_now().await;
        }
        held.append(&mut calls);
    })
    .await;
    assert_eq!(held.len(), 3);
    gate.open();
    for call in join_all(held).await {
        call.expect("no panic").expect("it is well");
    }
    let counts = server.counts();
    assert_eq!((counts.asked() - before, counts.most_in_flight), (3, 3));
    for _ in 0..50 {
        guard
            .call(|| stock(server.address))
            .await
            .expect("it is closed again");
    }
}

#[tokio::test]
async fn a_probe_that_fails_opens_it_again_and_one_that_is_given_up_leaves_its_place() {
    let (server, (guard, hand)) = (Faulty::start(), guarded("breakers-again"));
    opened(&guard, &server).await;
    hand.advance(OPEN * 2);
    server.now(|_| Act::never());
    for _ in 0..10 {
        // More than may be let in at once, each given up by its caller.
        let asked = server.counts().asked();
        let call = guard.call(|| stock(server.address));
        tokio::select! {
            outcome = call => panic!("nobody answers: {outcome:?}"),
            () = server.until(|counts| counts.asked() > asked) => {}
        }
    }
    server.until(|counts| counts.aborted == 10).await;
    server.now(|_| failing(500));
    assert_eq!(
        kind(guard.call(|| stock(server.address)).await),
        "status_500"
    );
    let asked = server.counts().asked();
    let refused = in_time(async {
        // The rest of the probes may be let in before their failures are counted.
        loop {
            if let Err(DependencyError::Rejected(refused)) =
                guard.call(|| stock(server.address)).await
            {
                break refused;
            }
        }
    });
    assert_eq!(refused.await.kind(), "open");
    assert!(server.counts().asked() <= asked + 3);
}
