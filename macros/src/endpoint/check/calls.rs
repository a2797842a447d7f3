//! What an endpoint calls ends before the endpoint does.

use hardpoint_policy::{EndpointSpec, Timeout};

use super::options::Stated;
use crate::endpoint::demand::Demand;

/// One question for each function of `calls`, where the endpoint has an end: what was said of the
/// function is known where that stands.
pub(super) fn demands(spec: &EndpointSpec, stated: &Stated) -> Vec<Demand> {
    let Timeout::After(timeout) = &spec.timeout else {
        return Vec::new();
    };
    if stated.unread.iter().any(|option| option == "timeout") {
        return Vec::new();
    }
    let each = stated.calls.iter().map(|function| Demand::EndsInTime {
        function: function.clone(),
        timeout: *timeout,
        note: stated.places.note("timeout"),
    });
    each.collect()
}
