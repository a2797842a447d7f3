//! The lab, asked by those who have a token.

use hardpoint_tests::{Answer, Request};
use serde_json::json;

use crate::example::{Example, LAB, bearer};

const SECRET: &str = "a short secret";

struct Lab(Example);

impl Lab {
    async fn open(more: &[(&str, &str)]) -> Self {
        let variables = [&[("LAB_JWT_SECRET", SECRET)], more].concat();
        Self(Example::start_with(LAB, &variables).await)
    }

    async fn get(&self, path: &str, claims: serde_json::Value) -> Answer {
        let asked = Request::get(path).header("authorization", &bearer(SECRET, &claims));
        self.0.send(asked).await
    }
}

#[tokio::test]
async fn the_lab_knows_who_has_a_token() {
    let lab = Lab::open(&[]).await;
    let ada = json!({ "sub": "ada", "tenant": "acme", "scope": "lab:read" });
    let who = json!({ "id": "ada", "tenant": "acme", "scopes": ["lab:read"] });
    assert_eq!(lab.get("/whoami", ada.clone()).await.json(), who);
    assert_eq!(lab.get("/scoped", ada.clone()).await.json(), who);
    let eve = json!({ "sub": "eve" });
    let refused = lab.get("/scoped", eve.clone()).await;
    refused.problem(403, "insufficient_scope");
    for path in ["/whoami", "/mine", "/scoped"] {
        let stranger = lab.0.send(Request::get(path)).await;
        stranger.problem(401, "unauthenticated");
        let over = lab.get(path, json!({ "sub": "ada", "exp": 1 })).await;
        over.problem(401, "invalid_credentials");
    }
    let first = lab.get("/mine", ada.clone()).await.json();
    assert_eq!(first, json!({ "id": "ada", "execution": 1 }));
    assert_eq!(lab.get("/mine", ada).await.json(), first, "a hit");
    let others = lab.get("/mine", eve).await.json();
    assert_eq!(others, json!({ "id": "eve", "execution": 2 }));
}

#[tokio::test]
async fn the_lab_can_ask_for_an_issuer_and_an_audience() {
    let strict = [("LAB_JWT_ISSUER", "issuer"), ("LAB_JWT_AUDIENCE", "lab")];
    let lab = Lab::open(&strict).await;
    let good = json!({ "sub": "ada", "iss": "issuer", "aud": ["lab"] });
    assert_eq!(lab.get("/whoami", good).await.status, 200);
    for (iss, aud) in [("issuer", "shop"), ("mallory", "lab")] {
        let claims = json!({ "sub": "ada", "iss": iss, "aud": aud });
        let answer = lab.get("/whoami", claims).await;
        answer.problem(401, "invalid_credentials");
    }
}

#[tokio::test]
async fn without_a_secret_the_lab_asks_nobody_who_they_are() {
    let lab = Example::start(LAB).await;
    for path in ["/whoami", "/mine", "/scoped"] {
        let answer = lab.send(Request::get(path)).await;
        answer.problem(404, "not_found");
    }
}
