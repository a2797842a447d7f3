//! Rate limits in a store: instances share them, and go on by themselves while it is away. The same
//! in Redis and in PostgreSQL.

use std::future::Future;
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::db::{Db, DbSettings};
use hardpoint::prelude::*;
use hardpoint::{Clock, Moment, Store};
use hardpoint_tests::limits::{impatient, left, patient, statuses, ten, until_shared};
use hardpoint_tests::servers::{Postgres, Redis};
use hardpoint_tests::{Request, Service};

const SECOND: Duration = Duration::from_secs(1);

/// A server of a test's own.
trait Server {
    fn start() -> Self;
    fn store(&self) -> impl Future<Output = Store>;
    fn hang(&self);
    fn go_on(&self);
    fn kill(&self);
    fn start_again(&mut self);
}

impl Server for Redis {
    fn start() -> Self {
        Self::start(&[])
    }

    async fn store(&self) -> Store {
        Store::redis(self.url()).expect("a URL")
    }

    fn hang(&self) {
        self.hang();
    }

    fn go_on(&self) {
        self.go_on();
    }

    fn kill(&self) {
        self.kill();
    }

    fn start_again(&mut self) {
        self.start_again();
    }
}

impl Server for Postgres {
    fn start() -> Self {
        Self::start(&[])
    }

    async fn store(&self) -> Store {
        let db = Db::connect(&DbSettings::new(self.url())).await;
        let store = Store::postgres(&db.expect("a database")).await;
        store.expect("a schema")
    }

    fn hang(&self) {
        self.hang();
    }

    fn go_on(&self) {
        self.go_on();
    }

    fn kill(&self) {
        self.kill();
    }

    fn start_again(&mut self) {
        self.start_again();
    }
}

/// Has each of these be a test on either server.
macro_rules! on_either {
    ($($name:ident)*) => {
        mod in_redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<super::Redis as super::Server>::start()).await;
            })*
        }
        mod in_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<super::Postgres as super::Server>::start()).await;
            })*
        }
    };
}

on_either! {
    two_instances_share_a_limit_though_their_clocks_are_an_hour_apart
    services_of_different_names_share_a_server_and_no_limit
    several_limits_are_charged_together_or_not_at_all
    what_goes_by_principal_is_decided_once_that_is_known
    no_window_admits_more_than_the_bucket_and_what_came_back
    a_store_that_hangs_is_waited_for_once_and_used_again_when_it_goes_on
    a_store_that_is_killed_and_started_again_is_found_again_with_full_buckets
    a_limit_that_is_not_to_pass_unseen_denies_while_the_store_is_away
}

async fn two(server: &impl Server) -> [Service; 2] {
    [patient(server.store().await), patient(server.store().await)]
}

async fn two_instances_share_a_limit_though_their_clocks_are_an_hour_apart(server: impl Server) {
    let [one, other] = two(&server).await;
    other.clock.advance(3_600 * SECOND);
    for expected in (0..10).rev().step_by(2) {
        assert_eq!(left(&one.get("/ten").await), expected);
        assert_eq!(left(&other.get("/ten").await), expected - 1);
    }
    for service in [&one, &other] {
        let answer = service.get("/ten").await;
        answer.problem(429, "rate_limited");
        let wait = answer.header("retry-after").expect("a wait");
        let wait: u32 = wait.parse().expect("a number");
        assert!((300..=360).contains(&wait), "{wait}");
        assert_eq!(
            answer.header("ratelimit-policy"),
            Some("\"global\";q=10;w=3600")
        );
    }
}

async fn services_of_different_names_share_a_server_and_no_limit(server: impl Server) {
    let named = async |name: &str| {
        let store = server.store().await.budget(10 * SECOND).namespace(name);
        Service::with(endpoints![ten], |builder| builder.store(store), |_| {})
    };
    let (shop, bank) = (named("shop").await, named("bank").await);
    assert_eq!(left(&shop.get("/ten").await), 9);
    assert_eq!(left(&bank.get("/ten").await), 9);
}

async fn several_limits_are_charged_together_or_not_at_all(server: impl Server) {
    let [one, other] = two(&server).await;
    let by = |key: &str| Request::get("/two").header("x-key", key);
    let mut passed = Vec::new();
    for _ in 0..4 {
        for service in [&one, &other] {
            passed.push(service.send(by("a")).await.status);
        }
    }
    assert_eq!(passed, [200, 200, 200, 200, 200, 429, 429, 429]);
    // What was denied by the one has not been taken from the other.
    for expected in [200, 200, 200, 429] {
        assert_eq!(one.send(by("b")).await.status, expected);
    }
}

async fn what_goes_by_principal_is_decided_once_that_is_known(server: impl Server) {
    let [one, other] = two(&server).await;
    let by = |user: &str| Request::get("/mine").header("x-user", user);
    let mut anonymous = 0;
    for (service, expected) in [(&one, 200), (&other, 200), (&one, 200), (&other, 429)] {
        assert_eq!(service.send(by("ann")).await.status, expected);
        one.get("/mine").await.problem(401, "unauthenticated");
        anonymous += 1;
    }
    let answer = other.send(by("bob")).await;
    assert_eq!((answer.status, anonymous), (200, 4));
    let said = answer.header("ratelimit").expect("a rate limit");
    assert!(said.contains("\"ip\";r=1"), "{said}");
    assert!(said.contains("\"principal\";r=2"), "{said}");
}

async fn no_window_admits_more_than_the_bucket_and_what_came_back(server: impl Server) {
    let services = two(&server).await;
    services[1].clock.advance(3_600 * SECOND);
    let clock = Clock::system();
    let end = clock.now().after(2 * SECOND);
    let clients = (0..24).map(|number| {
        let (service, clock) = (&services[number % 2], &clock);
        async move {
            let mut connection = service.connect().await;
            let mut passed = Vec::new();
            while clock.now() < end {
                let sent = clock.now();
                let answer = connection.send(Request::get("/busy")).await;
                assert!([200, 429].contains(&answer.status), "{answer:?}");
                if answer.status == 200 {
                    passed.push((sent, clock.now()));
                }
            }
            passed
        }
    });
    let passed: Vec<(Moment, Moment)> = join_all(clients).await.into_iter().flatten().collect();
    assert!(passed.len() >= 60, "{} have passed", passed.len());
    for (start, _) in &passed {
        for (_, end) in &passed {
            let inside = passed
                .iter()
                .filter(|(sent, answered)| sent >= start && answered <= end)
                .count();
            let back = end.since(*start).as_secs_f64() * 50.0;
            assert!(inside as f64 <= 20.0 + back, "{inside} in {back} intervals");
        }
    }
}

async fn a_store_that_hangs_is_waited_for_once_and_used_again_when_it_goes_on(server: impl Server) {
    let service = impatient(server.store().await);
    until_shared(&service).await;
    server.hang();
    let (clock, mut passed) = (Clock::system(), 0);
    let began = clock.now();
    for _ in 0..50 {
        let answer = service.get("/two").await;
        assert!([200, 429].contains(&answer.status), "{answer:?}");
        passed += usize::from(answer.status == 200);
    }
    assert_eq!(passed, 1, "a fifth of five");
    // One budget, and one more for each look whether it is back: 50 budgets would be 12 s.
    let took = clock.now().since(began);
    assert!(took < 9 * SECOND, "{took:?}");
    server.go_on();
    let began = clock.now();
    until_shared(&service).await;
    let took = clock.now().since(began);
    assert!(took < 10 * SECOND, "{took:?}");
}

async fn a_store_that_is_killed_and_started_again_is_found_again_with_full_buckets(
    mut server: impl Server,
) {
    let service = patient(server.store().await);
    for _ in 0..7 {
        service.get("/ten").await;
    }
    server.kill();
    let during = statuses(&service, "/ten", 6).await;
    assert_eq!(during, [200, 200, 429, 429, 429, 429], "a fifth of ten");
    server.start_again();
    let answer = until_shared(&service).await;
    assert!(left(&answer) > 2, "{answer:?}");
}

async fn a_limit_that_is_not_to_pass_unseen_denies_while_the_store_is_away(server: impl Server) {
    let service = patient(server.store().await);
    assert_eq!(service.get("/strict").await.status, 200);
    server.kill();
    for _ in 0..3 {
        let answer = service.get("/strict").await;
        answer.problem(503, "rate_store_unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    assert_eq!(service.get("/watched").await.status, 200);
}
