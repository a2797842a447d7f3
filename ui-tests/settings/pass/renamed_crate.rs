//! The crate under another name, and a macro that passes types and values on.

extern crate hardpoint as sturdy;

mod hardpoint {}

#[derive(sturdy::Settings)]
#[settings(crate = "sturdy", prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: std::time::Duration,
    #[setting(nested)]
    inner: Inner,
}

#[derive(sturdy::Settings)]
#[settings(crate = sturdy)]
struct Inner {
    #[setting(default = "one")]
    kind: Kind,
}

#[derive(sturdy::Settings)]
#[settings(crate = "::sturdy")]
enum Kind {
    One,
}

macro_rules! settings {
    ($name:ident, $prefix:literal { $($field:ident: $ty:ty = $default:expr, $most:expr;)* }) => {
        #[derive(sturdy::Settings)]
        #[settings(crate = "sturdy", prefix = $prefix)]
        struct $name {
            $(#[setting(default = $default, max = $most)] $field: $ty,)*
        }
    };
}

settings!(FromAMacro, "TOYS" { a: u8 = 1, 3; b: Vec<u16> = "1,2", 2; c: i8 = -1, -1; });

fn is<T: sturdy::Settings>() {}

fn main() {
    is::<Shop>();
    is::<FromAMacro>();
    let _ = |shop: Shop| (shop.timeout, matches!(shop.inner.kind, Kind::One));
    let _ = |toys: FromAMacro| (toys.a, toys.b, toys.c);
}
