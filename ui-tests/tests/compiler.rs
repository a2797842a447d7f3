//! What compiles, and what the compiler says of what does not: every folder beside this one.
//!
//! `<folder>/pass` compiles and runs, `<folder>/fail` does not compile, in words of ours, and
//! `<folder>/left_to_rustc` in rustc's. After a change of words:
//! `TRYBUILD=overwrite cargo test -p hardpoint-ui-tests --test compiler`, then read the difference.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn what_is_right_compiles() {
    trybuild::TestCases::new().pass("*/pass/*.rs");
}

/// Apart from what compiles: with nothing to run, all of them are checked at once.
#[test]
fn what_is_wrong_is_said() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("*/fail/*.rs");
    cases.compile_fail("*/left_to_rustc/*.rs");
}

#[test]
fn every_message_is_ours_and_comes_with_help() {
    for (path, said) in said("fail") {
        let errors = said.lines().filter(|line| line.starts_with("error"));
        let helps = said
            .lines()
            .filter(|line| line.trim_start().starts_with("help: "));
        assert!(said.contains('`'), "{} names no option", path.display());
        if is_of_an_option(&path) {
            // The compiler may have something to add.
            assert!(errors.count() <= helps.count(), "{}", path.display());
        }
    }
}

#[test]
fn one_mistake_is_one_error() {
    for (path, said) in said("fail").into_iter().chain(said("left_to_rustc")) {
        let errors = said
            .lines()
            .filter(|line| line.starts_with("error"))
            .count();
        if !is_of_an_option(&path) {
            continue;
        }
        if has_several(&path) {
            assert!(errors > 1, "{}", path.display());
        } else {
            assert_eq!(errors, 1, "{}", path.display());
        }
    }
}

#[test]
fn every_mistake_has_its_words() {
    for kind in ["fail", "left_to_rustc"] {
        for path in files(kind, "rs") {
            assert!(path.with_extension("stderr").exists(), "{}", path.display());
        }
        for path in files(kind, "stderr") {
            assert!(path.with_extension("rs").exists(), "{}", path.display());
        }
    }
}

/// Whether a case is about one mistake; those of the derives gather several of a kind.
fn is_of_an_option(path: &Path) -> bool {
    let mut folders = path.components().rev().skip(2);
    !folders.next().is_some_and(|folder| {
        let folder = folder.as_os_str();
        folder == "api_error" || folder == "api_request"
    })
}

/// Whether a case shows that all mistakes are told at once.
fn has_several(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name.starts_with("several_"))
}

/// What the compiler says, case by case.
fn said(kind: &str) -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(said) => (path, said),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    files(kind, "stderr").into_iter().map(read).collect()
}

/// The files of one kind of case, of every folder.
fn files(kind: &str, extension: &str) -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = entries(top).into_iter().map(|folder| folder.join(kind));
    let files = folders
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| entries(&folder));
    files
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(error) => panic!("{}: {error}", folder.display()),
    }
}
