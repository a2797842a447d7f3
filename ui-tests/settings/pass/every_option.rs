//! Every option, and every type.
//! Keeps: `an_option_of_a_setting_is_known`, `what_is_ignored_is_somebody_elses`.
//! Keeps: `a_default_is_of_its_type`, `a_range_is_of_a_quantity`.
//! Keeps: `a_secret_can_be_cleared`.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration as D;

use hardpoint::policy::{
    BodyLimit, CachePolicy, Concurrency, Criticality, Duration, Idempotency, Rate, Size, Timeout,
};
use hardpoint::{Environment, Secret, Settings};

#[derive(Debug, Settings)]
#[settings(prefix = "SHOP", ignore = ["SHOP_PORT", "SHOP_PORT_*"])]
struct Shop {
    /// Documented, and with another attribute.
    #[setting(default = "127.0.0.1:8080", env = "LISTEN")]
    #[allow(dead_code)]
    listen: SocketAddr,
    #[setting(default = "5s", min = "1ms", max = "60s")]
    timeout: D,
    #[setting(default = "250ms")]
    wait: Duration,
    #[setting(required)]
    region: String,
    key: Secret<String>,
    keys: Secret<Vec<String>>,
    maybe_key: Option<Secret<String>>,
    #[setting(default = "not so", plain = "it is the name of a header")]
    token: String,
    #[setting(nested)]
    numbers: Numbers,
    #[setting(nested)]
    addresses: Addresses,
    #[setting(nested)]
    policies: Policies,
    #[setting(default = "very-slow")]
    mode: Mode,
    #[setting(default = ["fast", "ro"])]
    modes: Vec<Mode>,
    #[setting(default_with = Colour::Red)]
    colour: Colour,
    #[setting(default_with = vec![Colour::Red, Colour::Red])]
    colours: Vec<Colour>,
    maybe_colour: Option<Colour>,
    secret_colour: Secret<u8>,
    r#type: Option<String>,
}

#[derive(Debug, Settings)]
struct Numbers {
    #[setting(default = -128)]
    a: i8,
    #[setting(default = 1_000, min = 0, max = 0xffff)]
    b: u16,
    #[setting(default = "-5")]
    c: i32,
    #[setting(default = 18446744073709551615)]
    d: u64,
    #[setting(default = 340282366920938463463374607431768211455)]
    e: u128,
    #[setting(default = -170141183460469231731687303715884105728)]
    f: i128,
    #[setting(default = 1, min = 1)]
    g: usize,
    #[setting(default = 1)]
    h: NonZero<u8>,
    #[setting(default = 0.5, min = 0, max = 1.0)]
    i: f32,
    #[setting(default = "1e3")]
    j: f64,
    #[setting(default = 3)]
    k: f64,
    #[setting(default = true)]
    l: bool,
    #[setting(default = 'x')]
    m: char,
    #[setting(default = "1, 2,3", max = 3)]
    n: Vec<u8>,
    #[setting(default = [])]
    o: Vec<f64>,
    #[setting(default = 5)]
    p: Option<u8>,
}

#[derive(Debug, Settings)]
struct Addresses {
    #[setting(default = "::1")]
    a: IpAddr,
    #[setting(default = "127.0.0.1")]
    b: Ipv4Addr,
    #[setting(default = "::ffff:1.2.3.4")]
    c: Ipv6Addr,
    #[setting(default = "127.0.0.1:80")]
    d: SocketAddrV4,
    #[setting(default = "[::1]:80")]
    e: SocketAddrV6,
    #[setting(default = "/var/lib/shop")]
    f: PathBuf,
    #[setting(default = "")]
    g: Box<str>,
    #[setting(default = "a")]
    h: Arc<str>,
    #[setting(default = "b")]
    i: Cow<'static, str>,
}

#[derive(Debug, Settings)]
struct Policies {
    #[setting(default = "64KiB", max = "1MiB")]
    a: Size,
    #[setting(default = "10/min per:ip")]
    b: Rate,
    #[setting(default = "none because:it streams")]
    c: Timeout,
    #[setting(default = "stream")]
    d: BodyLimit,
    #[setting(default = "64 queue:128 wait:200ms")]
    e: Concurrency,
    #[setting(default = "ttl:60")]
    f: CachePolicy,
    #[setting(default = "ttl:24h")]
    g: Idempotency,
    #[setting(default = "critical")]
    h: Criticality,
}

#[derive(Debug, Settings)]
enum Mode {
    Fast,
    VerySlow,
    #[setting(name = "ro")]
    ReadOnly,
}

#[derive(Debug)]
enum Colour {
    Red,
}

impl std::str::FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "red" => Ok(Self::Red),
            _ => Err("red is the only colour"),
        }
    }
}

fn main() {
    let environment = Environment::of([
        ("SHOP_REGION", "eu"),
        ("SHOP_KEY", "hunter2"),
        ("SHOP_KEYS", "hunter2,hunter3"),
        ("SHOP_SECRET_COLOUR", "7"),
        ("SHOP_MAYBE_COLOUR", "red"),
        ("SHOP_PORT_80_TCP", "somebody else's"),
        ("LISTEN", "[::1]:80"),
        ("SHOP_TYPE", "raw"),
    ]);
    let shop = Shop::load_from(&environment, None).unwrap();
    assert_eq!(shop.listen.port(), 80);
    assert_eq!(shop.keys.expose(), &["hunter2", "hunter3"]);
    assert_eq!(*shop.secret_colour.expose(), 7);
    assert_eq!(shop.numbers.e, u128::MAX);
    assert_eq!(shop.numbers.f, i128::MIN);
    assert_eq!(shop.numbers.n, [1, 2, 3]);
    assert_eq!(shop.r#type.as_deref(), Some("raw"));
    assert!(matches!(shop.modes[..], [Mode::Fast, Mode::ReadOnly]));
    let printed = format!("{shop}\n{:?}", *shop);
    assert!(!printed.contains("hunter"), "{printed}");
}
