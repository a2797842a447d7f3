//! The derive as a function of tokens: whatever stands there, it says what is wrong, or writes Rust.

use proptest::prelude::*;
use proptest::sample::select;
use quote::quote;

use super::derive;
use crate::any_tokens::{all_help_of_item, any_tokens, literal, mutated, read, told};

const ITEMS: &[&str] = &[
    r#"#[settings(prefix = "SHOP", ignore = ["SHOP_PORT", "SHOP_PORT_*"], crate = "renamed")]
       pub struct Shop { #[setting(default = "5s", min = "1ms", max = "60s")] timeout: Duration,
       #[setting(required, env = "DATABASE_URL")] url: Secret<String>, #[setting(nested)] inner: Inner,
       #[setting(default = ["1", "2"])] list: Vec<u8>, #[setting(default_with = a::b())] c: C,
       #[setting(default = "x", plain = "why")] token: Option<String>, #[setting(default = -1.5)] f: f64 }"#,
    r#"#[settings(file = "nowhere.toml", prefix = "A")] struct A { #[setting(default = 1_000u16)] b: u16 }"#,
    r#"enum Mode { Fast, #[setting(name = "slow")] Slow }"#,
    "struct A<T>(T);",
    "union U { a: u8 }",
];

proptest! {
    #[test]
    fn no_item_makes_it_panic(item in prop_oneof![1 => any_tokens(), 6 => mutated(ITEMS)]) {
        let texts = told(&derive(item.0.clone()));
        all_help_of_item(&texts, &item);
    }

    #[test]
    fn a_value_that_is_wrong_is_one_mistake(
        ty in select(vec!["u8", "f64", "bool", "char", "String", "Duration", "Rate", "Size", "IpAddr", "Vec<i8>"]),
        value in literal(),
    ) {
        let (ty, value) = (read(ty), value.0);
        let item = quote!(#[settings(prefix = "A")] struct A { #[setting(default = #value)] field: #ty });
        let texts = told(&derive(item));
        prop_assert!(texts.len() <= 1, "{texts:#?}");
    }
}
