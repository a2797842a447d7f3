//! Endpoints that no runtime lists: what overrides them is not applied, and not ignored either.

use hardpoint_policy::EndpointSpec;

use super::{Wanted, wanted};
use crate::environment::Environment;

/// What to do about endpoints that no list names.
///
/// Whether an override of one of them is right can only be checked at start, among all endpoints.
/// One that is served all the same would be served with a limit that its operator believes to be
/// another, so it is refused.
#[derive(Debug, Default)]
pub(crate) struct Unlisted {
    wanted: Vec<Wanted>,
    /// Whether there may be more, which cannot be read.
    is_unreadable: bool,
}

impl Unlisted {
    /// Beside a runtime that has applied what is `wanted`.
    pub(crate) fn beside(wanted: Vec<Wanted>) -> Self {
        Self {
            wanted,
            is_unreadable: false,
        }
    }

    /// Where there is no runtime but that of the process, which was never started.
    pub(crate) fn alone(environment: &Environment) -> Self {
        let mut faults = Vec::new();
        let wanted = wanted(environment, None, &mut faults);
        for fault in &faults {
            tracing::error!(%fault, "overrides cannot be read, and no runtime was built to say so at start");
        }
        for one in &wanted {
            tracing::error!(source = %one.source, "an override is applied to no endpoint that is mounted without a runtime");
        }
        Self {
            wanted,
            is_unreadable: !faults.is_empty(),
        }
    }

    /// Whether requests to that endpoint are refused; the log says why.
    pub(crate) fn refuses(&self, spec: &EndpointSpec) -> bool {
        let source = self
            .wanted
            .iter()
            .find(|one| one.option(spec).is_some())
            .map(|one| one.source.as_str());
        if let Some(source) = source {
            tracing::error!(
                operation = %spec.name,
                source,
                help = "list the endpoint: `Hardpoint::builder().endpoints(endpoints![…]).build()?`, and mount that; or remove the override",
                "an endpoint is overridden that no runtime lists, so that its requests are refused"
            );
        }
        self.is_unreadable || source.is_some()
    }
}
