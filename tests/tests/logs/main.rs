//! The log of a process: what is in it, and what never is.

mod levels;
mod outputs;
mod process;
mod requests;
mod secrets;
