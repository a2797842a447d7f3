//! What an endpoint promises, as a chain of calls: what is not said is not written.

use hardpoint_policy::{
    Access, BodyLimit, CachePolicy, Concurrency, Criticality, Date, Deprecation, Duration,
    EndpointSpec, Idempotency, InvalidatedBy, Method, Mode, OnOutage, Rate, RateKey, Slo, Sunset,
    Timeout,
};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::errors;
use crate::endpoint::constant::{Constant, list};
use crate::endpoint::plan::{Argument, Call, EndpointPlan};
use crate::paths::Runtime;

/// The constant's value; module, file and line are those where it stands.
pub(super) fn promises(plan: &EndpointPlan) -> TokenStream {
    let rt = &plan.runtime;
    let name = &*plan.spec.name;
    let mut chain = Chain(quote!(#rt::Promises::new(#name, ::core::module_path!())));
    options(&plan.spec, rt, &mut chain);
    signature(plan, rt, &mut chain);
    chain.0
}

/// Calls, one after the other.
struct Chain(TokenStream);

impl Chain {
    fn say(&mut self, word: &str, value: impl ToTokens) {
        self.0.extend([
            TokenTree::from(Punct::new('.', Spacing::Alone)),
            Ident::new(word, Span::call_site()).into(),
            Group::new(Delimiter::Parenthesis, value.into_token_stream()).into(),
        ]);
    }

    fn say_if(&mut self, word: &str, value: Option<impl ToTokens>) {
        if let Some(value) = value {
            self.say(word, value);
        }
    }

    fn word(&mut self, word: &str) {
        self.say(word, TokenStream::new());
    }

    fn word_if(&mut self, word: &str, said: bool) {
        if said {
            self.word(word);
        }
    }
}

/// What the attribute says.
fn options(spec: &EndpointSpec, rt: &Runtime, chain: &mut Chain) {
    let EndpointSpec {
        name: _,
        tag,
        summary,
        methods,
        path,
        timeout,
        body,
        rates,
        concurrency,
        cache,
        invalidates,
        idempotency,
        criticality,
        access,
        authorize,
        deprecated,
        sunset,
        slo,
        policy,
        declared,
        module: _,
        file: _,
        line: _,
    } = spec;
    if !summary.is_empty() {
        chain.say("summary", &**summary);
    }
    chain.say_if("tag", tag.as_deref());
    chain.say_if("policy", policy.as_deref());
    if !declared.is_empty() {
        chain.say("declared", list(declared, rt));
    }
    if let Some(path) = path {
        route(methods, path, rt, chain);
    }
    match timeout {
        Timeout::After(limit) if *timeout != Timeout::DEFAULT => {
            chain.say("timeout", limit.as_millis());
        }
        Timeout::After(_) => {}
        Timeout::None { because } => chain.say("no_timeout", &**because),
    }
    match body {
        BodyLimit::Max(limit) if *body != BodyLimit::DEFAULT => {
            chain.say("body", limit.as_bytes());
        }
        BodyLimit::Max(_) => {}
        BodyLimit::Stream => chain.word("stream"),
    }
    match &**rates {
        [] => {}
        [rate] => alone(rate, chain),
        rates => chain.say("rates", list(rates, rt)),
    }
    if let Some(Concurrency { limit, queue, wait }) = concurrency {
        chain.say("concurrency", limit);
        if *queue > 0 {
            let wait = wait.as_millis();
            chain.say("queue", quote!(#queue, #wait));
        }
    }
    if let Some(policy) = cache {
        cached(policy, rt, chain);
    }
    if !invalidates.is_empty() {
        chain.say("invalidates", list(invalidates, rt));
    }
    if let Some(policy) = idempotency {
        let Idempotency {
            ttl,
            optional,
            rerun_safe,
            tx,
        } = policy;
        chain.say("idempotent", ttl.as_millis());
        chain.word_if("optional", *optional);
        chain.word_if("rerun_safe", *rerun_safe);
        chain.word_if("tx", *tx);
    }
    match criticality {
        Criticality::Critical => chain.word("critical"),
        Criticality::Default => {}
        Criticality::Sheddable => chain.word("sheddable"),
    }
    match access {
        Access::Unstated => {}
        Access::Public => chain.word("public"),
        Access::Principal => chain.word("principal"),
        Access::Scopes(scopes) => match &**scopes {
            [scope] => chain.say("scope", &**scope),
            scopes => chain.say("scopes", list(scopes, rt)),
        },
    }
    chain.say_if("authorize", authorize.as_deref());
    if let Some(Deprecation {
        since,
        see,
        successor,
    }) = deprecated
    {
        chain.say("deprecated", date(*since));
        chain.say_if("deprecated_see", see.as_deref());
        chain.say_if("successor", successor.as_deref());
    }
    if let Some(Sunset { at, see }) = sunset {
        chain.say("sunset", date(*at));
        chain.say_if("sunset_see", see.as_deref());
    }
    if let Some(Slo { objective, under }) = slo {
        chain.say("slo", objective);
        chain.say_if("under", under.map(Duration::as_millis));
    }
}

fn route(methods: &[Method], path: &str, rt: &Runtime, chain: &mut Chain) {
    let word = match methods {
        [Method::Get] => "get",
        [Method::Post] => "post",
        [Method::Put] => "put",
        [Method::Patch] => "patch",
        [Method::Delete] => "delete",
        methods => {
            let methods = list(methods, rt);
            return chain.say("routes", quote!(#methods, #path));
        }
    };
    chain.say(word, path);
}

/// The one rate limit, word by word.
fn alone(rate: &Rate, chain: &mut Chain) {
    let Rate {
        quota,
        window,
        key,
        burst,
        cost,
        on_outage,
        mode,
    } = rate;
    let window = window.as_millis();
    chain.say("rate", quote!(#quota, #window));
    match key {
        RateKey::Ip => {}
        RateKey::Principal => chain.word("per_principal"),
        RateKey::Tenant => chain.word("per_tenant"),
        RateKey::Header(name) => chain.say("per_header", &**name),
        RateKey::Global => chain.word("per_global"),
    }
    if burst != quota {
        chain.say("burst", burst);
    }
    if *cost != 1 {
        chain.say("cost", cost);
    }
    chain.word_if("denies_on_outage", *on_outage == OnOutage::Deny);
    chain.word_if("shadow", *mode == Mode::Shadow);
}

fn cached(policy: &CachePolicy, rt: &Runtime, chain: &mut Chain) {
    let CachePolicy {
        ttl,
        stale,
        shared,
        vary,
        tags,
        invalidated_by,
        max,
        statuses,
    } = policy;
    chain.say("cache", ttl.as_millis());
    if *stale != Duration::ZERO {
        chain.say("stale", stale.as_millis());
    }
    chain.word_if("shared", *shared);
    if !vary.is_empty() {
        chain.say("vary", list(vary, rt));
    }
    if !tags.is_empty() {
        chain.say("tags", list(tags, rt));
    }
    if *invalidated_by != InvalidatedBy::Endpoints {
        chain.say("invalidated_by", invalidated_by.constant(rt));
    }
    if *max != CachePolicy::DEFAULT_MAX {
        chain.say("max", max.as_bytes());
    }
    if !statuses.is_empty() {
        chain.say("statuses", quote!(&[#(#statuses),*]));
    }
}

fn date(date: Date) -> TokenStream {
    let Date { year, month, day } = date;
    quote!(#year, #month, #day)
}

/// What the types in the signature say: inherent constants of known types go before those of the
/// traits for all others, which are in scope.
fn signature(plan: &EndpointPlan, rt: &Runtime, chain: &mut Chain) {
    let arguments: Vec<&Argument> = match &plan.call {
        Call::With(arguments) => arguments.iter().filter(|a| a.is_extracted()).collect(),
        Call::Never | Call::Method => Vec::new(),
    };
    let facts = |Argument { ty, .. }: &Argument| quote!(#rt::Probe::<#ty>::FACTS);
    if arguments.iter().all(|argument| argument.cfg.is_empty()) {
        for argument in arguments {
            chain.say("argument", facts(argument));
        }
    } else {
        // A call cannot be left out, an item of a list can.
        let facts = arguments.iter().map(|argument| {
            let (cfg, facts) = (&argument.cfg, facts(argument));
            quote!(#(#cfg)* #facts)
        });
        chain.say("arguments", quote!(&[#(#facts),*]));
    }
    if let Some(holder) = errors::holder(plan) {
        chain.say("errors", quote!(#rt::CodesOf::<#holder>::KNOWN));
    }
}
