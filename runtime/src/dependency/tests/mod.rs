//! What a guarded call does, sentence by sentence, by a clock that the test turns.

mod calls;
mod fixture;
