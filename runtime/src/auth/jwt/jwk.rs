//! Keys as a JWK Set holds them (RFC 7517).

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use serde::Deserialize as _;
use serde_json::Value;

use super::algorithm::Family;
use super::{JwtAlgorithm, JwtKey, json};
use crate::auth::watched_file::{Parsed, Parsing};

/// How many keys a set may have.
const MOST: usize = 256;

/// The keys of a set that are for signatures by one of the `allowed` algorithms. Others are left
/// out, as RFC 7517 §5 wants it.
///
/// # Errors
/// What is no set, or has keys of which none can be used.
pub(super) fn read(text: &[u8], allowed: &[JwtAlgorithm]) -> Parsing<Vec<JwtKey>> {
    let set = json::object(text).ok_or("is no JSON object, or says a name twice")?;
    let Some(Value::Array(listed)) = set.get("keys") else {
        return Err("has no list `keys`".to_owned());
    };
    if listed.len() > MOST {
        return Err(format!("has more than {MOST} keys"));
    }
    let mut set = Parsed {
        keys: Vec::new(),
        left_out: Vec::new(),
    };
    for (index, jwk) in listed.iter().enumerate() {
        match key(jwk, allowed) {
            Ok(key) => set.keys.push(key),
            Err(why) => set.left_out.push(format!("{}: {why}", name(jwk, index))),
        }
    }
    // A list that is empty says that no key is good any more.
    match set.keys.is_empty() && !set.left_out.is_empty() {
        true => Err(format!(
            "has no key that can be used ({})",
            set.left_out.join("; ")
        )),
        false => Ok(set),
    }
}

fn name(jwk: &Value, index: usize) -> String {
    match jwk.get("kid").and_then(Value::as_str) {
        Some(kid) => format!("key {kid:?}"),
        None => format!("key {}", index + 1),
    }
}

fn key(jwk: &Value, allowed: &[JwtAlgorithm]) -> Result<JwtKey, String> {
    let said = jwk.get("alg").and_then(Value::as_str);
    let jwk = Jwk::deserialize(jwk).map_err(|_| "is no key")?;
    if !is_for_signatures(&jwk) {
        return Err("is not for checking signatures".to_owned());
    }
    let algorithm = algorithm(said, family(&jwk.algorithm)?, allowed)?;
    let read = DecodingKey::from_jwk(&jwk).ok();
    let key = read.and_then(|read| JwtKey::of(algorithm, &read));
    let key = key.ok_or_else(|| format!("is malformed, or too short for {algorithm}"))?;
    Ok(match jwk.common.key_id {
        Some(kid) => key.kid(kid),
        None => key,
    })
}

fn is_for_signatures(jwk: &Jwk) -> bool {
    let by_use = match &jwk.common.public_key_use {
        Some(said) => *said == PublicKeyUse::Signature,
        None => true,
    };
    let by_operations = match &jwk.common.key_operations {
        Some(said) => said.contains(&KeyOperations::Verify),
        None => true,
    };
    by_use && by_operations
}

fn family(key: &AlgorithmParameters) -> Result<Family, &'static str> {
    match key {
        AlgorithmParameters::RSA(_) => Ok(Family::Rsa),
        AlgorithmParameters::OctetKey(_) => Ok(Family::Hmac),
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => Ok(Family::P256),
            EllipticCurve::P384 => Ok(Family::P384),
            _ => Err("is on a curve that is not supported"),
        },
        AlgorithmParameters::OctetKeyPair(key) => match key.curve {
            EllipticCurve::Ed25519 => Ok(Family::Ed25519),
            _ => Err("is on a curve that is not supported"),
        },
        _ => Err("is of a kind that is not supported, or lacks a part"),
    }
}

/// The one algorithm that a key is for: what it says, or the only allowed one that there is for
/// its kind.
fn algorithm(
    said: Option<&str>,
    family: Family,
    allowed: &[JwtAlgorithm],
) -> Result<JwtAlgorithm, String> {
    let mut fitting = allowed.iter().filter(|one| one.family() == family);
    let Some(said) = said else {
        return match (fitting.next(), fitting.next()) {
            (Some(only), None) => Ok(*only),
            (Some(_), Some(_)) => {
                Err("says no `alg`, and could be of several: say which one is allowed".to_owned())
            }
            (None, _) => Err("is of a kind that is not allowed".to_owned()),
        };
    };
    let found = fitting.find(|one| one.name() == said);
    found.copied().ok_or_else(|| {
        format!("says `alg` {said:?}, which is not allowed, or not for a key of its kind")
    })
}
