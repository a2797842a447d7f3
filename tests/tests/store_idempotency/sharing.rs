//! What instances that share their keys promise together.

use std::sync::Arc;

use hardpoint::Clock;
use hardpoint_tests::Request;
use serde_json::json;
use tokio::sync::Barrier;

use crate::orders::{
    SECOND, gate, impatient, in_time, instance, instance_with, is_replay, order, order_at, runs,
    same, sku, until, until_runs,
};
use crate::place::{Place, at_each_place};

at_each_place! { quiet:
    equal_requests_at_two_instances_run_once,
    of_many_clients_at_both_instances_one_runs,
    a_key_belongs_to_one_request_at_every_instance,
    keys_of_different_principals_services_and_operations_are_different,
    what_fails_frees_the_key_at_every_instance,
    what_is_final_is_kept_and_what_is_invalid_is_not,
    a_run_that_is_too_late_frees_its_key,
    a_client_that_leaves_changes_nothing,
    an_answer_that_is_too_large_is_sent_and_its_key_spent,
    an_answer_is_forgotten_after_its_time,
    a_long_run_keeps_its_key,
    a_connection_that_is_lost_is_replaced_without_anybody_noticing,
    a_request_without_a_key_has_nothing_to_do_with_it,
}

async fn equal_requests_at_two_instances_run_once(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    // What their clocks say does not matter.
    other.clock.advance(3_600 * SECOND);
    let sku = sku("slow");
    let mut client = one.connect().await;
    let first = client.send(order("k", &sku));
    let meanwhile = async {
        until_runs(&sku, 1).await;
        let answer = other.send(order("k", &sku)).await;
        answer.problem(409, "request_in_flight");
        assert_eq!(answer.header("retry-after"), Some("1"));
        gate(&sku).add_permits(1);
    };
    let (first, ()) = in_time(futures_util::future::join(first, meanwhile)).await;
    assert_eq!((first.status, is_replay(&first)), (201, false));
    assert_eq!(first.header("set-cookie"), Some("session=1"));
    for service in [&other, &one] {
        let again = service.send(order("\"k\"", &sku)).await;
        same(&again, &first);
        assert_eq!(again.header("set-cookie"), None);
        assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    }
    assert_eq!(runs(&sku), 1);
}

async fn of_many_clients_at_both_instances_one_runs(place: Place) {
    let services = Arc::new([instance(&place).await, instance(&place).await]);
    for _ in 0..3 {
        let sku = sku("plain");
        let barrier = Arc::new(Barrier::new(32));
        let clients = (0..32).map(|number| {
            let (services, barrier) = (Arc::clone(&services), Arc::clone(&barrier));
            let request = order(&sku, &sku);
            tokio::spawn(async move {
                let mut connection = services[number % 2].connect().await;
                barrier.wait().await;
                connection.send(request).await
            })
        });
        let (mut created, mut fresh) = (Vec::new(), 0);
        for client in clients.collect::<Vec<_>>() {
            let answer = client.await.expect("a client");
            match answer.status {
                201 => {
                    fresh += u32::from(!is_replay(&answer));
                    created.push(answer.body);
                }
                _ => drop(answer.problem(409, "request_in_flight")),
            }
        }
        assert_eq!((runs(&sku), fresh), (1, 1));
        assert!(created.iter().all(|body| *body == created[0]));
        for service in &*services {
            assert_eq!(service.send(order(&sku, &sku)).await.body, created[0]);
        }
    }
}

async fn a_key_belongs_to_one_request_at_every_instance(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let (sku, theirs) = (sku("slow"), sku("plain"));
    let mut client = one.connect().await;
    client.write(&order("k", &sku).to_bytes()).await;
    until_runs(&sku, 1).await;
    for _ in 0..2 {
        let answer = other.send(order("k", &theirs)).await;
        answer.problem(422, "idempotency_key_reused");
        gate(&sku).add_permits(1);
        until(&other, &order("k", &sku), |answer| answer.status == 201).await;
    }
    assert_eq!((runs(&sku), runs(&theirs)), (1, 0));
}

async fn keys_of_different_principals_services_and_operations_are_different(place: Place) {
    let one = instance(&place).await;
    let bank = place.store().await.namespace("bank");
    let bank = instance_with(bank.idempotency_budget(20 * SECOND));
    let sku = sku("plain");
    let by = |user: &str| order_at("/mine", "k", &sku).header("x-user", user);
    for (service, request) in [
        (&one, by("ann")),
        (&one, by("bob")),
        (&one, order("k", &sku)),
        (&one, order_at("/rerun", "k", &sku)),
        (&bank, order("k", &sku)),
    ] {
        let first = service.send(request.clone()).await;
        assert_eq!((first.status, is_replay(&first)), (201, false));
        same(&service.send(request).await, &first);
    }
    assert_eq!(runs(&sku), 5);
    let stranger = order_at("/mine", "k", &sku);
    one.send(stranger).await.problem(401, "unauthenticated");
}

async fn what_fails_frees_the_key_at_every_instance(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    for kind in ["fail", "boom"] {
        let sku = sku(kind);
        for (count, service) in [(1, &one), (2, &other), (3, &one)] {
            let answer = service.send(order("k", &sku)).await;
            answer.problem(500, "internal");
            assert_eq!((runs(&sku), is_replay(&answer)), (count, false));
        }
    }
}

async fn what_is_final_is_kept_and_what_is_invalid_is_not(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let invalid = one.send(order("k", "")).await;
    invalid.problem(422, "validation_failed");
    let sku = sku("final");
    let first = other.send(order("k", &sku)).await;
    first.problem(409, "out_of_stock");
    same(&one.send(order("k", &sku)).await, &first);
    assert_eq!(runs(&sku), 1);
}

async fn a_run_that_is_too_late_frees_its_key(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let sku = sku("slow");
    let mut client = one.connect().await;
    let late = client.send(order("k", &sku));
    let turn = async {
        until_runs(&sku, 1).await;
        one.clock.advance(5 * SECOND);
    };
    let (late, ()) = in_time(futures_util::future::join(late, turn)).await;
    late.problem(504, "deadline_exceeded");
    gate(&sku).add_permits(1);
    let next = until(&other, &order("k", &sku), |answer| answer.status == 201).await;
    assert_eq!((runs(&sku), is_replay(&next)), (2, false));
}

async fn a_client_that_leaves_changes_nothing(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let sku = sku("slow");
    let mut leaver = one.connect().await;
    leaver.write(&order("k", &sku).to_bytes()).await;
    until_runs(&sku, 1).await;
    drop(leaver);
    let answer = other.send(order("k", &sku)).await;
    answer.problem(409, "request_in_flight");
    gate(&sku).add_permits(1);
    let replay = until(&other, &order("k", &sku), |answer| answer.status == 201).await;
    assert_eq!((runs(&sku), is_replay(&replay)), (1, true));
}

async fn an_answer_that_is_too_large_is_sent_and_its_key_spent(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let sku = sku("large");
    let first = one.send(order("k", &sku)).await;
    assert_eq!((first.status, first.body.len()), (200, 1024 * 1024 + 1));
    for service in [&one, &other] {
        let again = service.send(order("k", &sku)).await;
        again.problem(409, "outcome_unknown");
    }
    assert_eq!(runs(&sku), 1);
    // What is safe to rerun does.
    one.send(order_at("/rerun", "k", &sku)).await;
    let again = other.send(order_at("/rerun", "k", &sku)).await;
    assert_eq!((again.status, runs(&sku)), (200, 3));
}

async fn an_answer_is_forgotten_after_its_time(place: Place) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let sku = sku("plain");
    let request = order_at("/brief", "k", &sku);
    let first = one.send(request.clone()).await;
    assert_eq!(first.status, 201);
    // By the store's time: it does not matter what an instance's clock says.
    one.clock.advance(3_600 * SECOND);
    let began = Clock::system().now();
    let second = in_time(async {
        loop {
            let answer = other.send(request.clone()).await;
            if !is_replay(&answer) {
                return answer;
            }
            same(&answer, &first);
        }
    })
    .await;
    assert_eq!((second.status, runs(&sku)), (201, 2));
    let took = Clock::system().now().since(began);
    assert!(took > SECOND / 2, "{took:?}");
}

async fn a_long_run_keeps_its_key(place: Place) {
    let one = instance(&place).await;
    let sku = sku("slow");
    // Its lease is a little more than ten seconds, and is renewed after a third of that.
    let request = order_at("/brief", "k", &sku);
    let mut client = one.connect().await;
    client.write(&request.to_bytes()).await;
    until_runs(&sku, 1).await;
    let [(_, before)] = place.lease_ends().await[..] else {
        panic!("one lease");
    };
    in_time(async {
        loop {
            let [(_, ends)] = place.lease_ends().await[..] else {
                panic!("one lease");
            };
            if ends > before {
                assert!(ends - before >= 3_000_000, "{}", ends - before);
                return;
            }
        }
    })
    .await;
    gate(&sku).add_permits(1);
    let first = in_time(client.answer(false)).await;
    assert_eq!((first.status, runs(&sku)), (201, 1));
}

async fn a_connection_that_is_lost_is_replaced_without_anybody_noticing(place: Place) {
    let one = instance(&place).await;
    let sku = sku("plain");
    for number in 0..5 {
        let key = number.to_string();
        let first = one.send(order(&key, &sku)).await;
        assert_eq!((first.status, is_replay(&first)), (201, false));
        place.cut().await;
        same(&one.send(order(&key, &sku)).await, &first);
        place.cut().await;
    }
    assert_eq!(runs(&sku), 5);
}

async fn a_request_without_a_key_has_nothing_to_do_with_it(place: Place) {
    let one = impatient(&place).await;
    let sku = sku("plain");
    let free = Request::post("/free").json(&json!({ "sku": sku }));
    for count in 1..=2 {
        assert_eq!(one.send(free.clone()).await.status, 201);
        assert_eq!(runs(&sku), count);
    }
    let missing = Request::post("/orders").json(&json!({ "sku": sku }));
    one.send(missing)
        .await
        .problem(400, "idempotency_key_missing");
    assert!(place.lease_ends().await.is_empty());
}
