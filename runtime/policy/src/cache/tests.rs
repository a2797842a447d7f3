//! What the text of `cache` means, and what it refuses.

use super::*;

fn help(text: &str) -> String {
    text.parse::<CachePolicy>().unwrap_err().help.unwrap()
}

#[test]
fn every_word_is_read_and_printed_in_one_order() {
    let text = "status:204,404 max:2MiB invalidated-by:code tags:orders,order-{id} vary:principal,Accept-Language stale:30 ttl:60";
    let policy: CachePolicy = text.parse().unwrap();
    assert_eq!(policy.ttl, Duration::from_secs(60));
    assert_eq!(policy.stale, Duration::from_secs(30));
    assert_eq!(policy.max, Size::from_mib(2));
    assert!(policy.stores(200) && policy.stores(404) && !policy.stores(301));
    assert_eq!(
        policy.to_string(),
        "ttl:60 stale:30 vary:principal,accept-language tags:orders,order-{id} invalidated-by:code max:2MiB status:204,404"
    );
}

#[test]
fn defaults_are_not_printed() {
    let policy: CachePolicy = "ttl:60s stale:0 tags:a invalidated-by:endpoints max:1024KiB"
        .parse()
        .unwrap();
    assert_eq!(policy.invalidated_by, InvalidatedBy::Endpoints);
    assert_eq!(policy.to_string(), "ttl:60 tags:a");
}

#[test]
fn the_ttl_must_be_said() {
    let error = "shared".parse::<CachePolicy>().unwrap_err();
    assert!(error.message.contains("`ttl:` is missing"), "{error}");
    assert_eq!(error.help.as_deref(), Some("write `ttl:60 shared`"));
    assert_eq!(help(""), "write `ttl:60`");
    assert_eq!(help("60"), "write `ttl:60`");
    assert_eq!(
        help("ttl:60,stale:30,shared"),
        "write `ttl:60 stale:30 shared`"
    );
    assert_eq!(help("ttl:0"), "write `60` or more");
}

#[test]
fn lists_refuse_repeated_and_empty_items() {
    assert_eq!(
        help("ttl:60 vary:principal,principal"),
        "remove one of the two"
    );
    assert_eq!(help("ttl:60 vary:a,A"), "remove one of the two");
    assert_eq!(
        help("ttl:60 vary:a,,b"),
        "write `vary:a,b`, without white space in it"
    );
    assert_eq!(
        help("ttl:60 tags:orders, other"),
        "write `tags:orders,other`"
    );
    assert_eq!(help("ttl:60 status:404,404"), "remove one of the two");
}

#[test]
fn who_invalidates_is_one_of_three() {
    assert_eq!(help("ttl:60 tags:a invalidated-by:tll"), "write `ttl`");
    assert_eq!(
        help("ttl:60 tags:a invalidated:ttl"),
        "write `invalidated-by:ttl`"
    );
    assert_eq!(
        help("ttl:60 tags:a invalidated-by:ttl,code"),
        "write `invalidated-by:ttl`"
    );
}

#[test]
fn statuses_that_are_never_stored_are_refused() {
    for status in [
        "100", "200", "206", "304", "408", "429", "431", "500", "600", "abc",
    ] {
        let text = format!("ttl:60 status:{status}");
        assert!(text.parse::<CachePolicy>().is_err(), "{text}");
    }
}

#[test]
fn a_misspelt_principal_is_no_header() {
    for (vary, write) in [
        ("principle", "principal"),
        ("Principal", "principal"),
        ("tennant", "tenant"),
        ("user", "principal"),
    ] {
        assert_eq!(
            help(&format!("ttl:60 vary:accept,{vary}")),
            format!("write `{write}`")
        );
    }
    for header in [
        "x-tenant",
        "tenant-id",
        "origin",
        "referer",
        "priority",
        "prefer",
    ] {
        let text = format!("ttl:60 vary:{header}");
        assert!(text.parse::<CachePolicy>().is_ok(), "{text}");
    }
}

#[test]
fn a_trouble_inside_a_list_is_pointed_at() {
    let error = "ttl:60 vary:principal,b@d"
        .parse::<CachePolicy>()
        .unwrap_err();
    assert_eq!(error.at, (23, 24));
    let error = "ttl:60 tags:a,{".parse::<CachePolicy>().unwrap_err();
    assert_eq!(error.at, (14, 15));
    let error = "ttl:60 vary:*".parse::<CachePolicy>().unwrap_err();
    assert!(error.message.contains("never be found"), "{error}");
}
