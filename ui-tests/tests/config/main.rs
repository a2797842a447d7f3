//! `hardpoint.toml` is read at compile time: what it changes, what is said of its mistakes, and
//! that a change of it builds again.
//!
//! `config/pass/<case>` and `config/fail/<case>` beside this folder are packages: a file, a
//! program, and what the compiler says. After a change of words:
//! `TRYBUILD=overwrite cargo test -p hardpoint-ui-tests --test config`, then read the difference.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cases;
mod project;
mod settings;

use project::{NO_FILE, Project, SEES_THE_FILE, SILENT};

#[test]
fn what_is_right_compiles_and_what_is_wrong_is_said() {
    let cases = cases::all();
    let project = Project::new("cases");
    for case in &cases {
        project.member(&case.name, Some(&case.file), &case.program);
    }
    let said = project.check(&["--workspace", "--keep-going"]);
    let mut differences = Vec::new();
    for case in &cases {
        let said = said.of(&case.name);
        differences.extend(case.difference(&said));
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn every_mistake_names_the_file_and_the_remedy() {
    for case in cases::all().iter().filter(|case| case.fails) {
        let said = case.expected();
        let begin = |word: &str| {
            let lines = said.lines().map(str::trim_start);
            lines.filter(|line| line.starts_with(word)).count()
        };
        let (errors, helps) = (begin("error"), begin("help: "));
        assert!(errors > 0 && errors == helps, "{}:\n{said}", case.name);
        assert!(said.contains("hardpoint.toml"), "{}:\n{said}", case.name);
    }
}

#[test]
fn a_change_of_the_file_builds_again_and_no_change_does_not() {
    let project = Project::new("change");
    let timed = |seconds| format!("[defaults]\ntimeout = \"{seconds}s\"\n");
    project.member("watched", Some(&timed(5)), SEES_THE_FILE);
    project.member("unwatched", NO_FILE, SILENT);
    let first = project.check(&["--workspace"]);
    assert_eq!(
        (first.of("watched"), first.of("unwatched")),
        (String::new(), String::new())
    );
    let again = project.check(&["--workspace"]);
    assert!(again.is_fresh("watched") && again.is_fresh("unwatched"));

    project.write("watched/hardpoint.toml", timed(6));
    let changed = project.check(&["--workspace", "--keep-going"]);
    assert!(
        changed
            .of("watched")
            .contains("evaluation panicked: it is not 5s"),
        "{}",
        changed.of("watched")
    );
    assert!(changed.is_fresh("unwatched"));

    project.write("watched/hardpoint.toml", "[defaults]\ntimeout = \"5\"\n");
    let wrong = project.check(&["--workspace", "--keep-going"]);
    assert!(
        wrong
            .of("watched")
            .contains("watched/hardpoint.toml:2:11: `timeout`: "),
        "{}",
        wrong.of("watched")
    );

    project.write("watched/hardpoint.toml", timed(5));
    let mended = project.check(&["--workspace"]);
    assert!(mended.of("watched").is_empty() && !mended.is_fresh("watched"));
    project.remove("watched/hardpoint.toml");
    let removed = project.check(&["--workspace", "--keep-going"]);
    assert!(
        removed.of("watched").contains("evaluation panicked"),
        "{}",
        removed.of("watched")
    );
}

#[test]
fn without_a_file_nothing_is_tracked() {
    let project = Project::new("absent");
    project.member("silent", NO_FILE, SILENT);
    let said = project.check(&["--workspace"]);
    assert!(said.of("silent").is_empty(), "{}", said.of("silent"));
    let tracked = project.tracked("silent");
    assert_eq!(tracked, ["silent/src/main.rs"]);
    project.write("silent/hardpoint.toml", "[defaults]\ntimeout = \"5s\"\n");
    // Nothing says that there is a file now: it is seen when the crate is next compiled.
    assert!(project.check(&["--workspace"]).is_fresh("silent"));
    project.write("silent/src/main.rs", SILENT);
    project.check(&["--workspace"]);
    assert_eq!(
        project.tracked("silent"),
        ["silent/hardpoint.toml", "silent/src/main.rs"]
    );
}

#[test]
fn a_member_without_a_file_has_the_workspaces() {
    let project = Project::new("at the root é");
    project.write("hardpoint.toml", "[defaults]\ntimeout = \"5s\"\n");
    project.member("first", NO_FILE, SEES_THE_FILE);
    project.member("second", NO_FILE, SEES_THE_FILE);
    project.member("own", Some("[defaults]\nrate = \"1/s\"\n"), SILENT);
    project.member("wrong", Some("[defaults]\nrate = 1\n"), SILENT);
    let said = project.check(&["--workspace", "--keep-going"]);
    for right in ["first", "second", "own"] {
        assert!(said.of(right).is_empty(), "{}", said.of(right));
    }
    assert!(
        said.of("wrong")
            .contains("error: wrong/hardpoint.toml:2:8: `rate` takes text")
    );
    assert_eq!(
        project.tracked("second"),
        ["hardpoint.toml", "second/src/main.rs"]
    );
    assert_eq!(
        project.tracked("own"),
        ["own/hardpoint.toml", "own/src/main.rs"]
    );
}

#[test]
fn the_policies_of_a_workspace_are_not_each_members_to_use() {
    let project = Project::new("shared policies");
    project.write("hardpoint.toml", "[policy.slow]\ntimeout = \"9s\"\n");
    project.member("member", NO_FILE, &declares(0));
    project.member(
        "own",
        Some("[policy.slow]\ntimeout = \"9s\"\n"),
        &declares(1),
    );
    let said = project.check(&["--workspace", "--keep-going"]);
    assert_eq!(said.of("member"), "");
    assert_eq!(said.of("own"), "");
}

/// A program whose endpoint counts so many policies as declared for it.
fn declares(count: usize) -> String {
    let said = "declared slow\\n".repeat(count);
    format!(
        "{SILENT}
        const _: () = match <order as hardpoint::__private::Declared>::PROMISES.stated.text.as_bytes() {{
            b\"order\\nGET /order\\n{said}\" => {{}}
            _ => panic!(),
        }};"
    )
}

#[test]
fn it_is_found_from_wherever_cargo_is_called() {
    let project = Project::new("elsewhere");
    project.member(
        "inner",
        Some("[defaults]\ntimeout = \"5s\"\n"),
        SEES_THE_FILE,
    );
    let manifest = project.path("inner/Cargo.toml");
    let said = project.check_from(&std::env::temp_dir(), &["--manifest-path", &manifest]);
    assert!(said.of("inner").is_empty(), "{}", said.of("inner"));
    let said = project.check(&["-p", "inner"]);
    assert!(said.of("inner").is_empty(), "{}", said.of("inner"));
}

#[test]
fn every_target_of_a_package_sees_it() {
    let project = Project::new("targets");
    project.member(
        "package",
        Some("[defaults]\ntimeout = \"5s\"\n"),
        SEES_THE_FILE,
    );
    project.write(
        "package/src/lib.rs",
        SEES_THE_FILE.replace("fn main() {}", ""),
    );
    for target in [
        "examples/example.rs",
        "tests/test.rs",
        "benches/bench.rs",
        "src/bin/other.rs",
    ] {
        project.write(&format!("package/{target}"), SEES_THE_FILE);
    }
    let said = project.check(&["--workspace", "--all-targets", "--keep-going"]);
    assert!(said.of("package").is_empty(), "{}", said.of("package"));
    project.write("package/hardpoint.toml", "[defaults]\ntimeout = \"6s\"\n");
    // What is wrong with the library would keep cargo from the others.
    project.write("package/src/lib.rs", "");
    let said = project.check(&["--workspace", "--all-targets", "--keep-going"]);
    // A program is checked as a test of itself, too.
    let said = said.of("package");
    assert_eq!(said.matches("evaluation panicked").count(), 7, "{said}");
}

#[test]
fn examples_in_the_documentation_see_it() {
    let project = Project::new("documented");
    let library = SEES_THE_FILE.replace(
        "fn main() {}",
        "fn main() { assert!(order::PROMISES.stated.text.starts_with(\"order\")); }",
    );
    let lines = library.lines().map(|line| format!("/// {line}\n"));
    let documented: String = lines.collect();
    project.member("package", Some("[defaults]\ntimeout = \"5s\"\n"), SILENT);
    project.write(
        "package/src/lib.rs",
        format!("//! A library.\n\n/// ```\n{documented}/// ```\npub struct Documented;\n"),
    );
    let said = project.test_documentation();
    assert!(said.contains("test result: ok. 1 passed"), "{said}");
}
