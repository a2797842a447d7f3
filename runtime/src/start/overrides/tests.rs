//! Which override means what, and what is said of one that cannot be applied.

use std::path::PathBuf;

use hardpoint_policy::{CachePolicy, Idempotency, Rate, Timeout, variable};
use proptest::prelude::*;

use super::options::OPTIONS;
use super::*;

fn spec(name: &'static str) -> EndpointSpec {
    EndpointSpec {
        rates: vec!["10/min".parse().unwrap()].into(),
        cache: Some("ttl:60 vary:principal tags:orders".parse().unwrap()),
        idempotency: Some(Idempotency::DEFAULT),
        ..EndpointSpec::new(name, "shop")
    }
}

fn endpoints(names: &[&'static str]) -> Vec<&'static EndpointSpec> {
    let specs = names.iter().map(|name| spec(name));
    specs.map(|spec| &*Box::leak(Box::new(spec))).collect()
}

/// What has come of `variables`, for endpoints of these names.
fn with(
    names: &[&'static str],
    variables: &[(&str, &str)],
    file: Option<&Path>,
) -> (Effective, Vec<StartFault>) {
    let mut faults = Vec::new();
    let environment = Environment::of(variables.iter().copied());
    let wanted = wanted(&environment, file, &mut faults);
    let effective = apply(
        endpoints(names).into_iter(),
        &Besides::default(),
        &wanted,
        &mut faults,
    );
    (effective, faults)
}

/// The one fault that there is.
fn fault(names: &[&'static str], variable: &str, value: &str) -> StartFault {
    let (effective, mut faults) = with(names, &[(variable, value)], None);
    assert_eq!(effective.overrides, []);
    assert_eq!(faults.len(), 1, "{faults:?}");
    let fault = faults.remove(0);
    assert_eq!(fault.source.as_deref(), Some(variable));
    fault
}

/// A file of its own, which is gone with the test.
struct Named(PathBuf);

impl Named {
    fn with(text: &str) -> Self {
        let name = format!("hardpoint-overrides-{}.toml", uuid::Uuid::now_v7());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_variable_overrides_one_option_of_one_endpoint() {
    let (effective, faults) = with(
        &["get", "get_order"],
        &[
            ("HARDPOINT_GET_ORDER_TIMEOUT", "2s"),
            ("HARDPOINT_GET_RATE", "5/s per:global; 100/h"),
            ("OTHER_GET_TIMEOUT", "?"),
        ],
        None,
    );
    assert_eq!(faults, []);
    let [get, get_order] = &effective.specs[..] else {
        panic!("{effective:?}");
    };
    assert_eq!(get_order.timeout, "2s".parse().unwrap());
    assert_eq!(get.timeout, Timeout::DEFAULT);
    let rates: Vec<String> = get.rates.iter().map(Rate::to_string).collect();
    assert_eq!(rates, ["5/s per:global", "100/h"]);
    assert_eq!(get_order.rates.len(), 1);
    assert_eq!(
        effective.overrides,
        [
            Override {
                endpoint: "get_order".to_owned(),
                option: "timeout",
                from: "30s".to_owned(),
                to: "2s".to_owned(),
                source: "HARDPOINT_GET_ORDER_TIMEOUT".to_owned(),
            },
            Override {
                endpoint: "get".to_owned(),
                option: "rate",
                from: "10/min".to_owned(),
                to: "5/s per:global; 100/h".to_owned(),
                source: "HARDPOINT_GET_RATE".to_owned(),
            },
        ]
    );
}

#[test]
fn rates_with_commas_between_are_told_the_semicolon() {
    let fault = fault(&["a"], "HARDPOINT_A_RATE", "5/s per:global, 100/h");
    assert_eq!(fault.message, "`rate`: rates stand with `;` between them");
    assert_eq!(fault.help, "write `5/s per:global; 100/h`");
}

#[test]
fn what_is_not_overridden_stays_where_it_was() {
    let (effective, _) = with(&["a", "b"], &[("HARDPOINT_A_TIMEOUT", "1s")], None);
    assert!(matches!(
        effective.specs[..],
        [Cow::Owned(_), Cow::Borrowed(_)]
    ));
}

#[test]
fn every_number_can_be_overridden() {
    let numbers = [
        ("TIMEOUT", "none because:it streams"),
        ("BODY", "1MiB"),
        ("RATE", "none because:the gateway counts"),
        ("CONCURRENCY", "4 queue:8 wait:1s"),
        ("CACHE", "ttl:5 vary:principal tags:orders"),
        ("IDEMPOTENT", "ttl:1h"),
        ("CRITICALITY", "critical"),
        ("SLO", "99.9% under:300ms"),
    ];
    for (option, value) in numbers {
        let (effective, faults) = with(&["a"], &[(&format!("HARDPOINT_A_{option}"), value)], None);
        assert_eq!(faults, [], "{option}");
        let known = &effective.overrides[0];
        assert_eq!(known.to, if option == "RATE" { "none" } else { value });
    }
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_the_attribute() {
    let fault = fault(&["get_order"], "HARDPOINT_GET_ORDER_TIMEOUT", "2");
    let error = "2".parse::<Timeout>().unwrap_err();
    assert_eq!(fault.rule, "an_override_can_be_read");
    assert_eq!(fault.endpoints, ["get_order"]);
    assert_eq!(fault.option.as_deref(), Some("timeout"));
    assert_eq!(fault.message, format!("`timeout`: {}", error.message));
    assert_eq!(Some(fault.help), error.help);
}

#[test]
fn an_override_that_matches_nothing_is_a_fault_and_names_what_is_near() {
    let names = ["get_order", "list-orders.v2"];
    for (variable, near) in [
        ("HARDPOINT_GET_ORDR_TIMEOUT", "HARDPOINT_GET_ORDER_TIMEOUT"),
        ("HARDPOINT_GET_ORDER_TIEMOUT", "HARDPOINT_GET_ORDER_TIMEOUT"),
        (
            "HARDPOINT_LIST_ORDERS_V3_RATE",
            "HARDPOINT_LIST_ORDERS_V2_RATE",
        ),
    ] {
        let fault = fault(&names, variable, "2s");
        assert_eq!(fault.rule, "an_override_matches_something");
        assert_eq!(fault.help, format!("write `{near}`, or remove it"));
    }
    let far = fault(&names, "HARDPOINT_X", "");
    assert_eq!(
        far.help,
        "name an endpoint that is listed, as in `HARDPOINT_GET_ORDER_TIMEOUT`; the options are \
         `timeout`, `body`, `rate`, `concurrency`, `cache`, `idempotent`, `criticality`, `slo`"
    );
    let unlisted = fault(&[], "HARDPOINT_GET_ORDER_TIMEOUT", "2s");
    assert_eq!(
        unlisted.help,
        "list the endpoints: `.endpoints(endpoints![…])`"
    );
}

#[test]
fn what_the_code_decides_cannot_be_overridden() {
    for option in [
        "GET",
        "AUTH",
        "PUBLIC",
        "AUTHORIZE",
        "NAME",
        "SUNSET",
        "INVALIDATES",
    ] {
        let fault = fault(&["a"], &format!("HARDPOINT_A_{option}"), "x");
        assert_eq!(fault.rule, "an_override_changes_how_and_not_what");
        assert_eq!(fault.help, "change the attribute, or remove the override");
        assert!(fault.message.contains("cannot be overridden: "), "{fault}");
    }
}

#[test]
fn what_an_answer_depends_on_cannot_be_overridden() {
    let fault = fault(&["a"], "HARDPOINT_A_CACHE", "ttl:5 shared");
    assert_eq!(fault.rule, "an_override_changes_how_and_not_what");
    assert_eq!(fault.help, "write `ttl:5 vary:principal tags:orders`");
    let plain = &*Box::leak(Box::new(EndpointSpec::new("a", "shop")));
    for (option, value) in [
        ("CACHE", "ttl:5"),
        ("IDEMPOTENT", "ttl:1h"),
        ("BODY", "stream"),
    ] {
        let environment = Environment::of([(format!("HARDPOINT_A_{option}"), value)]);
        let mut faults = Vec::new();
        let wanted = wanted(&environment, None, &mut faults);
        apply(
            [plain].into_iter(),
            &Besides::default(),
            &wanted,
            &mut faults,
        );
        assert_eq!(
            faults[0].rule, "an_override_changes_how_and_not_what",
            "{option}"
        );
    }
}

#[test]
fn a_cache_can_be_switched_off_with_a_reason() {
    let (effective, faults) = with(
        &["a"],
        &[("HARDPOINT_A_CACHE", "none because:wrong answers")],
        None,
    );
    assert_eq!(faults, []);
    assert_eq!(effective.specs[0].cache, None::<CachePolicy>);
    let fault = fault(&["a"], "HARDPOINT_A_CACHE", "none");
    assert_eq!(fault.rule, "an_override_can_be_read");
}

#[test]
fn the_environment_goes_before_the_file() {
    let file =
        Named::with("[a]\ntimeout = \"2s\"\nrate = [\"1/s\", \"20/min\"]\n\n[b]\nslo = \"99%\"");
    let (effective, faults) = with(&["a", "b"], &[("HARDPOINT_A_TIMEOUT", "1s")], Some(&file.0));
    assert_eq!(faults, []);
    let line = |line| format!("{}:{line}", file.0.display());
    let known: Vec<_> = effective
        .overrides
        .iter()
        .map(|known| (known.option, known.to.as_str(), known.source.clone()))
        .collect();
    assert_eq!(
        known,
        [
            ("rate", "1/s; 20/min", line(3)),
            ("slo", "99%", line(6)),
            ("timeout", "1s", "HARDPOINT_A_TIMEOUT".to_owned()),
        ]
    );
}

#[test]
fn the_environment_can_name_the_file_unless_the_program_has() {
    let file = Named::with("[a]\ntimeout = \"2s\"");
    let path = file.0.display().to_string();
    let (effective, faults) = with(&["a"], &[("HARDPOINT_OVERRIDES", &path)], None);
    assert_eq!((effective.overrides.len(), faults), (1, Vec::new()));
    let (_, faults) = with(&["a"], &[("HARDPOINT_OVERRIDES", &path)], Some(&file.0));
    assert_eq!(faults[0].rule, "overrides_come_from_one_file");
}

#[test]
fn every_fault_of_a_file_is_told_with_its_line() {
    let file = Named::with(
        "loose = 1\n[a]\ntimeout = 2\ntiemout = \"2s\"\n[bb]\nrate = \"1/s\"\n[c]\nrate = \"1/s\"\nname = \"d\"",
    );
    let (effective, faults) = with(&["a", "b", "c"], &[], Some(&file.0));
    let mut told: Vec<_> = faults
        .iter()
        .map(|fault| {
            let source = fault.source.as_deref().unwrap_or_default();
            let line = source.rsplit(':').next().unwrap_or_default();
            (line.to_owned(), fault.rule, fault.help.as_str())
        })
        .collect();
    told.sort();
    let (unread, unmatched) = (
        "the_overrides_file_can_be_read",
        "an_override_matches_something",
    );
    assert_eq!(
        told,
        [
            (
                "1".to_owned(),
                unread,
                "write `[get_order]`, and under it `timeout = \"2s\"`"
            ),
            (
                "3".to_owned(),
                unread,
                "write the value as in the attribute, in quotes: `timeout = \"2s\"`"
            ),
            ("4".to_owned(), unmatched, "write `timeout`, or remove it"),
            (
                "6".to_owned(),
                unmatched,
                "name an endpoint that is listed, as in `HARDPOINT_A_TIMEOUT`; the options are `timeout`, `body`, `rate`, `concurrency`, `cache`, `idempotent`, `criticality`, `slo`"
            ),
            (
                "9".to_owned(),
                "an_override_changes_how_and_not_what",
                "change the attribute, or remove the override"
            ),
        ]
    );
    assert_eq!(effective.overrides.len(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault() {
    for file in ["/nowhere/overrides.toml", "/"] {
        let (_, faults) = with(&["a"], &[], Some(Path::new(file)));
        assert_eq!(faults[0].rule, "the_overrides_file_can_be_read");
        assert_eq!(faults[0].source.as_deref(), Some(file));
    }
    let file = Named::with("[a\ntimeout = 2s\n");
    let (_, faults) = with(&["a"], &[], Some(&file.0));
    assert!(!faults.is_empty());
    assert!(
        faults
            .iter()
            .all(|fault| fault.rule == "the_overrides_file_can_be_read")
    );
}

#[test]
fn a_variable_ends_with_an_option_of_one_word() {
    for row in OPTIONS {
        assert!(
            row.name.bytes().all(|byte| byte.is_ascii_lowercase()),
            "{}",
            row.name
        );
    }
    // So that no variable can mean two endpoints, but where those are called the same in capitals.
    let (effective, faults) = with(&["a_b", "a"], &[("HARDPOINT_A_B_RATE", "1/s")], None);
    assert_eq!(effective.overrides[0].endpoint, "a_b");
    assert_eq!(faults, []);
    let (effective, faults) = with(&["a-b", "a_b"], &[("HARDPOINT_A_B_RATE", "1/s")], None);
    assert_eq!((effective.overrides, faults), (Vec::new(), Vec::new()));
}

/// Names that are near to those of endpoints and options, and values that are near to policies.
fn near() -> impl Strategy<Value = (String, String)> {
    let options: Vec<&str> = OPTIONS.iter().map(|row| row.name).collect();
    let name = (
        prop::sample::select(vec!["a", "get_order", "list-orders.v2", "", "nobody"]),
        prop::sample::select(options),
    )
        .prop_map(|(endpoint, option)| {
            format!("HARDPOINT_{}_{}", variable(endpoint), variable(option))
        });
    let name = prop_oneof![4 => name, 1 => "HARDPOINT_[A-Z_]{0,20}", 1 => ".{0,20}"];
    let value = prop_oneof![
        "([0-9]{1,3}(s|ms|/min|KiB|%)?|ttl:[0-9]{1,2}|none because:x|;|per:[a-z]{1,9}| ){0,5}",
        ".{0,40}",
    ];
    (name, value)
}

proptest! {
    #[test]
    fn no_environment_makes_it_panic(variables in prop::collection::vec(near(), 0..6)) {
        let mut faults = Vec::new();
        let environment = Environment::of(variables.iter().filter(|(name, _)| {
            // It would name a file of this machine's.
            name != "HARDPOINT_OVERRIDES"
        }).cloned());
        let wanted = wanted(&environment, None, &mut faults);
        let names = ["a", "get_order", "list-orders.v2"];
        let effective = apply(endpoints(&names).into_iter(), &Besides::default(), &wanted, &mut faults);
        let ours = environment.beginning_with("HARDPOINT_").count();
        prop_assert_eq!(effective.overrides.len() + faults.len(), ours);
        for fault in &faults {
            prop_assert!(!fault.message.is_empty() && !fault.help.is_empty());
        }
    }

    #[test]
    fn no_file_makes_it_panic(text in "(\\[(a|b|get_order)\\]|timeout|rate|=|\"2s\"|\\[|\\]|,|1|\n| |.){0,30}") {
        let file = Named::with(&text);
        let _ = with(&["a", "get_order"], &[], Some(&file.0));
    }
}
