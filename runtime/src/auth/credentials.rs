//! Reading credentials from a request's head.

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};

use super::AuthError;

/// The token of `Authorization: Bearer …` (RFC 6750 §2.1); `None` where there is no such header,
/// or where it is of another scheme.
///
/// ```
/// use actix_web::test::TestRequest;
/// use hardpoint::auth::bearer;
///
/// let request = TestRequest::default().insert_header(("authorization", "Bearer abc.def"));
/// assert_eq!(bearer(&request.to_http_request()).unwrap(), Some("abc.def"));
/// ```
///
/// # Errors
/// A header without a token, with one of other characters than `A-Z a-z 0-9 - . _ ~ + / =`, or
/// that is there twice.
pub fn bearer(request: &HttpRequest) -> Result<Option<&str>, AuthError> {
    let Some(token) = behind(request, "Bearer")? else {
        return Ok(None);
    };
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    match std::str::from_utf8(token) {
        Ok(text) if !text.is_empty() && token.iter().all(is_token) => Ok(Some(text)),
        _ => Err(AuthError::rejected("what follows `Bearer` is no token")),
    }
}

/// What follows a scheme in `Authorization`, maybe nothing; `None` where there is no such header, or
/// where it is of another scheme.
pub(super) fn behind<'r>(
    request: &'r HttpRequest,
    scheme: &str,
) -> Result<Option<&'r [u8]>, AuthError> {
    let Some(line) = only(request, &AUTHORIZATION)? else {
        return Ok(None);
    };
    let (said, rest) = match line.iter().position(|byte| *byte == b' ') {
        Some(space) => (&line[..space], line[space..].trim_ascii()),
        None => (line, &line[line.len()..]),
    };
    let is_it = said.eq_ignore_ascii_case(scheme.as_bytes());
    Ok(is_it.then_some(rest))
}

/// The line of that name, of which there is one at most.
pub(super) fn only<'r>(
    request: &'r HttpRequest,
    name: &HeaderName,
) -> Result<Option<&'r [u8]>, AuthError> {
    let mut lines = request.headers().get_all(name);
    let line = lines.next();
    match lines.next() {
        None => Ok(line.map(|line| line.as_bytes().trim_ascii())),
        Some(_) => Err(AuthError::rejected(format!(
            "there are two `{name}` headers"
        ))),
    }
}

/// A request says once who makes it (RFC 9110 §5.3, §11.6.2): of two lines, one may have been
/// looked at by a proxy on the way and the other by nobody.
pub(super) fn is_said_once(headers: &HeaderMap) -> Result<(), AuthError> {
    match headers.get_all(AUTHORIZATION).nth(1) {
        None => Ok(()),
        Some(_) => Err(AuthError::rejected("there are two `Authorization` headers")),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(lines: &[&str]) -> Result<Option<String>, AuthError> {
        let mut request = TestRequest::default();
        for line in lines {
            request = request.append_header((AUTHORIZATION, *line));
        }
        bearer(&request.to_http_request()).map(|token| token.map(str::to_owned))
    }

    #[test]
    fn a_token_is_what_follows_its_scheme_in_whatever_case() {
        for line in [
            "Bearer a.b-c_d~e+f/g=",
            "bearer  a.b-c_d~e+f/g=",
            "BEARER a.b-c_d~e+f/g= ",
        ] {
            assert_eq!(read(&[line]).unwrap().as_deref(), Some("a.b-c_d~e+f/g="));
        }
    }

    #[test]
    fn other_schemes_are_no_credentials_of_this_kind() {
        for lines in [
            &[][..],
            &[""],
            &["Basic YTpi"],
            &["Bearers a"],
            &["a Bearer b"],
        ] {
            assert_eq!(read(lines).unwrap(), None, "{lines:?}");
        }
    }

    #[test]
    fn a_header_that_says_no_token_or_two_is_rejected() {
        for lines in [
            &["Bearer"][..],
            &["Bearer "],
            &["Bearer a b"],
            &["Bearer a,b"],
            &["Bearer \u{e4}"],
            &["Bearer a", "Bearer a"],
            &["Basic YTpi", "Bearer a"],
        ] {
            assert!(read(lines).is_err(), "{lines:?}");
        }
    }
}
