//! Answers that instances share, and what they hear of each other: on real servers, and while the
//! ways to them are cut.

mod cable;
mod not_old;
mod postgres;
mod race;
mod redis;
mod shared;
mod successors;
mod world;
