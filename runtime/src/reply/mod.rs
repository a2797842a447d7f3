//! Answers that went well: the envelope, statuses that say more than 200, and pages.
#![doc = include_str!("../docs/reply.md")]

mod accepted;
mod created;
mod cursor;
mod envelope;
mod limit;
mod links;
mod no_content;
mod ok;
mod page;

pub use accepted::Accepted;
pub use created::Created;
pub use cursor::{Cursor, Toward};
pub use limit::PageLimit;
pub use no_content::NoContent;
pub use ok::Reply;
pub use page::Page;

pub use crate::manners::{CursorKey, ShortKey};
