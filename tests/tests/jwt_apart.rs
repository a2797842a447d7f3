//! What is kept for one bearer of a token is not shown to another.

use std::sync::atomic::{AtomicU32, Ordering};

use hardpoint::auth::{Jwt, JwtAlgorithm};
use hardpoint::prelude::*;
use hardpoint_tests::tokens::{Signer, claims};
use hardpoint_tests::{Answer, Request, Service};
use serde_json::json;

static RUNS: AtomicU32 = AtomicU32::new(0);

fn run(who: &Principal) -> String {
    let count = RUNS.fetch_add(1, Ordering::SeqCst);
    format!("{} of {:?}: {count}", who.id(), who.tenant())
}

#[endpoint(get = "/mine", auth, cache = "ttl:60 vary:principal")]
async fn mine(who: Principal) -> String {
    run(&who)
}

#[endpoint(get = "/ours", auth, cache = "ttl:60 vary:tenant")]
async fn ours(context: RequestContext) -> String {
    context.principal().map(run).unwrap_or_default()
}

#[endpoint(post = "/orders", auth, idempotent)]
async fn place(who: Principal) -> String {
    run(&who)
}

#[endpoint(get = "/counted", auth, rate = "1/min per:principal")]
async fn counted(who: Principal) -> String {
    run(&who)
}

struct Shop {
    service: Service,
    signer: Signer,
}

impl Shop {
    fn open() -> Self {
        let signer = Signer::new(JwtAlgorithm::Es256);
        let jwt = Jwt::builder().issuer("issuer").audience("orders");
        let jwt = jwt.key(signer.key()).build().expect("it is complete");
        let endpoints = endpoints![mine, ours, place, counted];
        let service = Service::with(endpoints, |builder| builder.authenticator(jwt), |_| {});
        Self { service, signer }
    }

    async fn send(&self, request: Request, who: &str, tenant: Option<&str>) -> Answer {
        let mut claims = claims(who);
        // No two tokens are the same, as with an issuer.
        claims["jti"] = json!(fastrand::u64(..));
        if let Some(tenant) = tenant {
            claims["tenant"] = json!(tenant);
        }
        let line = format!("Bearer {}", self.signer.token(&claims));
        self.service
            .send(request.header("authorization", &line))
            .await
    }
}

/// Names and tenants that a key without lengths would take for one another.
const PEOPLE: [(&str, Option<&str>); 7] = [
    ("ada", None),
    ("ada", Some("")),
    ("ada", Some("acme")),
    ("adaacme", None),
    ("ada:acme", None),
    ("eve", Some("acme")),
    ("eve", None),
];

#[tokio::test]
async fn another_principals_or_tenants_cache_entry_is_never_shown() {
    let shop = Shop::open();
    let mut seen = Vec::new();
    for (who, tenant) in PEOPLE {
        let answer = shop.send(Request::get("/mine"), who, tenant).await;
        let wanted = format!("{who} of {tenant:?}: ");
        assert!(answer.body.starts_with(wanted.as_bytes()), "{wanted}");
        let control = answer.header("cache-control").unwrap_or_default();
        assert!(control.starts_with("private"), "{control}");
        seen.push(answer.body);
    }
    for ((who, tenant), before) in PEOPLE.into_iter().zip(seen) {
        let again = shop.send(Request::get("/mine"), who, tenant).await;
        assert_eq!(
            again.body, before,
            "a hit, by another token of the same principal"
        );
    }
    let forged = Signer::new(JwtAlgorithm::Es256).token(&claims("ada"));
    let forged = Request::get("/mine").header("authorization", &format!("Bearer {forged}"));
    let answer = shop.service.send(forged).await;
    answer.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn what_a_tenant_shares_is_not_shown_to_another_or_to_those_of_none() {
    let shop = Shop::open();
    let get = |who, tenant| shop.send(Request::get("/ours"), who, tenant);
    let acme = get("ada", Some("acme")).await;
    assert_eq!(get("eve", Some("acme")).await.body, acme.body);
    for tenant in [None, Some(""), Some("Acme"), Some("acme "), Some("globex")] {
        let other = get("ada", tenant).await;
        assert_eq!(other.status, 200);
        assert_ne!(other.body, acme.body, "{tenant:?}");
    }
}

#[tokio::test]
async fn another_principals_or_tenants_idempotency_key_is_another_key() {
    let shop = Shop::open();
    let order = || Request::post("/orders").header("idempotency-key", "k");
    let mut seen = Vec::new();
    for (who, tenant) in PEOPLE {
        let answer = shop.send(order(), who, tenant).await;
        assert_eq!(
            answer.header("idempotency-replayed"),
            None,
            "{who} of {tenant:?}"
        );
        seen.push(answer.body);
    }
    for ((who, tenant), before) in PEOPLE.into_iter().zip(seen) {
        let again = shop.send(order(), who, tenant).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, before);
    }
}

#[tokio::test]
async fn another_token_of_the_same_principal_is_no_new_bucket() {
    let shop = Shop::open();
    for (who, tenant) in PEOPLE {
        let get = || shop.send(Request::get("/counted"), who, tenant);
        assert_eq!(get().await.status, 200, "{who} of {tenant:?}");
        get().await.problem(429, "rate_limited");
    }
}
