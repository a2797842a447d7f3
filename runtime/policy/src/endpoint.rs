//! Everything one endpoint promises, resolved: what the attribute expands to.

use std::borrow::Cow;

use crate::{
    BodyLimit, CachePolicy, Concurrency, Criticality, Idempotency, Method, Rate, Tags, Timeout,
};

/// The policies of one endpoint, as constants.
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
    /// The route's template, such as `/orders/{id}`; `None` where it is mounted by hand.
    pub path: Option<Cow<'static, str>>,
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
    /// The module in which the function stands.
    pub module: &'static str,
    /// The file in which the attribute stands.
    pub file: &'static str,
    /// The line of the attribute in that file, from 1.
    pub line: u32,
}
