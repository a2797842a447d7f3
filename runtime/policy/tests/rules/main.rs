//! What is promised at random, and what the rules say of it.

#[path = "../arbitrary/mod.rs"]
mod arbitrary;
mod dependency;
mod endpoint;

use hardpoint_policy::{RULES, RuleBreach};

/// The options that a help offers to paste, with their values.
pub(crate) fn offered(help: &str) -> Vec<(String, String)> {
    let mut offered = Vec::new();
    for (at, _) in help.match_indices(" = \"") {
        let option = help[..at].rsplit('`').next().unwrap_or_default();
        let (mut value, mut letters) = (String::new(), help[at + 4..].chars());
        while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
            value.push(if letter == '\\' {
                letters.next().unwrap_or_default()
            } else {
                letter
            });
        }
        offered.push((option.to_owned(), value));
    }
    offered
}

/// The rules that are broken, in one order.
pub(crate) fn rules(breaches: &[RuleBreach]) -> Vec<&'static str> {
    let mut rules: Vec<_> = breaches.iter().map(|breach| breach.rule).collect();
    rules.sort_unstable();
    rules
}

pub(crate) fn is_listed(rule: &str) -> bool {
    RULES.iter().any(|known| known.name == rule)
}
