//! The answers of an endpoint whose series are there before it has answered at all.

use hardpoint_policy::{BodyLimit, EndpointSpec, Method, Timeout};

/// The statuses that an endpoint under `method` is expected to answer with: 200, and whatever
/// Hardpoint itself answers, by what the endpoint promises.
///
/// What else its handler answers has a series from its first time on, and so has what clients get
/// wrong that no policy speaks of. `HEAD` goes with `GET` and is rare: its refusals have no series
/// before there is one.
pub(super) fn statuses(spec: &EndpointSpec, method: Method) -> Vec<u16> {
    if method == Method::Head {
        return vec![200];
    }
    let is_safe = matches!(
        method,
        Method::Get | Method::Options | Method::Trace | Method::Query
    );
    let knows = spec.access.knows_the_caller();
    let may_forbid = knows && !spec.access.scopes().is_empty() || spec.authorize.is_some();
    let is_once = spec.idempotency.is_some() && !is_safe;
    let reads = !is_safe && matches!(spec.body, BodyLimit::Max(_));
    let promised = [
        (200, true),
        (304, is_safe && spec.cache.is_some()),
        (400, is_once),
        (401, knows || spec.authorize.is_some()),
        (403, may_forbid),
        (408, reads),
        (409, is_once),
        (410, spec.sunset.is_some()),
        (413, reads),
        (422, is_once),
        (429, !spec.rates.is_empty()),
        // A handler may panic, and the process be full.
        (500, true),
        (503, true),
        (504, matches!(spec.timeout, Timeout::After(_))),
    ];
    let expected = promised.iter().filter(|(_, is)| *is);
    expected.map(|(status, _)| *status).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_endpoint_does_not_promise_it_is_not_expected_to_answer() {
        let plain = EndpointSpec::new("plain", "tests");
        assert_eq!(statuses(&plain, Method::Get), [200, 500, 503, 504]);
        assert_eq!(statuses(&plain, Method::Head), [200]);
        assert_eq!(
            statuses(&plain, Method::Post),
            [200, 408, 413, 500, 503, 504]
        );
    }

    #[test]
    fn every_refusal_of_its_policies_is_expected() {
        let mut spec = EndpointSpec::new("full", "tests");
        spec.rates = vec!["10/min".parse().unwrap()].into();
        spec.idempotency = Some("".parse().unwrap_or_default());
        spec.access = "orders:write".parse().unwrap();
        spec.timeout = "none because: it streams".parse().unwrap();
        assert_eq!(
            statuses(&spec, Method::Post),
            [200, 400, 401, 403, 408, 409, 413, 422, 429, 500, 503]
        );
        spec.access = "principal".parse().unwrap();
        assert!(!statuses(&spec, Method::Post).contains(&403));
    }
}
