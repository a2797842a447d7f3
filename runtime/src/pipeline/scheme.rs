//! Whether a client speaks TLS, as far as that can be known.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

/// Whether the request came over TLS: to a proxy that is believed and says so in
/// `X-Forwarded-Proto`, else to this process.
#[inline]
pub(super) fn is_secure(request: &HttpRequest, believed: Option<&HeaderMap>) -> bool {
    match believed.and_then(|headers| headers.get("x-forwarded-proto")) {
        Some(said) => {
            let first = said.as_bytes().split(|byte| *byte == b',').next();
            first.is_some_and(|scheme| scheme.trim_ascii().eq_ignore_ascii_case(b"https"))
        }
        None => request.app_config().secure(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_a_believed_proxy_may_say_that_it_was_https() {
        for (said, is) in [
            ("https", true),
            ("HTTPS", true),
            ("https, http", true),
            ("http", false),
            ("httpsx", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header(("x-forwarded-proto", said));
            let request = request.to_http_request();
            assert_eq!(is_secure(&request, Some(request.headers())), is, "{said}");
            assert!(!is_secure(&request, None));
        }
        let plain = TestRequest::default().to_http_request();
        assert!(!is_secure(&plain, Some(plain.headers())));
    }
}
