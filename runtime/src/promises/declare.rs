//! What is written for every endpoint, less what only `#[endpoint]` knows of it.
//!
//! The attribute is a program that nobody has optimised, and it makes the tokens of its expansion
//! one by one; the compiler writes out a macro by example in a fraction of that time.

/// Makes an endpoint of a type: its value, what it promises, and how a call of it begins.
///
/// What a user wrote comes here token by token, and keeps its place.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    (
        type $name:ident;
        value {$($of_value:tt)*} {$($value_visibility:tt)*} $value:ident;
        impl {$($of_impl:tt)*};
        routed {$({$($of_routed:tt)*} $routed:ident)?};
        says $text:literal $keys:tt;
        errors {$($errors:ty)?};
        arguments {$($(#[$cfg:meta])* $argument:ty,)*};
        invocation $invocation:tt
    ) => {
        $($of_value)*
        #[doc(hidden)]
        #[allow(dead_code, reason = "a list of endpoints names the type alone")]
        $($value_visibility)* static $value: $crate::__private::Mountable<$name> =
            $crate::__private::Mountable::IT;

        $($of_impl)*
        impl $crate::__private::Declared for $name {
            // Of types that are known, inherent constants are asked; they go before those of the
            // traits for all others, which are in scope.
            const PROMISES: $crate::__private::Promises =
                $crate::__private::Promises::new(
                    $text,
                    $keys,
                    ::core::module_path!(),
                    [$($(#[$cfg])* $crate::__private::Probe::<$argument>::FACTS),*],
                )
                $(.errors($crate::__private::CodesOf::<$errors>::KNOWN))?;

            fn invocation() -> $crate::__private::Invocation $invocation
        }

        $(
            $($of_routed)*
            impl $crate::__private::Routed for $routed {}
        )?
    };
}
