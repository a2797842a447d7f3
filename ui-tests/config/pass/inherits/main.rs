//! The attribute goes before the policy, the policy before the defaults, option by option.
//! Keeps: `the_file_is_toml`, `a_table_is_known`, `an_option_stands_in_a_table`.
//! Keeps: `an_option_suits_its_table`, `a_policy_has_a_name`, `a_requirement_is_true_or_false`.
//! Keeps: `a_flag_is_true_or_text`, `no_is_said_to_a_yes`, `a_policy_is_declared`.
use hardpoint::__private::Declared;
use hardpoint::prelude::*;

#[endpoint(get = "/a", tag = "orders")]
async fn defaults() -> &'static str {
    "a"
}

#[endpoint(get = "/b", tag = "orders", policy = "slow")]
async fn slow() -> &'static str {
    "b"
}

#[endpoint(post = "/c", tag = "orders", policy = "slow", timeout = "7s")]
async fn slow_but_limited() -> &'static str {
    "c"
}

#[endpoint(get = "/d", tag = "orders", policy = "free", cache = "none because:it changes")]
async fn free() -> &'static str {
    "d"
}

#[endpoint(tag = "orders")]
#[actix_web::get("/e")]
async fn of_actix() -> &'static str {
    "e"
}

/// Whether what is said has these words in it.
const fn says(said: &str, words: &str) -> bool {
    let (said, words) = (said.as_bytes(), words.as_bytes());
    let mut at = 0;
    while at + words.len() <= said.len() {
        let mut same = 0;
        while same < words.len() && said[at + same] == words[same] {
            same += 1;
        }
        if same == words.len() {
            return true;
        }
        at += 1;
    }
    false
}

const fn has(said: &str, rate: bool, concurrency: bool, cache: bool, keys: bool) {
    assert!(says(said, "\nrate ") == rate);
    assert!(says(said, "\nconcurrency ") == concurrency);
    assert!(says(said, "\ncache ") == cache);
    assert!(says(said, "\nidempotent ") == keys);
}

const _: () = {
    let said = defaults::PROMISES.stated.text;
    assert!(!says(said, "policy ") && says(slow::PROMISES.stated.text, "\npolicy slow\n"));
    assert!(says(said, "\ndeclared free ") && says(said, "\ndeclared slow "));
    assert!(says(said, "\ntimeout 1s\n"));
    has(said, true, true, true, false);
    assert!(says(slow::PROMISES.stated.text, "\ntimeout none because:it streams\n"));
    has(slow::PROMISES.stated.text, true, true, true, false);
    assert!(says(slow_but_limited::PROMISES.stated.text, "\ntimeout 7s\n"));
    has(slow_but_limited::PROMISES.stated.text, true, true, false, true);
    has(free::PROMISES.stated.text, false, false, false, false);
    has(of_actix::PROMISES.stated.text, true, true, true, false);
};

fn main() {}
