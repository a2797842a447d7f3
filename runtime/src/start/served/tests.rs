//! What keeps a service from being served, and what does not.

use super::*;
use crate::environment::Environment;
use crate::prelude::*;
use crate::start::StartError;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[endpoint(get = "/readyz")]
async fn own_probe() -> &'static str {
    "always"
}

#[endpoint(get = "/{anything}")]
async fn anything(path: actix_web::web::Path<String>) -> String {
    path.into_inner()
}

/// The rules that a service breaks that is served so.
fn broken(
    endpoints: Endpoints,
    settings: ServerSettings,
    listen: &str,
) -> Result<(), Vec<&'static str>> {
    let served = Served {
        settings,
        listen: vec![listen.parse().unwrap()],
        names: [
            ("ready_when", vec![]),
            ("on_start", vec![]),
            ("on_stop", vec![]),
        ],
    };
    rules(endpoints, served)
}

fn rules(endpoints: Endpoints, served: Served) -> Result<(), Vec<&'static str>> {
    let builder = Hardpoint::builder()
        .environment(Environment::default())
        .endpoints(endpoints)
        .served(served);
    let rules = |error: StartError| error.faults().iter().map(|fault| fault.rule).collect();
    builder.build().map(drop).map_err(rules)
}

fn settings() -> ServerSettings {
    ServerSettings::default()
}

const ELSEWHERE: &str = "127.0.0.1:8080";

#[test]
fn what_is_in_order_is_served() {
    assert_eq!(
        broken(endpoints![ping, anything], settings(), ELSEWHERE),
        Ok(())
    );
}

#[test]
fn the_drain_outlasts_its_delay() {
    let delayed = |seconds| {
        let delay = Duration::from_secs(seconds);
        broken(endpoints![ping], settings().drain_delay(delay), ELSEWHERE)
    };
    assert_eq!(delayed(28), Ok(()));
    for delay in [29, 30, u64::MAX] {
        assert_eq!(delayed(delay), Err(vec!["the_drain_outlasts_its_delay"]));
    }
}

#[test]
fn a_probe_has_its_path() {
    let taken = broken(endpoints![ping, own_probe], settings(), ELSEWHERE);
    assert_eq!(taken, Err(vec!["a_probe_has_its_path"]));
    // Where the server is not ours, there are no probes.
    let mounted = Hardpoint::builder()
        .environment(Environment::default())
        .endpoints(endpoints![own_probe]);
    assert!(mounted.build().is_ok());
}

#[test]
fn the_admin_listener_is_apart() {
    let at = |admin: &str, listen| {
        let settings = settings().admin(admin.parse().unwrap());
        broken(endpoints![ping], settings, listen)
    };
    for (admin, listen) in [
        ("127.0.0.1:80", "127.0.0.1:80"),
        ("0.0.0.0:80", "127.0.0.1:80"),
        ("127.0.0.1:80", "[::]:80"),
    ] {
        assert_eq!(at(admin, listen), Err(vec!["the_admin_listener_is_apart"]));
    }
    assert_eq!(at("127.0.0.1:81", "127.0.0.1:80"), Ok(()));
    assert_eq!(at("127.0.0.2:80", "127.0.0.1:80"), Ok(()));
    // Each is given one of its own.
    assert_eq!(at("127.0.0.1:0", "127.0.0.1:0"), Ok(()));
}

#[test]
fn a_limit_of_the_server_is_one() {
    let nothing = settings()
        .workers(0)
        .connections(0)
        .head_timeout(Duration::ZERO)
        .keep_alive(Duration::from_millis(999));
    let expected = vec!["a_limit_of_the_server_is_one"; 4];
    assert_eq!(broken(endpoints![ping], nothing, ELSEWHERE), Err(expected));
    let some = settings()
        .workers(1)
        .connections(1)
        .head_timeout(Duration::from_secs(1))
        .keep_alive(Duration::ZERO);
    assert_eq!(broken(endpoints![ping], some, ELSEWHERE), Ok(()));
}

#[test]
fn what_stands_around_has_a_name_of_its_own() {
    let named = |checks: &[&str], last: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let served = Served {
            settings: settings(),
            listen: Vec::new(),
            names: [
                ("ready_when", owned(checks)),
                ("on_start", Vec::new()),
                ("on_stop", owned(last)),
            ],
        };
        rules(endpoints![ping], served)
    };
    assert_eq!(named(&["database", "disk"], &["database"]), Ok(()));
    let rule = "what_stands_around_has_a_name_of_its_own";
    assert_eq!(named(&["disk", "disk"], &[]), Err(vec![rule]));
    assert_eq!(named(&["disk", "disk"], &["a", "a"]), Err(vec![rule; 2]));
}
