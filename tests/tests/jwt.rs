//! Bearer tokens, as clients and attackers send them.

use std::time::Duration;

use hardpoint::auth::{Claims, Jwt, JwtAlgorithm, JwtBuilder};
use hardpoint::prelude::*;
use hardpoint_tests::tokens::{NOW, Signer, claims, unsigned};
use hardpoint_tests::{Answer, Request, Service};
use serde_json::{Value, json};

#[endpoint(get = "/known", auth)]
async fn known(who: Principal) -> String {
    who.id().to_owned()
}

#[endpoint(get = "/scoped", auth = "orders:read")]
async fn scoped(who: Principal, claims: Claims) -> String {
    let (email, tenant) = (claims.text("email"), who.tenant());
    format!("{} {tenant:?} {email:?}", who.id())
}

#[endpoint(get = "/open", cache = "none because:it is a test")]
async fn open(claims: Option<Claims>) -> String {
    claims.is_some().to_string()
}

fn jwt() -> JwtBuilder {
    Jwt::builder().issuer("issuer").audience("orders")
}

fn service(jwt: JwtBuilder) -> Service {
    let jwt = jwt.build().expect("it is complete");
    let endpoints = endpoints![known, scoped, open];
    Service::with(endpoints, |builder| builder.authenticator(jwt), |_| {})
}

fn with(token: &str) -> Request {
    Request::get("/known").header("authorization", &format!("Bearer {token}"))
}

async fn send(service: &Service, token: &str) -> Answer {
    service.send(with(token)).await
}

#[track_caller]
fn refused(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 401, "{what}");
    let problem = answer.problem(401, "invalid_credentials");
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer error=\"invalid_token\""),
        "{what}"
    );
    // What a client is told is the same for all of them.
    let keys: Vec<_> = problem.as_object().expect("an object").keys().collect();
    let told = [
        "code",
        "detail",
        "instance",
        "request_id",
        "status",
        "title",
        "type",
    ];
    assert_eq!(keys, told, "{what}");
}

fn changed(changes: Value) -> Value {
    let mut all = claims("ada");
    for (name, value) in changes.as_object().expect("an object") {
        all[name] = value.clone();
    }
    all
}

#[tokio::test]
async fn a_token_of_every_algorithm_says_who_makes_a_request() {
    for algorithm in [
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
        "ES384", "EdDSA",
    ] {
        let signer = Signer::new(algorithm.parse().expect("an algorithm"));
        let service = service(jwt().key(signer.key()));
        let answer = send(&service, &signer.token(&claims("ada"))).await;
        assert_eq!(
            (answer.status, &*answer.body),
            (200, &b"ada"[..]),
            "{algorithm}"
        );
        let stranger = service.get("/known").await;
        stranger.problem(401, "unauthenticated");
        assert_eq!(stranger.header("www-authenticate"), Some("Bearer"));
    }
}

#[tokio::test]
async fn claims_become_scopes_a_tenant_and_what_a_handler_reads() {
    let signer = Signer::new(JwtAlgorithm::Es256);
    let service = service(jwt().key(signer.key()).tenant_claim("tid"));
    let get = |claims: Value| {
        let line = format!("Bearer {}", signer.token(&claims));
        service.send(Request::get("/scoped").header("authorization", &line))
    };
    for scopes in [
        json!({"scope": "openid orders:read"}),
        json!({"scp": ["orders:read"]}),
        json!({"scopes": ["a", "orders:read"]}),
    ] {
        let mut all = changed(scopes);
        all["tid"] = json!("acme");
        all["email"] = json!("ada@example.com");
        let answer = get(all).await;
        assert_eq!(answer.body, b"ada Some(\"acme\") Some(\"ada@example.com\")");
    }
    let refused = get(changed(json!({"scope": "orders:write"}))).await;
    refused.problem(403, "insufficient_scope");
    assert_eq!(service.get("/open").await.body, b"false");
}

#[tokio::test]
async fn a_token_without_a_good_signature_is_refused() {
    let signer = Signer::new(JwtAlgorithm::Es256);
    let service = service(jwt().key(signer.key()));
    let good = signer.token(&claims("ada"));
    assert_eq!(send(&service, &good).await.status, 200);
    let (message, signature) = good.rsplit_once('.').expect("three parts");
    for name in [
        "none", "None", "NONE", "nOnE", "", "null", "HS256", "es256", "ES256K", "ES512",
    ] {
        let header = json!({"alg": name, "typ": "JWT"});
        for end in ["", signature] {
            let token = format!(
                "{}.{end}",
                unsigned(&header.to_string(), &claims("ada").to_string())
            );
            refused(&send(&service, &token).await, &format!("alg {name:?}"));
        }
        refused(
            &send(&service, &signer.token_of(&header, &claims("ada"))).await,
            name,
        );
    }
    for header in [
        json!({}),
        json!({"alg": null}),
        json!({"alg": ["ES256"]}),
        json!({"alg": 1}),
    ] {
        refused(
            &send(&service, &signer.token_of(&header, &claims("ada"))).await,
            "no alg",
        );
    }
    let stranger = Signer::new(JwtAlgorithm::Es256);
    for (token, what) in [
        (format!("{message}."), "stripped"),
        (message.to_owned(), "cut off"),
        (format!("{good}."), "four parts"),
        (format!("{good}.{signature}"), "four parts"),
        (format!("{good}A"), "a longer signature"),
        (format!("{good}=="), "padding"),
        (good[..good.len() - 1].to_owned(), "truncated"),
        (good[..good.len() - 2].to_owned(), "truncated"),
        (good[..good.len() / 2].to_owned(), "truncated"),
        (".".to_owned(), "dots"),
        ("..".to_owned(), "dots"),
        ("...".to_owned(), "dots"),
        ("a.b.c".to_owned(), "no JSON"),
        (stranger.token(&claims("ada")), "somebody else's"),
        (
            format!(
                "{}.{signature}",
                unsigned(&signer.header().to_string(), &claims("eve").to_string())
            ),
            "other claims",
        ),
    ] {
        refused(&send(&service, &token).await, what);
    }
    // An ECDSA signature of zeros (CVE-2022-21449).
    let zeros = "A".repeat(86);
    refused(
        &send(&service, &format!("{message}.{zeros}")).await,
        "zeros",
    );
}

#[tokio::test]
async fn a_public_key_is_no_secret_whatever_the_header_says() {
    let rsa = Signer::new(JwtAlgorithm::Rs256);
    let service = service(jwt().key(rsa.key()));
    let (pem, jwk) = (rsa.pem(), rsa.jwk().to_string());
    let secrets = [
        pem.as_str(),
        pem.trim_end(),
        &pem.replace('\n', ""),
        &pem.replace('\n', "\r\n"),
        &jwk,
    ];
    for secret in secrets {
        for algorithm in [
            JwtAlgorithm::Hs256,
            JwtAlgorithm::Hs384,
            JwtAlgorithm::Hs512,
        ] {
            let forger = Signer::secret(algorithm, secret.as_bytes());
            refused(
                &send(&service, &forger.token(&claims("ada"))).await,
                "HS for RS",
            );
        }
    }
    // The same key by another algorithm is another key.
    for algorithm in [
        JwtAlgorithm::Ps256,
        JwtAlgorithm::Rs384,
        JwtAlgorithm::Rs512,
    ] {
        let other = Signer::new(algorithm);
        refused(
            &send(&service, &other.token(&claims("ada"))).await,
            "another of RSA's",
        );
        let lying = other.token_of(&rsa.header(), &claims("ada"));
        refused(
            &send(&service, &lying).await,
            "another of RSA's, and says it is not",
        );
    }
    assert_eq!(send(&service, &rsa.token(&claims("ada"))).await.status, 200);
}

#[tokio::test]
async fn a_token_does_not_bring_its_own_key() {
    let (ours, theirs) = (
        Signer::new(JwtAlgorithm::Es256),
        Signer::new(JwtAlgorithm::Es256),
    );
    let service = service(jwt().key(ours.key()));
    for extra in [
        json!({"jwk": theirs.jwk()}),
        json!({"jku": "http://127.0.0.1:1/keys"}),
        json!({"x5u": "http://127.0.0.1:1/keys"}),
        json!({"x5c": [theirs.pem()]}),
    ] {
        let mut header = ours.header();
        for (name, value) in extra.as_object().expect("an object") {
            header[name] = value.clone();
        }
        refused(
            &send(&service, &theirs.token_of(&header, &claims("ada"))).await,
            "its own key",
        );
        let ours = ours.token_of(&header, &claims("ada"));
        assert_eq!(
            send(&service, &ours).await.status,
            200,
            "it is not looked at"
        );
    }
}

#[tokio::test]
async fn the_key_id_selects_a_key_and_nothing_else() {
    let (first, second) = (
        Signer::new(JwtAlgorithm::Es256).kid("1"),
        Signer::new(JwtAlgorithm::Hs256).kid("2"),
    );
    let service = service(jwt().key(first.key()).key(second.key()));
    for signer in [&first, &second] {
        assert_eq!(
            send(&service, &signer.token(&claims("ada"))).await.status,
            200
        );
    }
    let as_first = |kid: Value| json!({"alg": "ES256", "typ": "JWT", "kid": kid});
    for kid in [
        json!("2"),
        json!(""),
        json!("3"),
        json!(" 1"),
        json!("1\u{0}"),
        json!("../../../../dev/null"),
        json!("/proc/self/environ"),
        json!("1' OR '1'='1"),
        json!("' UNION SELECT 'secret"),
        json!("1;ls"),
        json!("1".repeat(4096)),
        json!("*"),
        json!("%31"),
        json!(1),
        json!(["1"]),
        json!(null),
        json!({"$ne": ""}),
    ] {
        let token = first.token_of(&as_first(kid.clone()), &claims("ada"));
        refused(&send(&service, &token).await, &kid.to_string());
    }
    let without = json!({"alg": "ES256", "typ": "JWT"});
    let token = first.token_of(&without, &claims("ada"));
    refused(&send(&service, &token).await, "none, of two");
    // `/dev/null` as a secret: what a service would read that opens what a `kid` names.
    let empty = Signer::secret(JwtAlgorithm::Hs256, b"").kid("/dev/null");
    refused(
        &send(&service, &empty.token(&claims("ada"))).await,
        "an empty secret",
    );
}

#[tokio::test]
async fn a_token_of_another_time_audience_or_issuer_is_refused() {
    let signer = Signer::new(JwtAlgorithm::Hs256);
    let service = service(jwt().key(signer.key()));
    for changes in [
        json!({"exp": null}),
        json!({"exp": "never"}),
        json!({"nbf": NOW + 31}),
        json!({"iat": NOW + 31}),
        json!({"aud": "billing"}),
        json!({"aud": ["billing", "shop"]}),
        json!({"aud": []}),
        json!({"aud": "orders "}),
        json!({"iss": "mallory"}),
        json!({"iss": "issuer/"}),
        json!({"iss": ["issuer"]}),
        json!({"sub": 7}),
        json!({"sub": ""}),
        json!({"sub": null}),
        json!({"sub": {"id": "ada"}}),
        json!({"scope": 7}),
    ] {
        let token = signer.token(&changed(changes.clone()));
        refused(&send(&service, &token).await, &changes.to_string());
    }
    for missing in ["exp", "aud", "iss", "sub"] {
        let mut all = claims("ada");
        all.as_object_mut().expect("an object").remove(missing);
        refused(&send(&service, &signer.token(&all)).await, missing);
    }
    let both = signer.token(&changed(json!({"aud": ["billing", "orders"]})));
    assert_eq!(send(&service, &both).await.status, 200);
}

#[tokio::test]
async fn a_token_that_was_good_says_that_it_has_expired_and_a_forged_one_does_not() {
    let signer = Signer::new(JwtAlgorithm::Es256);
    let service = service(jwt().key(signer.key()).realm("the orders"));
    let token = signer.token(&claims("ada"));
    service.clock.advance(Duration::from_secs(89));
    assert_eq!(send(&service, &token).await.status, 200, "a leeway of 30 s");
    service.clock.advance(Duration::from_secs(1));
    let answer = send(&service, &token).await;
    answer.problem(401, "invalid_credentials");
    let said = "Bearer realm=\"the orders\", error=\"invalid_token\", error_description=\"the token has expired\"";
    assert_eq!(answer.header("www-authenticate"), Some(said));
    let forged = Signer::new(JwtAlgorithm::Es256).token(&claims("ada"));
    let said = "Bearer realm=\"the orders\", error=\"invalid_token\"";
    assert_eq!(
        send(&service, &forged).await.header("www-authenticate"),
        Some(said)
    );
}

#[tokio::test]
async fn what_two_readers_may_understand_differently_is_refused() {
    let signer = Signer::new(JwtAlgorithm::Hs256);
    let service = service(jwt().key(signer.key()));
    let (header, good) = (signer.header().to_string(), claims("ada").to_string());
    assert_eq!(
        send(&service, &signer.sign(&header, &good)).await.status,
        200
    );
    let deep = format!("{}1{}", "[".repeat(2000), "]".repeat(2000));
    for (header, claims) in [
        (header.clone(), good.replacen('{', "{\"sub\":\"eve\",", 1)),
        (header.clone(), good.replacen('{', "{\"exp\":1,", 1)),
        (
            header.clone(),
            good.replacen('{', "{\"a\":{\"b\":1,\"b\":2},", 1),
        ),
        (
            header.clone(),
            good.replacen('{', &format!("{{\"a\":{deep},"), 1),
        ),
        (header.clone(), format!("{good}{{}}")),
        (header.clone(), format!("[{good}]")),
        (header.clone(), String::new()),
        (header.clone(), "\"ada\"".to_owned()),
        (header.replacen('{', "{\"alg\":\"none\",", 1), good.clone()),
        (
            header.replacen('{', "{\"crit\":[\"exp\"],\"exp\":1,", 1),
            good.clone(),
        ),
        (header.replacen('{', "{\"crit\":[],", 1), good.clone()),
        (
            header.replacen('{', "{\"crit\":[\"b64\"],\"b64\":false,", 1),
            good.clone(),
        ),
        (header.replace("JWT", "dpop+jwt"), good.clone()),
        (
            header.replacen('{', &format!("{{\"a\":{deep},"), 1),
            good.clone(),
        ),
    ] {
        let token = signer.sign(&header, &claims);
        let start: String = format!("{header} {claims}").chars().take(120).collect();
        refused(&send(&service, &token).await, &start);
    }
}

#[tokio::test]
async fn a_huge_token_is_refused_by_its_length() {
    let signer = Signer::new(JwtAlgorithm::Hs256);
    let service = service(jwt().key(signer.key()).largest_token(2048));
    let of = |length: usize| signer.token(&changed(json!({"fill": "x".repeat(length)})));
    assert_eq!(send(&service, &of(1000)).await.status, 200);
    for length in [2048, 20_000] {
        refused(&send(&service, &of(length)).await, "too large");
    }
}

#[tokio::test]
async fn a_token_is_sent_once_and_in_one_way() {
    let signer = Signer::new(JwtAlgorithm::Hs256);
    let service = service(jwt().key(signer.key()));
    let (ada, eve) = (signer.token(&claims("ada")), signer.token(&claims("eve")));
    let line = |scheme: &str, token: &str| format!("{scheme} {token}");
    for scheme in ["bearer", "BEARER", "bEaReR"] {
        let request = Request::get("/known").header("Authorization", &line(scheme, &ada));
        assert_eq!(service.send(request).await.body, b"ada");
    }
    for (first, second) in [(&ada, &ada), (&ada, &eve), (&eve, &ada)] {
        let twice = with(first).header("authorization", &line("Bearer", second));
        refused(&service.send(twice).await, "two headers");
    }
    let two_schemes = with(&ada).header("authorization", "Basic YWRhOmFkYQ==");
    refused(&service.send(two_schemes).await, "two schemes");
    for value in [
        format!("Bearer {ada}, Bearer {eve}"),
        format!("Bearer {ada} {eve}"),
        format!("Bearer {ada},Basic YQ=="),
        "Bearer".to_owned(),
        format!("Bearer \"{ada}\""),
    ] {
        let request = Request::get("/known").header("authorization", &value);
        refused(&service.send(request).await, &value);
    }
    for value in [
        format!("Basic {ada}"),
        format!("JWT {ada}"),
        ada.clone(),
        format!("Token {ada}"),
    ] {
        let request = Request::get("/known").header("authorization", &value);
        service.send(request).await.problem(401, "unauthenticated");
    }
    for elsewhere in [
        format!("/known?access_token={ada}"),
        format!("/known?token={ada}"),
    ] {
        let answer = service.get(&elsewhere).await;
        assert!(
            answer.status == 401 || answer.status == 422,
            "{}",
            answer.status
        );
    }
    let cookie = Request::get("/known").header("cookie", &format!("token={ada}"));
    service.send(cookie).await.problem(401, "unauthenticated");
}
