//! What the attributes on functions share: how they are read, and rules that all of them have.
//!
//! [`input`] and [`function`] hold what was written, with its places, right or wrong. [`options`]
//! and [`signature`] have rules; each attribute adds its own.

mod function;
mod input;
pub(crate) mod options;
pub(crate) mod signature;

pub(crate) use function::{Above, FunctionInput};
pub(crate) use input::{AttributeInput, Known, OptionInput, Value};
pub(crate) use options::{Stated, Vocabulary};
