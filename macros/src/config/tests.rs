//! The file as a whole: what is right, what is said of what is not, and where.

use proptest::prelude::*;

use super::*;

/// Everything that is said of a file with this text.
fn said(text: &str) -> Vec<String> {
    let config = Config::of_text(text);
    let shown = config.faults.iter().map(|fault| {
        let Fault { at, message, help } = fault;
        format!(
            "{} {message} | {help}",
            at.trim_start_matches("hardpoint.toml:")
        )
    });
    shown.collect()
}

#[test]
fn what_is_right_has_no_faults() {
    let text = r#"
        [defaults]
        timeout = "5s"
        body = "16KiB"
        rate = ["10/min", "5/s per:global"]
        concurrency = 64
        cache = "ttl:60"
        idempotent = true
        criticality = "sheddable"
        auth = "orders:read"
        slo = "99.9% under:300ms"

        [policy.open]
        public = true

        [policy.old]
        deprecated = "2026-06-01 see:/docs/v2"
        sunset = "2026-12-01"
        slo = "none because:nobody waits for it"

        [policy.slow]
        timeout = "none because:it streams"
        concurrency = "none because:it waits for others"
        idempotent = "ttl:1h"

        [policy.empty]

        [require]
        rate = true
        cache = false
        name = true
        tag = true
        policy = true
        auth = true
    "#;
    assert_eq!(said(text), [""; 0]);
    let config = Config::of_text(text);
    let names: Vec<_> = config
        .policies()
        .iter()
        .map(|policy| &*policy.name)
        .collect();
    assert_eq!(names, ["open", "old", "slow", "empty"]);
    assert_eq!(config.defaults().len(), 9);
    let required: Vec<_> = config
        .required()
        .iter()
        .map(|required| &*required.option)
        .collect();
    assert_eq!(required, ["rate", "name", "tag", "policy", "auth"]);
    assert_eq!(
        config.defaults()[0].origin,
        "`timeout = \"5s\"` stands in hardpoint.toml:3:19"
    );
}

#[test]
fn every_mistake_is_said_at_once_and_in_order() {
    let text = r#"
timeout = "5s"
[default]
[policy.a]
tiemout = "5s"
[defaults]
timeout = 5
body = "64"
rate = ["10/mn",
        9]
idempotent = false
[policy.b]
concurrency = 0
name = "b"
[require]
timeout = "yes"
get = true
[policy."not so"]
[policy]
timeout = "5s"
"#;
    let beginnings = [
        "2:1 `timeout` stands outside of a table | write it below `[defaults]`",
        "3:2 unknown table `default` | write `[defaults]`",
        "5:1 unknown option `tiemout`: nothing would enforce it | write `timeout`",
        "7:11 `timeout` takes text, and `5` is a number | write `timeout = \"5s\"`",
        "8:8 `body`: `64` has no unit",
        "9:9 `rate`: unknown window `mn`",
        "10:9 `rate` takes text, and `9` is a number",
        "11:14 `idempotent = false` says neither yes nor no | remove it, or write `idempotent = \"none because:",
        "13:15 `concurrency`: `0`",
        "14:1 `name` cannot stand in `[policy.b]`: operations of one name could not be told apart | say it at the endpoint, `name = ",
        "16:1 `timeout` in `[require]` is `true` or `false`, and not text | write `timeout = true`; ",
        "17:1 `get` cannot stand in `[require]`: ",
        "18:9 `not so` is no policy's name | write 1 to 64",
        "20:1 `timeout` stands in no policy: ",
    ];
    let said = said(text);
    assert_eq!(said.len(), beginnings.len(), "{said:#?}");
    for (said, beginning) in said.iter().zip(beginnings) {
        assert!(said.starts_with(beginning), "{said}\n{beginning}");
    }
}

#[test]
fn tables_and_options_of_the_wrong_kind_are_named() {
    for (text, expected) in [
        (
            "defaults = 5",
            "1:1 `defaults` is a table, and not a number | write `[defaults]`",
        ),
        (
            "[[policy]]",
            "1:3 `policy` is a table, and not a list | write `[policy.NAME]`",
        ),
        (
            "[require.auth]\nx = 1",
            "1:10 `auth` in `[require]` is `true` or `false`, and not a table",
        ),
        (
            "[[policy.x]]",
            "1:10 `x` is a table, and not a list | write `[policy.x]`",
        ),
        (
            "[require]\nrate = 1",
            "2:1 `rate` in `[require]` is `true` or `false`, and not a number",
        ),
        (
            "[defaults.rate]\nper = \"ip\"",
            "1:1 `rate` takes text in quotes | write `rate = \"10/min\"`",
        ),
        ("[defaults]\nrate = []", "2:8 `rate` lists no limit"),
        ("[defaults]\nrate = 1.5", "2:8 `rate` takes text in quotes"),
        (
            "[defaults]\nrate = 2026-01-01",
            "2:8 `rate` takes text in quotes",
        ),
        (
            "[defaults]\nconcurrency = -1",
            "2:15 `concurrency` takes text in quotes",
        ),
        (
            "[defaults]\ntimeout = true",
            "2:11 `timeout` takes text in quotes",
        ),
        (
            "[defaults]\nidempotent = 5",
            "2:14 `idempotent` is `true` or text, and not a number | write `idempotent = true`",
        ),
        (
            "[defaults]\nrate = \"none\"",
            "2:8 `rate`: `none` says no reason",
        ),
        (
            "[defaults]\nrate = \"none because:x\"",
            "2:8 `rate` says no, and nothing says yes before it | remove it",
        ),
        (
            "[zzz]",
            "1:2 unknown table `zzz` | the tables are `[defaults]`, `[policy.NAME]` and `[require]`",
        ),
        (
            "[defaults]\nzzzz = 1",
            "2:1 unknown option `zzzz`: nothing would enforce it | the options of `[defaults]` are `timeout`, `body`, ",
        ),
    ] {
        let said = said(text);
        assert_eq!(said.len(), 1, "{text}: {said:#?}");
        assert!(said[0].starts_with(expected), "{text}: {said:#?}");
    }
}

#[test]
fn every_option_suits_or_says_why_not() {
    for (option, example) in crate::endpoint::OPTIONS {
        // Text, and `true` for flags; a path stands bare in the attribute only.
        let value = match example.split_once(" = ") {
            Some((_, text)) if text.starts_with('"') => text,
            _ => "true",
        };
        for table in ["defaults", "policy.x", "require"] {
            let value = if table == "require" { "true" } else { value };
            let said = said(&format!("[{table}]\n{option} = {value}\n"));
            if let Some(said) = said.first() {
                assert!(said.contains(" cannot stand in "), "{said}");
            }
        }
    }
}

#[test]
fn a_language_server_is_told_everywhere() {
    // This process is no compiler.
    let config = Config::of_text("[zzz]");
    for _ in 0..2 {
        let mut errors = Errors::new();
        config.tell(Span::call_site(), &mut errors);
        assert_eq!(errors.texts().len(), 1);
    }
}

#[test]
fn the_files_that_the_documentation_shows_are_right() {
    let pages = [
        include_str!("../../../runtime/src/docs/hardpoint_toml.md"),
        include_str!("../../../README.md"),
    ];
    for page in pages {
        let blocks = page.split("```toml\n").skip(1);
        let texts = blocks.filter_map(|block| block.split("```").next());
        let files: Vec<_> = texts.filter(|text| text.contains("[defaults]")).collect();
        assert!(!files.is_empty());
        for file in files {
            assert_eq!(said(file), [""; 0], "{file}");
        }
    }
}

/// Parts of which files are made, right and wrong.
const PARTS: &[&str] = &[
    "[defaults]\n",
    "[policy.a]\n",
    "[policy]\n",
    "[require]\n",
    "[[policy.b]]\n",
    "[x\n",
    "\n",
    "timeout",
    "rate",
    "auth",
    "public",
    "idempotent",
    "concurrency",
    "policy",
    "name",
    "crate",
    "a.b",
    " = ",
    "=",
    "\"5s\"",
    "\"none because:x\"",
    "\"none\"",
    "\"10/min\"",
    "[",
    "]",
    ", ",
    "{",
    "}",
    "true",
    "false",
    "-1",
    "5",
    "1e9",
    "inf",
    "2026-01-01",
    "\"",
    "\"é\\u0000\"",
    "#",
    "\r",
    "'''",
    "\u{feff}",
];

proptest! {
    #[test]
    fn no_file_makes_it_panic(parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)) {
        let text = parts.concat();
        let faults = match TomlFile::of_text(NAME, &text) {
            Ok(file) => Config::check(file, false).faults,
            Err(faults) => faults,
        };
        for Fault { at, message, help } in faults {
            prop_assert!(at.starts_with("hardpoint.toml:"), "{at}");
            prop_assert!(!message.is_empty() && !help.is_empty(), "{at} {message} | {help}");
        }
    }
}
