//! Where a redirect leads, if it is followed, and what may go there.

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};

use super::error::{Error, Refusal};

/// What does not depend on who is asked, and goes along to another origin. Anything else may be a
/// secret: `Authorization` and `Cookie`, but as well an `X-Api-Key`.
const FOR_STRANGERS: [HeaderName; 9] = [
    header::ACCEPT,
    header::ACCEPT_CHARSET,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::CACHE_CONTROL,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::RANGE,
    header::USER_AGENT,
];

/// What of `headers` goes along to another origin.
pub(super) fn for_strangers(headers: &HeaderMap) -> HeaderMap {
    let harmless = headers
        .iter()
        .filter(|(name, _)| FOR_STRANGERS.contains(name));
    harmless
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Where the answer to a request for `url` leads, if it is a redirect that is followed: after
/// `GET` and `HEAD` alone, for nobody has agreed to send anything else to somebody else.
pub(super) fn next(
    method: &Method,
    url: &Url,
    status: StatusCode,
    location: Option<&HeaderValue>,
) -> Result<Option<Url>, Error> {
    let is_followed = matches!(*method, Method::GET | Method::HEAD)
        && matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let Some(location) = location.filter(|_| is_followed) else {
        return Ok(None);
    };
    let location = str::from_utf8(location.as_bytes()).map_err(|_| Error::Redirect)?;
    let next = url.join(location).map_err(|_| Error::Redirect)?;
    if url.scheme() == "https" && next.scheme() == "http" {
        return Err(Refusal::Downgrade.of(&next));
    }
    Ok(Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(
        method: Method,
        from: &str,
        status: u16,
        to: &'static [u8],
    ) -> Result<Option<String>, Error> {
        let location = HeaderValue::from_bytes(to).unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        next(&method, &Url::parse(from).unwrap(), status, Some(&location))
            .map(|url| url.map(String::from))
    }

    #[test]
    fn it_leads_where_it_says_from_where_it_is() {
        for (to, expected) in [
            (&b"/b"[..], "http://a.example:81/b"),
            (b"c?d=e", "http://a.example:81/x/c?d=e"),
            (b"//b.example/", "http://b.example/"),
            (b"https://a.example/", "https://a.example/"),
        ] {
            let found = led(Method::GET, "http://a.example:81/x/y", 302, to);
            assert_eq!(found.unwrap().as_deref(), Some(expected));
        }
    }

    #[test]
    fn only_what_changes_nothing_is_sent_again() {
        for method in [
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            for status in [301, 302, 303, 307, 308] {
                let found = led(method.clone(), "http://a.example/", status, b"/b");
                assert_eq!(found.unwrap(), None, "{method} {status}");
            }
        }
        for status in [200, 201, 300, 304, 305, 306, 400] {
            assert_eq!(
                led(Method::GET, "http://a.example/", status, b"/b").unwrap(),
                None
            );
        }
        assert!(
            led(Method::HEAD, "http://a.example/", 307, b"/b")
                .unwrap()
                .is_some()
        );
    }

    #[test]
    fn it_never_leads_out_of_encryption_or_nowhere() {
        let down = led(
            Method::GET,
            "https://a.example/",
            302,
            b"http://a.example/b?c=hunter2",
        );
        let down = down.unwrap_err();
        assert!(matches!(&down, Error::Refused(e) if e.refusal() == Refusal::Downgrade));
        assert!(!format!("{down} {down:?}").contains("hunter2"));
        for to in [&b"http://"[..], b"\xff\xfe", b"http://[::1/"] {
            let found = led(Method::GET, "http://a.example/", 302, to);
            assert!(matches!(found, Err(Error::Redirect)), "{to:?}");
        }
    }

    #[test]
    fn no_secret_goes_to_another_origin() {
        let mut headers = HeaderMap::new();
        for name in [
            "authorization",
            "cookie",
            "x-api-key",
            "proxy-authorization",
            "traceparent",
            "x-request-id",
            "idempotency-key",
            "request-timeout",
            "host",
            "origin",
            "referer",
        ] {
            headers.insert(name, HeaderValue::from_static("hunter2"));
        }
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/plain"));
        let left = for_strangers(&headers);
        assert_eq!(left.len(), 1);
        assert_eq!(left[header::ACCEPT], "text/plain");
    }
}
