//! Rate limits in Redis: instances share them, and go on by themselves while it is away.

use std::future::Future;
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::auth::AuthError;
use hardpoint::prelude::*;
use hardpoint::store::{self, Bucket, BucketKey, RateStore, acceptance};
use hardpoint::{Authenticator, Clock, Moment, Principal, Store};
use hardpoint_tests::servers::Redis;
use hardpoint_tests::{Answer, Request, Service};

const SECOND: Duration = Duration::from_secs(1);
/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

#[endpoint(get = "/ten", rate = "10/h per:global")]
async fn ten() -> &'static str {
    "ok"
}

#[endpoint(get = "/two", rate = ["5/h per:header(x-key)", "8/h per:global"])]
async fn two() -> &'static str {
    "ok"
}

#[endpoint(get = "/busy", rate = "50/s per:global burst:20")]
async fn busy() -> &'static str {
    "ok"
}

#[endpoint(get = "/brief", rate = "10/s per:global")]
async fn brief() -> &'static str {
    "ok"
}

#[endpoint(get = "/mine", auth, rate = ["3/h per:principal", "10/h per:ip"])]
async fn mine() -> &'static str {
    "ok"
}

#[endpoint(get = "/strict", rate = "10/h per:global on-outage:deny")]
async fn strict() -> &'static str {
    "ok"
}

#[endpoint(get = "/watched", rate = "1/h per:global on-outage:deny mode:shadow")]
async fn watched() -> &'static str {
    "ok"
}

/// Believes whatever `x-user` says.
struct Gullible;

impl Authenticator for Gullible {
    async fn authenticate(
        &self,
        request: &actix_web::HttpRequest,
    ) -> Result<Option<Principal>, AuthError> {
        let user = request.headers().get("x-user");
        Ok(user.and_then(|user| Some(Principal::new(user.to_str().ok()?))))
    }
}

/// One of five instances, so the share of each is a fifth.
fn instance(url: &str, budget: Duration) -> Service {
    let store = Store::redis(url).expect("a URL").budget(budget);
    Service::with(
        endpoints![ten, two, busy, brief, mine, strict, watched],
        |builder| {
            builder
                .store(store)
                .expected_replicas(5)
                .authenticator(Gullible)
        },
        |_| {},
    )
}

/// With a budget that a busy machine keeps: these tests are not about outages.
fn patient(redis: &Redis) -> Service {
    instance(redis.url(), 10 * SECOND)
}

/// With a budget that is over soon.
fn impatient(redis: &Redis) -> Service {
    instance(redis.url(), SECOND / 4)
}

async fn statuses(service: &Service, target: &str, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(service.get(target).await.status);
    }
    statuses
}

/// What `RateLimit` says is left.
fn left(answer: &Answer) -> u32 {
    let said = answer.header("ratelimit").expect("a rate limit");
    let (_, rest) = said.split_once(";r=").expect("what is left");
    let digits = rest.split(';').next().expect("a number");
    digits.parse().expect("a number")
}

/// Asks until the store decides again: what is left is more than a fifth of ten.
async fn until_shared(service: &Service) -> Answer {
    let shared = async {
        loop {
            let answer = service.get("/ten").await;
            if answer.status == 200 && left(&answer) > 1 {
                return answer;
            }
        }
    };
    in_time(shared).await
}

async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}

async fn tell(redis: &Redis, words: &[&str]) -> redis::Value {
    let client = redis::Client::open(redis.url()).expect("a URL");
    let mut connection = client
        .get_multiplexed_async_connection()
        .await
        .expect("a server");
    let (name, arguments) = words.split_first().expect("a command");
    let mut command = redis::cmd(name);
    command.arg(arguments);
    command
        .query_async(&mut connection)
        .await
        .expect("its answer")
}

#[tokio::test]
async fn redis_passes_the_acceptance_suite() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    acceptance::rates(&store).await;
}

#[test]
fn a_connection_is_driven_by_nobody_who_asks() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    let bucket = Bucket {
        key: BucketKey { group: 1, hash: 1 },
        size: 3_600 * SECOND,
        price: SECOND,
        shadow: false,
    };
    // Each on a runtime of its own that is gone after it, as a worker may be that is blocked.
    let mut connections = Vec::new();
    for taken in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let missing = runtime.block_on(async {
            let answer = store.take(std::slice::from_ref(&bucket)).await;
            connections.push(connections_received(&redis).await);
            answer.expect("an answer").missing[0]
        });
        assert!(missing <= taken * SECOND && (taken == 0 || missing > (taken - 1) * SECOND));
    }
    // One for each look at the number itself.
    let first = connections[0];
    assert_eq!(connections, [first, first + 1, first + 2]);
}

async fn connections_received(redis: &Redis) -> u32 {
    let redis::Value::BulkString(said) = tell(redis, &["INFO", "stats"]).await else {
        panic!("no text");
    };
    let said = String::from_utf8(said).expect("UTF-8");
    let (_, rest) = said
        .split_once("total_connections_received:")
        .expect("the number");
    let digits = rest.lines().next().expect("a line");
    digits.trim().parse().expect("a number")
}

#[tokio::test]
async fn two_instances_share_a_limit_though_their_clocks_are_an_hour_apart() {
    let redis = Redis::start(&[]);
    let (one, other) = (patient(&redis), patient(&redis));
    other.clock.advance(3_600 * SECOND);
    for expected in (0..10).rev().step_by(2) {
        assert_eq!(left(&one.get("/ten").await), expected);
        assert_eq!(left(&other.get("/ten").await), expected - 1);
    }
    for service in [&one, &other] {
        let answer = service.get("/ten").await;
        answer.problem(429, "rate_limited");
        let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((300..=360).contains(&wait), "{wait}");
        assert_eq!(
            answer.header("ratelimit-policy"),
            Some("\"global\";q=10;w=3600")
        );
    }
}

#[tokio::test]
async fn services_of_different_names_share_a_redis_and_no_limit() {
    let redis = Redis::start(&[]);
    let named = |name: &str| {
        let store = Store::redis(redis.url()).unwrap().budget(10 * SECOND);
        let store = store.namespace(name);
        Service::with(endpoints![ten], |builder| builder.store(store), |_| {})
    };
    let (shop, bank) = (named("shop"), named("bank"));
    assert_eq!(left(&shop.get("/ten").await), 9);
    assert_eq!(left(&bank.get("/ten").await), 9);
}

#[tokio::test]
async fn several_limits_are_charged_together_or_not_at_all() {
    let redis = Redis::start(&[]);
    let (one, other) = (patient(&redis), patient(&redis));
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

#[tokio::test]
async fn what_goes_by_principal_is_decided_once_that_is_known() {
    let redis = Redis::start(&[]);
    let (one, other) = (patient(&redis), patient(&redis));
    let by = |user: &str| Request::get("/mine").header("x-user", user);
    let mut anonymous = 0;
    for (service, expected) in [(&one, 200), (&other, 200), (&one, 200), (&other, 429)] {
        assert_eq!(service.send(by("ann")).await.status, expected);
        one.get("/mine").await.problem(401, "unauthenticated");
        anonymous += 1;
    }
    let answer = other.send(by("bob")).await;
    assert_eq!((answer.status, anonymous), (200, 4));
    let said = answer.header("ratelimit").unwrap();
    assert!(said.contains("\"ip\";r=1"), "{said}");
    assert!(said.contains("\"principal\";r=2"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_window_admits_more_than_the_bucket_and_what_came_back() {
    let redis = Redis::start(&[]);
    let services = [patient(&redis), patient(&redis)];
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

#[tokio::test]
async fn nothing_is_left_of_a_bucket_that_is_full_again() {
    let redis = Redis::start(&[]);
    let service = patient(&redis);
    assert_eq!(statuses(&service, "/brief", 3).await, [200; 3]);
    let empty = async { while tell(&redis, &["DBSIZE"]).await != redis::Value::Int(0) {} };
    in_time(empty).await;
}

#[tokio::test]
async fn a_script_or_a_connection_that_is_lost_is_replaced_without_anybody_noticing() {
    let redis = Redis::start(&[]);
    let service = patient(&redis);
    for expected in (1..10).rev().step_by(2) {
        tell(&redis, &["SCRIPT", "FLUSH", "SYNC"]).await;
        assert_eq!(left(&service.get("/ten").await), expected);
        tell(
            &redis,
            &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"],
        )
        .await;
        assert_eq!(left(&service.get("/ten").await), expected - 1);
    }
}

#[tokio::test]
async fn a_store_that_hangs_is_waited_for_once_and_used_again_when_it_goes_on() {
    let redis = Redis::start(&[]);
    let service = impatient(&redis);
    until_shared(&service).await;
    redis.hang();
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
    assert!(took < 5 * SECOND, "{took:?}");
    redis.go_on();
    until_shared(&service).await;
}

#[tokio::test]
async fn a_store_that_is_killed_and_started_again_is_found_again_with_full_buckets() {
    let mut redis = Redis::start(&[]);
    let service = patient(&redis);
    for _ in 0..7 {
        service.get("/ten").await;
    }
    redis.kill();
    let during = statuses(&service, "/ten", 6).await;
    assert_eq!(during, [200, 200, 429, 429, 429, 429], "a fifth of ten");
    redis.start_again();
    let answer = until_shared(&service).await;
    assert!(left(&answer) > 2, "{answer:?}");
}

#[tokio::test]
async fn a_limit_that_is_not_to_pass_unseen_denies_while_the_store_is_away() {
    let redis = Redis::start(&[]);
    let service = patient(&redis);
    assert_eq!(service.get("/strict").await.status, 200);
    redis.kill();
    for _ in 0..3 {
        let answer = service.get("/strict").await;
        answer.problem(503, "rate_store_unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    assert_eq!(service.get("/watched").await.status, 200);
}

#[tokio::test]
async fn a_service_starts_while_its_store_is_away() {
    let mut redis = Redis::start(&[]);
    redis.kill();
    let service = patient(&redis);
    assert_eq!(statuses(&service, "/ten", 3).await, [200, 200, 429]);
    redis.start_again();
    until_shared(&service).await;
}

#[test]
fn a_url_that_cannot_be_read_is_told_at_once() {
    for url in ["", "http://host", "redis://", "rediss://host#insecure"] {
        let error = Store::redis(url).expect_err(url).to_string();
        assert!(!error.is_empty());
    }
}
