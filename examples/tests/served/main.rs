//! The examples as their users run them: processes, answering over sockets.

mod alone;
mod cached;
mod example;
mod limits;
mod once;
mod orders;
mod starts;
mod watched;
mod who;
