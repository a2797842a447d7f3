//! What an endpoint inherits from `hardpoint.toml`, and what it does not.

use super::*;
use crate::config::Config;
use crate::endpoint::configured;

/// The expansion below a file, without white space.
fn below(file: &str, options: TokenStream) -> String {
    let expansion = configured(Some(&Config::of_text(file)), options, order());
    assert_eq!(errors(&expansion), [""; 0]);
    formatted(&expansion).replace(char::is_whitespace, "")
}

fn refused_below(file: &str, options: TokenStream) -> Vec<String> {
    errors(&configured(Some(&Config::of_text(file)), options, order()))
}

const FILE: &str = r#"
[defaults]
timeout = "1s"
body = "1KiB"
rate = "10/s"
cache = "ttl:7"
idempotent = "ttl:1h"

[policy.slow]
timeout = "2s"
rate = ["5/s", "20/min per:global"]

[policy.unlimited]
rate = "none because:only the gateway calls it"
"#;

#[test]
fn the_attribute_goes_before_the_policy_and_the_policy_before_the_defaults() {
    let text = below(FILE, quote!(get = "/{id}", policy = "slow", body = "2KiB"));
    assert!(text.contains("from_millis(2000"), "{text}");
    assert!(text.contains("from_bytes(2048"), "{text}");
    assert!(
        text.contains("quota:5") && text.contains("quota:20"),
        "{text}"
    );
    assert!(!text.contains("quota:10"), "{text}");
    let text = below(FILE, quote!(get = "/{id}", policy = "slow", timeout = "3s"));
    assert!(text.contains("from_millis(3000"), "{text}");
    let text = below(FILE, quote!(get = "/{id}"));
    assert!(
        text.contains("from_millis(1000") && text.contains("quota:10"),
        "{text}"
    );
}

#[test]
fn the_policy_and_all_that_are_declared_are_part_of_the_promise() {
    let text = below(FILE, quote!(get = "/{id}", policy = "slow"));
    assert!(
        text.contains(
            r#"policy:::core::option::Option::Some(::hardpoint::__private::Cow::Borrowed("slow"))"#
        ),
        "{text}"
    );
    assert!(text.contains(r#"Borrowed("unlimited")"#), "{text}");
    let text = below(FILE, quote!(get = "/{id}"));
    assert!(
        text.contains("policy:::core::option::Option::None"),
        "{text}"
    );
    assert!(text.contains(r#"Borrowed("slow")"#), "{text}");
}

#[test]
fn none_is_said_in_the_attribute_or_in_the_policy() {
    for options in [
        quote!(get = "/{id}", policy = "unlimited"),
        quote!(get = "/{id}", rate = "none because:it is free"),
        quote!(
            get = "/{id}",
            policy = "slow",
            rate = "none because:it is free"
        ),
    ] {
        let text = below(FILE, options);
        assert!(!text.contains("quota:"), "{text}");
    }
    let found = errors(&endpoint(quote!(get = "/{id}", rate = "none"), order()));
    assert!(
        found[0].starts_with("`rate`: `none` says no reason"),
        "{found:?}"
    );
    assert!(found[0].ends_with("write `none because:only the gateway calls it`"));
}

#[test]
fn a_default_cache_is_for_safe_methods_and_default_keys_for_the_others() {
    let text = below(FILE, quote!(get = "/{id}"));
    assert!(
        text.contains("CachePolicy{") && !text.contains("Idempotency{"),
        "{text}"
    );
    let text = below(FILE, quote!(post = "/{id}"));
    assert!(
        !text.contains("CachePolicy{") && text.contains("Idempotency{"),
        "{text}"
    );
    let text = below(FILE, quote!());
    assert!(
        text.contains("CachePolicy{") && text.contains("Idempotency{"),
        "{text}"
    );
}

#[test]
fn what_a_policy_says_is_meant() {
    let file = "[policy.cached]\ncache = \"ttl:60\"";
    let found = refused_below(file, quote!(post = "/{id}", policy = "cached"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("\nnote: `cache = \"ttl:60\"` stands in hardpoint.toml:2:9\nhelp: "),
        "{found:?}"
    );
}

#[test]
fn a_rule_that_an_inherited_value_breaks_names_the_line() {
    let file = "[defaults]\ntimeout = \"1s\"";
    let found = refused_below(
        file,
        quote!(get = "/{id}", concurrency = "4 queue:8 wait:2s"),
    );
    assert_eq!(
        found,
        [
            "`wait:2s` in `concurrency` leaves no time to run before the timeout of `1s`\nnote: `timeout = \"1s\"` stands in hardpoint.toml:2:11\nhelp: write a shorter `wait:`, such as `wait:200ms`, or a longer `timeout`"
        ]
    );
}

#[test]
fn an_unknown_policy_is_told_with_those_there_are() {
    let found = refused_below(FILE, quote!(get = "/{id}", policy = "slwo"));
    assert_eq!(
        found,
        [
            "unknown policy `slwo`: hardpoint.toml declares `slow`, `unlimited`\nhelp: write `policy = \"slow\"`"
        ]
    );
    let found = refused_below("", quote!(get = "/{id}", policy = "slow"));
    assert_eq!(
        found,
        [
            "unknown policy `slow`: hardpoint.toml declares none\nhelp: declare it in hardpoint.toml, with its options below `[policy.slow]`"
        ]
    );
    let found = errors(&endpoint(quote!(get = "/{id}", policy = "slow"), order()));
    assert!(
        found[0].starts_with("there is no `hardpoint.toml`"),
        "{found:?}"
    );
    for options in [quote!(policy), quote!(policy = slow), quote!(policy = 5)] {
        assert_eq!(refused_below(FILE, options).len(), 1);
    }
}

#[test]
fn what_is_required_is_said_or_refused() {
    let file = "[require]\nrate = true\nname = true\ncache = true\nidempotent = true\n";
    let found = refused_below(file, quote!(get = "/{id}"));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert_eq!(
        found[0],
        "this endpoint says no `rate`, and hardpoint.toml:2:1 requires it\nhelp: add `rate = \"10/min\"`, or `rate = \"none because:only the gateway calls it\"`"
    );
    let right = quote!(
        get = "/{id}",
        rate = "none because:it is free",
        name = "x",
        cache = "ttl:1"
    );
    below(file, right);
    let found = refused_below(file, quote!(post = "/{id}", rate = "1/s", name = "x"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("this endpoint says no `idempotent`"));
    below(
        &format!("{file}[defaults]\nrate = \"1/s\"\ncache = \"ttl:1\""),
        quote!(get = "/{id}", name = "x"),
    );
    let of_actix = quote! {
        #[get("/", name = "x")]
        async fn order() -> String { String::new() }
    };
    let config = Config::of_text("[require]\nname = true");
    assert_eq!(
        errors(&configured(Some(&config), quote!(), of_actix)),
        [""; 0]
    );
}

#[test]
fn a_policy_that_says_what_is_required_is_proposed() {
    let file = "[require]\nrate = true\n[policy.api]\nrate = \"1/s\"";
    let found = refused_below(file, quote!(get = "/{id}"));
    assert!(
        found[0].ends_with("or name a policy that does, `policy = \"api\"`"),
        "{found:?}"
    );
    below(file, quote!(get = "/{id}", policy = "api"));
}

#[test]
fn one_mistake_in_the_file_is_one_error() {
    for file in [
        "[require]\nrate = true\n[defaults]\nrate = 5",
        "[require]\nrate = true\n[defaults]\nrat = \"5/s\"",
        "[defaults]\ntimeout = \"1 s\"\nconcurrency = \"4 queue:8 wait:2s\"",
        "[defaults]\nidempotent = 5\ncache = \"ttl:60\"",
    ] {
        let found = refused_below(file, quote!(post = "/{id}"));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("hardpoint.toml:"), "{found:#?}");
    }
    let found = refused_below(
        "[require]\nrate = true",
        quote!(post = "/{id}", rte = "5/s"),
    );
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn a_file_is_tracked_and_none_leaves_no_trace() {
    assert!(
        below("", quote!(get = "/{id}")).contains("::core::include_bytes!(\"hardpoint.toml\")")
    );
    assert!(!formatted(&endpoint(quote!(get = "/{id}"), order())).contains("include_bytes"));
}
