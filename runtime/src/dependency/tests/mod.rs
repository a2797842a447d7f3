//! What a guarded call does, sentence by sentence, by a clock that the test turns.

mod attempts;
mod attribute;
mod breakers;
mod bulkheads;
mod cancellation;
mod clients;
mod deadlines;
mod fallbacks;
mod fixture;
mod guards;
mod hedges;
mod retries;
