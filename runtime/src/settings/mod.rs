//! Settings: what a service is told when it starts, checked before and at the start.
//!
//! [`derive(Settings)`](derive@crate::Settings) makes a struct read itself from its defaults, from
//! a file that is checked in, from a file at start and from the environment.

#[doc(hidden)]
pub mod derive;
mod effective;
mod fault;
mod file;
mod group;
mod leaf;
mod load;
mod names;
mod reader;
mod secret;
mod secret_file;
mod setting;
mod shown;
mod source;
mod text;
mod wanted;

pub use effective::{Effective, Loaded};
pub use fault::{SettingsError, SettingsFault};
pub use group::{Group, Settings};
/// What a type must be able to do that a [`Secret`] keeps.
pub use secrecy::zeroize::Zeroize;
pub use secret::{Clear, Secret};
pub use setting::{Complaint, Setting};
pub use source::Source;

#[cfg(test)]
mod tests;
