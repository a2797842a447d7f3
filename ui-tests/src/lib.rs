//! What must compile and what must not, with the words the compiler says; see `tests/`.
