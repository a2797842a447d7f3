//! What the types in a signature must fulfil, which only the compiler can see: asked in constants
//! that are evaluated where the endpoint stands, each at the place that it is about.

use hardpoint_policy::{Duration, Method};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, Path, Type};

use super::plan::Argument;
use crate::dependency;
use crate::errors;
use crate::paths::Runtime;
use crate::places::at;

/// One question to the compiler.
#[derive(Debug)]
pub(super) enum Demand {
    /// The argument is part of the key that answers are stored under.
    Cacheable(Argument, Key, Note),
    /// The header that the argument reads is among these.
    HeaderListed(Argument, Vec<String>, Note),
    /// What the argument reads is there.
    Fits(Fit),
    /// The argument does not read the body as it comes.
    Whole(Argument, Note),
    /// None of the earlier arguments has read the body that the argument reads.
    ReadOnce {
        argument: Argument,
        earlier: Vec<Argument>,
    },
    /// What the argument takes of the path by its order is captured.
    CapturesSuffice(Argument, Captured),
    /// What is wanted of the captures is taken by some argument.
    CapturesTaken {
        place: TokenStream,
        path: Captured,
        /// A bit for the position of each capture that is wanted.
        wanted: u64,
        /// The arguments that take captures by their order.
        by_order: Vec<Argument>,
        /// Those that may take them by name: what does not fit is told first, and is no second
        /// mistake.
        by_name: Vec<Fit>,
    },
    /// Some argument reads this from the query, or what stands at this place means nothing.
    QueryRead {
        place: TokenStream,
        name: String,
        arguments: Vec<Argument>,
        /// Whether requests have no body to be read: what reads one has been told of that.
        bodiless: bool,
        message: String,
        help: String,
    },
    /// The argument is the runtime's own transaction.
    Transaction(Argument),
    /// The function's calls end before the timeout of the endpoint.
    EndsInTime {
        function: Path,
        timeout: Duration,
        note: Note,
    },
    /// The answer can be stored.
    Storable(Type, Note),
    /// The answer can be replayed.
    Replayable(Type, Note),
}

/// Where the option stands that demands it, if that is `hardpoint.toml`; empty if it is not.
pub(super) type Note = String;

/// What the key holds besides the target.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Whether it holds who asks.
    pub(super) caller: bool,
    /// Whether headers are listed.
    pub(super) header: bool,
    /// Whether answers are for everybody.
    pub(super) shared: bool,
}

/// An argument, and what must be there for it.
#[derive(Debug)]
pub(super) struct Fit {
    pub(super) argument: Argument,
    /// The method, if its requests have no body to be read.
    pub(super) method: Option<Method>,
    /// The path, if what is read of it by name must be captured.
    pub(super) path: Option<Captured>,
}

/// A path and what it captures.
#[derive(Debug, Clone)]
pub(super) struct Captured {
    path: String,
    /// The names, with commas between them.
    names: String,
}

impl Captured {
    pub(super) fn new(path: &str, captures: &[String]) -> Self {
        Self {
            path: path.to_owned(),
            names: captures.join(","),
        }
    }
}

/// All demands of an endpoint, as items: a constant each, so that all that is wrong is told.
pub(super) fn items(demands: &[Demand], rt: &Runtime) -> TokenStream {
    demands.iter().map(|demand| item(demand, rt)).collect()
}

fn item(demand: &Demand, rt: &Runtime) -> TokenStream {
    let of = |Argument { cfg, ty, .. }: &Argument, function: &str, rest: TokenStream| {
        let asked = quote!(#rt::Probe::<#ty>::FACTS, #rest);
        let call = call(rt, function, ty.to_token_stream(), asked);
        let fallback = fallback(rt, "ProbeFallback");
        quote!(#(#cfg)* const _: () = { #fallback #call };)
    };
    match demand {
        Demand::Cacheable(argument @ Argument { cfg, ty, .. }, key, note) => {
            let Key {
                caller,
                header,
                shared,
            } = key;
            let function = if *shared {
                "is_for_everybody"
            } else {
                "is_in_the_key"
            };
            let key = quote!(#rt::KeyHolds { caller: #caller, header: #header });
            if !note.is_empty() {
                let fallback = fallback(rt, "AnyArgument");
                let probe = quote!(#rt::ArgumentProbe::<#ty>);
                let asked = quote!(#probe::IS_EXTRACTOR, #probe::NEEDS, #key, #shared, #note);
                let call = call(rt, "inherits_cache", ty.to_token_stream(), asked);
                return quote!(#(#cfg)* const _: () = { #fallback #call };);
            }
            let (probe, fallback) = if argument.is_doubtful() {
                // What is no extractor is refused as that.
                let probe = around(ty, quote!(#rt::ArgumentProbe::<), quote!(>::IT));
                (probe, Some(fallback(rt, "AnyArgument")))
            } else {
                (
                    around(ty, quote!(::core::marker::PhantomData::<), quote!(>)),
                    None,
                )
            };
            let call = call(rt, function, ty.to_token_stream(), quote!(#probe, #key));
            quote!(#(#cfg)* const _: () = { #fallback #call };)
        }
        Demand::HeaderListed(Argument { cfg, ty, .. }, listed, note) => {
            let fallback = fallback(rt, "AnyHeader");
            let asked = quote!(#rt::HeaderProbe::<#ty>::NAME, &[#(#listed),*], #note);
            let call = call(rt, "header_is_listed", ty.to_token_stream(), asked);
            quote!(#(#cfg)* const _: () = { #fallback #call };)
        }
        Demand::Fits(fit) => {
            let (cfg, fallback) = (&fit.argument.cfg, fallback(rt, "ProbeFallback"));
            let call = fits(fit, rt);
            quote!(#(#cfg)* const _: u64 = { #fallback #call };)
        }
        Demand::Whole(argument, note) => of(argument, "arrives_whole", quote!(#note)),
        Demand::ReadOnce { argument, earlier } => {
            let earlier = earlier
                .iter()
                .map(|Argument { cfg, ty, .. }| quote!(#(#cfg)* #rt::Probe::<#ty>::FACTS));
            of(argument, "body_is_read_once", quote!(&[#(#earlier),*]))
        }
        Demand::CapturesSuffice(argument, Captured { names, path }) => {
            let count = count(&argument.ty, rt);
            of(argument, "captures_suffice", quote!(#count, #names, #path))
        }
        Demand::CapturesTaken {
            place,
            path: Captured { names, .. },
            wanted,
            by_order,
            by_name,
        } => {
            // No name of a user's: a pattern would refer to a type of that name.
            let taken = Ident::new("__hardpoint_taken", Span::mixed_site());
            let by_name = by_name.iter().map(|fit| {
                let (cfg, fits) = (&fit.argument.cfg, fits(fit, rt));
                quote!(#(#cfg)* let #taken = #taken | #fits;)
            });
            let by_order = by_order.iter().map(|Argument { cfg, ty, .. }| {
                let count = count(ty, rt);
                quote! {
                    #(#cfg)*
                    let #taken = #taken | #rt::takes(#rt::Probe::<#ty>::FACTS, #count);
                }
            });
            let fallback = fallback(rt, "ProbeFallback");
            let asked = quote!(#taken, #wanted, #names);
            let call = call(rt, "captures_are_taken", place.clone(), asked);
            quote!(const _: () = {
                #fallback
                let #taken = 0;
                #(#by_name)*
                #(#by_order)*
                #call
            };)
        }
        Demand::QueryRead {
            place,
            name,
            arguments,
            bodiless,
            message,
            help,
        } => {
            let fallback = fallback(rt, "ProbeFallback");
            let arguments = arguments
                .iter()
                .map(|Argument { cfg, ty, .. }| quote!(#(#cfg)* #rt::Probe::<#ty>::FACTS));
            let asked = quote!(&[#(#arguments),*], #name, #bodiless, [#message, #help]);
            let call = call(rt, "query_is_read", place.clone(), asked);
            quote!(const _: () = { #fallback #call };)
        }
        Demand::Transaction(Argument { cfg, ty, .. }) => {
            let ty = match ty {
                Type::Reference(reference) => &*reference.elem,
                ty => ty,
            };
            quote!(#(#cfg)* const _: () = #rt::is_transaction::<#ty>();)
        }
        Demand::EndsInTime {
            function,
            timeout,
            note,
        } => {
            let said = dependency::said(function);
            let name = function.to_token_stream().to_string().replace(' ', "");
            let (millis, written) = (timeout.as_millis(), timeout.to_string());
            let asked = quote!(&#said, #name, #millis, #written, #note);
            let call = call(rt, "ends_in_time", function.to_token_stream(), asked);
            quote!(const _: () = #call;)
        }
        Demand::Storable(ty, note) => answer(ty, "answers_are_cached", note, rt),
        Demand::Replayable(ty, note) => answer(ty, "answers_are_replayed", note, rt),
    }
}

fn fits(fit: &Fit, rt: &Runtime) -> TokenStream {
    let Fit {
        argument: Argument { ty, .. },
        method,
        path,
    } = fit;
    let method = method.map_or("", Method::as_str);
    let (names, path, count) = match path {
        Some(Captured { names, path }) => (names.as_str(), path.as_str(), count(ty, rt)),
        None => ("", "", quote!(#rt::Count::Unknown)),
    };
    let asked = quote!(#rt::Probe::<#ty>::FACTS, #count, #method, #names, #path);
    call(rt, "fits", ty.to_token_stream(), asked)
}

/// How many captures an argument takes by their order, which a type may say under any name.
fn count(ty: &Type, rt: &Runtime) -> TokenStream {
    let fallback = fallback(rt, "CountFallback");
    quote!({ #fallback #rt::Counted::<#ty>::CAPTURES })
}

fn answer(ty: &Type, function: &str, note: &Note, rt: &Runtime) -> TokenStream {
    let fallback = fallback(rt, "AnyAnswer");
    let facts = quote!(#rt::AnswerProbe::<#ty>::FACTS);
    let asked = quote!(#facts, #note);
    let call = call(rt, function, ty.to_token_stream(), asked);
    quote!(const _: () = { #fallback #call };)
}

/// A function of the runtime's that is called at `place`, which the compiler underlines whole.
fn call(rt: &Runtime, function: &str, place: TokenStream, arguments: TokenStream) -> TokenStream {
    let (start, end) = errors::ends(place);
    let mut call = located(quote!(#rt::), start);
    call.extend([TokenTree::from(Ident::new(function, at(end)))]);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(at(end));
    call.extend([TokenTree::from(arguments)]);
    call
}

/// What is said around a type, at the type: a bound that is not met is underlined there.
fn around(ty: &Type, before: TokenStream, after: TokenStream) -> TokenStream {
    let (start, end) = errors::ends(ty.to_token_stream());
    let mut tokens = located(before, start);
    tokens.extend(quote!(#ty));
    tokens.extend(located(after, end));
    tokens
}

fn located(tokens: TokenStream, place: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(at(place));
        token
    });
    tokens.collect()
}

/// The trait whose constant holds for the types of which nothing is known: inherent constants of
/// known types go before it.
fn fallback(rt: &Runtime, name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    quote! {
        #[allow(unused_imports, reason = "needed by types of which nothing is known")]
        use #rt::#name as _;
    }
}
