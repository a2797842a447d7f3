//! What a scraper is told: every series from the start, each moved by exactly what happened, in
//! formats that strict readers read, and no more of them whatever clients send.

mod bounds;
mod cache;
mod dependencies;
mod formats;
mod idempotency;
mod limits;
mod own;
mod process;
mod requests;
mod two;
mod world;
