//! The published examples, and what a set of keys is read as.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::Jwk;
use serde_json::{Value, json};

use super::*;
use crate::auth::watched_file::Parsing;

const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/// RFC 7515 A.1 to A.3, RFC 8037 A.4.
fn published() -> [(Value, String); 4] {
    [
        (
            json!({"kty": "oct", "alg": "HS256", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}),
            format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ),
        (
            json!({"kty": "RSA", "alg": "RS256", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}),
            format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"),
        ),
        (
            json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}),
            format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
        ),
        (
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg".to_owned(),
        ),
    ]
}

fn keys(listed: &[Value]) -> Parsing<Vec<JwtKey>> {
    let set = json!({"keys": listed}).to_string();
    jwk::read(set.as_bytes(), &JwtAlgorithm::ALL)
}

fn has_signed(key: &JwtKey, token: &str) -> bool {
    let token = Token::read(token, 8192).expect("three parts");
    key.has_signed(token.signed, &token.signature)
}

#[test]
fn the_published_examples_are_signed_by_their_keys_and_by_no_other() {
    let published = published();
    for (index, (jwk, _)) in published.iter().enumerate() {
        // An RSA key could be of several algorithms; the others say it, or their curve does.
        let key = &keys(std::slice::from_ref(jwk)).expect("a key").keys[0];
        for (other, (_, token)) in published.iter().enumerate() {
            assert_eq!(has_signed(key, token), index == other, "{key:?} of {token}");
        }
    }
}

#[test]
fn a_published_example_with_one_bit_turned_is_signed_by_nobody() {
    for (jwk, token) in published() {
        let key = &keys(&[jwk]).expect("a key").keys[0];
        let token = Token::read(&token, 8192).expect("three parts");
        for at in 0..token.signature.len() * 8 {
            let mut signature = token.signature.clone();
            signature[at / 8] ^= 1 << (at % 8);
            assert!(
                !key.has_signed(token.signed, &signature),
                "{key:?}, bit {at}"
            );
        }
        for length in 0..token.signature.len() {
            assert!(!key.has_signed(token.signed, &token.signature[..length]));
        }
    }
}

#[test]
fn keys_that_cannot_be_used_are_left_out_and_named() {
    let [(oct, _), (rsa, _), (ec, _), (ed, _)] = published();
    let with = |key: &Value, name: &str, value: Value| {
        let mut key = key.clone();
        key[name] = value;
        key
    };
    let short = URL_SAFE_NO_PAD.encode([0x80; 128]);
    let listed = [
        with(&rsa, "use", json!("enc")),
        with(&rsa, "key_ops", json!(["encrypt"])),
        with(&rsa, "alg", Value::Null),
        with(&rsa, "alg", json!("ES256")),
        with(&rsa, "alg", json!("none")),
        with(&rsa, "alg", json!("RSA-OAEP")),
        with(&rsa, "alg", json!(7)),
        with(&rsa, "n", json!(short)),
        with(&rsa, "n", json!("%")),
        with(&ec, "crv", json!("P-521")),
        with(&ec, "crv", json!("P-384")),
        with(&ec, "x", json!("")),
        with(&ed, "x", json!("AAAA")),
        with(&oct, "alg", json!("HS512")),
        with(&oct, "alg", Value::Null),
        json!({"kty": "new"}),
        json!({}),
        json!(1),
        with(&ec, "kid", json!("good")),
    ];
    let set = keys(&listed).expect("one that is good");
    let left_out: Vec<_> = set.left_out.iter().map(String::as_str).collect();
    // A 64 byte secret is enough for HS512.
    let ids: Vec<_> = set
        .keys
        .iter()
        .map(|key| (key.id(), key.algorithm()))
        .collect();
    let good = [
        (None, JwtAlgorithm::Hs512),
        (Some("good"), JwtAlgorithm::Es256),
    ];
    assert_eq!(ids, good, "{left_out:#?}");
    assert_eq!(left_out.len(), listed.len() - good.len());
    assert_eq!(left_out[0], "key 1: is not for checking signatures");
}

#[test]
fn an_rsa_key_without_its_algorithm_is_of_the_only_one_that_is_allowed() {
    let [_, (mut rsa, token), ..] = published();
    rsa["alg"] = Value::Null;
    rsa.as_object_mut().expect("an object").remove("alg");
    let set = json!({"keys": [rsa]}).to_string();
    let read = |allowed: &[JwtAlgorithm]| jwk::read(set.as_bytes(), allowed);
    let set = read(&[JwtAlgorithm::Es256, JwtAlgorithm::Rs256]).expect("a key");
    assert!(has_signed(&set.keys[0], &token));
    assert!(read(&[JwtAlgorithm::Rs256, JwtAlgorithm::Ps256]).is_err());
    assert!(read(&[JwtAlgorithm::Es256]).is_err());
}

#[test]
fn a_secret_among_public_keys_is_not_used_unless_it_is_allowed() {
    let [(oct, _), ..] = published();
    let path = std::env::temp_dir().join(format!("hardpoint-{}.json", crate::random::number()));
    std::fs::write(&path, json!({"keys": [oct]}).to_string()).expect("a file");
    let jwt = |file| {
        Jwt::builder()
            .any_issuer()
            .any_audience()
            .jwks_file(file)
            .build()
    };
    let refused = jwt(JwksFile::new(&path)).expect_err("a secret");
    assert!(
        refused.to_string().contains("no key that can be used"),
        "{refused}"
    );
    let allowed = JwksFile::new(&path).algorithms([JwtAlgorithm::Hs256]);
    assert!(jwt(allowed).is_ok());
    std::fs::remove_file(&path).expect("it was there");
}

#[test]
fn what_is_no_set_of_keys_is_refused() {
    for text in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[{}]}"#] {
        assert!(
            jwk::read(text.as_bytes(), &JwtAlgorithm::ALL).is_err(),
            "{text}"
        );
    }
    let [(oct, _), ..] = published();
    let twice = format!(r#"{{"keys":[{oct}],"keys":[{oct}]}}"#);
    assert!(jwk::read(twice.as_bytes(), &JwtAlgorithm::ALL).is_err());
    let many = vec![oct; 257];
    assert!(keys(&many).is_err() && keys(&many[1..]).is_ok());
}

#[test]
fn a_key_is_of_no_other_kind_than_its_algorithm() {
    for (jwk, _) in published() {
        let jwk: Jwk = serde_json::from_value(jwk).expect("a key");
        let read = DecodingKey::from_jwk(&jwk).expect("a key");
        let fitting = JwtAlgorithm::ALL
            .into_iter()
            .filter(|algorithm| JwtKey::of(*algorithm, &read).is_some());
        let families: std::collections::HashSet<_> = fitting
            .map(|algorithm| format!("{:?}", algorithm.family()))
            .collect();
        // Any bytes can be a secret: those of a curve are, if they are many enough. Only the kind that
        // the key says, or the service, keeps the two apart.
        let public = families.iter().filter(|family| *family != "Hmac").count();
        assert!(public <= 1, "{families:?}");
    }
}

#[test]
fn secrets_are_as_long_as_their_hash() {
    for (algorithm, least) in [
        (JwtAlgorithm::Hs256, 32),
        (JwtAlgorithm::Hs384, 48),
        (JwtAlgorithm::Hs512, 64),
    ] {
        assert!(JwtKey::secret(algorithm, vec![7; least]).is_ok());
        assert!(JwtKey::secret(algorithm, vec![7; least - 1]).is_err());
        assert!(JwtKey::short_secret(algorithm, [7]).is_ok());
        assert!(JwtKey::short_secret(algorithm, []).is_err());
    }
    assert!(JwtKey::secret(JwtAlgorithm::Rs256, [7; 512]).is_err());
    assert!(JwtKey::pem(JwtAlgorithm::Hs256, "x").is_err());
}

#[test]
fn a_service_says_whom_it_trusts_and_for_what() {
    let key = || JwtKey::secret(JwtAlgorithm::Hs256, [7; 32]).expect("a key");
    let builder = || Jwt::builder().key(key());
    let complete = || builder().issuer("i").audience("a");
    for (told, fault) in [
        (
            Jwt::builder().issuer("i").audience("a"),
            "there are no keys",
        ),
        (builder().audience("a"), "which issuer"),
        (builder().issuer("i"), "which audience"),
        (complete().any_issuer(), "both said"),
        (complete().any_audience(), "both said"),
        (
            complete().leeway(std::time::Duration::from_secs(301)),
            "leeway",
        ),
        (complete().realm("a\"b"), "realm"),
        (complete().realm("a\nb"), "realm"),
        (
            complete().jwks_file(JwksFile::new("/nowhere")),
            "/nowhere cannot be read",
        ),
    ] {
        let error = told.build().expect_err(fault).to_string();
        assert!(error.contains(fault), "{error}");
    }
    assert!(complete().build().is_ok());
    assert!(builder().any_issuer().any_audience().build().is_ok());
}

#[test]
fn nothing_of_a_key_is_in_debug_output() {
    let secret = "a secret that nobody should ever see";
    let key = JwtKey::secret(JwtAlgorithm::Hs256, secret).expect("a key");
    let jwt = Jwt::builder().any_issuer().any_audience().key(key.kid("k"));
    let told = format!("{jwt:?}");
    let shown = format!("{told} {:?}", jwt.build());
    assert!(
        !shown.contains("secret that") && shown.contains("\"k\""),
        "{shown}"
    );
}
