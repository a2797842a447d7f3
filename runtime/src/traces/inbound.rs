//! What a request says of the trace that it belongs to, kept unread until somebody asks.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use smallvec::SmallVec;

use super::parent::Parent;
use super::state;

static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
static TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The headers of a request that say which trace it belongs to. Most requests are answered before
/// anybody reads them.
pub(crate) struct Inbound {
    parent: HeaderValue,
    state: SmallVec<[HeaderValue; 1]>,
    /// Whether the peer is one that is believed in what it says.
    #[cfg_attr(
        not(feature = "otel"),
        allow(dead_code, reason = "who records nothing has nothing to grant")
    )]
    pub(super) is_believed: bool,
}

impl Inbound {
    /// What these say; nothing where `traceparent` is not there exactly once: without it,
    /// `tracestate` is not read, and which of two is right nobody knows (W3C Trace Context, §4.3).
    #[inline]
    pub(crate) fn of(headers: &HeaderMap, is_believed: bool) -> Option<Box<Self>> {
        if headers.is_empty() || !headers.contains_key(&TRACEPARENT) {
            return None;
        }
        Self::said(headers, is_believed)
    }

    #[cold]
    fn said(headers: &HeaderMap, is_believed: bool) -> Option<Box<Self>> {
        let mut lines = headers.get_all(&TRACEPARENT);
        let (Some(parent), None) = (lines.next(), lines.next()) else {
            return None;
        };
        Some(Box::new(Self {
            parent: parent.clone(),
            state: headers.get_all(&TRACESTATE).cloned().collect(),
            is_believed,
        }))
    }

    pub(super) fn parent(&self) -> Option<Parent> {
        Parent::read(self.parent.as_bytes())
    }

    pub(super) fn state(&self) -> Option<String> {
        state::combined(self.state.iter().map(HeaderValue::as_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-12345678901234567890123456789012-1234567890123456-01";

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_str(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn a_state_without_a_parent_is_not_read() {
        assert!(Inbound::of(&headers(&[("tracestate", "foo=1")]), true).is_none());
    }

    #[test]
    fn two_parents_are_none_even_if_they_agree() {
        let twice = headers(&[("traceparent", PARENT), ("traceparent", PARENT)]);
        assert!(Inbound::of(&twice, true).is_none());
    }

    #[test]
    fn a_state_that_cannot_be_read_leaves_the_parent_as_it_is() {
        let lines = [("traceparent", PARENT), ("tracestate", "FOO=1")];
        let inbound = Inbound::of(&headers(&lines), true).unwrap();
        assert!(inbound.parent().is_some());
        assert_eq!(inbound.state(), None);
    }
}
