//! A workspace that is laid out below the target folder and checked by cargo.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A program with one endpoint, which compiles whatever the file says that is right.
pub(crate) const SILENT: &str = r#"//! One endpoint.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
"#;

/// A program with one endpoint that must have inherited its timeout.
pub(crate) const SEES_THE_FILE: &str = r#"//! One endpoint.
use hardpoint::__private::Declared;
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
pub async fn order() -> &'static str {
    "order"
}

const _: () = match order::PROMISES.stated.text.as_bytes() {
    b"order\nGET /order\ntimeout 5s\n" => {}
    _ => panic!("it is not 5s"),
};

fn main() {}
"#;

/// For a package that has none.
pub(crate) const NO_FILE: Option<&str> = None;

/// A workspace of its own.
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// An empty workspace with the dependencies of this one.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("config")
            .join(name);
        let _ = fs::remove_dir_all(&root);
        let project = Self { root };
        project.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n",
        );
        let lock = repository().join("Cargo.lock");
        fs::copy(lock, project.root.join("Cargo.lock")).unwrap();
        project
    }

    /// Adds a package with a program and, if there is text for one, a file.
    pub(crate) fn member(&self, name: &str, file: Option<impl AsRef<[u8]>>, program: &str) {
        let runtime = repository().join("runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n\
             actix-web = {{ version = \"4\", default-features = false, features = [\"macros\"] }}\n\
             hardpoint = {{ path = {runtime:?} }}\n"
        );
        self.write(&format!("{name}/Cargo.toml"), manifest);
        self.write(&format!("{name}/src/main.rs"), program);
        if let Some(file) = file {
            self.write(&format!("{name}/hardpoint.toml"), file);
        }
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    pub(crate) fn path(&self, path: &str) -> String {
        self.root.join(path).display().to_string()
    }

    /// Runs `cargo check` in the workspace.
    pub(crate) fn check(&self, arguments: &[&str]) -> Said {
        self.check_from(&self.root, arguments)
    }

    /// Runs `cargo check` from another folder.
    pub(crate) fn check_from(&self, folder: &Path, arguments: &[&str]) -> Said {
        let output = cargo(folder)
            .args(["check", "--offline", "--quiet", "--message-format=json"])
            .args(arguments)
            .output()
            .unwrap();
        let said = Said::read(&String::from_utf8_lossy(&output.stdout));
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.packages.is_empty(),
            "cargo did not compile anything:\n{complaint}"
        );
        said
    }

    /// Runs the examples in the documentation, and gives back what is said of them.
    pub(crate) fn test_documentation(&self) -> String {
        let output = cargo(&self.root)
            .args(["test", "--offline", "--doc", "--quiet"])
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The files of the workspace on which a package's program depends.
    pub(crate) fn tracked(&self, name: &str) -> Vec<String> {
        let of_program = |path: &PathBuf| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.starts_with(&format!("{name}-")) && file.ends_with(".d")
        };
        let folder = fs::read_dir(target().join("debug/deps")).unwrap();
        let files = folder.flatten().map(|entry| entry.path());
        // Those of earlier runs, with other dependencies, are still there.
        let last = files
            .filter(of_program)
            .max_by_key(|path| fs::metadata(path).and_then(|about| about.modified()).ok());
        let text = fs::read_to_string(last.unwrap()).unwrap();
        let root = format!("{}/", self.root.display().to_string().replace(' ', "\\ "));
        let sources = text.lines().filter_map(|line| line.strip_suffix(':'));
        let mut tracked: Vec<_> = sources.map(|path| path.replace(&root, "")).collect();
        tracked.sort();
        tracked.dedup();
        tracked
    }
}

/// What cargo says of each package.
#[derive(Default)]
pub(crate) struct Said {
    packages: BTreeMap<String, Package>,
}

#[derive(Default)]
struct Package {
    text: String,
    is_compiled: bool,
}

impl Said {
    fn read(messages: &str) -> Self {
        let mut said = Self::default();
        for line in messages.lines() {
            let message: Value = serde_json::from_str(line).unwrap();
            let id = message["package_id"].as_str().unwrap_or_default();
            if !id.contains("/config/") {
                continue;
            }
            let package = said.packages.entry(name(id)).or_default();
            if let Some(rendered) = message["message"]["rendered"].as_str() {
                package.is_compiled = true;
                if message["message"]["spans"] != Value::Array(Vec::new()) {
                    package.text.push_str(rendered);
                }
            }
            package.is_compiled |= message["fresh"] == false;
        }
        said
    }

    /// All that is said of a package, but for how many errors there were.
    pub(crate) fn of(&self, package: &str) -> String {
        self.packages[package].text.clone()
    }

    /// Whether nothing of a package had to be compiled.
    pub(crate) fn is_fresh(&self, package: &str) -> bool {
        !self.packages[package].is_compiled
    }
}

/// `path+file:///folder/name#0.0.0`
fn name(id: &str) -> String {
    let path = id.split('#').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        // What is shown must not depend on who watches, nor cost space that is never used.
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_INCREMENTAL", "0");
    cargo
}

/// Where the dependencies are compiled, beside what other tests compile.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("")
}
