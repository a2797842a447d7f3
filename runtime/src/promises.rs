//! What an endpoint promises, as `#[endpoint]` writes it down: what is not said is the default.
//!
//! The compiler reads this for every endpoint, so it is made to be read fast: a chain of calls
//! whose values have nothing to drop and borrow nothing that is made on the way. Lists are
//! literals, but for what is nearly always alone, one method, one rate.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::mem::{self, ManuallyDrop};
use std::panic::Location;
use std::slice;

use hardpoint_policy::{
    Access, BodyLimit, CachePolicy, Concurrency, Criticality, Deprecation, Duration, EndpointSpec,
    Idempotency, Method, Mode, OnOutage, Rate, RateKey, Size, Slo, Sunset, TagTemplate, Timeout,
};

use crate::clash::Face;
use crate::endpoint::Endpoint;
use crate::error::ErrorCodes;
use crate::invocation::Invocation;
use crate::probe::{ArgFacts, Probe};
use crate::registry::Entry;

/// As many as an actix handler may have.
const MOST_ARGUMENTS: usize = 16;

/// An endpoint as `#[endpoint]` writes it; [`Endpoint`] is what it is read as.
#[doc(hidden)]
pub trait Declared: Sized + 'static {
    /// What it promises, and what is known of its function.
    const PROMISES: Promises;

    /// A call of its function, still to come.
    fn invocation() -> Invocation;
}

// What an endpoint lacks is said in terms of what it is, not of how that is written.
#[diagnostic::do_not_recommend]
impl<E: Declared> Endpoint for E {
    const SPEC: &'static EndpointSpec = &E::PROMISES.spec(Read::<E>::RATES);
    const ARGS: &'static [ArgFacts] = Read::<E>::ARGUMENTS.split_at(E::PROMISES.count).0;
    const ERRORS: &'static ErrorCodes = E::PROMISES.errors;

    fn invocation() -> Invocation {
        <E as Declared>::invocation()
    }
}

/// What of an endpoint's promises is there for as long as the program runs.
struct Read<E>(PhantomData<E>);

impl<E: Declared> Read<E> {
    const RATE: &'static Option<Rate> = &ManuallyDrop::into_inner(E::PROMISES.rate);
    const RATES: &'static [Rate] = match Self::RATE {
        Some(rate) => slice::from_ref(rate),
        None => &[],
    };
    const ARGUMENTS: &'static [ArgFacts; MOST_ARGUMENTS] = &E::PROMISES.arguments;
}

/// What an endpoint promises, and what is known of its function's signature.
#[doc(hidden)]
#[derive(Debug)]
pub struct Promises {
    spec: ManuallyDrop<EndpointSpec>,
    rate: ManuallyDrop<Option<Rate>>,
    arguments: [ArgFacts; MOST_ARGUMENTS],
    count: usize,
    errors: &'static ErrorCodes,
}

/// Options whose value is a field.
macro_rules! options {
    ($($(#[$doc:meta])* $option:ident: $ty:ty => $field:ident = $value:expr;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $option(self, $option: $ty) -> Self {
            let mut spec = ManuallyDrop::into_inner(self.spec);
            // A constant function can drop nothing.
            let _ = ManuallyDrop::new(mem::replace(&mut spec.$field, $value));
            Self { spec: ManuallyDrop::new(spec), ..self }
        }
    )+};
}

/// Words of the one rate limit.
macro_rules! words {
    ($($(#[$doc:meta])* $word:ident: $ty:ty => $field:ident;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $word(self, $word: $ty) -> Self {
            let mut rate = ManuallyDrop::into_inner(self.rate);
            let word = ManuallyDrop::new($word);
            if let Some(rate) = &mut rate {
                let word = ManuallyDrop::into_inner(word);
                let _ = ManuallyDrop::new(mem::replace(&mut rate.$field, word));
            }
            Self { rate: ManuallyDrop::new(rate), ..self }
        }
    )+};
}

impl Promises {
    /// Every default, for the endpoint that is declared where this is called.
    #[must_use]
    #[track_caller]
    pub const fn new(name: &'static str, module: &'static str) -> Self {
        let mut spec = EndpointSpec::new(name, module);
        let place = Location::caller();
        spec.file = place.file();
        spec.line = place.line();
        Self {
            spec: ManuallyDrop::new(spec),
            rate: ManuallyDrop::new(None),
            arguments: [Probe::<()>::FACTS; MOST_ARGUMENTS],
            count: 0,
            errors: ErrorCodes::NONE,
        }
    }

    options! {
        /// The first paragraph of the doc comment.
        summary: &'static str => summary = Cow::Borrowed(summary);
        /// The group.
        tag: &'static str => tag = Some(Cow::Borrowed(tag));
        /// The longest that a request may take, in milliseconds.
        timeout: u64 => timeout = Timeout::After(Duration::from_millis(timeout));
        /// Why a request may take as long as it takes.
        no_timeout: &'static str => timeout = Timeout::None { because: Cow::Borrowed(no_timeout) };
        /// The largest body, in bytes.
        body: u64 => body = BodyLimit::Max(Size::from_bytes(body));
        /// Several rate limits.
        rates: &'static [Rate] => rates = Cow::Borrowed(rates);
        /// How many may run at once.
        concurrency: Concurrency => concurrency = Some(concurrency);
        /// How answers are stored and shared.
        cache: CachePolicy => cache = Some(cache);
        /// The tags whose entries are invalid after it.
        invalidates: &'static [TagTemplate] => invalidates = Cow::Borrowed(invalidates);
        /// Whether equal requests under one key run once.
        idempotency: Idempotency => idempotency = Some(idempotency);
        /// What is given up first.
        criticality: Criticality => criticality = criticality;
        /// Who may call it.
        access: Access => access = access;
        /// The path of the function that decides, as it was written.
        authorize: &'static str => authorize = Some(Cow::Borrowed(authorize));
        /// Since when it should no longer be used.
        deprecated: Deprecation => deprecated = Some(deprecated);
        /// From when it answers no more.
        sunset: Sunset => sunset = Some(sunset);
        /// How well it is to answer.
        slo: Slo => slo = Some(slo);
        /// The policy of `hardpoint.toml` that it was made of.
        policy: &'static str => policy = Some(Cow::Borrowed(policy));
        /// The policies that its crate's `hardpoint.toml` declares.
        declared: &'static [Cow<'static, str>] => declared = Cow::Borrowed(declared);
    }

    /// A body of any size, handed on as it comes.
    #[must_use]
    pub const fn stream(self) -> Self {
        let mut spec = ManuallyDrop::into_inner(self.spec);
        spec.body = BodyLimit::Stream;
        Self {
            spec: ManuallyDrop::new(spec),
            ..self
        }
    }

    /// A route of one method.
    #[must_use]
    pub const fn route(self, method: Method, path: &'static str) -> Self {
        self.routes(alone(method), path)
    }

    /// A route.
    #[must_use]
    pub const fn routes(self, methods: &'static [Method], path: &'static str) -> Self {
        let mut spec = ManuallyDrop::into_inner(self.spec);
        let _ = ManuallyDrop::new(mem::replace(&mut spec.methods, Cow::Borrowed(methods)));
        let _ = ManuallyDrop::new(mem::replace(&mut spec.path, Some(Cow::Borrowed(path))));
        Self {
            spec: ManuallyDrop::new(spec),
            ..self
        }
    }

    /// The one rate limit: so many in a window of so many milliseconds.
    #[must_use]
    pub const fn rate(self, quota: u32, window: u64) -> Self {
        let rate = Rate::new(quota, Duration::from_millis(window));
        Self {
            rate: ManuallyDrop::new(Some(rate)),
            ..self
        }
    }

    words! {
        /// What it counts apart.
        per: RateKey => key;
        /// The bucket's size.
        burst: u32 => burst;
        /// What one request takes.
        cost: u32 => cost;
        /// What happens while the store is away.
        on_outage: OnOutage => on_outage;
        /// Whether it refuses or only counts.
        mode: Mode => mode;
    }

    /// What is known of the next argument.
    #[must_use]
    pub const fn argument(mut self, facts: ArgFacts) -> Self {
        self.arguments[self.count] = facts;
        self.count += 1;
        self
    }

    /// What is known of all arguments.
    #[must_use]
    pub const fn arguments(mut self, mut facts: &[ArgFacts]) -> Self {
        while let Some((first, rest)) = facts.split_first() {
            self = self.argument(*first);
            facts = rest;
        }
        self
    }

    /// The codes of its errors, as far as they are known.
    #[must_use]
    pub const fn errors(self, errors: &'static ErrorCodes) -> Self {
        Self { errors, ..self }
    }

    /// What of it others can clash with.
    pub(crate) const fn face(self, entry: fn() -> Entry) -> Face {
        Face::of(ManuallyDrop::into_inner(self.spec), self.errors, entry)
    }

    /// All promises, with its one rate limit where that is all.
    const fn spec(self, rates: &'static [Rate]) -> EndpointSpec {
        let mut spec = ManuallyDrop::into_inner(self.spec);
        if !rates.is_empty() {
            let _ = ManuallyDrop::new(mem::replace(&mut spec.rates, Cow::Borrowed(rates)));
        }
        spec
    }
}

/// A list of one method, which is there for as long as the program runs.
const fn alone(method: Method) -> &'static [Method] {
    match method {
        Method::Get => &[Method::Get],
        Method::Head => &[Method::Head],
        Method::Post => &[Method::Post],
        Method::Put => &[Method::Put],
        Method::Patch => &[Method::Patch],
        Method::Delete => &[Method::Delete],
        Method::Options => &[Method::Options],
        Method::Trace => &[Method::Trace],
        Method::Connect => &[Method::Connect],
        Method::Query => &[Method::Query],
    }
}
