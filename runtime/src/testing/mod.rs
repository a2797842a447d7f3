//! A service in a user's own tests: a clock that is turned, a store that is broken, no sockets.
#![doc = include_str!("../docs/testing.md")]

mod answer;
mod call;
mod service;
#[doc(hidden)]
pub mod stand;
mod store;

pub use answer::TestAnswer;
pub use call::{Begun, TestCall};
pub use service::TestService;
pub use store::TestStore;
