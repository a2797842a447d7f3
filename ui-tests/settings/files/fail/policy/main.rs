//! Policies that are none.
//! Breaks: `a_value_in_a_file_is_one_of_its_setting`.
#![allow(dead_code, reason = "only what the derive says is looked at")]

use hardpoint::Settings;
use hardpoint::policy::{Concurrency, Rate};

#[derive(Debug, Settings)]
#[settings(prefix = "SHOP", file = "config/default.toml")]
struct Shop {
    rate: Rate,
    limits: Vec<Concurrency>,
}

fn main() {}
