//! Authenticators as the settings of a service describe them.

use std::path::PathBuf;

use hardpoint::auth::{ApiKey, ApiKeys, ApiKeysSettings, Jwt, JwtAlgorithm, JwtSettings};
use hardpoint::prelude::*;
use hardpoint::{Environment, Settings};
use hardpoint_tests::tokens::{Signer, claims};
use hardpoint_tests::{Request, Service};
use serde_json::json;

#[derive(Debug, Settings)]
#[settings(prefix = "SHOP")]
struct ShopSettings {
    #[setting(nested)]
    jwt: JwtSettings,
    #[setting(nested)]
    api_keys: ApiKeysSettings,
}

fn settings(variables: &[(&str, &str)]) -> ShopSettings {
    let all = Environment::of(variables.iter().copied());
    let loaded = ShopSettings::load_from(&all, None);
    loaded.expect("they can be read").into_inner()
}

#[endpoint(get = "/known", auth)]
async fn known(who: Principal) -> String {
    format!("{} of {:?}", who.id(), who.tenant())
}

struct Written(PathBuf);

impl Written {
    fn new(text: &str) -> Self {
        let name = format!(
            "hardpoint-settings-{}-{}",
            std::process::id(),
            fastrand::u64(..)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).expect("a file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

const TRUST: [(&str, &str); 2] = [
    ("SHOP_JWT_ISSUER", "other, issuer"),
    ("SHOP_JWT_AUDIENCE", "orders"),
];

async fn is_known(variables: &[(&str, &str)], signer: &Signer) -> bool {
    let variables = [&TRUST, variables].concat();
    let jwt = Jwt::from_settings(&settings(&variables).jwt).expect("it is complete");
    let service = Service::with(
        endpoints![known],
        |builder| builder.authenticator(jwt),
        |_| {},
    );
    let mut claims = claims("ada");
    claims["tid"] = json!("acme");
    let line = format!("Bearer {}", signer.token(&claims));
    let answer = service
        .send(Request::get("/known").header("authorization", &line))
        .await;
    answer.status == 200 && answer.body == b"ada of Some(\"acme\")"
}

#[tokio::test]
async fn keys_come_from_a_secret_a_pem_file_or_a_set_of_keys() {
    let tenant = ("SHOP_JWT_TENANT_CLAIM", "tid");
    let secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
    let shared = Signer::secret(JwtAlgorithm::Hs384, secret.as_bytes());
    let variables = [
        tenant,
        ("SHOP_JWT_SECRET", secret),
        ("SHOP_JWT_SECRET_ALGORITHM", "HS384"),
    ];
    assert!(is_known(&variables, &shared).await);
    assert!(
        !is_known(&variables[..2], &shared).await,
        "HS256, unless said"
    );

    let signer = Signer::new(JwtAlgorithm::Ps256);
    let pem = Written::new(&signer.pem());
    let variables = [
        tenant,
        ("SHOP_JWT_PEM_FILE", pem.path()),
        ("SHOP_JWT_PEM_ALGORITHM", "PS256"),
    ];
    assert!(is_known(&variables, &signer).await);

    let signer = Signer::new(JwtAlgorithm::EdDsa).kid("1");
    let others = Signer::new(JwtAlgorithm::Es256).kid("2");
    let set = Written::new(&json!({"keys": [signer.jwk(), others.jwk()]}).to_string());
    let variables = [
        tenant,
        ("SHOP_JWT_JWKS_FILE", set.path()),
        ("SHOP_JWT_JWKS_ALGORITHMS", "EdDSA, RS256"),
    ];
    assert!(is_known(&variables, &signer).await);
    assert!(
        !is_known(&variables, &others).await,
        "an algorithm that is not allowed"
    );
}

#[test]
fn what_is_not_said_or_not_safe_does_not_start() {
    let long = "0123456789abcdef0123456789abcdef";
    let rsa = Written::new(&Signer::new(JwtAlgorithm::Rs256).pem());
    let (secret, pem) = (("SHOP_JWT_SECRET", long), ("SHOP_JWT_PEM_FILE", rsa.path()));
    for (variables, fault) in [
        (vec![secret], "issuer"),
        (vec![secret, TRUST[0]], "audience"),
        (TRUST.to_vec(), "no keys"),
        (
            vec![TRUST[0], TRUST[1], ("SHOP_JWT_SECRET", "short")],
            "32 bytes",
        ),
        (vec![TRUST[0], TRUST[1], pem], "together"),
        (
            vec![TRUST[0], TRUST[1], pem, ("SHOP_JWT_PEM_ALGORITHM", "ES256")],
            "no public key for ES256",
        ),
        (
            vec![TRUST[0], TRUST[1], pem, ("SHOP_JWT_PEM_ALGORITHM", "HS256")],
            "takes a secret",
        ),
        (
            vec![TRUST[0], TRUST[1], secret, ("SHOP_JWT_ANY_ISSUER", "true")],
            "both said",
        ),
    ] {
        let error = Jwt::from_settings(&settings(&variables).jwt)
            .expect_err(fault)
            .to_string();
        assert!(error.contains(fault) && !error.contains(long), "{error}");
    }
    let aloud = [
        secret,
        ("SHOP_JWT_ANY_ISSUER", "true"),
        ("SHOP_JWT_ANY_AUDIENCE", "true"),
    ];
    assert!(Jwt::from_settings(&settings(&aloud).jwt).is_ok());
    for wrong in [
        ("SHOP_JWT_LEEWAY", "6m"),
        ("SHOP_JWT_LEEWAY", "30"),
        ("SHOP_JWT_SECRET_ALGORITHM", "none"),
    ] {
        let all = Environment::of([wrong]);
        let error = ShopSettings::load_from(&all, None)
            .expect_err(wrong.1)
            .to_string();
        assert!(error.contains(wrong.0), "{error}");
    }
}

#[test]
fn api_keys_come_from_a_list_or_a_file() {
    let minted = ApiKey::mint("shop").expect("a key");
    let list =
        json!({"keys": [{"id": minted.id(), "sha256": minted.sha256(), "principal": "ada"}]})
            .to_string();
    let file = Written::new(&list);
    let told = [
        ("SHOP_API_KEYS_LIST", list.as_str()),
        ("SHOP_API_KEYS_FILE", file.path()),
    ];
    for one in told {
        assert!(
            ApiKeys::from_settings(&settings(&[one]).api_keys).is_ok(),
            "{one:?}"
        );
    }
    let shown = format!("{:?}", settings(&told));
    assert!(!shown.contains(minted.sha256()), "{shown}");
    assert!(
        ApiKeys::from_settings(&settings(&[]).api_keys).is_err(),
        "no keys"
    );
}
