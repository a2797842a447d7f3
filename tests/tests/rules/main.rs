//! Every rule has a reason, a program that breaks it, one that keeps it, and a place on the page.
//!
//! The catalogue, the cases of the compiler and the page in the documentation are held against each
//! other. After a change: `HARDPOINT_BLESS=1 cargo test -p hardpoint-tests --test rules`, which
//! writes the page anew; then read the difference.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cases;
mod elsewhere;
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cases::Case;
use elsewhere::ELSEWHERE;
use hardpoint_policy::RULES;

#[test]
fn every_rule_is_broken_by_a_case_and_kept_by_another() {
    let cases = cases::all();
    let named = |of: fn(&Case) -> &[String]| -> BTreeSet<&str> {
        cases.iter().flat_map(of).map(String::as_str).collect()
    };
    let (broken, kept) = (named(|case| &case.breaks), named(|case| &case.keeps));
    for rule in RULES {
        if ELSEWHERE.iter().any(|(name, _)| *name == rule.name) {
            continue;
        }
        assert!(broken.contains(rule.name), "no case breaks {}", rule.name);
        assert!(kept.contains(rule.name), "no case keeps {}", rule.name);
    }
}

#[test]
fn every_rule_that_is_asked_at_start_has_a_test_that_is_there() {
    for (rule, proofs) in ELSEWHERE {
        assert!(is_listed(rule), "there is no rule {rule}");
        for (file, name) in *proofs {
            let source = fs::read_to_string(repository().join(file)).unwrap();
            let test = source.split_once(&format!("fn {name}("));
            let Some((before, after)) = test else {
                panic!("{rule}: there is no {name} in {file}")
            };
            let attribute = before.trim_end().lines().last().unwrap_or_default();
            assert!(attribute.contains("test]"), "{rule}: {name} is no test");
            // The rule is named there, or by the test itself.
            let body = after.split_once("\n}").map_or(after, |(body, _)| body);
            assert!(body.contains(rule) || name == rule, "{rule}: {name}");
        }
    }
}

#[test]
fn every_case_names_rules_that_there_are() {
    for case in cases::all() {
        for rule in case.breaks.iter().chain(&case.keeps) {
            assert!(is_listed(rule), "{}: there is no rule {rule}", case.name);
        }
        let once: BTreeSet<&String> = case.breaks.iter().chain(&case.keeps).collect();
        let said = case.breaks.len() + case.keeps.len();
        assert_eq!(once.len(), said, "{} names a rule twice", case.name);
        assert!(case.breaks.is_empty() || case.keeps.is_empty());
    }
}

#[test]
fn no_message_is_without_a_rule() {
    for case in cases::all().iter().filter(|case| case.fails) {
        assert!(!case.breaks.is_empty(), "{} breaks no rule", case.name);
        // Each rule is told, and several messages can be of one rule.
        let said = fs::read_to_string(&case.words).unwrap();
        let errors = said.lines().filter(|line| line.starts_with("error"));
        assert!(errors.count() >= case.breaks.len(), "{}", case.name);
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test decides whether the page is written anew"
)]
fn the_page_says_what_the_catalogue_says() {
    let path = repository().join("runtime/src/docs/rules.md");
    let page = page::page(&cases::all());
    if std::env::var_os("HARDPOINT_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    for (at, (written, meant)) in written.lines().zip(page.lines()).enumerate() {
        assert_eq!(written, meant, "line {} of {}", at + 1, path.display());
    }
    assert_eq!(written.lines().count(), page.lines().count());
}

fn is_listed(rule: &str) -> bool {
    RULES.iter().any(|known| known.name == rule)
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("")
}
