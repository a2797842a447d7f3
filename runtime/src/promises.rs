//! What an endpoint promises, as `#[endpoint]` writes it down: what is not said is the default.
//!
//! The compiler reads this for every endpoint, so it is made to be read fast: one constant, which
//! is a chain of calls over plain data. It has nothing to drop, and little that could be changed
//! behind its back, which the compiler looks for in every field of every field. Lists are borrowed
//! literals, which cost the most, but for what is nearly always alone: one method, one rate, one
//! scope.

mod data;
mod endpoint;

use std::borrow::Cow;
use std::panic::Location;

use hardpoint_policy::{
    Criticality, Date, InvalidatedBy, Method, Mode, OnOutage, Rate, TagTemplate, Vary,
};

use self::data::{Access, Data, Key};
pub use self::endpoint::Declared;
use crate::clash::Face;
use crate::error::ErrorCodes;
use crate::probe::ArgFacts;
use crate::registry::Entry;

/// A text that is there for as long as the program runs, as is all that is written down.
type Text = &'static str;

/// What an endpoint promises, and what is known of its function's signature.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Promises(Data);

/// The words in which promises are made, each of them a call.
macro_rules! words {
    ($($(#[$doc:meta])* $word:ident($($value:ident: $ty:ty),*) { $($($field:ident).+ = $said:expr),+ })+) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $word(mut self, $($value: $ty),*) -> Self {
            $(self.0.$($field).+ = $said;)+
            self
        }
    )+};
}

impl Promises {
    /// Every default, for the endpoint that is declared where this is called.
    #[must_use]
    #[track_caller]
    pub const fn new(name: Text, module: Text) -> Self {
        Self(Data::new(name, module, Location::caller()))
    }

    words! {
        /// The first paragraph of the doc comment.
        summary(text: Text) { summary = text }
        /// The group.
        tag(text: Text) { tag = Some(text) }
        /// The policy of `hardpoint.toml` that it was made of.
        policy(name: Text) { policy = Some(name) }
        /// The policies that its crate's `hardpoint.toml` declares.
        declared(names: &'static [Cow<'static, str>]) { declared = names }

        /// A route for `GET`.
        get(path: Text) { methods = &[Method::Get], path = Some(path) }
        /// A route for `POST`.
        post(path: Text) { methods = &[Method::Post], path = Some(path) }
        /// A route for `PUT`.
        put(path: Text) { methods = &[Method::Put], path = Some(path) }
        /// A route for `PATCH`.
        patch(path: Text) { methods = &[Method::Patch], path = Some(path) }
        /// A route for `DELETE`.
        delete(path: Text) { methods = &[Method::Delete], path = Some(path) }
        /// A route for another method, or for several.
        routes(methods: &'static [Method], path: Text) { methods = methods, path = Some(path) }

        /// The longest that a request may take, in milliseconds.
        timeout(millis: u64) { timeout = Some(millis) }
        /// Why a request may take as long as it takes.
        no_timeout(because: Text) { no_timeout = Some(because) }
        /// The largest body, in bytes.
        body(bytes: u64) { body = Some(bytes) }
        /// A body of any size, handed on as it comes.
        stream() { stream = true }

        /// The one rate limit: so many in a window of so many milliseconds.
        rate(quota: u32, millis: u64) {
            rate.quota = quota, rate.burst = quota, rate.window = millis
        }
        /// It counts principals.
        per_principal() { rate.key = Key::Principal }
        /// It counts tenants.
        per_tenant() { rate.key = Key::Tenant }
        /// It counts the values of a header.
        per_header(name: Text) { rate.key = Key::Header(name) }
        /// It counts all together.
        per_global() { rate.key = Key::Global }
        /// The size of its bucket.
        burst(units: u32) { rate.burst = units }
        /// What one request takes from its bucket.
        cost(units: u32) { rate.cost = units }
        /// It denies while its store is away.
        denies_on_outage() { rate.on_outage = OnOutage::Deny }
        /// It only counts.
        shadow() { rate.mode = Mode::Shadow }
        /// Several rate limits.
        rates(rates: &'static [Rate]) { rates = rates }

        /// How many may run at once.
        concurrency(limit: u32) { concurrency.limit = limit }
        /// How many may wait for that, and how many milliseconds long.
        queue(length: u32, millis: u64) { concurrency.queue = length, concurrency.wait = millis }

        /// For how many milliseconds an answer is fresh.
        cache(millis: u64) { cache.ttl = Some(millis) }
        /// For how many more it may be served.
        stale(millis: u64) { cache.stale = millis }
        /// An answer is the same for everybody.
        shared() { cache.shared = true }
        /// What an answer depends on.
        vary(on: &'static [Vary]) { cache.vary = on }
        /// Under which tags it can be invalidated.
        tags(tags: &'static [TagTemplate]) { cache.tags = tags }
        /// Who does that.
        invalidated_by(whom: InvalidatedBy) { cache.invalidated_by = whom }
        /// The largest body that is stored, in bytes.
        max(bytes: u64) { cache.max = Some(bytes) }
        /// Which statuses are stored besides 200.
        statuses(statuses: &'static [u16]) { cache.statuses = statuses }
        /// The tags whose entries are invalid once it succeeded.
        invalidates(tags: &'static [TagTemplate]) { invalidates = tags }

        /// Equal requests under one key run once, and the answer is kept for so many milliseconds.
        idempotent(millis: u64) { idempotency.ttl = Some(millis) }
        /// The key may be missing.
        optional() { idempotency.optional = true }
        /// A run whose outcome is unknown may be run again.
        rerun_safe() { idempotency.rerun_safe = true }
        /// The claim and what the handler writes are one transaction.
        tx() { idempotency.tx = true }

        /// It is given up last.
        critical() { criticality = Criticality::Critical }
        /// It is given up first.
        sheddable() { criticality = Criticality::Sheddable }

        /// Everyone may call it, and that is meant.
        public() { access = Access::Public }
        /// Whoever is known may call it.
        principal() { access = Access::Principal }
        /// Whoever holds this scope may call it.
        scope(scope: Text) { access = Access::Scope(scope) }
        /// Whoever holds all of these scopes may call it.
        scopes(scopes: &'static [Cow<'static, str>]) { access = Access::Scopes(scopes) }
        /// The path of the function that decides, as it was written.
        authorize(path: Text) { authorize = Some(path) }

        /// Since when it should no longer be used.
        deprecated(year: u16, month: u8, day: u8) {
            deprecated.at = Some(Date { year, month, day })
        }
        /// Where that is explained.
        deprecated_see(reference: Text) { deprecated.see = Some(reference) }
        /// What to use instead.
        successor(reference: Text) { deprecated.successor = Some(reference) }
        /// From when it answers no more.
        sunset(year: u16, month: u8, day: u8) { sunset.at = Some(Date { year, month, day }) }
        /// Where that is explained.
        sunset_see(reference: Text) { sunset.see = Some(reference) }

        /// How many of 100,000 requests are to be answered well.
        slo(objective: u32) { slo = objective }
        /// In how many milliseconds.
        under(millis: u64) { under = Some(millis) }

        /// The codes of its errors, as far as they are known.
        errors(codes: &'static ErrorCodes) { errors = codes }
    }

    /// What is known of the next argument.
    #[must_use]
    pub const fn argument(mut self, facts: ArgFacts) -> Self {
        self.0.arguments[self.0.count] = facts;
        self.0.count += 1;
        self
    }

    /// What is known of the next arguments.
    #[must_use]
    pub const fn arguments(mut self, mut facts: &[ArgFacts]) -> Self {
        while let Some((first, rest)) = facts.split_first() {
            self = self.argument(*first);
            facts = rest;
        }
        self
    }

    /// What of it others can clash with.
    pub(crate) const fn face(&self, entry: fn() -> Entry) -> Face {
        let Data {
            name,
            methods,
            path,
            module,
            place,
            errors,
            ..
        } = self.0;
        Face {
            name,
            methods,
            path,
            module,
            file: place.file(),
            line: place.line(),
            errors,
            entry,
        }
    }
}
