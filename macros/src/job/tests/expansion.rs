//! What the expansion looks like, what it names, and what is said of mistakes.

use super::*;
use crate::any_tokens::told;

fn formatted(expansion: &TokenStream) -> String {
    match syn2::parse_file(&expansion.to_string()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("{error} in {expansion}"),
    }
}

#[test]
fn a_job_is_data_and_a_few_calls() {
    let options = quote!(every = "1h", timeout = "10m", jitter = "1m", on_start);
    let expansion = formatted(&job(options, cleanup()));
    assert_eq!(expansion, include_str!("expanded.txt"), "\n{expansion}");
}

#[test]
fn a_renamed_crate_is_the_only_one_named() {
    let expansion = job(quote!(crate = "renamed", every = "1h"), cleanup()).to_string();
    assert!(expansion.contains("renamed :: __private :: Job"));
    assert!(!expansion.contains(":: hardpoint"), "{expansion}");
}

#[test]
fn every_mistake_is_said_at_once() {
    let options = quote!(
        every = "0s",
        timeot = "5s",
        jitter = 5,
        jitter = "1m",
        per,
        overlap = "no"
    );
    let item = quote!(
        fn cleanup<T>(&self, one: impl Copy) {}
    );
    let found = told(&job(options, item));
    let beginnings = [
        "`every`: `0s` is no period",
        "unknown option `timeot`",
        "`jitter` takes text, and `5` is a number",
        "`jitter` is said twice",
        "`per` needs a value",
        "`overlap`: unknown overlap `no`",
        "a job takes no `self`",
        "`cleanup` is not an `async fn`",
        "a job cannot be generic, and `T`",
        "an argument of a job cannot be `impl Trait`",
    ];
    assert_eq!(found.len(), beginnings.len(), "{found:#?}");
    for (text, beginning) in found.iter().zip(beginnings) {
        assert!(text.starts_with(beginning), "{text}");
    }
}

#[test]
fn one_mistake_is_one_error_and_leaves_a_job() {
    for options in [
        quote!(),
        quote!(every),
        quote!(every =),
        quote!(every = 5),
        quote!(evry = "1h"),
        quote!(interval = "1h"),
        quote!(every = "1h", timeout = "2h"),
        quote!(every = "1h", jitter = "1h", timeout = "1h"),
        quote!(every = "1h", on_start = true),
    ] {
        let expansion = job(options.clone(), cleanup());
        let found = told(&expansion);
        assert_eq!(found.len(), 1, "{options}: {found:#?}");
        assert!(formatted(&expansion).contains("struct cleanup;"));
    }
}
