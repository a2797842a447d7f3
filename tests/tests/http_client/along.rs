//! What goes along by itself, with whom, and whose time a request has.

use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use hardpoint::http::{Client, Error, REQUEST_TIMEOUT, TimedOut};
use hardpoint::prelude::*;
use hardpoint::{Clock, TrustedProxies};
use hardpoint_tests::{Request, Service};

use crate::server::{Server, ok, redirect, until_closed};
use crate::{client_for_strangers, client_of};

struct World {
    inside: Server,
    strangers: Server,
    client: Client,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let strangers = Server::well();
        let away = strangers.url();
        let inside = Server::start(move |asked, stream| match asked.line() {
            "GET /silent" => until_closed(stream),
            "GET /away" => stream.write_all(&redirect(302, &away)),
            _ => stream.write_all(&ok("ok")),
        });
        let client = client_of(&inside).allow_private([crate::net("127.0.0.0/8")]);
        World {
            client: client.build().expect("a client"),
            inside,
            strangers,
        }
    })
}

#[endpoint(get = "/relay", timeout = "2s")]
async fn relay() -> String {
    let world = world();
    for target in ["/told", "/away", &world.strangers.url()] {
        world.client.get(target).send().await.expect("an answer");
    }
    let own = world
        .client
        .get("/own")
        .header("x-request-id", "mine")
        .header(REQUEST_TIMEOUT, "9");
    own.send().await.expect("an answer");
    String::new()
}

#[endpoint(get = "/late", timeout = "250ms")]
async fn late() -> String {
    let world = world();
    let clock = Clock::system();
    let began = clock.now();
    // The client's own time is 10 seconds, and the service's clock stands still.
    let error = world
        .client
        .get("/silent")
        .send()
        .await
        .expect_err("it is silent");
    assert!(
        matches!(error, Error::Timeout(TimedOut::Total)),
        "{error:?}"
    );
    assert!(clock.now().since(began) < Duration::from_secs(5));
    "in time".to_owned()
}

#[tokio::test]
async fn a_request_of_ours_hears_of_the_one_it_is_made_for() {
    let service = Service::of(endpoints![relay]);
    let mut connection = service.connect().await;
    let trace = "0123456789abcdef0123456789abcdef";
    let request = Request::get("/relay")
        .header("traceparent", &format!("00-{trace}-0123456789abcdef-01"))
        .header("tracestate", "vendor=1");
    let answer = connection.send(request).await;
    assert_eq!(answer.status, 200);
    let id = answer.header("x-request-id").expect("an id").to_owned();
    let world = world();
    let find = |server: &Server, line: &str| {
        let asked = server.asked();
        asked
            .into_iter()
            .find(|asked| asked.line() == line && asked.header("x-request-id") == Some(&id))
    };
    let told = find(&world.inside, "GET /told").expect("it was asked");
    assert!(
        told.header("traceparent")
            .unwrap()
            .starts_with(&format!("00-{trace}-"))
    );
    assert_eq!(told.header("tracestate"), Some("vendor=1"));
    let left: f64 = told.header(REQUEST_TIMEOUT).unwrap().parse().unwrap();
    assert!(left > 0.0 && left <= 2.0, "{left}");
    let own = world
        .inside
        .asked()
        .into_iter()
        .find(|asked| asked.line() == "GET /own")
        .unwrap();
    assert_eq!(
        (own.header("x-request-id"), own.header(REQUEST_TIMEOUT)),
        (Some("mine"), Some("9"))
    );
    // Strangers hear nothing, whether they are asked or led to.
    let strangers = world.strangers.asked();
    assert_eq!(strangers.len(), 2);
    for asked in strangers {
        for name in ["traceparent", "tracestate", "x-request-id", REQUEST_TIMEOUT] {
            assert_eq!(asked.header(name), None, "{asked:?}");
        }
    }
}

#[tokio::test]
async fn a_request_has_no_more_time_than_the_one_it_is_made_for() {
    let service = Service::of(endpoints![late]);
    let answer = service.connect().await.send(Request::get("/late")).await;
    assert_eq!((answer.status, &*answer.body), (200, &b"in time"[..]));
}

#[tokio::test]
async fn outside_of_a_request_only_its_own_time_goes_along() {
    let server = Server::well();
    let client = client_of(&server)
        .timeout(Duration::from_secs(3))
        .build()
        .unwrap();
    client.post("/").send().await.unwrap();
    let asked = &server.asked()[0];
    let left: f64 = asked.header(REQUEST_TIMEOUT).unwrap().parse().unwrap();
    assert!(left > 2.0 && left <= 3.0, "{left}");
    for name in [
        "traceparent",
        "x-request-id",
        "idempotency-key",
        "cookie",
        "referer",
    ] {
        assert_eq!(asked.header(name), None, "{name}");
    }
    let strangers = client_for_strangers().build().unwrap();
    strangers.get(&server.url()).send().await.unwrap();
    assert_eq!(server.asked()[1].header(REQUEST_TIMEOUT), None);
}

#[endpoint(get = "/remaining", timeout = "5s")]
async fn remaining(context: RequestContext) -> String {
    let left = context.deadline().remaining().expect("a deadline");
    left.as_millis().to_string()
}

#[tokio::test]
async fn a_service_of_ours_ends_when_it_is_waited_for_no_longer() {
    let trusting = TrustedProxies::networks(["127.0.0.1"]).expect("an address");
    let service = Service::with(
        endpoints![remaining],
        |builder| builder.trusted_proxies(trusting),
        |_| {},
    );
    let client = Client::builder("ours").base_url(format!("http://{}", service.address));
    let client = client.timeout(Duration::from_millis(700)).build().unwrap();
    let left = client.get("/remaining").send().await.unwrap();
    let left: u64 = left.text().await.unwrap().parse().unwrap();
    assert!((1..=700).contains(&left), "{left}");
}
