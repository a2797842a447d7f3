//! Calls of others, over sockets and over virtual time, while those others fail.

mod breakers;
mod bulkheads;
mod cancelled;
mod clients;
mod endpoints;
mod fallbacks;
mod hedges;
mod postgres;
mod retries;
mod scene;
mod simulation;
mod timeouts;
mod turned;
