//! `criticality`: what is given up first under load.

/// What is given up first under load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Criticality {
    /// Kept to the last: a part of the capacity is kept for it.
    Critical,
    /// In between.
    #[default]
    Default,
    /// The first to be refused.
    Sheddable,
}
