//! Whose metrics they are: the endpoint, and the route at which it is mounted.

use hardpoint_policy::EndpointSpec;

/// An endpoint, and the route at which it is mounted.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) endpoint: Box<str>,
    pub(crate) route: Box<str>,
}

impl Place {
    /// The endpoint of `spec` as mounted at the route `pattern`, which is empty where that is not
    /// known.
    pub(crate) fn of(spec: &EndpointSpec, pattern: &str) -> Self {
        let route = match pattern {
            "" => spec.path.as_deref().unwrap_or(&spec.name),
            pattern => pattern,
        };
        Self {
            endpoint: (*spec.name).into(),
            route: route.into(),
        }
    }
}
