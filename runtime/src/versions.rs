//! Versions of an API: how requests say theirs, and what those are told who say none that is there.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, VARY};
use hardpoint_policy::{EndpointSpec, Version, Versioning};

use crate::error::{Problem, Rejection};

/// How requests say which version of the API they mean: said once, for all endpoints under
/// `version`.
///
/// | | a request says version 2 | one that says none |
/// |---|---|---|
/// | [`in_path`](Self::in_path), unless said | `GET /v2/orders` | 404 |
/// | [`in_path_or`](Self::in_path_or)`(1)` | `GET /v2/orders` | is served by version 1 |
/// | [`in_header`](Self::in_header)`("accept-version", 1)` | `GET /orders`, `Accept-Version: 2` | is served by version 1 |
///
/// A version that no endpoint has is a 404 `unknown_version`, whose `versions` lists those that
/// there are. Endpoints without `version` are what they are in every version. However it is said,
/// metrics, logs and the keys of whatever is stored know an endpoint by the route with its version,
/// `/v2/orders`; so the choice can change without losing any of it.
///
/// ```
/// use hardpoint::Versions;
/// use hardpoint::prelude::*;
///
/// mod v1 {
///     # use hardpoint::prelude::*;
///     #[endpoint(get = "/orders", version = "1", name = "v1.list_orders",
///                deprecated = "2026-06-01 successor:/v2/orders")]
///     pub async fn list_orders() -> &'static str { "one by one" }
/// }
///
/// #[endpoint(get = "/orders", version = "2")]
/// async fn list_orders() -> &'static str { "page by page" }
///
/// let endpoints = || endpoints![v1::list_orders, list_orders];
/// let in_path = Hardpoint::builder().endpoints(endpoints()).build()?;
/// let in_header = Hardpoint::builder()
///     .versions(Versions::in_header("accept-version", 1))
///     .endpoints(endpoints())
///     .build()?;
/// # Ok::<(), hardpoint::StartError>(())
/// ```
///
/// An endpoint that is mounted by itself, `.service(list_orders)`, has its version in its path.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    header: Option<Cow<'static, str>>,
    default: Option<u16>,
}

impl Versions {
    /// In the first segment of the path, `/v2/orders`; a path without one is not served.
    #[must_use]
    pub fn in_path() -> Self {
        Self::default()
    }

    /// The same, and a path without a version means the version `default`: `/orders` and
    /// `/v1/orders` are one endpoint, with one set of limits. A cached answer and an idempotency key
    /// belong to the path that was asked for.
    #[must_use]
    pub fn in_path_or(default: u16) -> Self {
        Self {
            header: None,
            default: Some(default),
        }
    }

    /// In the header `name`, as a number alone; a request without it means the version `default`.
    /// Answers say so in `Vary`.
    #[must_use]
    pub fn in_header(name: impl Into<Cow<'static, str>>, default: u16) -> Self {
        Self {
            header: Some(name.into()),
            default: Some(default),
        }
    }

    /// The same as the vocabulary has it. What no version can be stands for the first one: no
    /// service starts with it.
    pub(crate) fn versioning(&self) -> Versioning {
        let default = self.default.and_then(Version::new);
        match self.header {
            None => Versioning::Path { default },
            Some(_) => Versioning::Header {
                default: default.unwrap_or(Version::FIRST),
            },
        }
    }

    /// The name of the header that says the version; an error where it can be none.
    pub(crate) fn header(&self) -> Option<Result<HeaderName, &str>> {
        let name = self.header.as_deref()?;
        Some(HeaderName::from_bytes(name.as_bytes()).map_err(|_| name))
    }

    /// Which version is meant where none is said.
    pub(crate) fn default_number(&self) -> Option<u16> {
        self.default
    }
}

/// The versions of a runtime, and how requests say theirs.
#[derive(Debug, Default)]
pub(crate) struct Versioned {
    pub(crate) versioning: Versioning,
    header: Option<HeaderName>,
    /// Those that there are, in their order.
    known: Vec<Version>,
}

impl Versioned {
    /// Of these endpoints.
    pub(crate) fn of<'a>(
        versions: &Versions,
        specs: impl Iterator<Item = &'a EndpointSpec>,
    ) -> Self {
        let mut known: Vec<Version> = specs.filter_map(|spec| spec.version).collect();
        known.sort_unstable();
        known.dedup();
        Self {
            versioning: versions.versioning(),
            header: versions.header().and_then(Result::ok),
            known,
        }
    }

    /// Whether a request with these headers means `version`.
    pub(crate) fn is_meant(&self, version: Version, headers: &HeaderMap) -> bool {
        self.said(headers) == Some(version)
    }

    /// The header that decides about an endpoint, if one does.
    pub(crate) fn header_of(&self, spec: &EndpointSpec) -> Option<&HeaderName> {
        self.header.as_ref().filter(|_| spec.version.is_some())
    }

    /// The header that decides about what no endpoint takes.
    pub(crate) fn header(&self) -> Option<&HeaderName> {
        self.header.as_ref()
    }

    /// What a request is told that no endpoint takes, where it says a version that there is not.
    pub(crate) fn unknown(&self, request: &HttpRequest) -> Option<Problem> {
        if self.known.is_empty() {
            return None;
        }
        let is_known = match self.header {
            Some(_) => self
                .said(request.headers())
                .is_some_and(|said| self.known.contains(&said)),
            None => {
                let mut segments = request.path().split('/');
                match segments.find_map(Version::of_segment) {
                    Some(said) => self.known.contains(&said),
                    None => true,
                }
            }
        };
        (!is_known).then(|| {
            let numbers: Vec<u16> = self.known.iter().map(|known| known.number()).collect();
            Rejection::UnknownVersion
                .problem()
                .member("versions", numbers)
        })
    }

    /// The version that a header says, or that stands for none; nothing where it says something
    /// else, or several.
    fn said(&self, headers: &HeaderMap) -> Option<Version> {
        let Versioning::Header { default } = self.versioning else {
            return None;
        };
        let mut values = headers.get_all(self.header.as_ref()?);
        match (values.next(), values.next()) {
            (None, _) => Some(default),
            (Some(only), None) => Version::said(only.to_str().ok()?),
            (Some(_), Some(_)) => None,
        }
    }
}

/// Says in `Vary` that an answer depends on `header`, beside whatever it depends on already.
#[cold]
pub(crate) fn vary_by(header: &HeaderName, headers: &mut HeaderMap) {
    let said: Vec<&str> = headers
        .get_all(VARY)
        .filter_map(|value| value.to_str().ok())
        .collect();
    let names = || {
        said.iter()
            .flat_map(|value| value.split(','))
            .map(str::trim)
    };
    if names().any(|name| name == "*" || name.eq_ignore_ascii_case(header.as_str())) {
        return;
    }
    let all: Vec<&str> = names()
        .filter(|name| !name.is_empty())
        .chain([header.as_str()])
        .collect();
    // Names that stood in a header, and one more, are a header's value.
    if let Ok(value) = HeaderValue::from_str(&all.join(", ")) {
        headers.insert(VARY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_header(default: u16) -> Versioned {
        let spec = EndpointSpec::new("list", "shop");
        let specs = [1, 2].map(|number| spec.clone().versioned(Version::new(number).unwrap()));
        Versioned::of(
            &Versions::in_header("Accept-Version", default),
            specs.iter(),
        )
    }

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            let name = HeaderName::from_static("accept-version");
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_header_says_one_version_or_none() {
        let versioned = by_header(1);
        let said = |values: &[&str]| versioned.said(&headers(values)).map(Version::number);
        assert_eq!(said(&[]), Some(1));
        assert_eq!(said(&["2"]), Some(2));
        assert_eq!(said(&["3"]), Some(3));
        for wrong in [
            &["v2"][..],
            &[""],
            &["02"],
            &["2", "2"],
            &["1, 2"],
            &["latest"],
        ] {
            assert_eq!(said(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn one_more_header_is_told_beside_the_others() {
        let told = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(VARY, HeaderValue::from_static(value));
            }
            vary_by(&HeaderName::from_static("accept-version"), &mut headers);
            let all = headers.get_all(VARY).map(|value| value.to_str().unwrap());
            all.collect::<Vec<_>>().join(" | ")
        };
        assert_eq!(told(&[]), "accept-version");
        assert_eq!(
            told(&["accept", "Origin , x"]),
            "accept, Origin, x, accept-version"
        );
        assert_eq!(told(&["Accept-Version"]), "Accept-Version");
        assert_eq!(told(&["*"]), "*");
    }
}
