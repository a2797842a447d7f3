//! What the tests of behaviour share: a service on a socket, and a client that sends exact bytes.

pub mod limits;
pub mod servers;
mod service;
mod wire;

pub use service::Service;
pub use wire::{Answer, Connection, Request};
