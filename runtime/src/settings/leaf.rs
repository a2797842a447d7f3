//! A field's type, of which the derive knows only the name: how it is read, and what is known of
//! its values.
//!
//! `Leaf::<T>::KIND` is an inherent constant for a [`Setting`] and that of [`AnyKind`] for every
//! other type; `(&Leaf::<T>::NEW).reader()` is the inherent method for a [`Setting`], that of
//! [`ByFromStr`] for what reads itself from text, and that of [`Neither`] for the rest, which the
//! compiler refuses in the words of [`Setting`].

use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

use hardpoint_policy::setting::{Field, Kind, Value};

use super::group::Group;
use super::setting::{Complaint, Setting};

/// How a type is read.
pub(super) type Reader<T> = fn(&Value<'_>) -> Result<T, Complaint>;

/// Asks what is known of a type.
#[derive(Debug)]
pub struct Leaf<T>(PhantomData<T>);

impl<T> Leaf<T> {
    /// The question.
    pub const NEW: Self = Self(PhantomData);
}

impl<T: Setting> Leaf<T> {
    /// What its values look like.
    pub const KIND: Kind = T::KIND;

    /// How it is read.
    pub fn reader(&self) -> Reader<T> {
        T::read
    }
}

impl<T: Group> Leaf<T> {
    /// The fields of a struct that is nested.
    pub const FIELDS: &'static [Field<'static>] = T::FIELDS;

    /// Whether it has a prefix of its own.
    pub const IS_WHOLE: bool = T::IS_WHOLE;
}

/// What holds for types that are no structs of settings: the compiler refuses them where they are
/// read, and nowhere else.
pub trait AnyGroup {
    /// None that is known.
    const FIELDS: &'static [Field<'static>] = &[];

    /// It has none.
    const IS_WHOLE: bool = false;
}

impl<T> AnyGroup for Leaf<T> {}

/// What holds for types of which nothing is known.
pub trait AnyKind {
    /// Only code that runs can tell.
    const KIND: Kind = Kind::Other;
}

impl<T> AnyKind for Leaf<T> {}

impl<T: FromStr> Leaf<T>
where
    T::Err: Display,
{
    /// Whether it reads itself from text.
    pub const READS_TEXT: bool = true;
}

/// What holds for all other types.
pub trait AnyText {
    /// They do not.
    const READS_TEXT: bool = false;
}

impl<T> AnyText for Leaf<T> {}

/// Types that read themselves from text.
pub trait ByFromStr<T> {
    /// How it is read.
    fn reader(&self) -> Reader<T>;
}

impl<T: FromStr> ByFromStr<T> for Leaf<T>
where
    T::Err: Display,
{
    fn reader(&self) -> Reader<T> {
        |value| {
            let read = value.text().parse();
            read.map_err(|error: T::Err| Complaint(Some(error.to_string())))
        }
    }
}

/// All other types.
pub trait Neither<T> {
    /// There is no way.
    fn reader(&self) -> Reader<T>
    where
        T: Setting;
}

impl<T> Neither<T> for &Leaf<T> {
    fn reader(&self) -> Reader<T>
    where
        T: Setting,
    {
        T::read
    }
}
