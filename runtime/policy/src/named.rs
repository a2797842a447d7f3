//! Rules that are called what their functions are called.

/// Rules with the names of their functions.
macro_rules! named {
    ($check:ty: $($file:ident::$rule:ident,)*) => {
        &[$((stringify!($rule), {
            let check: $check = |subject| $file::$rule(subject).into_iter().collect();
            check
        })),*]
    };
}

pub(crate) use named;
