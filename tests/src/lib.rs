//! What the tests of behaviour share: a service on a socket or in a process of its own, a client that
//! sends exact bytes, a server that fails as it is told to, and a checker of what clients were told.

mod collector;
mod faulty;
mod free;
mod history;
mod instance;
pub mod limits;
pub mod openmetrics;
mod proxy;
mod seed;
pub mod servers;
mod service;
pub mod tokens;
mod wire;

pub use collector::{Collector, Manner, Seen};
pub use faulty::{Act, Arrival, Counts, Faulty, Gate};
pub use free::free_address;
pub use history::{Attempt, Effect, History, Promise, Violation};
pub use instance::{Instance, end_with_the_input};
pub use proxy::{Proxy, Side};
pub use seed::seed;
pub use service::Service;
pub use wire::{Answer, Connection, Request};
