//! What a guarded call does, sentence by sentence, by a clock that the test turns.

mod attribute;
mod calls;
mod fixture;
