//! The shop, asked by those who have a token.

use hardpoint_tests::servers::database;
use hardpoint_tests::{Answer, Request};
use serde_json::{Value, json};

use crate::example::{Example, ORDERS, bearer, instances, is_replayed, order};

const SECRET: &str = "a secret of thirty-two characters";

/// Whose tokens are good.
const TOKENS: [(&str, &str); 3] = [
    ("ORDERS_JWT_SECRET", SECRET),
    ("ORDERS_JWT_ISSUER", "https://id.example.com"),
    ("ORDERS_JWT_AUDIENCE", "orders"),
];

/// A token of somebody who has these scopes.
fn token(sub: &str, scope: &str) -> String {
    let iss = "https://id.example.com";
    let claims = json!({ "sub": sub, "iss": iss, "aud": "orders", "scope": scope });
    bearer(SECRET, &claims)
}

fn restock(sku: &str, quantity: u32, key: &str) -> Request {
    Request::post(&format!("/v1/stock/{sku}"))
        .header("idempotency-key", key)
        .json(&json!({ "quantity": quantity }))
}

/// How many pieces of rope an answer speaks of.
fn left(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["data"]["left"].clone()
}

#[tokio::test]
async fn who_has_the_scope_restocks_the_shop_once_for_each_key_in_memory_and_in_a_database() {
    let database = database();
    let url = database.url();
    for more in [None, Some(("DATABASE_URL", url.as_str()))] {
        let variables: Vec<_> = TOKENS.into_iter().chain(more).collect();
        let [orders]: [Example; 1] = instances(ORDERS, &variables).await;
        let [ada, eve] = ["ada", "eve"].map(|sub| token(sub, "stock:write"));
        let by = |who: &str, request: Request| orders.send(request.header("authorization", who));
        let look = || orders.send(Request::get("/v1/stock/rope"));
        assert_eq!(left(&look().await), 100);

        let restocked = by(&ada, restock("rope", 20, "k")).await;
        assert_eq!(left(&restocked), 120);
        assert_eq!(left(&look().await), 120, "what was cached is invalid");
        let again = by(&ada, restock("rope", 20, "k")).await;
        assert!(is_replayed(&again), "{again:?}");
        assert_eq!(again.body, restocked.body);
        // A key is its principal's own.
        let hers = by(&eve, restock("rope", 20, "k")).await;
        assert!(!is_replayed(&hers), "{hers:?}");
        assert_eq!(left(&hers), 140);

        by(&ada, restock("moon", 1, "moon"))
            .await
            .problem(404, "unknown_sku");
        by(&ada, restock("rope", 0, "none"))
            .await
            .problem(422, "validation_failed");
        by(&ada, restock("rope", 861, "k2"))
            .await
            .problem(409, "no_room");
        // That was not final: the same key is good once there is room.
        let sold = orders.send(order("/v1/orders", "o", "rope")).await;
        assert_eq!(sold.status, 201, "{sold:?}");
        assert_eq!(left(&by(&ada, restock("rope", 861, "k2")).await), 1000);
        assert_eq!(left(&look().await), 1000);
    }
}

#[tokio::test]
async fn nobody_else_restocks_it_and_everybody_still_orders() {
    let orders = Example::start_with(ORDERS, &TOKENS).await;
    let by = |who: &str, request: Request| orders.send(request.header("authorization", who));
    let stranger = orders.send(restock("rope", 20, "k")).await;
    stranger.problem(401, "unauthenticated");
    let reader = by(&token("eve", "stock:read"), restock("rope", 20, "k")).await;
    reader.problem(403, "insufficient_scope");
    let elsewhere = json!({ "sub": "ada", "iss": "https://id.example.com", "aud": "cinema", "scope": "stock:write" });
    for bad in [
        bearer(SECRET, &elsewhere),
        bearer("another secret of 32 characters!", &json!({ "sub": "ada" })),
    ] {
        for request in [restock("rope", 20, "k"), order("/v1/orders", "k", "anvil")] {
            by(&bad, request).await.problem(401, "invalid_credentials");
        }
    }
    let looked = orders.send(Request::get("/v1/stock/rope")).await;
    assert_eq!(left(&looked), 100);
    let placed = orders.send(order("/v1/orders", "k", "anvil")).await;
    assert_eq!(placed.status, 201);
    // A key is its principal's own: this one places another.
    let ada = token("ada", "");
    let another = by(&ada, order("/v1/orders", "k", "anvil")).await;
    assert_eq!(another.status, 201);
    assert_ne!(another.body, placed.body);
    assert!(is_replayed(
        &by(&ada, order("/v1/orders", "k", "anvil")).await
    ));
}

#[tokio::test]
async fn limits_are_each_principals_own() {
    let once = [("HARDPOINT_LIST_ORDERS_RATE", "1/min per:principal")];
    let variables = [&TOKENS[..], &once].concat();
    let orders = Example::start_with(ORDERS, &variables).await;
    for sub in ["ada", "eve"] {
        let token = token(sub, "");
        let list = || Request::get("/v1/orders").header("authorization", &token);
        assert_eq!(orders.send(list()).await.status, 200, "{sub}");
        orders.send(list()).await.problem(429, "rate_limited");
    }
}

#[tokio::test]
async fn without_tokens_nobody_restocks_it() {
    let orders = Example::start(ORDERS).await;
    let nowhere = restock("rope", 20, "k").header("authorization", &token("ada", "stock:write"));
    let nowhere = orders.send(nowhere).await;
    nowhere.problem(405, "method_not_allowed");
    assert_eq!(nowhere.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[test]
fn tokens_of_which_only_half_is_said_end_the_start() {
    for (half, said) in [
        (&TOKENS[..1], "nothing says which issuer tokens must have"),
        (&TOKENS[1..], "there are no keys to check tokens with"),
        (&[("ORDERS_JWT_SECRET", "short")], "secret"),
    ] {
        let ended = Example::that_ends(ORDERS, half);
        let words = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{words}");
        assert!(words.contains(said), "{words}");
    }
}
