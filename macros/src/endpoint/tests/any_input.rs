//! No input makes the macro panic, and a function that is right always yields its type.

use proptest::prelude::*;

use super::*;
use crate::any_tokens::{Tokens, all_help, any_tokens, literal, mutated, read, told, typo};
use crate::config::Config;
use crate::endpoint::configured;

const OPTIONS: &[&str] = &[
    r#"get = "/orders/{id}", timeout = "5s", rate = ["10/min", "5/s burst:9"], idempotent,
       cache = "ttl:60 tags:order-{id}", crate = "renamed", name = "order", tag = "orders""#,
    r#"post = "/orders", body = "64KiB", concurrency = "4 queue:8 wait:200ms", auth = "orders:write",
       authorize = may_write, idempotent = "tx", invalidates = "orders", criticality = "critical""#,
    r#"public, deprecated = "2026-06-01 see:/docs", sunset = "2026-12-01", slo = "99.9% under:1s",
       policy = "slow", rate = "none because:of that", calls = [stock, payments::charge::<u8>]"#,
    r#"get = "/""#,
];

const ITEMS: &[&str] = &[
    r#"/// One order.
    #[get("/orders/{id}", name = "order")] #[doc(hidden)] #[expect(unused)]
    pub(crate) async fn order<'a, T>(#[cfg(test)] id: Path<&'a u64>, mut x: T)
    -> Result<impl Responder, Error> where 'a: 'static { id.to_string() }"#,
    r#"#[routes] #[get("/a")] #[post("/a")] #[route("/a", method = "GET", guard = "g")]
    async fn order(tx: &mut Tx, Path((a, b)): Path<(u8, u8)>, _: impl Copy, rest: ...) {}"#,
    r#"#[deprecated(note = "n")] #[must_use] #[tracing::instrument] #[endpoint(get = "/")]
    const async unsafe extern "C" fn order(self: Box<Self>, [a, ..]: [u8; 4]) -> impl Sized + use<>;"#,
    "async fn order() -> String { String::new() }",
];

const FILES: &[&str] = &[
    "[defaults]\ntimeout = \"1s\"\nrate = [\"10/s\"]\nidempotent = true\n\n[policy.slow]\n\
     cache = \"ttl:60\"\nauth = \"a,b\"\n\n[require]\nauth = true\ncache = false\n",
    "defaults.timeout = \"1s\"\npolicy = { slow = { body = \"1B\", public = true } }\n",
];

/// The options that can be said alone, with their values.
const ALONE: &[(&str, &[&str])] = &[
    ("get", &["/orders/{_id}", "/{_a}/{_b:[0-9]+}/{_tail}*"]),
    ("timeout", &["5s", "none because:it streams"]),
    ("body", &["64KiB", "stream"]),
    (
        "rate",
        &[
            "10/min",
            "5/2s per:header(x-key) burst:20 cost:2 on-outage:deny mode:shadow",
        ],
    ),
    ("concurrency", &["64 queue:128 wait:200ms", "4"]),
    (
        "cache",
        &[
            "ttl:60 stale:30 vary:accept max:1MiB status:404",
            "ttl:60 shared",
        ],
    ),
    ("invalidates", &["orders,stock"]),
    ("idempotent", &["ttl:24h optional rerun-safe"]),
    ("auth", &["orders:read,orders:write"]),
    (
        "deprecated",
        &["2026-06-01 see:/docs/v2 successor:/v2/orders"],
    ),
    ("version", &["2"]),
    ("sunset", &["2026-12-01 see:https://example.com/"]),
    ("slo", &["99.95% under:300ms"]),
    ("criticality", &["sheddable"]),
    ("name", &["create_order"]),
    ("tag", &["orders"]),
    ("crate", &["::renamed::hardpoint"]),
];

/// An option alone, with something else in place of its value.
fn one_value() -> impl Strategy<Value = Tokens> {
    proptest::sample::select(ALONE).prop_flat_map(|(key, values)| {
        let typed = typo(values).prop_map(|text| Tokens(quote!(#text)));
        prop_oneof![3 => typed, 1 => literal()].prop_map(move |Tokens(value)| {
            let key: TokenStream = read(key);
            Tokens(quote!(#key = #value))
        })
    })
}

fn nobody() -> TokenStream {
    quote!(
        async fn order() -> String {
            String::new()
        }
    )
}

#[test]
fn lists_within_lists_are_read_in_no_time() {
    let list = (0..200).fold(quote!("10/min"), |inside, _| quote!([#inside]));
    assert_eq!(told(&endpoint(quote!(rate = #list), nobody())).len(), 1);
}

proptest! {
    #[test]
    fn no_attribute_makes_it_panic(options in prop_oneof![any_tokens(), mutated(OPTIONS)]) {
        let expansion = endpoint(options.0, order());
        all_help(&told(&expansion));
        let text = formatted(&expansion);
        prop_assert!(text.contains("enum order {}"), "{}", text);
    }

    #[test]
    fn no_item_makes_it_panic(
        options in proptest::sample::select(OPTIONS),
        item in prop_oneof![1 => any_tokens(), 4 => mutated(ITEMS)],
    ) {
        let expansion = endpoint(read(options), item.0.clone());
        // What is no Rust before is none after, and rustc says so.
        if syn2::parse_file(&item.0.to_string()).is_ok() {
            let texts = told(&expansion);
            // Invisible groups are none in the text, and can be what syn stumbles over.
            if syn::parse2::<syn::ItemFn>(item.0).is_ok() {
                all_help(&texts);
            }
        }
    }

    #[test]
    fn no_file_makes_it_panic(file in typo(FILES), options in mutated(OPTIONS)) {
        let config = Config::of_text(&file);
        all_help(&told(&configured(Some(&config), options.0, order())));
    }

    #[test]
    fn a_value_that_is_wrong_is_one_mistake(option in one_value()) {
        let texts = told(&endpoint(option.0, nobody()));
        all_help(&texts);
        prop_assert!(texts.len() <= 1, "{texts:#?}");
    }
}
