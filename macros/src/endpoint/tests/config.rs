//! What an endpoint inherits from `hardpoint.toml`, and what it does not.

use hardpoint_policy::{Access, EndpointSpec};

use super::*;
use crate::attribute::AttributeInput;
use crate::attribute::FunctionInput;
use crate::config::Config;
use crate::endpoint::{ABOVE, OPTIONS};
use crate::endpoint::{check, configured};
use crate::errors::Errors;

/// What an endpoint promises below a file.
fn below(file: &str, options: TokenStream) -> EndpointSpec {
    let mut errors = Errors::new();
    let function = FunctionInput::parse(order(), ABOVE, &mut errors).unwrap();
    let attribute = AttributeInput::parse(options, OPTIONS, &mut errors);
    let config = Config::of_text(file);
    let plan = check::check(&attribute, function, Some(&config), &mut errors);
    assert_eq!(errors.texts(), [""; 0]);
    plan.spec
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

/// Timeout, body and rates, as they are written.
fn written(spec: &EndpointSpec) -> String {
    let EndpointSpec {
        timeout,
        body,
        rates,
        ..
    } = spec;
    let rates: Vec<_> = rates.iter().map(ToString::to_string).collect();
    format!("{timeout}, {body}, {}", rates.join(" and "))
}

#[test]
fn the_attribute_goes_before_the_policy_and_the_policy_before_the_defaults() {
    for (options, expected) in [
        (quote!(get = "/{id}"), "1s, 1KiB, 10/s"),
        (
            quote!(get = "/{id}", policy = "slow"),
            "2s, 1KiB, 5/s and 20/min per:global",
        ),
        (
            quote!(
                get = "/{id}",
                policy = "slow",
                body = "2KiB",
                timeout = "3s"
            ),
            "3s, 2KiB, 5/s and 20/min per:global",
        ),
        (
            quote!(get = "/{id}", policy = "unlimited", timeout = "3s"),
            "3s, 1KiB, ",
        ),
        (
            quote!(
                get = "/{id}",
                policy = "slow",
                rate = "none because:it is free"
            ),
            "2s, 1KiB, ",
        ),
    ] {
        let said = options.to_string();
        assert_eq!(written(&below(FILE, options)), expected, "{said}");
    }
}

/// The policies of the file, each with where it stands.
const DECLARED: [&str; 2] = ["slow hardpoint.toml:9:9", "unlimited hardpoint.toml:13:9"];

#[test]
fn the_policy_and_all_that_are_declared_are_part_of_the_promise() {
    let spec = below(FILE, quote!(get = "/{id}", policy = "slow"));
    assert_eq!(spec.policy.as_deref(), Some("slow"));
    assert_eq!(*spec.declared, DECLARED);
    let spec = below(FILE, quote!(get = "/{id}"));
    assert_eq!(spec.policy, None);
    assert_eq!(*spec.declared, DECLARED);
}

#[test]
fn none_has_a_reason() {
    let found = errors(&endpoint(quote!(get = "/{id}", rate = "none"), order()));
    assert_eq!(
        found,
        [
            "`rate`: `none` says no reason: expected `because:` and the reason behind it\nhelp: write `none because:only the gateway calls it`"
        ]
    );
}

#[test]
fn a_default_cache_is_for_safe_methods_and_default_keys_for_the_others() {
    let has = |options| {
        let spec = below(FILE, options);
        (spec.cache.is_some(), spec.idempotency.is_some())
    };
    assert_eq!(has(quote!(get = "/{id}")), (true, false));
    assert_eq!(has(quote!(post = "/{id}")), (false, true));
    assert_eq!(has(quote!()), (true, true));
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
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = "`wait:2s` in `concurrency` leaves no time to run before the timeout of `1s`\nnote: `timeout = \"1s\"` stands in hardpoint.toml:2:11\nhelp: ";
    assert!(found[0].starts_with(expected), "{found:?}");
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
        "`order` says no `rate`, and hardpoint.toml:2:1 requires it\nhelp: add `rate = \"10/min\"`, or `rate = \"none because:only the gateway calls it\"`"
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
    assert!(found[0].starts_with("`order` says no `idempotent`"));
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
    let text = |config: Option<&Config>| {
        let expansion = configured(config, quote!(get = "/{id}"), order());
        formatted(&expansion)
    };
    let tracked = text(Some(&Config::of_text("")));
    assert!(tracked.contains("::core::include_bytes!(\"hardpoint.toml\")"));
    assert!(!text(None).contains("include_bytes"));
}

#[test]
fn who_may_call_is_one_question_with_two_answers() {
    let file =
        "[defaults]\nauth = \"read\"\n[policy.open]\npublic = true\n[policy.closed]\nauth = true";
    for (options, expected) in [
        (quote!(get = "/{id}"), Access::of_scopes("read").unwrap()),
        (quote!(get = "/{id}", public), Access::Public),
        (quote!(get = "/{id}", policy = "open"), Access::Public),
        (
            quote!(get = "/{id}", policy = "open", auth),
            Access::Principal,
        ),
        (quote!(get = "/{id}", policy = "closed"), Access::Principal),
        (
            quote!(get = "/{id}", policy = "closed", public),
            Access::Public,
        ),
    ] {
        let said = options.to_string();
        assert_eq!(below(file, options).access, expected, "{said}");
    }
}

#[test]
fn required_access_is_stated_either_way() {
    let file = "[require]\nauth = true\n[policy.closed]\nauth = true";
    for options in [
        quote!(get = "/{id}", public),
        quote!(get = "/{id}", auth),
        quote!(get = "/{id}", policy = "closed"),
    ] {
        below(file, options);
    }
    assert_eq!(
        refused_below(file, quote!(get = "/{id}")),
        [
            "`order` says neither `auth` nor `public`, and hardpoint.toml:2:1 requires it\nhelp: add `auth = \"orders:read\"`, or `public`, or name a policy that does, `policy = \"closed\"`"
        ]
    );
}
