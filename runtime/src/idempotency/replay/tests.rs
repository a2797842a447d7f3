//! What is kept of an answer.

use actix_web::http::StatusCode;

use super::*;

fn kept(response: HttpResponse) -> bool {
    is_kept(&response)
}

fn problem(status: u16, is_final: bool) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    let mut problem = Problem::new(status, "test");
    problem.is_final = is_final;
    let mut response = HttpResponse::new(status);
    response.extensions_mut().insert(problem);
    response
}

fn plain(status: u16) -> HttpResponse {
    HttpResponse::new(StatusCode::from_u16(status).unwrap())
}

#[test]
fn successes_and_redirections_are_kept() {
    for status in [200, 201, 202, 204, 301, 303, 308] {
        assert!(kept(plain(status)), "{status}");
    }
}

#[test]
fn client_errors_are_kept_where_they_are_final() {
    for status in [400, 404, 409, 410, 422] {
        assert!(kept(plain(status)), "{status}");
        assert!(kept(problem(status, true)), "{status}");
        assert!(!kept(problem(status, false)), "{status}");
    }
    for status in [401, 403, 407] {
        assert!(!kept(plain(status)), "{status}");
        assert!(kept(problem(status, true)), "{status}");
    }
}

#[test]
fn what_invites_a_retry_is_never_kept() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        assert!(!kept(plain(status)), "{status}");
        assert!(!kept(problem(status, true)), "{status}");
    }
    assert!(!kept(plain(101)));
}

#[test]
fn headers_of_the_connection_and_of_the_one_response_are_left_out() {
    let names = [
        "connection",
        "keep-alive",
        "transfer-encoding",
        "te",
        "trailer",
        "upgrade",
        "proxy-authenticate",
        "content-length",
        "date",
        "set-cookie",
        "x-request-id",
        "ratelimit",
        "ratelimit-policy",
        "x-ratelimit-remaining",
        "traceparent",
        "tracestate",
        "age",
        "cache-status",
        "server-timing",
        "idempotency-replayed",
        "x-hop",
    ];
    let mut response = HttpResponse::Ok();
    for name in names {
        response.append_header((
            name,
            if name == "connection" {
                "close, X-Hop"
            } else {
                "1"
            },
        ));
    }
    for value in ["1", "2"] {
        response.append_header(("x-kept", value));
    }
    response.append_header(("content-type", "application/json"));
    let kept = kept_headers(response.finish().headers());
    let mut kept: Vec<_> = kept
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    kept.sort_unstable();
    assert_eq!(
        kept,
        [
            ("content-type", "application/json"),
            ("x-kept", "1"),
            ("x-kept", "2")
        ]
    );
}
