//! `#[endpoint]`: what compiles, and what the compiler says of what does not.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn what_is_right_compiles_and_runs() {
    trybuild::TestCases::new().pass("endpoint/pass/*.rs");
}

#[test]
fn what_is_wrong_is_said() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("endpoint/fail/*.rs");
    cases.compile_fail("endpoint/left_to_rustc/*.rs");
}

#[test]
fn every_message_is_ours_and_comes_with_help() {
    for (path, said) in said("endpoint/fail") {
        let errors = said.lines().filter(|line| line.starts_with("error"));
        let helps = said
            .lines()
            .filter(|line| line.trim_start().starts_with("help: "));
        assert!(said.contains('`'), "{} names no option", path.display());
        assert_eq!(errors.count(), helps.count(), "{}", path.display());
    }
}

#[test]
fn one_mistake_is_one_error() {
    for (path, said) in said("endpoint/fail").chain(said("endpoint/left_to_rustc")) {
        let errors = said
            .lines()
            .filter(|line| line.starts_with("error"))
            .count();
        if has_several(&path) {
            assert!(errors > 1, "{}", path.display());
        } else {
            assert_eq!(errors, 1, "{}", path.display());
        }
    }
}

#[test]
fn every_mistake_has_its_words() {
    for folder in ["endpoint/fail", "endpoint/left_to_rustc"] {
        for path in files(folder, "rs") {
            assert!(path.with_extension("stderr").exists(), "{}", path.display());
        }
    }
}

/// Whether a case shows that all mistakes are told at once.
fn has_several(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name.starts_with("several_"))
}

/// What the compiler says, case by case.
fn said(folder: &str) -> impl Iterator<Item = (PathBuf, String)> {
    files(folder, "stderr").map(|path| match fs::read_to_string(&path) {
        Ok(said) => (path, said),
        Err(error) => panic!("{}: {error}", path.display()),
    })
}

fn files(folder: &str, extension: &'static str) -> impl Iterator<Item = PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = match fs::read_dir(&folder) {
        Ok(files) => files.flatten().map(|file| file.path()),
        Err(error) => panic!("{}: {error}", folder.display()),
    };
    files.filter(move |path| path.extension().is_some_and(|found| found == extension))
}
