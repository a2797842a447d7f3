//! Background jobs: when they run, how they end, and who of several instances runs them.

mod alone;
mod counts;
mod probe;
mod scene;
