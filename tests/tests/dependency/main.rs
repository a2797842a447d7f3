//! Calls of others, over sockets, while those others fail.

mod breakers;
mod bulkheads;
mod cancelled;
mod endpoints;
mod fallbacks;
mod hedges;
mod postgres;
mod retries;
mod scene;
mod timeouts;
