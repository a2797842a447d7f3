//! Spans on their way to a collector: chosen, kept for a while, made into messages, sent.

mod message;
mod sampling;
mod send;
mod tally;
mod waiting;

pub(super) use self::message::Messages;
pub(super) use self::sampling::{Sampling, Stranger};
pub(super) use self::send::{Endpoint, Sender};
pub(super) use self::tally::Tally;
pub(super) use self::waiting::{Shipping, Waiting};
