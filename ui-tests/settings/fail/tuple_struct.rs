//! Settings have names.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop(u16);

fn main() {}
