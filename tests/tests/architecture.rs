//! The invariants of the source that `ARCHITECTURE.md` names.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the runtime, from the top; a room may use those below its floor, not its own.
const FLOORS: [&[&str]; 6] = [
    &[
        "answer",
        "builder",
        "cacheable",
        "clash",
        "demand",
        "endpoint",
        "handler",
        "invocation",
        "mount",
        "mountable",
        "pipeline",
        "probe",
        "promises",
        "registry",
        "reply",
        "runtime",
        "server",
        "site",
        "start",
        "testing",
        "transaction",
        "versions",
    ],
    &[
        "auth",
        "body",
        "cache",
        "http",
        "idempotency",
        "job",
        "lifecycle",
        "limit",
        "request",
    ],
    &["dependency"],
    &["store"],
    &["db"],
    &[
        "authorities",
        "clock",
        "constant",
        "context",
        "environment",
        "error",
        "header_value",
        "logs",
        "manners",
        "method",
        "observe",
        "principal",
        "random",
        "settings",
        "threads",
        "traces",
        "within",
    ],
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn runtime() -> PathBuf {
    top().join("runtime/src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn room_of(file: &Path) -> String {
    let inside = file
        .strip_prefix(runtime())
        .expect("a source of the runtime");
    let first = inside
        .components()
        .next()
        .expect("a name")
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a source names with `crate::…`, its tests apart.
fn used_rooms(source: &str) -> Vec<&str> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    code.match_indices("crate::")
        .filter_map(|(at, _)| {
            let line_start = code[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let line = code[line_start..at].trim_start();
            if line.starts_with("//") || line.ends_with('$') {
                return None;
            }
            let name = &code[at + "crate::".len()..];
            Some(&name[..name.find(|c: char| !c.is_alphanumeric() && c != '_')?])
        })
        .collect()
}

#[test]
fn imports_point_down() {
    let mut breaches = Vec::new();
    for file in sources(&runtime()) {
        let room = room_of(&file);
        let Some(own) = floor(&room) else { continue };
        for used in used_rooms(&fs::read_to_string(&file).expect("UTF-8")) {
            let Some(other) = floor(used) else { continue };
            // The top floor is one room with several doors, the ground floor one foundation.
            let allowed = used == room || other > own || own == 0 || own == 5;
            if !allowed {
                breaches.push(format!("{} uses {used}", file.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn every_room_has_a_floor() {
    for entry in fs::read_dir(runtime()).expect("a folder") {
        let room = room_of(&entry.expect("an entry").path());
        let apart = ["lib", "private", "prelude", "docs"].contains(&room.as_str());
        assert!(apart || floor(&room).is_some(), "{room} has no floor");
    }
}

#[test]
fn every_source_says_its_job_in_its_first_line() {
    for folder in [
        "macros/src",
        "runtime/src",
        "runtime/policy/src",
        "examples",
        "tests/src",
    ] {
        for file in sources(&top().join(folder)) {
            let source = fs::read_to_string(&file).expect("UTF-8");
            assert!(source.starts_with("//! "), "{}", file.display());
        }
    }
}

#[test]
fn no_source_is_too_long_to_be_read_at_once() {
    for folder in ["macros", "runtime", "examples", "tests"] {
        for file in sources(&top().join(folder)) {
            let lines = fs::read_to_string(&file).expect("UTF-8").lines().count();
            assert!(lines <= 500, "{}: {lines} lines", file.display());
        }
    }
}

#[test]
fn nothing_panics_on_purpose_outside_of_tests() {
    let mut found = Vec::new();
    let sources = ["runtime/src", "runtime/policy/src"].map(|folder| sources(&top().join(folder)));
    for file in sources.iter().flatten() {
        let is_test = |part: &str| {
            // What only tests call panics where they are to fail.
            ["acceptance", "fixture.rs", "testing", "tests", "tests.rs"].contains(&part)
        };
        // Below the repository, whose own path may have such a name in it.
        let inside = file.strip_prefix(top()).expect("a source of ours");
        let mut parts = inside
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        if parts.any(|part| is_test(&part) || part.ends_with("_tests.rs")) {
            continue;
        }
        let source = fs::read_to_string(file).expect("UTF-8");
        let code = source
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for line in code
            .lines()
            .map(str::trim_start)
            .filter(|line| !line.starts_with("//"))
        {
            for word in [
                ".unwrap()",
                ".expect(",
                "panic!(",
                "unreachable!(",
                "todo!(",
                "unimplemented!(",
            ] {
                // Both say what the expansion of `#[endpoint]` makes impossible.
                let is_expanded =
                    word == "unreachable!(" && inside.starts_with("runtime/src/promises");
                // How the compiler, which alone runs it, is made to refuse a list.
                let is_for_the_compiler =
                    word == "panic!(" && inside == Path::new("runtime/src/clash/mod.rs");
                if line.contains(word) && !is_expanded && !is_for_the_compiler {
                    found.push(format!("{}: {line}", inside.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_prelude_is_about_ten_names() {
    let prelude = fs::read_to_string(runtime().join("prelude.rs")).expect("UTF-8");
    let listed = prelude
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    let (names, rest) = listed.expect("one list");
    let count = names
        .split(',')
        .filter(|name| !name.trim().is_empty())
        .count();
    assert!((8..=15).contains(&count), "{count} names");
    assert!(!rest.contains("use "), "one list");
}

#[test]
fn the_quickstart_is_shorter_than_40_lines() {
    let source = fs::read_to_string(top().join("examples/quickstart/main.rs")).expect("UTF-8");
    assert!(source.lines().count() < 40, "{}", source.lines().count());
}

/// The options of `#[endpoint]`, as its rules list them.
fn options() -> Vec<String> {
    let rules = top().join("macros/src/endpoint/check/options.rs");
    let rules = fs::read_to_string(rules).expect("UTF-8");
    let table = rules
        .split_once("const OPTIONS")
        .and_then(|(_, rest)| rest.split_once("];"));
    let (table, _) = table.expect("a table of the options");
    let names = table
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next());
    names.map(str::to_owned).collect()
}

#[test]
fn every_option_is_in_the_readme() {
    let readme = fs::read_to_string(top().join("README.md")).expect("UTF-8");
    for option in options() {
        let named = readme
            .lines()
            .any(|line| line.starts_with('|') && line.contains(&format!("`{option}`")));
        assert!(named, "{option}");
    }
}

#[test]
fn the_readmes_commands_are_those_that_are_checked() {
    let read = |file: &str| fs::read_to_string(top().join(file)).expect("UTF-8");
    let (readme, checks) = (read("README.md"), read(".ci/run") + &read(".ci/examples"));
    for command in ["cargo run --locked --bin orders", "tests/run"] {
        assert!(
            readme.contains(&format!("\n{command}")) && checks.contains(command),
            "{command}"
        );
    }
}

#[test]
fn every_option_is_shown_right_and_wrong_to_the_compiler() {
    let cases = top().join("ui-tests");
    let right: String = sources(&cases)
        .into_iter()
        .filter(|file| file.ancestors().any(|folder| folder.ends_with("pass")))
        .map(|file| fs::read_to_string(file).expect("UTF-8"))
        .collect();
    assert!(options().len() > 15, "{:?}", options());
    for option in options() {
        let in_use = [
            format!("{option} = "),
            format!("{option},"),
            format!("{option})"),
        ];
        assert!(
            in_use.iter().any(|text| right.contains(text)),
            "{option} is in no case that passes"
        );
        let is_method =
            ["get", "post", "put", "patch", "delete", "head", "query"].contains(&&*option);
        let folder = cases
            .join(if is_method { "route" } else { &option })
            .join("fail");
        assert!(
            !sources(&folder).is_empty(),
            "no case that fails for {option}"
        );
    }
}

#[test]
fn no_lint_is_allowed_for_a_whole_crate() {
    for folder in [
        "macros/src",
        "runtime/src",
        "runtime/policy/src",
        "examples",
        "tests/src",
    ] {
        for file in sources(&top().join(folder)) {
            let source = fs::read_to_string(&file).expect("UTF-8");
            assert!(!source.contains("#![allow("), "{}", file.display());
        }
    }
}
