//! What an endpoint promises, as a chain of calls: what is not said is not written.

use hardpoint_policy::{
    Access, BodyLimit, Criticality, EndpointSpec, Mode, OnOutage, Rate, RateKey, Timeout,
};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::errors;
use crate::endpoint::constant::{Constant, list_of};
use crate::endpoint::plan::{Argument, Call, EndpointPlan};
use crate::paths::Runtime;

/// The constant's value; module, file and line are those where it stands.
pub(super) fn promises(plan: &EndpointPlan, rt: &Runtime) -> TokenStream {
    let name = &*plan.spec.name;
    let mut chain = Chain(quote!(#rt::Promises::new(#name, ::core::module_path!())));
    options(&plan.spec, rt, &mut chain);
    let fallbacks = signature(plan, rt, &mut chain);
    let chain = chain.0;
    match fallbacks.is_empty() {
        true => chain,
        false => quote! {{
            #[allow(unused_imports, reason = "needed by types of which nothing is known")]
            use #rt::{#fallbacks};
            #chain
        }},
    }
}

/// Calls, one after the other.
struct Chain(TokenStream);

impl Chain {
    fn call(&mut self, function: &str, argument: impl ToTokens) {
        self.0.extend([
            TokenTree::from(Punct::new('.', Spacing::Alone)),
            Ident::new(function, Span::call_site()).into(),
            Group::new(Delimiter::Parenthesis, argument.into_token_stream()).into(),
        ]);
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
        chain.call("summary", &**summary);
    }
    if let Some(tag) = tag {
        chain.call("tag", &**tag);
    }
    if let Some(path) = path {
        let path = &**path;
        if let [method] = &**methods {
            let method = method.constant(rt);
            chain.call("route", quote!(#method, #path));
        } else {
            let methods = list_of(methods, rt);
            chain.call("routes", quote!(#methods, #path));
        }
    }
    match timeout {
        Timeout::After(limit) if *timeout != Timeout::DEFAULT => {
            chain.call("timeout", limit.as_millis());
        }
        Timeout::After(_) => {}
        Timeout::None { because } => chain.call("no_timeout", &**because),
    }
    match body {
        BodyLimit::Max(limit) if *body != BodyLimit::DEFAULT => {
            chain.call("body", limit.as_bytes());
        }
        BodyLimit::Max(_) => {}
        BodyLimit::Stream => chain.call("stream", TokenStream::new()),
    }
    match &**rates {
        [] => {}
        [rate] => alone(rate, rt, chain),
        rates => chain.call("rates", list_of(rates, rt)),
    }
    if let Some(concurrency) = concurrency {
        chain.call("concurrency", concurrency.constant(rt));
    }
    if let Some(cache) = cache {
        chain.call("cache", cache.constant(rt));
    }
    if !invalidates.is_empty() {
        chain.call("invalidates", list_of(invalidates, rt));
    }
    if let Some(idempotency) = idempotency {
        chain.call("idempotency", idempotency.constant(rt));
    }
    if *criticality != Criticality::Default {
        chain.call("criticality", criticality.constant(rt));
    }
    if *access != Access::Unstated {
        chain.call("access", access.constant(rt));
    }
    if let Some(authorize) = authorize {
        chain.call("authorize", &**authorize);
    }
    if let Some(deprecated) = deprecated {
        chain.call("deprecated", deprecated.constant(rt));
    }
    if let Some(sunset) = sunset {
        chain.call("sunset", sunset.constant(rt));
    }
    if let Some(slo) = slo {
        chain.call("slo", slo.constant(rt));
    }
    if let Some(policy) = policy {
        chain.call("policy", &**policy);
    }
    if !declared.is_empty() {
        chain.call("declared", list_of(declared, rt));
    }
}

/// The one rate limit, word by word.
fn alone(rate: &Rate, rt: &Runtime, chain: &mut Chain) {
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
    chain.call("rate", quote!(#quota, #window));
    if *key != RateKey::Ip {
        chain.call("per", key.constant(rt));
    }
    if burst != quota {
        chain.call("burst", burst);
    }
    if *cost != 1 {
        chain.call("cost", cost);
    }
    if *on_outage != OnOutage::Local {
        chain.call("on_outage", on_outage.constant(rt));
    }
    if *mode != Mode::Enforce {
        chain.call("mode", mode.constant(rt));
    }
}

/// What the types in the signature say. Gives back the traits whose constants hold for types of
/// which nothing is known: inherent constants of known types go before them.
fn signature(plan: &EndpointPlan, rt: &Runtime, chain: &mut Chain) -> TokenStream {
    let mut fallbacks = TokenStream::new();
    let arguments: Vec<&Argument> = match &plan.call {
        Call::With(arguments) => arguments.iter().filter(|a| a.is_extracted()).collect(),
        Call::Never | Call::Method => Vec::new(),
    };
    if !arguments.is_empty() {
        fallbacks.extend(quote!(ProbeFallback as _,));
        let facts = |Argument { ty, .. }: &&Argument| quote!(#rt::Probe::<#ty>::FACTS);
        if arguments.iter().all(|argument| argument.cfg.is_empty()) {
            for argument in &arguments {
                chain.call("argument", facts(argument));
            }
        } else {
            // A call cannot be left out, an item of a list can.
            let facts = arguments.iter().map(|argument| {
                let (cfg, facts) = (&argument.cfg, facts(argument));
                quote!(#(#cfg)* #facts)
            });
            chain.call("arguments", quote!(&[#(#facts),*]));
        }
    }
    if let Some(error) = errors::holder(plan) {
        fallbacks.extend(quote!(CodesFallback as _,));
        chain.call("errors", quote!(#rt::CodesOf::<#error>::KNOWN));
    }
    fallbacks
}
