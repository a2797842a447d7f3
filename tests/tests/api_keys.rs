//! API keys, and several authenticators at once, as clients and attackers send them.

use std::path::PathBuf;
use std::time::Duration;

use actix_web::HttpRequest;
use hardpoint::auth::{
    AnyOf, ApiKey, ApiKeys, ApiKeysBuilder, AuthError, Jwt, JwtAlgorithm, MintedKey,
};
use hardpoint::prelude::*;
use hardpoint_tests::tokens::{Signer, claims};
use hardpoint_tests::{Request, Service};
use serde_json::{Value, json};

#[endpoint(get = "/known", auth)]
async fn known(who: Principal) -> String {
    format!("{} {:?}", who.id(), who.tenant())
}

#[endpoint(get = "/scoped", auth = "orders:read")]
async fn scoped() -> &'static str {
    "scoped"
}

fn mint() -> MintedKey {
    ApiKey::mint("orders").expect("a key")
}

fn of(minted: &MintedKey, who: &str) -> ApiKey {
    let who = Principal::new(who).with_scopes(["orders:read"]);
    ApiKey::new(minted.id(), minted.sha256(), who).expect("a key")
}

fn service(authenticator: impl Authenticator) -> Service {
    let endpoints = endpoints![known, scoped];
    Service::with(
        endpoints,
        |builder| builder.authenticator(authenticator),
        |_| {},
    )
}

fn keys(builder: ApiKeysBuilder) -> Service {
    service(builder.build().expect("it is complete"))
}

fn with(key: &str) -> Request {
    Request::get("/known").header("x-api-key", key)
}

#[tokio::test]
async fn a_key_says_who_makes_a_request_and_a_stranger_is_asked_for_one() {
    let minted = mint();
    let service = keys(ApiKeys::builder().key(of(&minted, "billing")));
    let key = minted.key().expose();
    assert_eq!(service.send(with(key)).await.body, b"billing None");
    let in_capitals = Request::get("/scoped").header("X-API-KEY", key);
    assert_eq!(service.send(in_capitals).await.body, b"scoped");
    let stranger = service.get("/known").await;
    stranger.problem(401, "unauthenticated");
    let asked = stranger.header("www-authenticate");
    assert_eq!(asked, Some("ApiKey header=\"x-api-key\""));
    for elsewhere in [
        Request::get("/known").header("authorization", &format!("ApiKey {key}")),
        Request::get("/known").header("authorization", &format!("Bearer {key}")),
        Request::get("/known").header("cookie", &format!("x-api-key={key}")),
    ] {
        service
            .send(elsewhere)
            .await
            .problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn what_is_not_the_key_of_its_id_is_refused_in_the_same_words() {
    let (minted, other) = (mint(), mint());
    let service = keys(
        ApiKeys::builder()
            .key(of(&minted, "billing"))
            .key(of(&other, "shop")),
    );
    let key = minted.key().expose();
    let (id, secret) = key.split_once('.').expect("two parts");
    let (_, others) = other.key().expose().split_once('.').expect("two parts");
    let mut told = Vec::new();
    for wrong in [
        String::new(),
        id.to_owned(),
        secret.to_owned(),
        format!("{id}."),
        format!("{id}.{others}"),
        format!("{id}.{}", secret.to_ascii_lowercase()),
        format!("{id}.{secret}="),
        format!("{id}.{}", &secret[1..]),
        format!("{id}.{}", minted.sha256()),
        minted.sha256().to_owned(),
        format!("unknown.{secret}"),
        format!("{}.{secret}", id.to_ascii_uppercase()),
        format!("../{id}.{secret}"),
        format!("{id}' OR '1'='1.{secret}"),
        format!("{key},{key}"),
        format!("{key} {key}"),
        "k".repeat(20_000),
    ] {
        let answer = service.send(with(&wrong)).await;
        let mut problem = answer.problem(401, "invalid_credentials");
        problem["request_id"] = Value::Null;
        told.push(problem);
        assert_eq!(
            answer.header("www-authenticate"),
            Some("ApiKey header=\"x-api-key\"")
        );
    }
    assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:#?}");
    for (first, second) in [
        (key, key),
        (key, other.key().expose()),
        (key, &String::new()),
    ] {
        let twice = with(first).header("X-Api-Key", second);
        service
            .send(twice)
            .await
            .problem(401, "invalid_credentials");
    }
}

#[tokio::test]
async fn a_key_can_be_in_a_header_of_another_name_or_behind_a_scheme() {
    let minted = mint();
    let key = minted.key().expose();
    let named = keys(
        ApiKeys::builder()
            .key(of(&minted, "billing"))
            .header("X-Shop-Key"),
    );
    let request = Request::get("/known").header("x-shop-key", key);
    assert_eq!(named.send(request).await.status, 200);
    named.send(with(key)).await.problem(401, "unauthenticated");

    let behind = keys(
        ApiKeys::builder()
            .key(of(&minted, "billing"))
            .scheme("ApiKey"),
    );
    for scheme in ["ApiKey", "apikey", "APIKEY"] {
        let request = Request::get("/known").header("authorization", &format!("{scheme} {key}"));
        assert_eq!(behind.send(request).await.status, 200, "{scheme}");
    }
    behind.send(with(key)).await.problem(401, "unauthenticated");
    let stranger = behind.get("/known").await;
    assert_eq!(stranger.header("www-authenticate"), Some("ApiKey"));
    let twice = Request::get("/known").header("authorization", &format!("ApiKey {key}"));
    let twice = twice.header("authorization", &format!("ApiKey {key}"));
    behind.send(twice).await.problem(401, "invalid_credentials");
}

#[test]
fn keys_that_could_not_be_told_apart_do_not_start() {
    let minted = mint();
    let one = || ApiKeys::builder().key(of(&minted, "billing"));
    for (told, fault) in [
        (ApiKeys::builder(), "no API keys"),
        (one().key(of(&minted, "shop")), "twice"),
        (one().header("Authorization"), "scheme"),
        (one().header("no header"), "scheme"),
        (one().scheme("Bearer"), "Bearer"),
        (one().scheme("a b"), "letters"),
        (one().list("{}"), "list of API keys"),
        (one().file("/nowhere"), "/nowhere cannot be read"),
    ] {
        let error = told.build().expect_err(fault).to_string();
        assert!(error.contains(fault), "{error}");
    }
}

/// A file of keys.
struct Listed(PathBuf);

impl Listed {
    fn new(keys: &[Value]) -> Self {
        let name = format!(
            "hardpoint-list-{}-{}.json",
            std::process::id(),
            fastrand::u64(..)
        );
        let file = Self(std::env::temp_dir().join(name));
        file.write(keys);
        file
    }

    fn write(&self, keys: &[Value]) {
        std::fs::write(&self.0, json!({"keys": keys}).to_string()).expect("a file");
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn listed(minted: &MintedKey) -> Value {
    json!({
        "id": minted.id(), "sha256": minted.sha256(), "principal": "billing", "tenant": "acme",
        "scopes": ["orders:read"],
    })
}

#[tokio::test]
async fn keys_come_and_go_in_a_file_without_a_restart() {
    let (old, new) = (mint(), mint());
    let file = Listed::new(&[listed(&old)]);
    let service = keys(ApiKeys::builder().file(&file.0));
    let send = |minted: &MintedKey| service.send(with(minted.key().expose()));
    assert_eq!(send(&old).await.body, b"billing Some(\"acme\")");
    send(&new).await.problem(401, "invalid_credentials");

    file.write(&[listed(&old), listed(&new)]);
    service.clock.advance(Duration::from_secs(1));
    assert_eq!(
        send(&new).await.body,
        b"billing Some(\"acme\")",
        "the same principal"
    );
    assert_eq!(send(&old).await.status, 200);

    file.write(&[listed(&new)]);
    service.clock.advance(Duration::from_secs(30));
    send(&old).await.problem(401, "invalid_credentials");
    assert_eq!(send(&new).await.status, 200);

    std::fs::write(&file.0, "{\"keys\": [").expect("a file");
    service.clock.advance(Duration::from_secs(30));
    assert_eq!(
        send(&new).await.status,
        200,
        "what is broken changes nothing"
    );

    file.write(&[]);
    service.clock.advance(Duration::from_secs(30));
    send(&new).await.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn a_key_ends_with_its_last_day() {
    let minted = mint();
    let mut ending = listed(&minted);
    // The clock begins on 2026-05-28, at 20:26:40 UTC.
    ending["not_after"] = json!("2026-05-28");
    let service = keys(ApiKeys::builder().list(json!({"keys": [ending]}).to_string()));
    let send = || service.send(with(minted.key().expose()));
    assert_eq!(send().await.status, 200);
    service
        .clock
        .advance(Duration::from_secs(3 * 3600 + 33 * 60 + 19));
    assert_eq!(send().await.status, 200, "23:59:59");
    service.clock.advance(Duration::from_secs(1));
    send().await.problem(401, "invalid_credentials");
}

/// Knows the user `ada` by `Basic`, and cannot ask about anybody else.
struct Directory;

impl Authenticator for Directory {
    fn challenge(&self) -> std::borrow::Cow<'static, str> {
        "Basic realm=\"shop\"".into()
    }

    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        let line = request.headers().get("authorization");
        match line
            .and_then(|line| line.to_str().ok())
            .and_then(|line| line.strip_prefix("Basic "))
        {
            None => Ok(None),
            Some("ada") => Ok(Some(Principal::new("ada"))),
            Some(_) => Err(std::io::Error::other("the directory is away"))?,
        }
    }
}

#[tokio::test]
async fn one_of_several_kinds_of_credentials_is_enough_and_two_are_too_many() {
    let (signer, minted) = (Signer::new(JwtAlgorithm::Es256), mint());
    let jwt = Jwt::builder()
        .issuer("issuer")
        .audience("orders")
        .key(signer.key())
        .realm("shop");
    let api_keys = ApiKeys::builder().key(of(&minted, "billing"));
    let all = AnyOf::new(jwt.build().expect("complete"))
        .or(api_keys.build().expect("complete"))
        .or(Directory);
    let service = service(all);
    let (token, key) = (signer.token(&claims("ada")), minted.key().expose());
    let bearer =
        |token: &str| Request::get("/known").header("authorization", &format!("Bearer {token}"));
    let basic =
        |name: &str| Request::get("/known").header("authorization", &format!("Basic {name}"));
    assert_eq!(service.send(bearer(&token)).await.body, b"ada None");
    assert_eq!(service.send(with(key)).await.body, b"billing None");
    assert_eq!(service.send(basic("ada")).await.body, b"ada None");
    service
        .send(basic("eve"))
        .await
        .problem(503, "authentication_unavailable");

    let all = "Bearer realm=\"shop\", ApiKey header=\"x-api-key\", Basic realm=\"shop\"";
    let stranger = service.get("/known").await;
    stranger.problem(401, "unauthenticated");
    assert_eq!(stranger.header("www-authenticate"), Some(all));
    let other_scheme = Request::get("/known").header("authorization", "Negotiate YQ==");
    service
        .send(other_scheme)
        .await
        .problem(401, "unauthenticated");

    let rejected = service.send(bearer("a.b.c")).await;
    rejected.problem(401, "invalid_credentials");
    let said = "Bearer realm=\"shop\", error=\"invalid_token\", ApiKey header=\"x-api-key\", Basic realm=\"shop\"";
    assert_eq!(rejected.header("www-authenticate"), Some(said));
    let rejected = service.send(with("a.b")).await;
    let said = "ApiKey header=\"x-api-key\", Bearer realm=\"shop\", Basic realm=\"shop\"";
    assert_eq!(rejected.header("www-authenticate"), Some(said));

    for two in [
        bearer(&token).header("x-api-key", key),
        bearer(&token).header("x-api-key", "a.b"),
        bearer("a.b.c").header("x-api-key", key),
        bearer("a.b.c").header("x-api-key", "a.b"),
        bearer(&token).header("x-api-key", ""),
        basic("ada").header("x-api-key", key),
        basic("eve").header("x-api-key", key),
    ] {
        let answer = service.send(two).await;
        answer.problem(401, "invalid_credentials");
        assert_eq!(answer.header("www-authenticate"), Some(all));
    }
}
