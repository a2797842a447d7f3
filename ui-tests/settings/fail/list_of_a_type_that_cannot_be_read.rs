//! What nothing reads is not missed, too.
//! Breaks: `settings_have_types_that_are_known`.
use hardpoint::Settings;

struct Mode;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    modes: Vec<Mode>,
}

fn main() {}
