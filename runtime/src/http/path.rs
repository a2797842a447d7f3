//! How the URL of a request is put together, so that no value in it leads elsewhere.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use super::error::Error;

/// What stands for itself in a segment of a path (RFC 3986 §2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URL of `target`: a path that begins with `/` and is appended to the base, or a whole URL.
pub(super) fn url(base: Option<&Url>, target: &str) -> Result<Url, Error> {
    if target.bytes().any(|b| b.is_ascii_control()) {
        return Err(Error::malformed("the URL has control characters"));
    }
    if !target.starts_with('/') {
        return Url::parse(target)
            .map_err(|_| Error::malformed("it is neither a URL nor a path that begins with `/`"));
    }
    let base = base.ok_or(Error::malformed(
        "a path alone needs a client with a base URL",
    ))?;
    let end = target.find(['?', '#']).unwrap_or(target.len());
    if target[..end].split(['/', '\\']).any(is_dots) {
        return Err(Error::malformed("`.` and `..` are no parts of a path"));
    }
    // Appended, not resolved: `//elsewhere` is a path here.
    let whole = format!("{}{target}", base.as_str().trim_end_matches('/'));
    Url::parse(&whole).map_err(|_| Error::malformed("the path is none"))
}

/// Appends one segment to the path of `url`, whatever is in it.
pub(super) fn push(url: &mut Url, segment: &str) -> Result<(), Error> {
    if matches!(segment, "" | "." | "..") {
        return Err(Error::malformed(
            "a segment of a path is empty, `.` or `..`",
        ));
    }
    let path = url.path().trim_end_matches('/');
    let path = format!("{path}/{}", utf8_percent_encode(segment, SEGMENT));
    url.set_path(&path);
    Ok(())
}

/// Whether a segment means this place or the one above, by any spelling that parsers know.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(&*plain, "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(base: &str, target: &str) -> Result<String, Error> {
        url(Some(&Url::parse(base).unwrap()), target).map(String::from)
    }

    #[test]
    fn a_path_is_appended_to_the_base() {
        for (base, target, expected) in [
            ("http://a:81", "/b", "http://a:81/b"),
            ("http://a:81/", "/b?c=d", "http://a:81/b?c=d"),
            ("http://a/v1", "/b", "http://a/v1/b"),
            ("http://a/v1/", "/b/", "http://a/v1/b/"),
            ("http://a", "//evil.example/b", "http://a//evil.example/b"),
            ("http://a", "/@evil.example/", "http://a/@evil.example/"),
            ("http://a", "/b?next=/../c", "http://a/b?next=/../c"),
        ] {
            assert_eq!(whole(base, target).unwrap(), expected);
        }
    }

    #[test]
    fn no_path_leads_out_of_the_base() {
        for target in [
            "/..",
            "/../b",
            "/b/../../c",
            "/%2e%2E/b",
            "/.%2e",
            "/b\\..\\c",
            "/.\t./b",
            "/b\r\nc",
            "/./b",
            "@evil.example/",
            ":82/",
            ".evil.example",
            "",
        ] {
            assert!(whole("http://a/v1", target).is_err(), "{target}");
        }
        assert!(url(None, "/b").is_err());
    }

    #[test]
    fn a_segment_is_one_segment() {
        for (segment, expected) in [
            ("b", "http://a/v1/b"),
            ("b/c", "http://a/v1/b%2Fc"),
            ("b?c#d", "http://a/v1/b%3Fc%23d"),
            ("%2e%2e", "http://a/v1/%252e%252e"),
            ("..b", "http://a/v1/..b"),
            ("é", "http://a/v1/%C3%A9"),
        ] {
            let mut url = Url::parse("http://a/v1").unwrap();
            push(&mut url, segment).unwrap();
            assert_eq!(url.as_str(), expected);
        }
        for segment in ["", ".", ".."] {
            assert!(push(&mut Url::parse("http://a/v1").unwrap(), segment).is_err());
        }
    }
}
