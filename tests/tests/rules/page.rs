//! The page of the documentation that lists every rule.

use std::fmt::Write as _;

use hardpoint_policy::{RULES, Rule};

use crate::cases::Case;
use crate::elsewhere::ELSEWHERE;

/// What a rule can be about, in the order of the page, with a heading.
const PARTS: &[(&str, &str)] = &[
    ("attribute", "The attribute"),
    ("words", "The grammar that all options share"),
    ("route", "The route"),
    ("captures", "Captures"),
    ("signature", "The function"),
    ("version", "`version`"),
    ("timeout", "`timeout`"),
    ("body", "`body`"),
    ("rate", "`rate`"),
    ("concurrency", "`concurrency`"),
    ("cache", "`cache`"),
    ("invalidates", "`invalidates`"),
    ("idempotent", "`idempotent`"),
    ("auth", "`auth`"),
    ("public", "`public`"),
    ("authorize", "`authorize`"),
    ("calls", "`calls`"),
    ("deprecated", "`deprecated`"),
    ("sunset", "`sunset`"),
    ("slo", "`slo`"),
    ("policy", "`policy`"),
    ("name", "`name`"),
    ("tag", "`tag`"),
    ("crate", "`crate`"),
    ("endpoints", "All endpoints of a service"),
    ("config", "`hardpoint.toml`"),
    ("server", "The server"),
    ("overrides", "Overrides at start"),
    ("api_error", "`derive(ApiError)`"),
    ("api_request", "`derive(ApiRequest)`"),
    ("settings", "`derive(Settings)`"),
    ("job", "`#[job]`"),
    ("dependency", "`#[dependency]`"),
    ("test", "`#[hardpoint::test]`"),
];

const BEGIN: &str = "\
Every rule: why there is one, and what to write instead.

A program that breaks a rule does not compile, and the compiler says so at the value or the key,
with a `help:` to paste. What only a running service knows is asked when it starts, and everything
that is wrong comes out in one list. Each rule names the cases in `ui-tests/` that show it: what is
wrong, beside the compiler's words, and the nearest program that is right.

Some times need no rule, for nobody can state them wrong: the lease of a claim is as long as the
timeout and a margin, a transaction is begun again within what is left of its request, and so does
a query end.
";

/// The whole page.
pub(crate) fn page(cases: &[Case]) -> String {
    for Rule { name, option, .. } in RULES {
        assert!(
            PARTS.iter().any(|(part, _)| part == option),
            "{name} is about {option}, which has no heading"
        );
    }
    let mut page = format!("{BEGIN}\nThere are {} rules:\n\n", RULES.len());
    for (part, heading) in PARTS {
        let count = RULES.iter().filter(|rule| rule.option == *part).count();
        assert!(count > 0, "there is no rule of {part}");
        writeln!(page, "- [{heading}](#{}): {count}", anchor(heading)).unwrap();
    }
    for (part, heading) in PARTS {
        write!(page, "\n# {heading}\n").unwrap();
        for rule in RULES.iter().filter(|rule| rule.option == *part) {
            section(&mut page, rule, cases);
        }
    }
    page
}

fn section(page: &mut String, rule: &Rule, cases: &[Case]) {
    let Rule {
        name,
        reason,
        remedy,
        ..
    } = rule;
    write!(page, "\n### {name}\n\n{reason}\n\n*Instead:* {remedy}\n\n").unwrap();
    let named = |of: fn(&Case) -> &[String]| {
        let names = cases
            .iter()
            .filter(|case| of(case).iter().any(|of| of == name));
        list(names.map(|case| case.name.as_str()))
    };
    let (wrong, right) = (named(|case| &case.breaks), named(|case| &case.keeps));
    if !wrong.is_empty() {
        writeln!(page, "*Wrong:* {wrong}. *Right:* {right}.").unwrap();
    }
    let elsewhere = ELSEWHERE.iter().find(|(proved, _)| proved == name);
    if let Some((_, tests)) = elsewhere {
        let tests = list(tests.iter().map(|(_, test)| *test));
        writeln!(page, "*Asked at start; shown by the test:* {tests}.").unwrap();
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// As rustdoc calls a heading.
fn anchor(heading: &str) -> String {
    let letters = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '_' | '-' => Some(letter),
        letter if letter.is_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => None,
    });
    letters.collect()
}
