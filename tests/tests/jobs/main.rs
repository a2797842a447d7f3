//! Background jobs: when they run, how they end, and who of several instances runs them.

mod alone;
mod counts;
mod crashes;
mod outages;
mod place;
mod probe;
mod scene;
mod served;
mod shared;
