//! What the expansion looks like, what it names, and what is said of mistakes.

use super::*;
use crate::any_tokens::told;

fn formatted(expansion: &TokenStream) -> String {
    match syn2::parse_file(&expansion.to_string()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("{error} in {expansion}"),
    }
}

/// A method's expansion, which is no item.
fn formatted_method(expansion: &TokenStream) -> String {
    formatted(&quote!(impl Payments { #expansion }))
}

#[test]
fn a_dependency_is_data_and_one_call() {
    let expansion = formatted(&dependency(quote!(timeout = "2s"), stock()));
    assert_eq!(expansion, include_str!("once.txt"), "\n{expansion}");
}

#[test]
fn each_attempt_has_arguments_of_its_own() {
    let options = quote!(key = order.id, hedge = "p95", fallback = Self::noted);
    let expansion = formatted_method(&dependency(options, charge()));
    assert_eq!(expansion, include_str!("repeated.txt"), "\n{expansion}");
}

#[test]
fn a_renamed_crate_is_the_only_one_named() {
    let expansion = dependency(quote!(crate = "renamed", idempotent), stock()).to_string();
    assert!(expansion.contains("renamed :: __private :: call_repeatedly"));
    assert!(!expansion.contains(":: hardpoint"), "{expansion}");
}

#[test]
fn what_is_not_repeated_takes_what_it_is_given() {
    for options in [
        quote!(),
        quote!(idempotent, retry = "none because:it is asked again"),
        quote!(timeout = "1m", breaker = "none because:it is here"),
    ] {
        let expansion = dependency(options.clone(), stock()).to_string();
        assert!(!expansion.contains(":: again ("), "{options}: {expansion}");
        assert!(
            expansion.contains("mut sku : String"),
            "{options}: {expansion}"
        );
    }
}

#[test]
fn every_mistake_is_said_at_once() {
    let options = quote!(
        timeout = "0s",
        timeot = "5s",
        attempt = 5,
        breaker = "50%/30s",
        breaker = "50%/30s",
        guard,
        key = "one",
        idempotent = true
    );
    let item = quote!(
        #[hardpoint::dependency]
        const unsafe fn charge(self) {}
    );
    let found = told(&dependency(options, item));
    let beginnings = [
        "`timeout`: ",
        "unknown option `timeot`",
        "`attempt` takes text, and `5` is a number",
        "`breaker` is said twice",
        "`guard` needs a value",
        "`key`: `\"one\"` is the same for every call",
        "`idempotent` takes no value",
        "`#[dependency]` stands here twice",
        "`charge` is not an `async fn`",
        "a dependency cannot be `const`",
        "a dependency cannot be `unsafe`",
        "`charge` has no return type",
    ];
    assert_eq!(found.len(), beginnings.len(), "{found:#?}");
    for (text, beginning) in found.iter().zip(beginnings) {
        assert!(text.starts_with(beginning), "{text}");
    }
}

#[test]
fn one_mistake_is_one_error_and_leaves_the_function() {
    for options in [
        quote!(timeout),
        quote!(timeout =),
        quote!(timeout = 5),
        quote!(retries = "3"),
        quote!(retry = "3"),
        quote!(hedge = "p95"),
        quote!(idempotent, attempt = "5s", timeout = "6s"),
        quote!(key = 5),
        quote!(fallback = "no path"),
        quote!(idempotent = true, retry = "3"),
    ] {
        let expansion = dependency(options.clone(), stock());
        let found = told(&expansion);
        assert_eq!(found.len(), 1, "{options}: {found:#?}");
        let expansion = formatted(&expansion);
        assert!(!expansion.contains("__HARDPOINT"), "{expansion}");
        assert!(expansion.contains("sku.push('!');"), "{expansion}");
    }
}
