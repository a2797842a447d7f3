//! The attribute and the derives of Hardpoint.
//!
//! Use them through the `hardpoint` crate, which re-exports and documents them.

mod errors;
mod paths;
