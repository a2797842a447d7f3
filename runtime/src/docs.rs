//! Pages about what is no item of this crate.

#[doc = include_str!("docs/hardpoint_toml.md")]
pub mod hardpoint_toml {}

#[doc = include_str!("docs/rules.md")]
pub mod rules {}

#[doc = include_str!("docs/overrides.md")]
pub mod overrides {}
