//! The catalogue: every rule that Hardpoint has, wherever it is asked, with its reason and remedy.
//!
//! Rules between policies are functions of this crate, whose names are those of the catalogue.
//! Others are asked where what they are about is read: the grammar of each policy here, the
//! attribute, the route, the signature and the derives in the macros.

/// Rules by the option that each is about.
macro_rules! rules {
    ($($option:ident: $name:ident, $reason:literal, $remedy:literal;)*) => {
        &[$(crate::Rule {
            name: stringify!($name),
            option: stringify!($option),
            reason: $reason,
            remedy: $remedy,
        }),*]
    };
}

mod api_error;
mod api_request;
mod attribute;
mod config;
mod dependency;
mod endpoints;
mod grammar;
mod job;
mod policies;
mod route;
mod settings;
mod signature;
mod start;
mod test;
mod types;

/// A rule, as the documentation tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name, a sentence in snake_case, unique.
    pub name: &'static str,
    /// What it is about: an option of the attribute, or `attribute`, `words` (the grammar that all
    /// options share), `route`, `captures`, `signature`, `endpoints` (several of them),
    /// `config` (`hardpoint.toml`), `server`, `overrides`, `api_error`, `api_request`, `settings`,
    /// `job`, `dependency`, `test`.
    pub option: &'static str,
    /// Why there is such a rule, in one sentence.
    pub reason: &'static str,
    /// What to write instead, in one sentence.
    pub remedy: &'static str,
}

/// The parts, in the order of the documentation.
const PARTS: [&[Rule]; 18] = [
    attribute::RULES,
    route::RULES,
    signature::RULES,
    types::RULES,
    grammar::RULES,
    policies::RULES,
    endpoints::RULES,
    config::RULES,
    start::RULES,
    api_error::RULES,
    api_request::RULES,
    settings::RULES,
    job::RULES,
    job::BETWEEN,
    dependency::FUNCTION,
    dependency::RULES,
    dependency::BETWEEN,
    test::RULES,
];

/// Every rule.
///
/// ```
/// use hardpoint_policy::RULES;
///
/// let name = "idempotency_needs_an_end";
/// let rule = RULES.iter().find(|rule| rule.name == name).unwrap();
/// assert_eq!(rule.option, "timeout");
/// ```
pub const RULES: &[Rule] = &joined::<{ count() }>();

const fn count() -> usize {
    let (mut count, mut part) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
}

const fn joined<const COUNT: usize>() -> [Rule; COUNT] {
    let mut all = [PARTS[0][0]; COUNT];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let mut inside = 0;
        while inside < PARTS[part].len() {
            all[at] = PARTS[part][inside];
            at += 1;
            inside += 1;
        }
        part += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_a_sentence_and_is_given_once() {
        let mut seen = BTreeSet::new();
        for Rule { name, .. } in RULES {
            assert!(seen.insert(name), "{name} is there twice");
            assert!(name.split('_').count() > 2, "{name}");
            let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(name.chars().all(is_snake), "{name}");
        }
    }

    #[test]
    fn every_rule_has_a_reason_and_a_remedy_of_one_sentence() {
        for Rule {
            name,
            reason,
            remedy,
            ..
        } in RULES
        {
            for text in [reason, remedy] {
                let sentence = text.strip_suffix('.').unwrap_or_default();
                assert!(!sentence.is_empty(), "{name}: {text}");
                assert!(!sentence.contains(". "), "{name}: {text}");
                assert!(
                    text.starts_with(|c: char| !c.is_lowercase()),
                    "{name}: {text}"
                );
                assert_eq!(text.matches('`').count() % 2, 0, "{name}: {text}");
            }
        }
    }

    #[test]
    fn every_rule_that_is_asked_here_is_listed_and_the_reverse() {
        let asked = crate::rules::names().chain(crate::job::names());
        let asked = asked.chain(crate::dependency::names());
        let asked: BTreeSet<&str> = asked.collect();
        let parts = policies::RULES.iter().chain(endpoints::RULES);
        let parts = parts.chain(job::BETWEEN).chain(dependency::BETWEEN);
        let listed: BTreeSet<&str> = parts.map(|rule| rule.name).collect();
        assert_eq!(asked, listed);
    }
}
