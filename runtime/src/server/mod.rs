//! The process around the endpoints: start, serve, be watched, stop.
#![doc = include_str!("../docs/server.md")]

mod admin;
mod around;
mod check;
mod dependencies;
mod drain;
#[cfg(feature = "logs")]
mod log_level;
mod outcome;
mod phase;
mod probes;
mod run;
mod running;
mod settings;
mod signals;

pub(crate) use around::Around;
#[cfg(feature = "testing")]
pub(crate) use around::Registration;
pub use outcome::RunError;
pub(crate) use phase::Life;
pub(crate) use probes::{PATHS as PROBES, Probes, answer_probe};
pub use settings::ServerSettings;
