//! A file of settings is read at compile time: what is said of its mistakes, and that a change of
//! it builds again.
//!
//! `settings/files/pass/<case>` and `settings/files/fail/<case>` beside this folder are packages: a
//! program, its `default.toml`, and what the compiler says.

use std::fs;
use std::path::Path;

use crate::cases::difference;
use crate::project::{NO_FILE, Project};

#[test]
fn a_file_that_is_right_compiles_and_every_mistake_is_said() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("settings/files");
    let project = Project::new("settings");
    let mut cases = Vec::new();
    for kind in ["pass", "fail"] {
        for folder in fs::read_dir(top.join(kind)).unwrap().flatten() {
            // Packages of one name share what is compiled, wherever they are.
            let name = format!("settings_{}", folder.file_name().display());
            let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
            project.member(&name, NO_FILE, &read("main.rs"));
            project.write(&format!("{name}/config/default.toml"), read("default.toml"));
            cases.push((name, folder.path().join("main.stderr"), kind == "fail"));
        }
    }
    cases.sort();
    let said = project.check(&["--workspace", "--keep-going"]);
    let mut differences = Vec::new();
    for (name, words, fails) in cases {
        let said = said.of(&name);
        differences.extend(difference(&name, &words, fails, &said));
        let count = |begin: &str| said.lines().filter(|line| line.starts_with(begin)).count();
        let errors = count("error");
        let helps = said
            .lines()
            .filter(|line| line.trim_start().starts_with("help: "));
        let places = said.matches(&format!("{name}/config/default.toml")).count();
        assert_eq!(errors > 0, fails, "{name}: {said}");
        assert!(errors == helps.count() && errors == places, "{said}");
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

const PROGRAM: &str = r#"//! Settings with a file.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", file = "config/default.toml")]
pub struct Shop {
    #[setting(max = 64)]
    pub workers: u16,
}

fn main() {
    let _ = Shop::load();
}
"#;

#[test]
fn a_change_of_a_file_of_settings_builds_again_and_no_change_does_not() {
    let project = Project::new("settings change");
    project.member("settings_change", NO_FILE, PROGRAM);
    let file = "settings_change/config/default.toml";
    project.write(file, "workers = 8\n");
    let said = project.check(&["--workspace"]);
    assert!(
        said.of("settings_change").is_empty(),
        "{}",
        said.of("settings_change")
    );
    assert!(project.check(&["--workspace"]).is_fresh("settings_change"));
    assert_eq!(
        project.tracked("settings_change"),
        [
            "settings_change/config/default.toml",
            "settings_change/src/main.rs"
        ]
    );

    project.write(file, "workers = 65\n");
    let said = project.check(&["--workspace", "--keep-going"]);
    let words = "settings_change/config/default.toml:1:1: `workers` is `65`";
    assert!(
        said.of("settings_change").contains(words),
        "{}",
        said.of("settings_change")
    );

    project.write(file, "workers = 8\n# 65 are too many\n");
    let said = project.check(&["--workspace"]);
    assert!(said.of("settings_change").is_empty() && !said.is_fresh("settings_change"));

    project.remove(file);
    let said = project.check(&["--workspace", "--keep-going"]);
    let words = "there is no file `config/default.toml` beside `Cargo.toml`";
    assert!(
        said.of("settings_change").contains(words),
        "{}",
        said.of("settings_change")
    );
}

#[test]
fn a_file_that_is_no_toml_is_told_line_by_line() {
    let project = Project::new("settings syntax");
    project.member("settings_syntax", NO_FILE, PROGRAM);
    project.write(
        "settings_syntax/config/default.toml",
        "workers = eight\nname =\n",
    );
    let said = project.check(&["--workspace", "--keep-going"]);
    let said = said.of("settings_syntax");
    for line in [
        "settings_syntax/config/default.toml:1:11: text stands in quotes",
        "settings_syntax/config/default.toml:2:7: there is no value",
    ] {
        assert!(said.contains(line), "{said}");
    }
    assert_eq!(said.matches("error").count(), 2, "{said}");
}
