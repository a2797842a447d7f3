//! What the text of a rate means, and what it refuses.

use super::*;

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

#[track_caller]
fn help(text: &str) -> String {
    text.parse::<Rate>().unwrap_err().help.unwrap()
}

#[test]
fn a_quota_and_a_window_are_read() {
    for (text, quota, seconds) in [
        ("10/min", 10, 60),
        ("5/s", 5, 1),
        ("1000/h", 1000, 3_600),
        ("100/10s", 100, 10),
        ("10/2min", 10, 120),
        ("1/d", 1, 86_400),
    ] {
        let read = rate(text);
        assert_eq!(read, Rate::new(quota, Duration::from_secs(seconds)));
        assert_eq!(read.to_string(), text);
    }
    assert_eq!(rate("10/60s").to_string(), "10/min");
    assert_eq!(rate("10/1min").to_string(), "10/min");
    assert_eq!(rate("10/10min").to_string(), "10/10min");
    assert_eq!(rate("10/24h").to_string(), "10/d");
}

#[test]
fn every_word_is_read_and_printed_in_one_order() {
    let text = "10/min mode:shadow on-outage:deny cost:2 burst:20 per:header(X-Key)";
    assert_eq!(
        rate(text).to_string(),
        "10/min per:header(x-key) burst:20 cost:2 on-outage:deny mode:shadow"
    );
    let defaults = "10/min per:ip burst:10 cost:1 on-outage:local mode:enforce";
    assert_eq!(rate(defaults).to_string(), "10/min");
}

#[test]
fn windows_of_other_grammars_get_the_near_spelling() {
    assert_eq!(help("10"), "write `10/min`");
    assert_eq!(help("10/"), "write `10/min`");
    assert_eq!(help("10/60"), "write `10/60s`");
    assert_eq!(help("10/m"), "write `10/min`");
    assert_eq!(help("10/mn"), "write `10/min`");
    assert_eq!(help("10/sec"), "write `10/s`");
    assert_eq!(help("10/hour"), "write `10/h`");
    assert_eq!(help("10/2days"), "write `10/2d`");
    assert_eq!(help("10/min,"), "write `10/min`");
    assert_eq!(help("10/min,per:ip"), "write `10/min per:ip`");
    assert_eq!(help("10/min per:ip,tenant"), "write `per:ip`");
    assert_eq!(help("per:ip 10/min"), "begin with a rate, such as `10/min`");
    assert_eq!(help(""), "write `10/min`");
}

#[test]
fn keys_are_known_or_a_header() {
    assert_eq!(rate("1/s per:tenant").key, RateKey::Tenant);
    assert_eq!(rate("1/s per:global").key, RateKey::Global);
    assert_eq!(help("1/s per:principle"), "write `principal`");
    assert_eq!(help("1/s per:user"), "write `principal`");
    assert_eq!(help("1/s per:address"), "write `ip`");
    assert_eq!(help("1/s per:header"), "write `per:header(x-key)`");
    assert_eq!(help("1/s per:header:X-Api"), "write `per:header(x-api)`");
    assert_eq!(help("1/s per:header()"), "write `x-key`");
    let error = "1/s per:header(a@b)".parse::<Rate>().unwrap_err();
    assert_eq!(error.at, (16, 17));
}

#[test]
fn numbers_out_of_range_are_refused() {
    for text in [
        "0/s",
        "10/0s",
        "4294967296/s",
        "4294967295/s",
        "10/99999999999999999999s",
        "10/3651d",
        "+1/s",
        "-1/s",
        "1/s burst:0",
        "1/s cost:0",
        "1/s cost:2",
        "10/s burst:1 cost:2",
        "1/d burst:4000000000",
    ] {
        assert!(text.parse::<Rate>().is_err(), "{text}");
    }
    assert_eq!(help("0/2min"), "write `10/2min`");
    assert_eq!(
        help("10/s burst:1 cost:2"),
        "write `burst:2` or more, or a lower `cost:`"
    );
}

#[test]
fn unknown_and_repeated_words_are_refused() {
    assert_eq!(help("10/min bursts:20"), "write `burst:20`");
    assert_eq!(help("10/min on_outage:deny"), "write `on-outage:deny`");
    assert_eq!(help("10/min burst"), "write `burst:20`");
    assert_eq!(
        help("10/min per:ip per:global"),
        "keep one of `per:ip` and `per:global`"
    );
    assert_eq!(help("10/min mode:shadw"), "write `shadow`");
    let error = "10/min bursts:20".parse::<Rate>().unwrap_err();
    assert_eq!(error.at, (7, 16));
}
