//! What nothing reads has no right value and no wrong one: it is refused as that alone.
//! Breaks: `settings_have_types_that_are_known`.
use std::collections::HashMap;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "a=1")]
    weights: HashMap<String, u32>,
}

fn main() {}
