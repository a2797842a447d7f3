//! Types of a program's own inside of request structs: one that is not decoded, or has no rules, is
//! refused once, by what asks for it first, and stands in for itself elsewhere.
//!
//! Of each question there are two answers: an inherent one for the types that are what they should
//! be, which goes before that of the trait for any type at all.

use std::marker::PhantomData;

use garde::Validate;
use serde::de::{DeserializeOwned, Deserializer, Error as _};

use super::bounded::Bounded;
use super::extract::Input;
use super::field::Shape;

/// How a struct is decoded that holds a type which is not.
pub trait AnyDecoded<T> {
    /// Not at all.
    ///
    /// # Errors
    ///
    /// Always.
    fn deserialize<'de, D: Deserializer<'de>>(_: D) -> Result<T, D::Error> {
        Err(D::Error::custom("not decoded"))
    }
}

/// Reads a value from its place in a request.
#[derive(Debug)]
pub struct Read<T>(PhantomData<T>);

impl<T: DeserializeOwned> Read<T> {
    /// The body.
    pub fn body(input: &mut Input<'_>) -> Option<T> {
        input.body()
    }

    /// The value of the field at `index`, which is not in the body.
    pub fn text(input: &mut Input<'_>, index: usize) -> Option<T> {
        input.text(index)
    }

    /// The value of the field at `index`, which is not in the body, or a default.
    pub fn text_or(
        input: &mut Input<'_>,
        index: usize,
        default: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        input.text_or(index, default)
    }
}

/// The same of types that are not decoded: there is nothing to be read.
pub trait AnyRead<T> {
    /// No body.
    fn body(_: &mut Input<'_>) -> Option<T> {
        None
    }

    /// No value.
    fn text(_: &mut Input<'_>, _: usize) -> Option<T> {
        None
    }

    /// No value, whatever the default.
    fn text_or(_: &mut Input<'_>, _: usize, _: impl FnOnce() -> Option<T>) -> Option<T> {
        None
    }
}

impl<T> AnyRead<T> for Read<T> {}

/// Asks for a type that has rules: `Ruled::<T>::IT`.
#[derive(Debug)]
pub struct Ruled<T>(PhantomData<T>);

impl<T: Validate> Ruled<T> {
    /// The type itself.
    pub const IT: PhantomData<T> = PhantomData;
}

/// The same of types that have none, which `dive` refuses.
pub trait AnyRules {
    /// In their place, what is always there.
    const IT: PhantomData<()> = PhantomData;
}

impl<T> AnyRules for Ruled<T> {}

/// What the values of a type look like.
pub const fn shape<T: Bounded>(_: PhantomData<T>) -> Shape {
    T::SHAPE
}
