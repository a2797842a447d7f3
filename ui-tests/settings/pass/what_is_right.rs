//! The nearest right program to each wrong struct of settings.
//! Keeps: `settings_have_names`, `settings_have_types_that_are_known`, `a_prefix_begins_variables`.
//! Keeps: `a_setting_is_a_variable_too`, `a_variable_sets_one_thing`, `a_default_is_a_literal`.
//! Keeps: `a_default_is_in_range`, `a_range_holds_something`, `a_secret_says_why_it_is_plain`.
//! Keeps: `a_setting_has_a_value`, `options_of_a_setting_agree`.
//! Keeps: `a_nested_struct_has_no_prefix`, `names_of_an_enum_are_words`.
#![allow(dead_code, reason = "only what the derive says is looked at")]

use std::time::Duration;

use hardpoint::policy::Size;
use hardpoint::{Secret, Settings};

#[derive(Debug, Settings)]
#[settings(prefix = "MY_SHOP_2", ignore = ["MY_SHOP_2_PORT", "MY_SHOP_2_PORT_*"])]
struct Shop {
    #[setting(default = "60s", min = "1ms", max = "60s")]
    at_most: Duration,
    #[setting(default = 255)]
    of_its_type: u8,
    #[setting(default = 1, min = 1, max = 1)]
    the_only_one: u8,
    #[setting(default = "64KiB")]
    size: Size,
    #[setting(required)]
    given_at_each_start: u16,
    may_be_absent: Option<u16>,
    #[setting(default_with = Duration::from_secs(2 + 3))]
    of_an_expression: Duration,
    #[setting(default = "https://shop@db/shop")]
    url: String,
    #[setting(default = "x-api-key", plain = "it is the name of a header")]
    api_key: String,
    password: Secret<String>,
    #[setting(required, env = "DATABASE_URL")]
    url_of_the_database: u16,
    #[setting(default = "very-fast")]
    mode: Mode,
    #[setting(nested)]
    database: Database,
    #[setting(default = 4, env = "MY_SHOP_2_POOL_OF_DATABASE")]
    database_pool: u16,
}

#[derive(Debug, Settings)]
struct Database {
    #[setting(default = 4)]
    pool: u16,
}

#[derive(Debug, Settings)]
enum Mode {
    VeryFast,
    #[setting(name = "slow")]
    Other,
}

fn main() {
    let _ = Shop::load();
}
