//! No compiler runs the code that would read it.
//! Breaks: `a_default_is_a_literal`.
use hardpoint::Settings;

#[derive(Debug)]
enum Mode {
    Fast,
}

impl std::str::FromStr for Mode {
    type Err = String;

    fn from_str(_: &str) -> Result<Self, String> {
        Ok(Self::Fast)
    }
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "fast")]
    mode: Mode,
}

fn main() {}
