//! A struct of settings, and one that loads itself.

use std::path::Path;

use hardpoint_policy::setting::{Entry, Field};

use super::effective::Loaded;
use super::fault::SettingsError;
use super::load::load;
use super::reader::Reader;
use crate::environment::Environment;

/// A struct of settings, as `#[derive(Settings)]` makes it; it can be nested in another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no struct of settings, and `nested` says that it is\n\
               help: `#[derive(Settings)]` above `{Self}`, or remove `nested` above the field",
    label = "no settings are listed for it"
)]
pub trait Group: Sized {
    /// Its fields.
    #[doc(hidden)]
    const FIELDS: &'static [Field<'static>];

    /// Whether it has a prefix or a file of its own, which would not count where it is nested.
    #[doc(hidden)]
    const IS_WHOLE: bool;

    /// Reads the fields, all of them before the first is missed.
    #[doc(hidden)]
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// The settings of a service, as `#[derive(Settings)]` makes them.
///
/// A value comes from the highest of its sources: a default, the file that is checked in, the file
/// that is named at start, the environment. All that is wrong with any of them is told at once.
pub trait Settings: Group {
    /// What the names of the variables begin with.
    #[doc(hidden)]
    const PREFIX: &'static str;

    /// The file that is checked in, and what stands in it.
    #[doc(hidden)]
    const FILE: CheckedIn;

    /// Variables with the prefix that are somebody else's.
    #[doc(hidden)]
    const IGNORED: &'static [&'static str];

    /// Loads them, from the process's environment and from the file that `PREFIX_SETTINGS_FILE`
    /// names, if it does.
    ///
    /// # Errors
    ///
    /// All faults there are, in one list; see [`SettingsError`].
    fn load() -> Result<Self, SettingsError> {
        Self::load_with_sources().map(Loaded::into_inner)
    }

    /// The same, together with where each value comes from.
    ///
    /// # Errors
    ///
    /// All faults there are, in one list.
    fn load_with_sources() -> Result<Loaded<Self>, SettingsError> {
        Self::load_from(&Environment::process(), None)
    }

    /// The same from other variables, and from a file that is named here and not by a variable.
    ///
    /// # Errors
    ///
    /// All faults there are, in one list; a file that is named here and by `PREFIX_SETTINGS_FILE`
    /// too is one of them.
    fn load_from(
        environment: &Environment,
        file: Option<&Path>,
    ) -> Result<Loaded<Self>, SettingsError> {
        load(environment, file)
    }
}

/// A file that was checked in, as it was when the program was built.
#[derive(Debug, Clone, Copy)]
pub struct CheckedIn {
    /// Its path from the package's folder.
    pub name: &'static str,
    /// What stands in it.
    pub entries: &'static [Entry],
}

impl CheckedIn {
    /// No file.
    pub const NONE: Self = Self {
        name: "",
        entries: &[],
    };
}
