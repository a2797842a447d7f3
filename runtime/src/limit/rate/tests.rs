//! An endpoint's rate limits: one decision, its headers, its fall-backs.

use std::net::IpAddr;
use std::sync::Barrier;
use std::thread;

use actix_web::http::header::HeaderMap;

use super::*;
use crate::clock::{Clock, ManualClock};

struct Fixture {
    limits: RateLimits,
    store: MemoryRates,
    clock: Clock,
    hand: ManualClock,
}

impl Fixture {
    fn new(rates: &[&str]) -> Self {
        let rates: Vec<Rate> = rates.iter().map(|text| text.parse().unwrap()).collect();
        let (clock, hand) = Clock::manual();
        Self {
            limits: RateLimits::new("quote", &rates).unwrap(),
            store: MemoryRates::default(),
            clock,
            hand,
        }
    }

    fn decide(&self, address: &str, headers: &HeaderMap) -> RateDecision {
        let keys = RateKeys {
            address: Some(address.parse::<IpAddr>().unwrap()),
            principal: None,
            headers,
        };
        self.limits.decide(&self.store, &keys, self.clock.now())
    }

    fn from(&self, address: &str) -> RateDecision {
        self.decide(address, &HeaderMap::new())
    }

    fn with_key(&self, address: &str, value: &str) -> RateDecision {
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static("x-key"),
            HeaderValue::from_str(value).unwrap(),
        );
        self.decide(address, &headers)
    }

    fn fields(&self, decision: &RateDecision) -> (String, String) {
        let mut headers = HeaderMap::new();
        decision.write_headers(&self.limits, |name, value| {
            headers.insert(name, value);
        });
        let text = |name| {
            let value = headers.get(name);
            value.map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        (text("ratelimit-policy"), text("ratelimit"))
    }

    fn advance(&self, millis: u64) {
        self.hand.advance(Duration::from_millis(millis));
    }
}

const HERE: &str = "192.0.2.1";
const THERE: &str = "192.0.2.2";

#[test]
fn no_rates_are_no_limits() {
    assert!(RateLimits::new("quote", &[]).is_none());
}

#[test]
fn headers_tell_what_is_left_and_when_there_is_more() {
    let test = Fixture::new(&["10/min"]);
    let policy = "\"ip\";q=10;w=60".to_owned();
    for left in (0..10).rev() {
        let decision = test.from(HERE);
        assert!(decision.is_admitted());
        assert_eq!(decision.retry_after(), None);
        assert_eq!(
            test.fields(&decision),
            (policy.clone(), format!("\"ip\";r={left};t=6"))
        );
    }
    test.advance(500);
    let denied = test.from(HERE);
    assert!(!denied.is_admitted());
    assert_eq!(denied.violated(&test.limits).collect::<Vec<_>>(), ["ip"]);
    // 5.5 s, rounded up.
    assert_eq!(denied.retry_after(), Some(Duration::from_secs(6)));
    assert_eq!(test.fields(&denied), (policy, "\"ip\";r=0;t=6".to_owned()));

    test.advance(5_499);
    assert_eq!(test.from(HERE).retry_after(), Some(Duration::from_secs(1)));
    test.advance(1);
    assert!(test.from(HERE).is_admitted());
}

#[test]
fn a_denied_request_costs_nothing() {
    let test = Fixture::new(&["10/min"]);
    assert_eq!(
        (0..1000).filter(|_| test.from(HERE).is_admitted()).count(),
        10
    );
    test.advance(6_000);
    assert_eq!(
        (0..1000).filter(|_| test.from(HERE).is_admitted()).count(),
        1
    );
    assert_eq!(
        (0..1000).filter(|_| test.from(THERE).is_admitted()).count(),
        10
    );
}

#[test]
fn a_client_that_waits_as_told_is_admitted() {
    for rates in [
        &["7/s"] as &[&str],
        &["10/min cost:3"],
        &["3/s", "5/min per:global burst:9 cost:2", "11/h"],
    ] {
        let test = Fixture::new(rates);
        let mut denied = 0;
        for _ in 0..200 {
            let decision = test.from(HERE);
            if let Some(wait) = decision.retry_after() {
                denied += 1;
                test.hand.advance(wait);
                assert!(test.from(HERE).is_admitted());
            }
        }
        assert!(denied > 0);
    }
}

#[test]
fn one_limit_that_denies_leaves_the_other_uncharged() {
    let test = Fixture::new(&["5/min per:header(x-key)", "8/min per:ip"]);
    assert_eq!(
        (0..50)
            .filter(|_| test.with_key(HERE, "a").is_admitted())
            .count(),
        5
    );
    // The header's limit denied 45 times; of the address's eight, five are gone.
    assert_eq!(
        (0..50)
            .filter(|_| test.with_key(HERE, "b").is_admitted())
            .count(),
        3
    );
    // And the address's limit denied 47 times; of b's five, three are gone.
    assert_eq!(
        (0..50)
            .filter(|_| test.with_key(THERE, "b").is_admitted())
            .count(),
        2
    );
}

#[test]
fn one_limit_that_denies_leaves_the_other_uncharged_under_contention() {
    const THREADS: usize = 4;
    for _ in 0..50 {
        let test = Fixture::new(&["5/min per:header(x-key)", "1000/min per:ip"]);
        let start = Barrier::new(THREADS);
        let admitted: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        let admitted = |_: &usize| test.with_key(HERE, "a").is_admitted();
                        (0..100).filter(admitted).count()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!(admitted, 5);
        let (_, standing) = test.fields(&test.with_key(HERE, "b"));
        assert_eq!(standing, "\"header-x-key\";r=4;t=12, \"ip\";r=994;t=1");
    }
}

#[test]
fn the_policy_nearest_to_exhaustion_comes_first() {
    let test = Fixture::new(&["100/h", "10/min per:global", "20/s cost:5"]);
    let (policies, standing) = test.fields(&test.from(HERE));
    assert_eq!(
        policies,
        "\"ip-1h\";q=100;w=3600, \"global\";q=10;w=60, \"ip-1s\";q=20;w=1"
    );
    // Three requests of five units each, nine of one, ninety-nine of one.
    assert_eq!(
        standing,
        "\"ip-1s\";r=15;t=1, \"global\";r=9;t=6, \"ip-1h\";r=99;t=36"
    );
}

#[test]
fn a_denial_describes_the_limit_with_the_longest_wait() {
    let test = Fixture::new(&["2/s", "2/h per:global", "100/min per:header(x-key)"]);
    assert!(test.from(HERE).is_admitted());
    assert!(test.from(HERE).is_admitted());
    let denied = test.from(HERE);
    assert_eq!(
        denied.violated(&test.limits).collect::<Vec<_>>(),
        ["global", "ip"]
    );
    assert_eq!(denied.retry_after(), Some(Duration::from_secs(1800)));
    let (_, standing) = test.fields(&denied);
    assert_eq!(
        standing,
        "\"global\";r=0;t=1800, \"ip\";r=0;t=1, \"header-x-key\";r=98;t=1"
    );
}

#[test]
fn a_denied_request_that_weighs_more_is_told_when_it_would_pass() {
    let test = Fixture::new(&["10/min cost:4"]);
    assert!(test.from(HERE).is_admitted());
    assert!(test.from(HERE).is_admitted());
    let denied = test.from(HERE);
    // Two units are left; four are there after two more, twelve seconds.
    let (_, standing) = test.fields(&denied);
    assert_eq!(standing, "\"ip\";r=2;t=12");
    assert_eq!(denied.retry_after(), Some(Duration::from_secs(12)));
}

#[test]
fn a_burst_is_the_buckets_size() {
    let test = Fixture::new(&["10/min burst:20"]);
    let first = test.from(HERE);
    assert_eq!(
        test.fields(&first),
        ("\"ip\";q=10;w=60".to_owned(), "\"ip\";r=19;t=6".to_owned())
    );
    assert_eq!(
        (0..100).filter(|_| test.from(HERE).is_admitted()).count(),
        19
    );
}

#[test]
fn a_limit_in_shadow_refuses_nothing_charges_nothing_and_is_not_told() {
    let test = Fixture::new(&["2/min mode:shadow", "5/min per:global"]);
    let mut seen = Vec::new();
    for _ in 0..6 {
        let decision = test.from(HERE);
        let would_reject = decision.would_reject(&test.limits).count();
        seen.push((decision.is_admitted(), would_reject));
        let (policies, standing) = test.fields(&decision);
        assert_eq!(policies, "\"global\";q=5;w=60");
        assert!(standing.starts_with("\"global\"") && !standing.contains("ip"));
        assert!(decision.violated(&test.limits).all(|name| name == "global"));
    }
    assert_eq!(
        seen,
        [
            (true, 0),
            (true, 0),
            (true, 1),
            (true, 1),
            (true, 1),
            (false, 1)
        ]
    );
    // It was charged for the two that it would have let pass, and for no more: one unit is back
    // after thirty seconds.
    test.advance(30_000);
    let decision = test.from(HERE);
    assert!(decision.is_admitted());
    assert_eq!(decision.would_reject(&test.limits).count(), 0);
}

#[test]
fn where_an_enforced_limit_denies_a_shadow_is_not_charged_either() {
    let test = Fixture::new(&["1/min", "2/min per:global mode:shadow"]);
    assert!(test.from(HERE).is_admitted());
    assert!((0..10).all(|_| !test.from(HERE).is_admitted()));
    assert_eq!(test.from(THERE).would_reject(&test.limits).count(), 0);
    assert_eq!(test.from("192.0.2.3").would_reject(&test.limits).count(), 1);
}

#[test]
fn shadows_alone_tell_nothing() {
    let test = Fixture::new(&["1/min mode:shadow"]);
    for _ in 0..2 {
        let decision = test.from(HERE);
        assert!(decision.is_admitted());
        assert_eq!(test.fields(&decision), (String::new(), String::new()));
    }
}

#[test]
fn endpoints_do_not_share_buckets() {
    let rates: Vec<Rate> = vec!["1/min per:global".parse().unwrap()];
    let store = MemoryRates::default();
    let headers = HeaderMap::new();
    let keys = RateKeys {
        address: None,
        principal: None,
        headers: &headers,
    };
    for operation in ["quote", "order"] {
        let limits = RateLimits::new(operation, &rates).unwrap();
        let now = Moment::from_nanos(0);
        assert!(limits.decide(&store, &keys, now).is_admitted());
        assert!(!limits.decide(&store, &keys, now).is_admitted());
    }
}

#[test]
fn in_a_full_store_new_clients_are_limited_together_and_known_ones_as_before() {
    let mut test = Fixture::new(&["3/min", "1000/min per:global"]);
    test.store = MemoryRates::new(3);
    assert!(test.from(HERE).is_admitted());
    assert!(test.from(THERE).is_admitted());
    let admitted = |n: &u32| {
        test.from(&IpAddr::from(n.to_be_bytes()).to_string())
            .is_admitted()
    };
    assert_eq!((0..100_u32).filter(admitted).count(), 3);
    assert_eq!((0..10).filter(|_| test.from(HERE).is_admitted()).count(), 2);
}

#[test]
fn in_two_steps_a_stranger_uses_up_what_is_counted_by_address_alone() {
    let mut fixture = Fixture::new(&["2/min per:global", "3/min per:ip"]);
    fixture.limits = fixture.limits.in_two_steps();
    let known = |address: &str| {
        let headers = HeaderMap::new();
        let keys = RateKeys {
            address: Some(address.parse::<IpAddr>().unwrap()),
            principal: None,
            headers: &headers,
        };
        let now = fixture.clock.now();
        fixture.limits.decide_known(&fixture.store, &keys, now)
    };
    let stranger = fixture.from("192.0.2.1");
    assert_eq!(fixture.fields(&stranger).1, "\"ip\";r=2;t=20");
    for left in [1, 0] {
        let both = fixture.from("192.0.2.2").and(known("192.0.2.2").unwrap());
        let (policies, standing) = fixture.fields(&both);
        assert_eq!(policies, "\"global\";q=2;w=60, \"ip\";q=3;w=60");
        assert!(
            standing.starts_with(&format!("\"global\";r={left};")),
            "{standing}"
        );
    }
    let denied = fixture.from("192.0.2.2").and(known("192.0.2.2").unwrap());
    assert!(!denied.is_admitted());
    assert_eq!(
        denied.violated(&fixture.limits).collect::<Vec<_>>(),
        ["global"]
    );
}
