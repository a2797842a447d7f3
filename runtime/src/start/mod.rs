//! The check at start: what only the whole service shows, all of it at once.

mod error;

use hardpoint_policy::{EndpointSpec, check};

use crate::auth::{Authentication, needs_principal};
use crate::registry::Entry;

pub use error::{StartError, StartFault};

/// Everything that keeps a service of these endpoints from starting.
pub(crate) fn faults(entries: &[Entry], authentication: &Authentication) -> Vec<StartFault> {
    let specs: Vec<&EndpointSpec> = entries.iter().map(|entry| entry.spec).collect();
    let unknown = callers_are_known(&specs, authentication);
    let each = specs.into_iter().flat_map(breaches);
    each.chain(unknown).collect()
}

/// Where nobody finds out who calls, an endpoint under `auth` would refuse everyone.
fn callers_are_known(
    specs: &[&EndpointSpec],
    authentication: &Authentication,
) -> Option<StartFault> {
    if authentication.is_set_up() {
        return None;
    }
    let names = specs
        .iter()
        .filter(|spec| needs_principal(spec))
        .map(|spec| spec.name.clone().into_owned());
    let endpoints: Vec<String> = names.collect();
    (!endpoints.is_empty()).then(|| StartFault {
        rule: "callers_are_known",
        endpoints,
        option: Some("auth".to_owned()),
        message: "`auth` asks who calls, and nobody is there to find it out".to_owned(),
        help: "add `.authenticator(…)` to the builder, or `.authenticated_by_middleware(\"Bearer\")` if a middleware does it".to_owned(),
    })
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
