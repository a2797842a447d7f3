//! The examples as their users run them: processes, answering over sockets.

mod alone;
mod cached;
mod example;
mod limits;
mod once;
mod orders;
mod restocked;
mod starts;
mod stocktaking;
mod traced;
mod warehouse;
mod watched;
mod who;
