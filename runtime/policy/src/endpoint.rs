//! Everything one endpoint promises, resolved: what the attribute expands to.

use std::borrow::Cow;

use crate::{
    Access, BodyLimit, CachePolicy, Concurrency, Criticality, Deprecation, Idempotency, Method,
    Rate, Slo, Sunset, Tags, Timeout, Version,
};

/// The policies of one endpoint, as constants.
///
/// ```
/// use std::borrow::Cow;
/// use hardpoint_policy::{EndpointSpec, Method};
///
/// let spec = EndpointSpec {
///     methods: Cow::Borrowed(&[Method::Get]),
///     path: Some(Cow::Borrowed("/orders/{id}")),
///     ..EndpointSpec::new("get_order", "shop::orders")
/// };
/// assert_eq!(spec.operation(), "GET /orders/{id}");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointSpec {
    /// The operation's id: the function's name, or what `name = "…"` says.
    pub name: Cow<'static, str>,
    /// The group it is listed under, where `tag = "…"` says one.
    pub tag: Option<Cow<'static, str>>,
    /// The first paragraph of the function's doc comment, or nothing.
    pub summary: Cow<'static, str>,
    /// The methods of its route; empty where it is mounted by hand.
    pub methods: Cow<'static, [Method]>,
    /// The route's template, such as `/orders/{id}`; `None` where it is mounted by hand. Where the
    /// endpoint has a version, that is its first segment, `/v2/orders/{id}`, however requests say
    /// theirs: see [`Versioning`](crate::Versioning).
    pub path: Option<Cow<'static, str>>,
    /// The version of the API to which it belongs, where `version = "…"` says one.
    pub version: Option<Version>,
    /// How long a request may take, from its head to its answer.
    pub timeout: Timeout,
    /// How large a body may be.
    pub body: BodyLimit,
    /// The rate limits, all of which must pass.
    pub rates: Cow<'static, [Rate]>,
    /// How many may run at once.
    pub concurrency: Option<Concurrency>,
    /// How answers are stored and shared.
    pub cache: Option<CachePolicy>,
    /// The tags whose entries are invalid once this endpoint succeeded.
    pub invalidates: Tags,
    /// Whether equal requests under one key run once.
    pub idempotency: Option<Idempotency>,
    /// What is given up first under load.
    pub criticality: Criticality,
    /// Who may call it.
    pub access: Access,
    /// The path of the function that decides about one request, as it was written.
    pub authorize: Option<Cow<'static, str>>,
    /// Since when it should no longer be used.
    pub deprecated: Option<Deprecation>,
    /// From when it answers no more.
    pub sunset: Option<Sunset>,
    /// How many of its requests are to be answered well, and how fast.
    pub slo: Option<Slo>,
    /// The policy of `hardpoint.toml` that it was made of, if it names one.
    pub policy: Option<Cow<'static, str>>,
    /// The policies that its crate's `hardpoint.toml` declares, used or not: each by its name, and
    /// behind a blank where it stands, `slow hardpoint.toml:3:9`.
    pub declared: Cow<'static, [Cow<'static, str>]>,
    /// The module in which the function stands.
    pub module: &'static str,
    /// The file in which the attribute stands.
    pub file: &'static str,
    /// The line of the attribute in that file, from 1.
    pub line: u32,
}

impl EndpointSpec {
    /// An endpoint without a route and with every default, as `#[endpoint]` alone declares it.
    pub const fn new(name: &'static str, module: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            tag: None,
            summary: Cow::Borrowed(""),
            methods: Cow::Borrowed(&[]),
            path: None,
            version: None,
            timeout: Timeout::DEFAULT,
            body: BodyLimit::DEFAULT,
            rates: Cow::Borrowed(&[]),
            concurrency: None,
            cache: None,
            invalidates: Cow::Borrowed(&[]),
            idempotency: None,
            criticality: Criticality::Default,
            access: Access::Unstated,
            authorize: None,
            deprecated: None,
            sunset: None,
            slo: None,
            policy: None,
            declared: Cow::Borrowed(&[]),
            module,
            file: "",
            line: 0,
        }
    }

    /// What the endpoint is called in keys of state that outlives the process.
    ///
    /// `GET /orders/{id}`, methods joined by `,`, where the attribute says a route;
    /// `module::name` where it does not. The template stands in it, never the path of a request.
    ///
    /// Endpoints in different scopes can have one template (`web::scope("/a")` and
    /// `web::scope("/b")` around `/{id}`): where that may be, see [`Self::operation_at`].
    pub fn operation(&self) -> String {
        match &self.path {
            Some(path) => self.operation_at(path),
            None => format!("{}::{}", self.module, self.name),
        }
    }

    /// The same for an endpoint that is mounted at `pattern`, which is the whole of it, scopes
    /// included, as `HttpRequest::match_pattern` tells it: `GET /api/orders/{id}`, or
    /// `module::name /api/orders/{id}` where the attribute says no route.
    pub fn operation_at(&self, pattern: &str) -> String {
        if self.path.is_none() || self.methods.is_empty() {
            return format!("{}::{} {pattern}", self.module, self.name);
        }
        let methods: Vec<&str> = self.methods.iter().map(|method| method.as_str()).collect();
        format!("{} {pattern}", methods.join(","))
    }

    /// Whether it is idempotent where that has an effect: for unsafe methods, or for those that
    /// are not known.
    pub fn takes_idempotency_keys(&self) -> bool {
        let may_be_unsafe = self.methods.is_empty() || self.methods.iter().any(|m| !m.is_safe());
        self.idempotency.is_some() && may_be_unsafe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(methods: &'static [Method]) -> EndpointSpec {
        EndpointSpec {
            methods: Cow::Borrowed(methods),
            path: Some(Cow::Borrowed("/orders/{id}")),
            ..EndpointSpec::new("get_order", "shop::orders")
        }
    }

    #[test]
    fn an_operation_is_its_route_or_else_its_function() {
        assert_eq!(routed(&[Method::Get]).operation(), "GET /orders/{id}");
        let two = routed(&[Method::Put, Method::Post]);
        assert_eq!(two.operation(), "PUT,POST /orders/{id}");
        let unrouted = EndpointSpec::new("get_order", "shop::orders");
        assert_eq!(unrouted.operation(), "shop::orders::get_order");
    }

    #[test]
    fn where_it_is_mounted_tells_operations_of_one_template_apart() {
        let spec = routed(&[Method::Get]);
        assert_eq!(spec.operation_at("/a/{id}"), "GET /a/{id}");
        let unrouted = EndpointSpec::new("get_order", "shop::orders");
        assert_eq!(
            unrouted.operation_at("/a/{id}"),
            "shop::orders::get_order /a/{id}"
        );
    }

    #[test]
    fn idempotency_has_an_effect_where_a_method_may_be_unsafe() {
        let with = |methods| EndpointSpec {
            idempotency: Some(Idempotency::DEFAULT),
            ..routed(methods)
        };
        assert!(!with(&[Method::Get, Method::Query]).takes_idempotency_keys());
        assert!(with(&[Method::Get, Method::Post]).takes_idempotency_keys());
        assert!(with(&[]).takes_idempotency_keys());
        assert!(!routed(&[Method::Post]).takes_idempotency_keys());
    }
}
