//! What guarded calls make of the errors of HTTP clients, ours and reqwest's own.

use std::error::Error as StdError;

use super::error::{Error, TimedOut};
use crate::dependency::{Classify, DependencyError, ErrorClass};

impl Classify for Error {
    fn class(&self) -> ErrorClass {
        match self {
            // Mistakes of ours, and destinations that somebody else has chosen.
            Self::Request(_)
            | Self::Refused(_)
            | Self::TooManyRedirects { .. }
            | Self::Redirect => ErrorClass::answer(self.kind()),
            Self::Connect(_) => ErrorClass::passing(self.kind()).unexecuted(),
            // The other side was never asked.
            Self::Timeout(TimedOut::Deadline) => {
                ErrorClass::timeout().retryable(false).counts(false)
            }
            Self::Timeout(_) => ErrorClass::timeout(),
            Self::Lost(_) => ErrorClass::passing(self.kind()),
            Self::Status(error) => {
                let class = ErrorClass::of_status(error.status().as_u16());
                match error.retry_after() {
                    Some(wait) => class.retry_after(wait),
                    None => class,
                }
            }
            Self::TooLarge { .. } | Self::Decode(_) => ErrorClass::failure(self.kind()),
        }
    }
}

impl From<Error> for DependencyError {
    fn from(error: Error) -> Self {
        Self::of(error)
    }
}

/// By what it says of itself: of `Retry-After` it knows nothing.
impl Classify for reqwest::Error {
    fn class(&self) -> ErrorClass {
        if let Some(status) = self.status() {
            return ErrorClass::of_status(status.as_u16());
        }
        match () {
            () if self.is_timeout() => ErrorClass::timeout(),
            () if self.is_dns() => ErrorClass::passing("dns").unexecuted(),
            () if self.is_connect() => ErrorClass::connect(),
            () if self.is_builder() => ErrorClass::answer("request"),
            () if self.is_redirect() => ErrorClass::answer("redirect"),
            () if self.is_decode() && is_of_json(self) => ErrorClass::failure("decode"),
            () => ErrorClass::passing("reset"),
        }
    }
}

/// Whether a body was there and was not what was expected: it would not be the next time.
fn is_of_json(error: &reqwest::Error) -> bool {
    error
        .source()
        .is_some_and(|cause| cause.is::<serde_json::Error>())
}

/// Without its URL, which may have secrets in it.
impl From<reqwest::Error> for DependencyError {
    fn from(error: reqwest::Error) -> Self {
        Self::of(error.without_url())
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;
    use reqwest::{StatusCode, Url};
    use std::time::Duration;

    use super::super::destination::Origin;
    use super::super::error::{DecodeError, Refusal, StatusError};
    use super::*;

    fn answered(status: u16, retry_after: Option<Duration>) -> ErrorClass {
        let error = StatusError {
            status: StatusCode::from_u16(status).unwrap(),
            origin: Origin::of(&Url::parse("http://a.example/").unwrap()),
            headers: HeaderMap::new(),
            retry_after,
            body: Default::default(),
        };
        Error::Status(Box::new(error)).class()
    }

    #[test]
    fn a_status_says_whether_to_try_again_and_whether_it_counts() {
        //            status again  counts
        let table = [
            (302, false, false),
            (304, false, false),
            (400, false, false),
            (404, false, false),
            (408, true, true),
            (409, false, false),
            (425, false, false),
            (429, true, true),
            (500, false, true),
            (501, false, true),
            (502, true, true),
            (503, true, true),
            (504, true, true),
        ];
        for (status, again, counts) in table {
            let class = answered(status, None);
            assert_eq!((class.retryable, class.counts), (again, counts), "{status}");
            assert_eq!(class.kind, format!("status_{status}"));
        }
    }

    #[test]
    fn the_other_sides_patience_is_passed_on() {
        let wait = Some(Duration::from_secs(3));
        assert_eq!(answered(503, wait).retry_after, wait);
        assert_eq!(answered(503, None).retry_after, None);
    }

    #[test]
    fn only_what_may_go_well_the_next_time_is_tried_again() {
        let decode = DecodeError {
            what: "is not JSON",
            line: 1,
            column: 1,
        };
        let url = Url::parse("ftp://a.example/").unwrap();
        for (error, again, counts) in [
            (Error::Request("x"), false, false),
            (Refusal::Scheme.of(&url), false, false),
            (Error::TooManyRedirects { limit: 5 }, false, false),
            (Error::Redirect, false, false),
            (Error::TooLarge { limit: 1 }, false, true),
            (Error::Decode(decode), false, true),
            (Error::Timeout(TimedOut::Deadline), false, false),
            (Error::Timeout(TimedOut::Connect), true, true),
            (Error::Timeout(TimedOut::Read), true, true),
            (Error::Timeout(TimedOut::Total), true, true),
        ] {
            let class = error.class();
            assert_eq!((class.retryable, class.counts), (again, counts), "{error}");
        }
    }
}
