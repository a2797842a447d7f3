//! The check at start: what only the whole service shows, all of it at once.

mod error;

use hardpoint_policy::{EndpointSpec, check};

use crate::clash;
use crate::registry::Entry;

pub use error::{StartError, StartFault};

/// Everything that keeps a service of these endpoints from starting.
pub(crate) fn faults(entries: &[Entry]) -> Vec<StartFault> {
    let mut faults = clashes(entries);
    faults.extend(entries.iter().flat_map(|entry| breaches(entry.spec)));
    faults
}

/// Endpoints that cannot stand side by side, of whatever lists.
fn clashes(entries: &[Entry]) -> Vec<StartFault> {
    let fault = |clash: clash::Clash| {
        let (earlier, later) = clash.places();
        let (message, help) = clash::words(&clash, entries);
        let mut endpoints: Vec<String> = earlier
            .into_iter()
            .chain([later])
            .map(|place| entries[place].spec.name.clone().into_owned())
            .collect();
        endpoints.dedup();
        StartFault {
            rule: clash.rule(),
            endpoints,
            option: None,
            message,
            help,
        }
    };
    clash::at_start(entries).into_iter().map(fault).collect()
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
