//! What a 401 asks for: the values of `WWW-Authenticate`.

use actix_web::http::header::HeaderValue;

/// The challenges of an authenticator: one where no credentials came, one where bad ones did.
#[derive(Debug, Clone)]
pub(super) struct Challenges {
    pub(super) missing: HeaderValue,
    pub(super) rejected: HeaderValue,
}

impl Challenges {
    /// The challenges of whoever asks for `challenge`.
    pub(super) fn of(challenge: &str) -> Self {
        Self {
            missing: value(challenge),
            rejected: value(&with_error(challenge)),
        }
    }
}

/// The challenge as a header's value; a 401 has one in any case (RFC 9110 §15.5.2).
pub(super) fn value(challenge: &str) -> HeaderValue {
    match HeaderValue::from_str(challenge.trim()) {
        Ok(value) if !value.is_empty() => value,
        _ => {
            tracing::error!("a challenge that is no header's value is sent as `Bearer`");
            HeaderValue::from_static("Bearer")
        }
    }
}

/// RFC 6750 §3.1, where the challenge is of its scheme and says no error of its own.
pub(super) fn with_error(challenge: &str) -> String {
    let challenge = challenge.trim();
    let (scheme, parameters) = challenge.split_once(' ').unwrap_or((challenge, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") || parameters.contains("error=") {
        return challenge.to_owned();
    }
    let comma = if parameters.is_empty() { "" } else { "," };
    format!("{challenge}{comma} error=\"invalid_token\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejected_bearer_token_is_called_invalid() {
        for (challenge, rejected) in [
            ("Bearer", "Bearer error=\"invalid_token\""),
            (
                "bearer realm=\"a b\"",
                "bearer realm=\"a b\", error=\"invalid_token\"",
            ),
            ("Bearer error=\"mine\"", "Bearer error=\"mine\""),
            ("Basic realm=\"a\"", "Basic realm=\"a\""),
            ("ApiKey", "ApiKey"),
        ] {
            let challenges = Challenges::of(challenge);
            assert_eq!(challenges.missing, challenge);
            assert_eq!(challenges.rejected, rejected);
        }
    }

    #[test]
    fn what_is_no_header_is_a_challenge_all_the_same() {
        for challenge in ["", " ", "Bearer\r\nx: y"] {
            assert_eq!(Challenges::of(challenge).missing, "Bearer");
        }
    }
}
