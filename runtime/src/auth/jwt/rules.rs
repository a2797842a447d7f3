//! What the claims of a token must say, and whom they make of its bearer: pure functions of the
//! claims, the rules and the time.

use std::time::Duration;

use serde_json::{Map, Value};

use super::token::Flaw;
use crate::principal::Principal;

/// The longest subject, in bytes: OpenID Connect Core §2 allows no longer one.
const LONGEST_SUBJECT: usize = 255;

/// What the claims of a token must say.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The names of the issuer; nobody asks where there are none.
    pub(super) issuers: Option<Vec<Box<str>>>,
    /// The names of this service, of which the token must have one.
    pub(super) audiences: Option<Vec<Box<str>>>,
    /// By how much our clock and theirs may differ.
    pub(super) leeway: Duration,
    pub(super) tenant_claim: Box<str>,
    /// The only `typ` there may be; what is usual unless said.
    pub(super) token_type: Option<Box<str>>,
}

/// Why claims are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The one reason that its bearer may know: it was good once.
    Expired,
    For(Flaw),
}

impl From<Flaw> for Refused {
    fn from(flaw: Flaw) -> Self {
        Self::For(flaw)
    }
}

impl Rules {
    /// Whether a token of that `typ` is one that says who makes a request: others of the same issuer
    /// are signed by the same key (RFC 8725 §3.11).
    pub(super) fn check_type(&self, said: Option<&str>) -> Result<(), Flaw> {
        let plain = said.map(|said| {
            let prefix = said
                .get(..12)
                .filter(|it| it.eq_ignore_ascii_case("application/"));
            prefix.map_or(said, |prefix| &said[prefix.len()..])
        });
        let fits = match (&self.token_type, plain) {
            (Some(wanted), Some(said)) => said.eq_ignore_ascii_case(wanted),
            (Some(_), None) => false,
            (None, Some(said)) => ["JWT", "at+jwt"]
                .iter()
                .any(|usual| said.eq_ignore_ascii_case(usual)),
            (None, None) => true,
        };
        fits.then_some(()).ok_or("the token is of another type")
    }

    /// Whether the claims are for us, from whom we trust, and at this time; `now` is wall time.
    pub(super) fn check(&self, claims: &Map<String, Value>, now: Duration) -> Result<(), Refused> {
        self.check_issuer(claims)?;
        self.check_audience(claims)?;
        let (now, leeway) = (now.as_secs_f64(), self.leeway.as_secs_f64());
        let expires = date(claims, "exp")?.ok_or("the token has no end")?;
        if date(claims, "nbf")?.is_some_and(|begins| now + leeway < begins) {
            return Err("the token is not valid yet".into());
        }
        if let Some(issued) = date(claims, "iat")?
            && (now + leeway < issued || expires < issued)
        {
            return Err("the token was issued in the future, or after its end".into());
        }
        match now < expires + leeway {
            true => Ok(()),
            false => Err(Refused::Expired),
        }
    }

    fn check_issuer(&self, claims: &Map<String, Value>) -> Result<(), Flaw> {
        let said = optional_text(claims, "iss")?;
        let is_trusted = self
            .issuers
            .as_ref()
            .is_none_or(|names| said.is_some_and(|said| names.iter().any(|name| &**name == said)));
        is_trusted
            .then_some(())
            .ok_or("the token is of another issuer, or of none")
    }

    fn check_audience(&self, claims: &Map<String, Value>) -> Result<(), Flaw> {
        let said = texts(claims, "aud", |text| vec![text])?;
        let is_for_us = self.audiences.as_ref().is_none_or(|names| {
            let mut all = said.iter();
            all.any(|said| names.iter().any(|name| &**name == *said))
        });
        is_for_us
            .then_some(())
            .ok_or("the token is for another audience, or for none")
    }

    /// Who the token says makes the request.
    pub(super) fn principal(&self, claims: &Map<String, Value>) -> Result<Principal, Flaw> {
        let subject = optional_text(claims, "sub")?.ok_or("the token has no subject")?;
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err("the token's subject is empty or too long");
        }
        let mut principal = Principal::new(subject);
        if let Some(tenant) = optional_text(claims, &self.tenant_claim)? {
            principal = principal.with_tenant(tenant);
        }
        for name in ["scope", "scp", "scopes"] {
            let words = |text| str::split(text, ' ').collect();
            let scopes = texts(claims, name, words)?;
            principal = principal.with_scopes(scopes.into_iter().filter(|it| !it.is_empty()));
        }
        Ok(principal)
    }
}

/// A NumericDate (RFC 7519 §2): seconds since the epoch, maybe with a fraction.
fn date(claims: &Map<String, Value>, name: &str) -> Result<Option<f64>, Flaw> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_f64().filter(|seconds| seconds.is_finite()) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err("a date of the token is no number"),
        },
    }
}

fn optional_text<'c>(claims: &'c Map<String, Value>, name: &str) -> Result<Option<&'c str>, Flaw> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err("a claim that must be text is not"),
    }
}

/// A claim that is a list of texts, or one text with `parts`.
fn texts<'c>(
    claims: &'c Map<String, Value>,
    name: &str,
    parts: impl Fn(&'c str) -> Vec<&'c str>,
) -> Result<Vec<&'c str>, Flaw> {
    match claims.get(name) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(parts(text)),
        Some(Value::Array(items)) => {
            let texts = items.iter().map(Value::as_str).collect::<Option<_>>();
            texts.ok_or("a claim that must be a list of texts is not")
        }
        Some(_) => Err("a claim that must be text, or a list of texts, is not"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: u64 = 1_780_000_000;

    fn rules() -> Rules {
        Rules {
            issuers: Some(vec!["i".into(), "j".into()]),
            audiences: Some(vec!["a".into(), "b".into()]),
            leeway: Duration::from_secs(30),
            tenant_claim: "tid".into(),
            token_type: None,
        }
    }

    fn good() -> Value {
        json!({"iss": "i", "aud": "a", "exp": NOW + 60, "sub": "ada"})
    }

    fn checked(rules: &Rules, changes: Value) -> Result<(), Refused> {
        let mut claims = good();
        for (name, value) in changes.as_object().expect("an object") {
            match value {
                Value::Null => drop(claims.as_object_mut().expect("an object").remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        let claims = claims.as_object().expect("an object");
        rules.check(claims, Duration::from_secs(NOW))
    }

    #[test]
    fn a_token_is_good_from_its_beginning_to_its_end_and_a_leeway_more() {
        for (changes, is_good) in [
            (json!({}), true),
            (json!({"exp": NOW - 29}), true),
            (json!({"exp": NOW - 30}), false),
            (json!({"exp": 0}), false),
            (json!({"exp": -1}), false),
            (json!({"exp": u64::MAX}), true),
            (json!({"exp": 1e300}), true),
            (
                json!({"exp": f64::from(u32::try_from(NOW).unwrap()) - 29.5}),
                true,
            ),
            (json!({"nbf": NOW + 30}), true),
            (json!({"nbf": NOW + 31}), false),
            (json!({"nbf": -1e300}), true),
            (json!({"iat": NOW + 30}), true),
            (json!({"iat": NOW + 31}), false),
            (json!({"iat": NOW + 20, "exp": NOW + 10}), false),
        ] {
            assert_eq!(
                checked(&rules(), changes.clone()).is_ok(),
                is_good,
                "{changes}"
            );
        }
        assert_eq!(
            checked(&rules(), json!({"exp": NOW - 30})),
            Err(Refused::Expired)
        );
    }

    #[test]
    fn a_date_that_is_missing_or_no_number_is_refused() {
        for changes in [
            json!({"exp": null}),
            json!({"exp": "1780000060"}),
            json!({"exp": true}),
            json!({"exp": [NOW + 60]}),
            json!({"nbf": "0"}),
            json!({"iat": {}}),
        ] {
            assert!(
                matches!(checked(&rules(), changes.clone()), Err(Refused::For(_))),
                "{changes}"
            );
        }
    }

    #[test]
    fn a_token_is_from_whom_we_trust_and_for_us_to_the_letter() {
        for (changes, is_good) in [
            (json!({"iss": "j"}), true),
            (json!({"iss": "k"}), false),
            (json!({"iss": "I"}), false),
            (json!({"iss": ["i"]}), false),
            (json!({"iss": null}), false),
            (json!({"iss": 1}), false),
            (json!({"aud": "b"}), true),
            (json!({"aud": ["x", "b"]}), true),
            (json!({"aud": "x"}), false),
            (json!({"aud": "a b"}), false),
            (json!({"aud": ["x", "y"]}), false),
            (json!({"aud": []}), false),
            (json!({"aud": ["a", 1]}), false),
            (json!({"aud": {"a": "a"}}), false),
            (json!({"aud": null}), false),
        ] {
            assert_eq!(
                checked(&rules(), changes.clone()).is_ok(),
                is_good,
                "{changes}"
            );
        }
        let any = Rules {
            issuers: None,
            audiences: None,
            ..rules()
        };
        for changes in [
            json!({"iss": null, "aud": null}),
            json!({"iss": "x", "aud": "y"}),
        ] {
            assert_eq!(checked(&any, changes), Ok(()));
        }
    }

    #[test]
    fn claims_make_a_principal() {
        let principal = |claims: Value| {
            let claims = claims.as_object().expect("an object").clone();
            rules().principal(&claims)
        };
        let ada = principal(json!({
            "sub": "ada", "tid": "acme", "scope": "a  b", "scp": ["c", "d e"], "scopes": "f", "roles": ["g"],
        }));
        let scopes = ["a", "b", "c", "d e", "f"];
        let wanted = Principal::new("ada")
            .with_tenant("acme")
            .with_scopes(scopes);
        assert_eq!(ada, Ok(wanted));
        for claims in [
            json!({}),
            json!({"sub": ""}),
            json!({"sub": 7}),
            json!({"sub": null}),
            json!({"sub": ["ada"]}),
            json!({"sub": "a".repeat(256)}),
            json!({"sub": "ada", "tid": 7}),
            json!({"sub": "ada", "tid": null}),
            json!({"sub": "ada", "scope": 7}),
            json!({"sub": "ada", "scp": ["a", 7]}),
        ] {
            assert!(principal(claims.clone()).is_err(), "{claims}");
        }
    }

    #[test]
    fn a_token_of_another_type_says_nothing_of_who_makes_a_request() {
        let strict = Rules {
            token_type: Some("at+jwt".into()),
            ..rules()
        };
        for (said, is_usual, is_strict) in [
            (None, true, false),
            (Some("JWT"), true, false),
            (Some("jwt"), true, false),
            (Some("application/jwt"), true, false),
            (Some("at+jwt"), true, true),
            (Some("application/at+JWT"), true, true),
            (Some("dpop+jwt"), false, false),
            (Some("logout+jwt"), false, false),
            (Some(""), false, false),
            (Some("application/"), false, false),
            (Some("\u{e4}pplication/jwt"), false, false),
        ] {
            assert_eq!(rules().check_type(said).is_ok(), is_usual, "{said:?}");
            assert_eq!(strict.check_type(said).is_ok(), is_strict, "{said:?}");
        }
    }
}
