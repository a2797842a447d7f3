//! The check at start: what only the whole service shows, all of it at once.

mod error;

use hardpoint_policy::{EndpointSpec, check};

use crate::registry::Entry;

pub use error::{StartError, StartFault};

/// Everything that keeps a service of these endpoints from starting.
pub(crate) fn faults(entries: &[Entry]) -> Vec<StartFault> {
    entries
        .iter()
        .flat_map(|entry| breaches(entry.spec))
        .collect()
}

/// The rules that one endpoint breaks.
fn breaches(spec: &EndpointSpec) -> Vec<StartFault> {
    let faults = check(spec).into_iter().map(|breach| StartFault {
        rule: breach.rule,
        endpoints: vec![spec.name.clone().into_owned()],
        option: Some(breach.option.to_owned()),
        message: breach.message,
        help: breach.help,
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use hardpoint_policy::{BodyLimit, Idempotency, Method};

    use super::*;

    #[test]
    fn a_breach_of_one_endpoint_is_a_fault() {
        let upload = EndpointSpec {
            methods: vec![Method::Post].into(),
            body: BodyLimit::Stream,
            idempotency: Some(Idempotency::default()),
            ..EndpointSpec::new("upload", "files")
        };
        let found = breaches(&upload);
        assert_eq!(found[0].rule, "idempotency_needs_the_whole_body");
        assert_eq!(found[0].endpoints, ["upload"]);
        assert_eq!(found[0].option.as_deref(), Some("body"));
    }
}
