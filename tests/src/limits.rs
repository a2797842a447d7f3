//! A service whose limits a store keeps, one of five instances.

use std::future::Future;
use std::time::Duration;

use hardpoint::auth::AuthError;
use hardpoint::prelude::*;
use hardpoint::{Authenticator, Principal, Store};

use crate::{Answer, Service};

const SECOND: Duration = Duration::from_secs(1);
/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Ten an hour for all together.
#[endpoint(get = "/ten", rate = "10/h per:global")]
pub async fn ten() -> &'static str {
    "ok"
}

/// Five an hour for each key, and eight for all together.
#[endpoint(get = "/two", rate = ["5/h per:header(x-key)", "8/h per:global"])]
pub async fn two() -> &'static str {
    "ok"
}

/// Fifty a second, twenty of them at once.
#[endpoint(get = "/busy", rate = "50/s per:global burst:20")]
pub async fn busy() -> &'static str {
    "ok"
}

/// Ten a second: all are back before a test is over.
#[endpoint(get = "/brief", rate = "10/s per:global")]
pub async fn brief() -> &'static str {
    "ok"
}

/// Three an hour for each who asks, ten for each address.
#[endpoint(get = "/mine", auth, rate = ["3/h per:principal", "10/h per:ip"])]
pub async fn mine() -> &'static str {
    "ok"
}

/// Nobody, while nobody knows how many there were.
#[endpoint(get = "/strict", rate = "10/h per:global on-outage:deny")]
pub async fn strict() -> &'static str {
    "ok"
}

/// The same, but it only watches.
#[endpoint(get = "/watched", rate = "1/h per:global on-outage:deny mode:shadow")]
pub async fn watched() -> &'static str {
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
pub fn instance(store: Store) -> Service {
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

/// With a budget that a busy machine keeps: for tests that are not about outages.
pub fn patient(store: Store) -> Service {
    instance(store.budget(10 * SECOND))
}

/// With a budget that is over soon.
pub fn impatient(store: Store) -> Service {
    instance(store.budget(SECOND / 4))
}

/// The statuses of so many answers.
pub async fn statuses(service: &Service, target: &str, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(service.get(target).await.status);
    }
    statuses
}

/// What `RateLimit` says is left.
pub fn left(answer: &Answer) -> u32 {
    let said = answer.header("ratelimit").expect("a rate limit");
    let (_, rest) = said.split_once(";r=").expect("what is left");
    let digits = rest.split(';').next().expect("a number");
    digits.parse().expect("a number")
}

/// Asks until the store decides again: what is left is more than a fifth of ten.
pub async fn until_shared(service: &Service) -> Answer {
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

/// Does it, or fails rather than hangs.
pub async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}
