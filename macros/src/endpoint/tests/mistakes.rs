//! What is wrong is said all at once, once each, and leaves a type that can be mounted.

use quote::quote;

use super::*;

#[test]
fn what_is_right_has_no_errors() {
    let options = quote!(
        get = "/orders/{id}",
        timeout = "5s",
        rate = ["10/min", "5/s"],
        cache = "ttl:60",
        idempotent
    );
    let expansion = endpoint(options, order());
    assert_eq!(errors(&expansion), [""; 0]);
}

#[test]
fn every_mistake_of_an_attribute_is_said_at_once() {
    let options = quote!(
        get = "orders",
        timeout = "5",
        rate = ["10/mn", 9],
        chache = "ttl:60",
        concurrency = 0,
        idempotent = true,
        tag,
        64
    );
    let found = errors(&endpoint(options, order()));
    let beginnings = [
        "`64` is not an option",
        "`timeout`: `5` has no unit",
        "`rate` takes text, and `9` is a number",
        "`rate`: unknown window `mn`",
        "unknown option `chache`",
        "`concurrency`: `0`",
        "`idempotent` is a flag",
        "`tag` needs a value",
        "`orders` does not start with `/`",
    ];
    assert_eq!(found.len(), beginnings.len(), "{found:#?}");
    for (text, beginning) in found.iter().zip(beginnings) {
        assert!(text.starts_with(beginning), "{text}");
        assert!(text.contains("\nhelp: "), "{text}");
    }
}

#[test]
fn mistakes_of_attribute_and_function_are_said_together() {
    let item = quote!(
        fn order<T>(one: impl Copy) {}
    );
    let found = errors(&endpoint(quote!(get = "/orders", timout = "5s"), item));
    assert_eq!(found.len(), 5, "{found:#?}");
}

#[test]
fn a_wrong_endpoint_can_be_mounted_all_the_same() {
    for (options, item) in [
        (quote!(get = "orders"), order()),
        (quote!(get = 5, bad), order()),
        (quote!("/orders/{id}"), order()),
        (
            quote!(get = "/orders"),
            quote!(
                fn order() {}
            ),
        ),
        (
            quote!(get = "/orders"),
            quote!(
                async fn order<T>() -> T {}
            ),
        ),
    ] {
        let expansion = endpoint(options, item);
        assert!(!errors(&expansion).is_empty());
        let text = formatted(&expansion);
        for part in [
            "enum order {}",
            "type order;",
            "{} {} order; impl {};",
            "routed { {} order };",
        ] {
            let text = text.replace(char::is_whitespace, "");
            let part = part.replace(' ', "");
            assert!(text.contains(&part), "`{part}` is missing in\n{text}");
        }
    }
}

#[test]
fn nothing_takes_the_place_of_a_function_without_a_body() {
    let item = quote!(
        async fn order() -> String;
    );
    let expansion = endpoint(quote!(get = "/orders"), item);
    assert_eq!(errors(&expansion).len(), 1);
    assert!(!formatted(&expansion).contains("order;"));
}

#[test]
fn what_is_no_function_is_left_as_it_is() {
    let expansion = endpoint(
        quote!(get = "/"),
        quote!(
            pub struct Order;
        ),
    );
    assert_eq!(errors(&expansion).len(), 1);
    assert!(formatted(&expansion).ends_with("pub struct Order;\n"));
}

#[test]
fn an_option_of_a_later_time_is_an_unknown_one() {
    for option in ["scope", "lock"] {
        let option = quote::format_ident!("{option}");
        let found = errors(&endpoint(
            quote!(get = "/orders/{id}", #option = "x"),
            order(),
        ));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with(&format!("unknown option `{option}`")),
            "{}",
            found[0]
        );
    }
}
