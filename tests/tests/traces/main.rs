//! Traces: what a service takes from its callers and hands on to others, and what a collector is
//! told of it.

mod process;
mod told;
mod untold;

use actix_web::web::Json;
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Connection, Request, Service};
use serde_json::{Value, json};

const TRACE: &str = "12345678901234567890123456789012";
const PARENT: &str = "00-12345678901234567890123456789012-1234567890123456-01";

/// What a call to another service would have as its headers.
#[endpoint(get = "/outgoing", rate = "1000/s")]
async fn outgoing(context: RequestContext) -> Json<Value> {
    let again = RequestContext::current().expect("a request");
    assert_eq!(again.trace(), context.trace());
    let headers = context.trace().headers();
    Json(headers.map(|(name, value)| json!([name, value])).collect())
}

/// What is handed on: `traceparent`, and `tracestate`.
async fn handed_on(service: &Service, lines: &[(&str, &str)]) -> (String, Option<String>) {
    let mut request = Request::get("/outgoing");
    for (name, value) in lines {
        request = request.header(name, value);
    }
    let answer: Answer = Connection::open(service.address).await.send(request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let value = |at: usize, name: &str| {
        let pair = &answer.json()[at];
        assert!(pair.is_null() || pair[0] == name, "{pair}");
        pair[1].as_str().map(str::to_owned)
    };
    let parent = value(0, "traceparent").expect("a parent");
    (parent, value(1, "tracestate"))
}

/// By the cases of the W3C's own suite for Trace Context.
#[actix_web::test]
async fn a_call_to_others_belongs_to_the_trace_of_the_request() {
    let service = Service::of(endpoints![outgoing]);
    for name in ["traceparent", "TraceParent", "TRACEPARENT"] {
        let (parent, state) = handed_on(&service, &[(name, PARENT)]).await;
        let (span, flags) = parent
            .strip_prefix(&format!("00-{TRACE}-"))
            .and_then(|rest| rest.split_once('-'))
            .expect("the same trace");
        assert_eq!((span.len(), flags), (16, "01"));
        assert_ne!(span, "1234567890123456", "a place of its own");
        assert_eq!(state, None);
    }
    for value in [
        "cc-12345678901234567890123456789012-1234567890123456-01",
        "cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
        "\t 00-12345678901234567890123456789012-1234567890123456-01 \t",
    ] {
        let (parent, _) = handed_on(&service, &[("traceparent", value)]).await;
        assert!(parent.starts_with(&format!("00-{TRACE}-")), "{value}");
    }
}

#[actix_web::test]
async fn what_is_malformed_begins_a_new_trace_without_a_state() {
    let service = Service::of(endpoints![outgoing]);
    let state = ("tracestate", "foo=1");
    let twice = [("traceparent", PARENT), ("traceparent", PARENT), state];
    let malformed = [
        "ff-12345678901234567890123456789012-1234567890123456-01",
        "00-12345678901234567890123456789012-1234567890123456-01-more",
        "00-12345678901234567890123456789012-0000000000000000-01",
        "00-1234567890123456789012345678901A-1234567890123456-01",
        "00-12345678901234567890123456789012-1234567890123456-1",
        "",
    ];
    let alone = malformed.map(|value| [("traceparent", value), state]);
    let others: [&[(&str, &str)]; 4] = [&[], &[state], &[("trace-parent", PARENT), state], &twice];
    let mut seen = vec![TRACE.to_owned()];
    for lines in alone.iter().map(|lines| &lines[..]).chain(others) {
        let (parent, state) = handed_on(&service, lines).await;
        let (trace, flags) = (parent[3..35].to_owned(), &parent[53..]);
        assert!(!seen.contains(&trace), "{lines:?}: {parent}");
        // Nobody has asked for it to be recorded, and nobody here does.
        assert_eq!((flags, state), ("00", None), "{lines:?}");
        seen.push(trace);
    }
}

#[actix_web::test]
async fn what_other_vendors_say_is_handed_on() {
    let service = Service::of(endpoints![outgoing]);
    let parent = ("traceparent", PARENT);
    let members = |count: usize| {
        let members = (1..=count).map(|at| format!("bar{at:02}={at:02}"));
        members.collect::<Vec<_>>().join(",")
    };
    let (thirty_two, one_more) = (members(32), members(33));
    for (lines, expected) in [
        (&["foo=1,bar=2", "rojo=1"][..], Some("foo=1,bar=2,rojo=1")),
        (
            &["foo=1 \t , \t bar=2", "", ",baz=3"],
            Some("foo=1,bar=2,baz=3"),
        ),
        (&[&*thirty_two], Some(&*thirty_two)),
        (&[&*one_more], None),
        (&["foo=1", "foo=2"], None),
        (&["foo=1,FOO=2"], None),
        (&[""], None),
    ] {
        let states = lines.iter().map(|value| ("tracestate", *value));
        let sent: Vec<_> = [parent].into_iter().chain(states).collect();
        let (parent, state) = handed_on(&service, &sent).await;
        assert!(parent.starts_with(&format!("00-{TRACE}-")), "{lines:?}");
        assert_eq!(state.as_deref(), expected, "{lines:?}");
    }
}
