//! Settings: what the values of one look like, and what is wrong with a value or with a file.
//!
//! What decides here is `const fn`. `derive(Settings)` calls it while it expands; the compiler
//! calls it when it evaluates the constants of a struct, whose nested structs no macro can see;
//! and the program calls it when it starts. So a value is refused by the same code and in the same
//! words wherever it stands.
//!
//! ```
//! use hardpoint_policy::setting::{Fit, Kind, Range, Value, expected, fit};
//!
//! const FIT: Fit = fit(&Kind::Duration, &Range::ALL, &Value::Word("5 minutes"));
//! assert_eq!(FIT, Fit::Unfit);
//! let expected = expected(&Kind::Duration, &Range::ALL, "Duration");
//! assert_eq!(expected.as_str(), "a duration such as `5s`");
//! ```

mod address;
mod advice;
mod amount;
mod expected;
mod file;
mod fit;
mod kind;
mod names;
mod presence;
mod range;
mod schema;
mod secrecy;
mod value;
mod words;

pub use advice::{advice, advise};
pub use expected::expected;
pub use file::{Entry, Misfit, entry_fault, misfit};
pub use fit::{Fit, fit, fit_now, items};
pub use kind::{Kind, PolicyKind, Width};
pub use names::{clash, push_variable};
pub use presence::missing_fault;
pub use range::{Bound, Range, bound_fault, default_fault};
pub use schema::{Content, Default, Field, Path, Spec};
pub use secrecy::{holds_password, secrecy_fault};
pub use value::{Value, Whole};
pub use words::Words;

#[cfg(test)]
mod tests;
