//! A TOML file read at compile time: every key and value with its place, and tracked by cargo.
//!
//! What is wrong with a file is a [`Fault`], which names the file, the line and the remedy; a macro
//! puts it at the code that asked for the file, for spans into other files cannot be made.

mod fault;
mod package;
pub(crate) mod process;
mod syntax;
mod value;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use fault::Fault;
pub(crate) use value::{Entry, Kind, Place, Table, Value};

/// A file that is there, that could be read, and that is TOML.
#[derive(Debug)]
pub(crate) struct TomlFile {
    /// The whole path, as cargo must be told it.
    path: String,
    /// The path as rustc shows those of sources: from the folder in which it runs.
    shown: String,
    text: String,
    root: Table,
}

impl TomlFile {
    /// The file at `path`, taken from the folder of the `Cargo.toml` of the package that is being
    /// compiled; `None` if there is none.
    pub(crate) fn beside_manifest(path: &str) -> Found {
        once(("beside", path), || match package::folder() {
            Some(folder) => Self::read(&folder.join(path)),
            None => Ok(None),
        })
    }

    /// The file called `name` beside the package's `Cargo.toml`, or else at its workspace's root.
    pub(crate) fn of_package(name: &str) -> Found {
        once(("of package", name), || {
            let Some(folder) = package::folder() else {
                return Ok(None);
            };
            if let Some(file) = Self::read(&folder.join(name))? {
                return Ok(Some(file));
            }
            match package::workspace(&folder) {
                Some(root) if root != folder => Self::read(&root.join(name)),
                _ => Ok(None),
            }
        })
    }

    /// A file that is nowhere but in a test.
    #[cfg(test)]
    pub(crate) fn of_text(name: &str, text: &str) -> Result<Arc<Self>, Vec<Fault>> {
        Self::parse(Path::new(name), text.as_bytes()).map(Arc::new)
    }

    /// The table that is the file.
    pub(crate) fn root(&self) -> &Table {
        &self.root
    }

    /// The file as it is called in messages: `hardpoint.toml`.
    pub(crate) fn name(&self) -> &str {
        &self.shown
    }

    /// Whether it stands in the folder of the package that is being compiled.
    pub(crate) fn is_beside_manifest(&self) -> bool {
        let folder = Path::new(&self.path).parent();
        package::folder().is_some_and(|package| folder == Some(&package))
    }

    /// A place as editors and terminals know it: `hardpoint.toml:3:11`.
    pub(crate) fn at(&self, place: Place) -> String {
        format!("{}:{place}", self.shown)
    }

    /// A mistake at a place.
    pub(crate) fn fault(
        &self,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Fault {
        Fault::new(self.at(place), message, help)
    }

    /// A value as it stands in the file.
    pub(crate) fn written(&self, value: &Value) -> &str {
        self.text.get(value.span()).unwrap_or_default()
    }

    /// What makes cargo build again once the file has changed. It must stand in each expansion
    /// that read the file, and adds nothing to the program.
    pub(crate) fn tracked(&self) -> TokenStream {
        let path = &self.path;
        quote!(
            const _: &[::core::primitive::u8] = ::core::include_bytes!(#path);
        )
    }

    /// Reads a file anew and parses it if it is not what it was.
    ///
    /// The text itself is compared: language servers keep one process for days, and a time of
    /// change can stay the same over two changes. Without a file, this is one system call.
    fn read(path: &Path) -> Found {
        let bytes = match bytes(path)? {
            Some(bytes) => bytes,
            None => return Ok(None),
        };
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, read)) = known.get(path)
            && *before == bytes
        {
            return read.clone().map(Some);
        }
        let read = Self::parse(path, &bytes).map(Arc::new);
        known.insert(path.to_owned(), (bytes, read.clone()));
        read.map(Some)
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Vec<Fault>> {
        let shown = package::shown(path);
        let Some(whole) = path.to_str() else {
            return Err(vec![Fault::new(
                shown,
                "its path is not UTF-8, so cargo could not be told when it changes",
                "move the package to a folder whose name is UTF-8",
            )]);
        };
        let text = syntax::text(bytes, &shown)?;
        let root = syntax::parse(text, &shown)?;
        Ok(Self {
            path: whole.to_owned(),
            shown,
            text: text.to_owned(),
            root,
        })
    }
}

/// A file, nothing, or what is wrong with it.
pub(crate) type Found = Result<Option<Arc<TomlFile>>, Vec<Fault>>;

type Read = Result<Arc<TomlFile>, Vec<Fault>>;

/// What was parsed, and from what.
static KNOWN: Mutex<BTreeMap<PathBuf, (Vec<u8>, Read)>> = Mutex::new(BTreeMap::new());

/// Looks for a file once where that is enough: in a process that compiles one crate and ends, all
/// of the crate sees the same file, and a hundred endpoints look once for what is not there.
fn once(place: (&'static str, &str), look: impl FnOnce() -> Found) -> Found {
    static FOUND: Mutex<BTreeMap<(&str, String), Found>> = Mutex::new(BTreeMap::new());
    if !process::compiles_one_crate() {
        return look();
    }
    let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    let place = (place.0, place.1.to_owned());
    found.entry(place).or_insert_with(look).clone()
}

/// What is in a file; `None` where nothing has its name.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Vec<Fault>> {
    // The link, not what it points to: a link to nowhere is a mistake and not an absent file.
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        // To read a pipe would wait for ever.
        Ok(found) if !found.is_file() && !found.is_symlink() => {
            return Err(vec![Fault::new(
                package::shown(path),
                "it is no file",
                "write a file of that name, or call what is there by another",
            )]);
        }
        _ => {}
    }
    fs::read(path).map(Some).map_err(|error| {
        vec![Fault::new(
            package::shown(path),
            format!("it cannot be read: {error}"),
            "make it a file that the compiler may read, or remove it",
        )]
    })
}

#[cfg(test)]
mod tests;
