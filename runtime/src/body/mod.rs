//! Reading a request's body: all of it, within its limit, its deadline and a least rate.
//!
//! [`read()`] gives the bytes twice: as they were sent, for extractors that are not ours
//! ([`ReadBody::to_payload`]), and with the content coding undone, for ours and for fingerprints
//! ([`ReadBody::decoded`]). What cannot be read is a [`BodyFault`], which carries the part that
//! was not read, because what becomes of that part decides what becomes of the connection; see
//! [`hold_until_sent`].

mod coding;
mod fault;
mod hold;
#[cfg(feature = "compress")]
mod inflate;
mod pace;
mod read;
mod shared;
#[cfg(test)]
mod tests;

pub(crate) use fault::BodyFault;
use fault::BodyFaultKind;
pub(crate) use hold::{hold_until_sent, let_arrive};
pub(crate) use read::{fault_declared, is_announced, read};
pub(crate) use shared::SharedPayload;
