//! Who may call, as clients see it: credentials, scopes, `authorize`, and what is refused when.

use std::collections::HashMap;
use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use hardpoint::Problem;
use hardpoint::auth::{AuthError, bearer};
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Request, Service};
use parking_lot::Mutex;

/// How often each thing ran, by name, so that tests of one process do not see each other.
static RUNS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);

fn run(name: &str) -> u32 {
    let mut runs = RUNS.lock();
    let count = runs.entry(name.to_owned()).or_default();
    *count += 1;
    *count
}

fn runs(name: &str) -> u32 {
    RUNS.lock().get(name).copied().unwrap_or_default()
}

/// Knows a few people by the tokens that are their names.
struct Names;

impl Authenticator for Names {
    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        run(&format!("asked {}", request.path()));
        let Some(name) = bearer(request)? else {
            return Ok(None);
        };
        let principal = Principal::new(name);
        match name {
            "ada" => Ok(Some(principal.with_scopes(["orders:read", "orders:write"]))),
            "bob" => Ok(Some(principal.with_scopes(["orders:read"]))),
            "eve" => Ok(Some(principal)),
            "panics" => panic!("a token that nobody expects"),
            "slow" => std::future::pending().await,
            "away" => Err(io::Error::other("the directory is away: 10.0.0.7:636"))?,
            "expired" => Err(AuthError::rejected("expired")
                .challenge("Bearer error=\"invalid_token\", error_description=\"expired\"")),
            _ => Err(AuthError::rejected("nobody of that name")),
        }
    }
}

fn service(endpoints: Endpoints) -> Service {
    Service::with(endpoints, |builder| builder.authenticator(Names), |_| {})
}

trait As {
    fn of(self, token: &str) -> Self;
}

impl As for Request {
    fn of(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }
}

fn challenge(answer: &Answer) -> Option<&str> {
    answer.header("www-authenticate")
}

#[endpoint(get = "/known", auth)]
async fn known(who: Principal) -> String {
    run("known");
    who.id().to_owned()
}

#[endpoint(post = "/write", auth = "orders:read,orders:write", timeout = "5s")]
async fn write(body: String) -> String {
    run(&format!("write {body}"));
    body
}

#[tokio::test]
async fn a_stranger_is_refused_and_told_which_credentials_are_wanted() {
    let service = service(endpoints![known]);
    let answer = service.get("/known").await;
    answer.problem(401, "unauthenticated");
    assert_eq!(challenge(&answer), Some("Bearer"));
    let of_another_scheme = Request::get("/known").header("authorization", "Basic YWRhOmFkYQ==");
    service
        .send(of_another_scheme)
        .await
        .problem(401, "unauthenticated");
    assert_eq!(
        service.send(Request::get("/known").of("ada")).await.body,
        b"ada"
    );
}

#[tokio::test]
async fn bad_credentials_are_told_apart_from_none() {
    let service = service(endpoints![known]);
    for token in ["mallory", "", "a b"] {
        let answer = service.send(Request::get("/known").of(token)).await;
        answer.problem(401, "invalid_credentials");
        assert_eq!(challenge(&answer), Some("Bearer error=\"invalid_token\""));
    }
    let answer = service.send(Request::get("/known").of("expired")).await;
    answer.problem(401, "invalid_credentials");
    let said = "Bearer error=\"invalid_token\", error_description=\"expired\"";
    assert_eq!(challenge(&answer), Some(said));
}

#[tokio::test]
async fn two_authorization_headers_are_no_credentials_whoever_they_name() {
    let service = service(endpoints![known]);
    for tokens in [["ada", "bob"], ["ada", "ada"], ["mallory", "ada"]] {
        let twice = Request::get("/known").of(tokens[0]).of(tokens[1]);
        let answer = service.send(twice).await;
        answer.problem(401, "invalid_credentials");
    }
}

#[tokio::test]
async fn a_missing_scope_is_a_403_without_a_challenge() {
    let service = service(endpoints![write]);
    for token in ["bob", "eve"] {
        let answer = service
            .send(Request::post("/write").of(token).body("scoped"))
            .await;
        let problem = answer.problem(403, "insufficient_scope");
        let all = serde_json::json!(["orders:read", "orders:write"]);
        assert_eq!(problem["required_scopes"], all);
        assert_eq!(challenge(&answer), None);
    }
    assert_eq!(runs("write scoped"), 0);
    let answer = service
        .send(Request::post("/write").of("ada").body("scoped"))
        .await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"scoped"[..]));
}

#[tokio::test]
async fn an_authenticator_that_fails_lets_nobody_pass() {
    let service = service(endpoints![write]);
    let send = |token| service.send(Request::post("/write").of(token).body("x"));
    send("panics").await.problem(500, "internal");
    let answer = send("away").await;
    let problem = answer.problem(503, "authentication_unavailable");
    assert!(!problem.to_string().contains("10.0.0.7"), "{problem}");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(challenge(&answer), None);
    let turn = async {
        service.clock.until_asleep(1).await;
        service.clock.advance(Duration::from_secs(5));
    };
    let (late, ()) = tokio::join!(send("slow"), turn);
    late.problem(504, "deadline_exceeded");
    assert_eq!(send("ada").await.status, 200, "the worker lives on");
}

#[tokio::test]
async fn a_stranger_is_refused_before_the_body_and_the_query_are_read() {
    let service = service(endpoints![write]);
    let mut connection = service.connect().await;
    let head = "POST /write?unknown=1 HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n";
    assert!(connection.write(head.as_bytes()).await);
    connection
        .answer(false)
        .await
        .problem(401, "unauthenticated");
}

#[endpoint(
    get = "/counted",
    auth = "orders:write",
    rate = ["4/min per:ip", "2/min per:principal", "3/min per:global"]
)]
async fn counted() -> &'static str {
    "counted"
}

#[tokio::test]
async fn who_is_refused_is_charged_to_the_address_alone() {
    let service = service(endpoints![counted]);
    let send = |token| service.send(Request::get("/counted").of(token));
    send("mallory").await.problem(401, "invalid_credentials");
    let refused = send("bob").await;
    refused.problem(403, "insufficient_scope");
    assert_eq!(refused.header("ratelimit"), Some("\"ip\";r=2;t=15"));
    let ada = send("ada").await;
    assert_eq!(ada.status, 200);
    let left = "\"principal\";r=1;t=30, \"ip\";r=1;t=15, \"global\";r=2;t=20";
    assert_eq!(ada.header("ratelimit"), Some(left));
    assert_eq!(send("ada").await.status, 200);
    send("ada").await.problem(429, "rate_limited");
    service.get("/counted").await.problem(429, "rate_limited");
}

#[tokio::test]
async fn principals_of_one_address_are_counted_apart_and_denied_together() {
    let service = service(endpoints![per_principal]);
    let send = |token| service.send(Request::get("/per-principal").of(token));
    assert_eq!(send("ada").await.status, 200);
    let denied = send("ada").await;
    let problem = denied.problem(429, "rate_limited");
    assert_eq!(
        problem["violated-policies"],
        serde_json::json!(["principal"])
    );
    assert_eq!(send("bob").await.status, 200);
    assert_eq!(
        service.get("/per-principal").await.status,
        200,
        "by address"
    );
    send("mallory").await.problem(401, "invalid_credentials");
}

#[endpoint(get = "/per-principal", rate = "1/min per:principal")]
async fn per_principal() -> &'static str {
    "counted"
}

#[endpoint(get = "/shared", auth = "orders:read", cache = "ttl:60 shared")]
async fn shared() -> String {
    run("shared").to_string()
}

#[endpoint(get = "/mine", auth, cache = "ttl:60 vary:principal")]
async fn mine(who: Principal) -> String {
    format!("{} {}", who.id(), run(who.id()))
}

#[tokio::test]
async fn hits_are_authorised_every_time_and_kept_from_caches_that_do_not() {
    let service = service(endpoints![shared]);
    let ada = service.send(Request::get("/shared").of("ada")).await;
    let bob = service.send(Request::get("/shared").of("bob")).await;
    assert_eq!((bob.status, &bob.body), (200, &ada.body));
    for answer in [&ada, &bob] {
        let control = answer.header("cache-control").unwrap_or_default();
        assert!(control.starts_with("private, max-age="), "{control}");
    }
    assert!(
        bob.header("cache-status")
            .unwrap_or_default()
            .starts_with("hardpoint; hit")
    );
    service.get("/shared").await.problem(401, "unauthenticated");
    let eve = Request::get("/shared").of("eve");
    service.send(eve).await.problem(403, "insufficient_scope");
}

#[tokio::test]
async fn another_principals_cached_answer_is_never_shown() {
    let service = service(endpoints![mine]);
    let send = |token| service.send(Request::get("/mine").of(token));
    let (ada, eve) = (send("ada").await, send("eve").await);
    assert!(ada.body.starts_with(b"ada ") && eve.body.starts_with(b"eve "));
    assert_eq!(send("ada").await.body, ada.body);
    assert_eq!(send("eve").await.body, eve.body);
    service.get("/mine").await.problem(401, "unauthenticated");
}

#[endpoint(post = "/orders", auth, idempotent)]
async fn place(who: Principal) -> String {
    format!("{} {}", who.id(), run("place"))
}

#[tokio::test]
async fn another_principals_idempotency_key_is_another_key_and_replays_are_authorised() {
    let service = service(endpoints![place]);
    let keyed = || Request::post("/orders").header("idempotency-key", "k");
    let ada = service.send(keyed().of("ada")).await;
    let bob = service.send(keyed().of("bob")).await;
    assert!(ada.body.starts_with(b"ada ") && bob.body.starts_with(b"bob "));
    assert_eq!(bob.header("idempotency-replayed"), None);
    let again = service.send(keyed().of("ada")).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.body, ada.body);
    service.send(keyed()).await.problem(401, "unauthenticated");
    service
        .send(keyed().of("mallory"))
        .await
        .problem(401, "invalid_credentials");
}

#[endpoint(get = "/orders/{owner}", auth, authorize = owns, cache = "ttl:60 shared")]
async fn order(owner: Path<String>) -> String {
    format!("{owner} {}", run("order"))
}

async fn owns(who: &Principal, owner: &Path<String>) -> Result<bool, Problem> {
    match owner.as_str() {
        "nobody" => Err(Problem::new(StatusCode::NOT_FOUND, "no_such_order")),
        "panics" => panic!("an owner that nobody expects"),
        owner => Ok(who.id() == owner),
    }
}

#[endpoint(get = "/numbers/{number}", auth, authorize = self::is_even)]
async fn even_number(number: Path<u32>, who: Principal) -> String {
    format!("{} {number}", who.id())
}

fn is_even(_: &Principal, number: &Path<u32>) -> bool {
    run("is_even");
    number.is_multiple_of(2)
}

#[tokio::test]
async fn authorize_is_asked_of_hits_as_of_every_answer() {
    let service = service(endpoints![order]);
    let send =
        |owner: &str, token| service.send(Request::get(&format!("/orders/{owner}")).of(token));
    let ada = send("ada", "ada").await;
    assert_eq!(ada.status, 200);
    let refused = send("ada", "bob").await;
    refused.problem(403, "forbidden");
    assert_eq!(challenge(&refused), None);
    assert_eq!(send("ada", "ada").await.body, ada.body, "a hit");
    send("nobody", "ada").await.problem(404, "no_such_order");
    send("panics", "ada").await.problem(500, "internal");
    service
        .get("/orders/ada")
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn authorize_is_asked_about_arguments_that_are_valid() {
    let service = service(endpoints![even_number]);
    let send = |number: &str| service.send(Request::get(&format!("/numbers/{number}")).of("ada"));
    assert_eq!(send("2").await.body, b"ada 2");
    send("3").await.problem(403, "forbidden");
    let asked = runs("is_even");
    send("many").await.problem(404, "not_found");
    assert_eq!(runs("is_even"), asked);
}

#[endpoint(get = "/optional", rate = "100/s")]
async fn optional(who: Option<Principal>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.id().to_owned())
}

#[endpoint(get = "/wanted")]
async fn wanted(who: Principal) -> String {
    who.id().to_owned()
}

#[endpoint(get = "/plain", cache = "ttl:60")]
async fn plain() -> &'static str {
    "plain"
}

#[endpoint(post = "/open", public, idempotent)]
async fn open() -> String {
    run("open").to_string()
}

#[endpoint(post = "/keyed", idempotent)]
async fn claiming() -> String {
    run("keyed").to_string()
}

#[tokio::test]
async fn without_auth_the_authenticator_is_asked_where_somebody_wants_to_know() {
    let service = service(endpoints![optional, wanted, plain, open, claiming]);
    let send = |path: &str, token| service.send(Request::get(path).of(token));
    assert_eq!(service.get("/optional").await.body, b"nobody");
    assert_eq!(send("/optional", "ada").await.body, b"ada");
    send("/optional", "mallory")
        .await
        .problem(401, "invalid_credentials");

    let answer = service.get("/wanted").await;
    answer.problem(401, "unauthenticated");
    assert_eq!(challenge(&answer), Some("Bearer"));
    assert_eq!(send("/wanted", "eve").await.body, b"eve");

    assert_eq!(send("/plain", "mallory").await.body, b"plain");
    assert_eq!(runs("asked /plain"), 0);

    let post = |path, token| {
        let request = Request::post(path).header("idempotency-key", "k");
        service.send(request.of(token))
    };
    assert_eq!(post("/open", "mallory").await.status, 200);
    assert_eq!(runs("asked /open"), 0);
    post("/keyed", "mallory")
        .await
        .problem(401, "invalid_credentials");
    let (ada, bob) = (post("/keyed", "ada").await, post("/keyed", "bob").await);
    assert_ne!(ada.body, bob.body, "a key of each principal's own");
}

#[tokio::test]
async fn a_head_is_refused_like_its_get_and_a_preflight_is_answered() {
    let service = service(endpoints![known]);
    let head = service.send(Request::new("HEAD", "/known")).await;
    assert_eq!((head.status, challenge(&head)), (401, Some("Bearer")));
    let preflight = Request::new("OPTIONS", "/known")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "GET");
    let preflight = service.send(preflight).await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[endpoint(auth)]
#[actix_web::route("/any", method = "GET", method = "OPTIONS")]
async fn any() -> HttpResponse {
    run("any");
    HttpResponse::Ok().finish()
}

#[tokio::test]
async fn an_endpoint_that_takes_options_itself_is_not_open_to_them() {
    let service = service(endpoints![any]);
    let preflight = Request::new("OPTIONS", "/any")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "GET");
    service
        .send(preflight)
        .await
        .problem(401, "unauthenticated");
    assert_eq!(runs("any"), 0);
}
