//! The invariants of the source that `ARCHITECTURE.md` names.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the runtime, from the top; a room may use those below its floor, not its own.
const FLOORS: [&[&str]; 4] = [
    &[
        "endpoint",
        "invocation",
        "mount",
        "pipeline",
        "probe",
        "registry",
        "runtime",
        "site",
    ],
    &["body", "cache", "idempotency", "limit", "request"],
    &["store"],
    &[
        "clock",
        "context",
        "error",
        "observe",
        "principal",
        "random",
    ],
];

fn runtime() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src")
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
            let allowed = used == room || other > own || own == 0 || own == 3;
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
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in [
        "macros/src",
        "runtime/src",
        "runtime/policy/src",
        "examples",
        "tests/src",
    ] {
        for file in sources(&top.join(folder)) {
            let source = fs::read_to_string(&file).expect("UTF-8");
            assert!(source.starts_with("//! "), "{}", file.display());
        }
    }
}
