//! The cases of the compiler, and the rules that they name.

use std::fs;
use std::path::{Path, PathBuf};

use crate::repository;

/// A program, or a package, that compiles or does not.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its path below `ui-tests/`.
    pub(crate) name: String,
    pub(crate) fails: bool,
    /// Where the compiler's words are kept, if it fails.
    pub(crate) words: PathBuf,
    pub(crate) breaks: Vec<String>,
    pub(crate) keeps: Vec<String>,
}

/// Every case, by its name.
pub(crate) fn all() -> Vec<Case> {
    let top = repository().join("ui-tests");
    let mut cases = Vec::new();
    for folder in entries(&top) {
        for kind in ["pass", "fail", "left_to_rustc"] {
            read(&top, &folder.join(kind), &mut cases);
            read(&top, &folder.join("files").join(kind), &mut cases);
        }
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(cases.len() > 300, "there are {} cases", cases.len());
    cases
}

/// Reads programs, and packages with a program in them.
fn read(top: &Path, folder: &Path, cases: &mut Vec<Case>) {
    for path in entries(folder) {
        let (named, program) = match path.is_dir() {
            true => (path.clone(), path.join("main.rs")),
            false => (path.clone(), path),
        };
        if program.extension().is_none_or(|found| found != "rs") {
            continue;
        }
        let source = fs::read_to_string(&program).unwrap();
        let name = named.strip_prefix(top).unwrap().display().to_string();
        assert!(source.starts_with("//! "), "{name} does not say why");
        cases.push(Case {
            name,
            fails: folder.ends_with("fail"),
            words: program.with_extension("stderr"),
            breaks: rules(&source, "//! Breaks: "),
            keeps: rules(&source, "//! Keeps: "),
        });
    }
}

/// The names in backticks on the lines that begin so.
fn rules(source: &str, begin: &str) -> Vec<String> {
    let lines = source.lines().filter_map(|line| line.strip_prefix(begin));
    let names = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => Vec::new(),
    }
}
