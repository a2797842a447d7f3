//! Who may call is one question: what is nearer answers it, with `auth` or with `public`.
//! Keeps: `what_is_required_is_said`.
use hardpoint::__private::Declared;
use hardpoint::prelude::*;

#[endpoint(get = "/a")]
async fn defaults() -> &'static str {
    "a"
}

#[endpoint(get = "/b", public)]
async fn open() -> &'static str {
    "b"
}

#[endpoint(get = "/c", policy = "open")]
async fn open_by_policy() -> &'static str {
    "c"
}

#[endpoint(get = "/d", policy = "open", auth)]
async fn any_principal() -> &'static str {
    "d"
}

#[endpoint(get = "/e", policy = "old")]
async fn old() -> &'static str {
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

const _: () = {
    assert!(says(defaults::PROMISES.stated.text, "\nauth orders:read\n"));
    assert!(says(open::PROMISES.stated.text, "\nauth public\n"));
    assert!(says(open_by_policy::PROMISES.stated.text, "\nauth public\n"));
    assert!(says(any_principal::PROMISES.stated.text, "\nauth principal\n"));
    assert!(says(old::PROMISES.stated.text, "\nauth orders:read\n"));
    assert!(says(old::PROMISES.stated.text, "\ndeprecated 2026-06-01 see:/docs/v2\nsunset 2026-12-01\n"));
};

fn main() {}
