//! The package that is being compiled, and the workspace it is in.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

/// The folder of the package's `Cargo.toml`; `None` where it is not cargo that compiles.
#[expect(
    clippy::disallowed_methods,
    reason = "the one variable that a macro reads: cargo sets it for every compilation"
)]
pub(super) fn folder() -> Option<PathBuf> {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)
}

/// The folder of the nearest `Cargo.toml` with a `[workspace]`, from `folder` upwards.
///
/// The search ends at the root of what cargo fetched: a vendored or downloaded package has nothing
/// to do with the workspace in which it may lie.
pub(super) fn workspace(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let manifest = fs::read_to_string(folder.join("Cargo.toml"));
        if manifest.is_ok_and(|manifest| has_workspace(&manifest)) {
            return Some(folder.to_owned());
        }
        let fetched = [".cargo-ok", ".cargo-checksum.json"];
        if fetched.iter().any(|mark| folder.join(mark).exists()) {
            return None;
        }
    }
    None
}

/// Whether a manifest is a workspace's; one that is no TOML is cargo's to refuse.
fn has_workspace(manifest: &str) -> bool {
    // Most have none, and need not be parsed.
    manifest.contains("workspace")
        && DeTable::parse(manifest)
            .is_ok_and(|manifest| manifest.get_ref().contains_key("workspace"))
}

/// The path from the folder in which rustc runs, as rustc shows those of sources.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let shown = path.strip_prefix(here).unwrap_or(path);
    shown.display().to_string()
}
