//! What leads a breaker from one state to another.

mod interleavings;
mod naive;
mod one_by_one;
