//! Policies that are none.
//! Breaks: `a_value_is_of_its_type`.
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
