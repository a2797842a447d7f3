//! No change of a good token makes it somebody else's, and none makes the authenticator panic.

use std::sync::LazyLock;

use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hardpoint::auth::{ApiKey, ApiKeys, Authenticator, Jwt, JwtAlgorithm};
use hardpoint::prelude::*;
use hardpoint_tests::tokens::{Signer, claims};
use proptest::prelude::*;
use serde_json::json;

/// A service, the token of somebody it knows, and that of somebody else by whoever else.
struct Scene {
    jwt: Jwt,
    ada: String,
    /// Tokens that are not good: by another key, by ours but over, by ours for others.
    others: Vec<String>,
}

static SCENES: LazyLock<Vec<Scene>> = LazyLock::new(|| {
    let algorithms = [
        JwtAlgorithm::Hs256,
        JwtAlgorithm::Rs256,
        JwtAlgorithm::Es256,
        JwtAlgorithm::EdDsa,
    ];
    algorithms.map(scene).into()
});

fn scene(algorithm: JwtAlgorithm) -> Scene {
    let signer = Signer::new(algorithm).kid("1");
    let jwt = Jwt::builder()
        .issuer("issuer")
        .audience("orders")
        .key(signer.key());
    let claims = |who: &str, name: &str, value: serde_json::Value| {
        let mut all = claims(who);
        all["exp"] = json!(32_503_680_000_u64);
        all[name] = value;
        all
    };
    let forger = Signer::secret(JwtAlgorithm::Hs256, b"eve").kid("1");
    Scene {
        jwt: jwt.build().expect("it is complete"),
        ada: signer.token(&claims("ada", "scope", json!("orders:read"))),
        others: vec![
            forger.token(&claims("eve", "scope", json!("orders:write"))),
            signer.token(&claims("eve", "exp", json!(1))),
            signer.token(&claims("eve", "aud", json!("billing"))),
            signer.token(&claims("", "scope", json!(""))),
        ],
    }
}

/// Who that token says somebody is; panics of the authenticator are the test's.
fn identified(
    authenticator: &impl Authenticator,
    name: &'static str,
    value: &str,
) -> Option<Principal> {
    let Ok(value) = actix_web::http::header::HeaderValue::from_str(value) else {
        return None;
    };
    let request = TestRequest::default()
        .insert_header((name, value))
        .to_http_request();
    let asked = authenticator.authenticate(&request);
    futures_util::FutureExt::now_or_never(asked)
        .expect("no file is read")
        .ok()
        .flatten()
}

fn bearer(jwt: &Jwt, token: &str) -> Option<Principal> {
    identified(jwt, "authorization", &format!("Bearer {token}"))
}

/// One change of a text, in places that are parts of a thousand of its length.
#[derive(Debug, Clone)]
enum Change {
    Put(usize, char),
    Insert(usize, String),
    Remove(usize, usize),
    Swap(usize, usize),
    /// One of the three parts is another token's.
    Splice(usize, usize),
    /// A bit of the bytes that a part stands for.
    Turn(usize, usize, u8),
    Case,
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0..1000_usize;
    prop_oneof![
        (at(), any::<char>()).prop_map(|(at, c)| Change::Put(at, c)),
        (at(), "[A-Za-z0-9_.=-]{1,3}").prop_map(|(at, text)| Change::Insert(at, text)),
        (at(), 1..5_usize).prop_map(|(at, count)| Change::Remove(at, count)),
        (at(), at()).prop_map(|(a, b)| Change::Swap(a, b)),
        (0..3_usize, 0..4_usize).prop_map(|(part, other)| Change::Splice(part, other)),
        (0..3_usize, at(), 0..8_u8).prop_map(|(part, at, bit)| Change::Turn(part, at, bit)),
        Just(Change::Case),
    ]
}

fn changed(token: &str, others: &[String], change: &Change) -> String {
    let mut all: Vec<char> = token.chars().collect();
    let length = all.len();
    let place = |at: usize| at * length / 1000;
    match change {
        _ if length == 0 => {}
        Change::Put(at, c) => all[place(*at)] = *c,
        Change::Insert(at, text) => drop(all.splice(place(*at)..place(*at), text.chars())),
        Change::Remove(at, count) => {
            let from = place(*at);
            drop(all.drain(from..(from + count).min(length)));
        }
        Change::Swap(a, b) => all.swap(place(*a), place(*b)),
        Change::Case => all.iter_mut().for_each(|c| *c = c.to_ascii_lowercase()),
        Change::Splice(part, other) => {
            let mut parts: Vec<_> = token.split('.').collect();
            let theirs: Vec<_> = others[*other].split('.').collect();
            if let (Some(ours), Some(theirs)) = (parts.get_mut(*part), theirs.get(*part)) {
                *ours = theirs;
            }
            return parts.join(".");
        }
        Change::Turn(part, at, bit) => {
            let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
            if let Some(text) = parts.get_mut(*part)
                && let Ok(mut bytes) = URL_SAFE_NO_PAD.decode(&*text)
                && !bytes.is_empty()
            {
                let at = at * bytes.len() / 1000;
                bytes[at] ^= 1 << bit;
                *text = URL_SAFE_NO_PAD.encode(bytes);
            }
            return parts.join(".");
        }
    }
    all.into_iter().collect()
}

#[test]
fn the_tokens_that_are_changed_are_good_or_not_to_begin_with() {
    for scene in SCENES.iter() {
        assert_eq!(bearer(&scene.jwt, &scene.ada).expect("ada").id(), "ada");
        for other in &scene.others {
            assert_eq!(bearer(&scene.jwt, other), None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_changed_token_is_nobody_elses(changes in prop::collection::vec(change(), 1..4), scene in 0..4_usize) {
        let scene = &SCENES[scene];
        let token = changes.iter().fold(scene.ada.clone(), |token, change| changed(&token, &scene.others, change));
        if let Some(who) = bearer(&scene.jwt, &token) {
            // Changes can undo each other; of an ECDSA signature there are two.
            prop_assert_eq!(who, Principal::new("ada").with_scopes(["orders:read"]), "{}", token);
            let (signed, _) = token.rsplit_once('.').expect("three parts");
            prop_assert!(scene.ada.starts_with(signed), "{}", token);
        }
    }

    #[test]
    fn no_text_is_a_token(text in "\\PC{0,200}", scene in 0..4_usize) {
        let scene = &SCENES[scene];
        prop_assert_eq!(bearer(&scene.jwt, &text), None);
        prop_assert_eq!(identified(&scene.jwt, "authorization", &text), None);
    }

    #[test]
    fn no_json_without_our_signature_is_a_token(
        header in "\\{\"alg\":\"(none|HS256|RS256|ES256|EdDSA)\"(,\"kid\":\"[0-9a-z/.'-]{0,8}\")?\\}",
        claims in "\\{\"sub\":\"ada\",\"iss\":\"issuer\",\"aud\":\"orders\",\"exp\":[0-9.e-]{1,15}\\}",
        signature in prop::collection::vec(any::<u8>(), 0..300),
        scene in 0..4_usize,
    ) {
        let parts = [header.as_bytes(), claims.as_bytes(), &signature];
        let token = parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        prop_assert_eq!(bearer(&SCENES[scene].jwt, &token), None);
    }

    #[test]
    fn a_changed_api_key_is_nobodys(changes in prop::collection::vec(change(), 1..4)) {
        let (ada, eve) = (ApiKey::mint("ada").unwrap(), ApiKey::mint("eve").unwrap());
        let kept = |minted: &hardpoint::auth::MintedKey, who: &str| {
            ApiKey::new(minted.id(), minted.sha256(), Principal::new(who)).unwrap()
        };
        let keys = ApiKeys::builder().key(kept(&ada, "ada")).key(kept(&eve, "eve")).build().unwrap();
        // A spliced part is a part of the other's key.
        let others = vec![eve.key().expose().clone(); 4];
        let key = changes.iter().fold(ada.key().expose().clone(), |key, change| changed(&key, &others, change));
        let found = identified(&keys, "x-api-key", &key);
        let wanted = match &key {
            key if key == ada.key().expose() => Some("ada"),
            key if key == eve.key().expose() => Some("eve"),
            _ => None,
        };
        prop_assert_eq!(found.as_ref().map(Principal::id), wanted);
    }
}
