//! The problem of which only the status is known.

use std::borrow::Cow;

use actix_web::http::StatusCode;

use super::{Problem, Rejection};

/// The problem of an error that only says its status: that status, and a code made of its phrase.
pub(super) fn generic(status: StatusCode) -> Problem {
    match status {
        StatusCode::INTERNAL_SERVER_ERROR => Problem::internal(),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Rejection::HeadersTooLarge.problem(),
        status => Problem::new(status, code(status)),
    }
}

/// The status phrase in snake_case: `not_found`, `im_a_teapot`.
fn code(status: StatusCode) -> Cow<'static, str> {
    let Some(phrase) = status.canonical_reason() else {
        return Cow::Owned(format!("status_{}", status.as_u16()));
    };
    let words = phrase
        .chars()
        .filter(|c| *c != '\'')
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => '_',
        })
        .collect();
    Cow::Owned(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_status_phrase_in_snake_case() {
        let table = [
            (400, "bad_request"),
            (401, "unauthorized"),
            (404, "not_found"),
            (413, "payload_too_large"),
            (418, "im_a_teapot"),
            (431, "headers_too_large"),
            (499, "status_499"),
            (500, "internal"),
            (505, "http_version_not_supported"),
        ];
        for (status, code) in table {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(generic(status).code, code);
            assert_eq!(generic(status).status, status);
        }
    }
}
