//! `hardpoint.toml`: what the endpoints of a package promise where they do not say otherwise.
//!
//! [`sections`] reads the file's tables, [`suits`] knows which option may stand in which, and
//! [`setting`] is one option that stands there. What is wrong with the file is told once, at the
//! first endpoint of the package.

mod sections;
mod setting;
mod suits;

use std::sync::{Arc, Mutex, PoisonError};

use proc_macro2::{Span, TokenStream};

use crate::errors::Errors;
use crate::toml_file::{Fault, TomlFile, process};
use sections::Sections;
pub(crate) use setting::Setting;

/// The file's name.
pub(crate) const NAME: &str = "hardpoint.toml";

/// The file of the package that is being compiled, checked.
#[derive(Debug)]
pub(crate) struct Config {
    /// `None` if it could not be read; the faults say why.
    file: Option<Arc<TomlFile>>,
    sections: Sections,
    faults: Vec<Fault>,
    /// Whether other packages of the workspace have the same file.
    is_shared: bool,
}

/// A `[policy.NAME]`.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) at: String,
    pub(crate) settings: Vec<Setting>,
}

/// An option that `[require]` demands of each endpoint.
#[derive(Debug)]
pub(crate) struct Requirement {
    pub(crate) option: String,
    /// `hardpoint.toml:12:1`
    pub(crate) at: String,
}

impl Config {
    /// The configuration of the package that is being compiled; `None` where there is no file.
    pub(crate) fn of_package() -> Option<Arc<Self>> {
        match TomlFile::of_package(NAME) {
            Ok(file) => file.map(Self::checked),
            Err(faults) => Some(Arc::new(Self::unread(faults))),
        }
    }

    /// A file that could not be read.
    fn unread(faults: Vec<Fault>) -> Self {
        Self {
            file: None,
            sections: Sections::default(),
            faults,
            is_shared: false,
        }
    }

    /// The file, checked once for all endpoints of a package.
    fn checked(file: Arc<TomlFile>) -> Arc<Self> {
        static LAST: Mutex<Option<Arc<Config>>> = Mutex::new(None);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = &*last
            && config
                .file
                .as_ref()
                .is_some_and(|of| Arc::ptr_eq(of, &file))
        {
            return config.clone();
        }
        let is_shared = !file.is_beside_manifest();
        let config = Arc::new(Self::check(file, is_shared));
        *last = Some(config.clone());
        config
    }

    fn check(file: Arc<TomlFile>, is_shared: bool) -> Self {
        let mut faults = Vec::new();
        let sections = Sections::read(&file, &mut faults);
        Self {
            file: Some(file),
            sections,
            faults,
            is_shared,
        }
    }

    /// What a file with this text configures.
    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        match TomlFile::of_text(NAME, text) {
            Ok(file) => Self::check(file, false),
            Err(faults) => Self::unread(faults),
        }
    }

    /// Whether the file could be read, right or wrong.
    pub(crate) fn is_readable(&self) -> bool {
        self.file.is_some()
    }

    /// The file as it is called in messages; only one that could be read has policies to name.
    pub(crate) fn name(&self) -> &str {
        self.file.as_ref().map_or(NAME, |file| file.name())
    }

    /// What holds for every endpoint.
    pub(crate) fn defaults(&self) -> &[Setting] {
        &self.sections.defaults
    }

    /// What holds for the endpoints that name it, in the file's order.
    pub(crate) fn policies(&self) -> &[Policy] {
        &self.sections.policies
    }

    /// The policies that this package is expected to use, each with where it stands; one that none
    /// of its endpoints names is told at start. Those of a workspace may be another package's.
    pub(crate) fn declared(&self) -> impl Iterator<Item = String> {
        let own = self.policies().iter().filter(|_| !self.is_shared);
        own.map(|Policy { name, at, .. }| format!("{name} {at}"))
    }

    /// What every endpoint must say.
    pub(crate) fn required(&self) -> &[Requirement] {
        &self.sections.required
    }

    /// What makes cargo build again when the file has changed: one item for the whole crate, for
    /// a hundred would cost a twentieth of what it takes to check a hundred endpoints. It must
    /// stand by itself, where no `#[cfg]` of an endpoint takes it away.
    pub(crate) fn tracked(&self) -> Option<TokenStream> {
        let file = self.file.as_ref()?;
        (!process::was_said(format!("track {}", file.name()))).then(|| file.tracked())
    }

    /// Notes everything that is wrong with the file at `span`, which is at the first endpoint. A
    /// language server shows by itself what each expansion yields, and is told at each.
    pub(crate) fn tell(&self, span: Span, errors: &mut Errors) {
        if self.faults.is_empty() || process::was_said(format!("{:?}", self.faults)) {
            return;
        }
        for fault in &self.faults {
            fault.tell(span, errors);
        }
    }
}

#[cfg(test)]
mod tests;
