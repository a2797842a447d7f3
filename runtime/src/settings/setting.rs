//! Types that a setting can have.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use hardpoint_policy::setting::{Kind, PolicyKind, Value, Whole, Width, items};
use hardpoint_policy::{
    BodyLimit, CachePolicy, Concurrency, Criticality, Idempotency, Rate, Size, Timeout,
};

use super::secret::{Clear, Secret};

/// A type whose values a setting can have, and of which the compiler knows what they look like.
///
/// It is there for whole numbers of all widths, `f32`, `f64`, `bool`, `char`, text, paths, IP and
/// socket addresses, durations, sizes, policies, for [`Secret`], `Option` and `Vec` of them, and
/// for the enums above which `#[derive(Settings)]` stands. A type of yours that is
/// [`FromStr`](std::str::FromStr) needs no more than that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a setting: nothing says how it is read\n\
               help: `#[derive(Settings)]` above an enum of names, `impl std::str::FromStr` for another type, `#[setting(nested)]` above a field that is a struct of settings",
    label = "this cannot be read from text"
)]
pub trait Setting: Sized {
    /// What its values look like.
    #[doc(hidden)]
    const KIND: Kind;

    /// Reads a value that fits the kind.
    #[doc(hidden)]
    fn read(value: &Value<'_>) -> Result<Self, Complaint>;
}

/// Why a value could not be read, where its reader says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Complaint(pub(super) Option<String>);

/// What can be read from text by the standard library, or by the policies.
macro_rules! from_text {
    ($($ty:ty: $kind:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Setting for $ty {
            const KIND: Kind = $kind;

            fn read(value: &Value<'_>) -> Result<Self, Complaint> {
                value.text().trim_ascii().parse().map_err(|_| Complaint(None))
            }
        }
    )+};
}

from_text! {
    bool: Kind::Switch;
    f32: Kind::Fraction(32);
    f64: Kind::Fraction(64);
    IpAddr: Kind::Ip;
    Ipv4Addr: Kind::IpV4;
    Ipv6Addr: Kind::IpV6;
    SocketAddr: Kind::Socket;
    SocketAddrV4: Kind::SocketV4;
    SocketAddrV6: Kind::SocketV6;
    Size: Kind::Size;
    hardpoint_policy::Duration: Kind::Duration;
    Rate: Kind::Policy(PolicyKind::Rate);
    Timeout: Kind::Policy(PolicyKind::Timeout);
    BodyLimit: Kind::Policy(PolicyKind::Body);
    Concurrency: Kind::Policy(PolicyKind::Concurrency);
    CachePolicy: Kind::Policy(PolicyKind::Cache);
    Idempotency: Kind::Policy(PolicyKind::Idempotency);
    Criticality: Kind::Policy(PolicyKind::Criticality);
}

/// Whole numbers of all widths, with and without zero.
macro_rules! whole {
    ($($ty:ty: $is_signed:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Setting for $ty {
            const KIND: Kind = Kind::Whole(Width::new(<$ty>::BITS, $is_signed));

            fn read(value: &Value<'_>) -> Result<Self, Complaint> {
                number(value).and_then(Whole::narrow).ok_or_else(Complaint::default)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Setting for NonZero<$ty> {
            const KIND: Kind = Kind::Whole(Width {
                is_nonzero: true,
                ..Width::new(<$ty>::BITS, $is_signed)
            });

            fn read(value: &Value<'_>) -> Result<Self, Complaint> {
                let number = number(value).and_then(Whole::narrow).and_then(Self::new);
                number.ok_or_else(Complaint::default)
            }
        }
    )+};
}

whole! {
    u8: false; u16: false; u32: false; u64: false; u128: false; usize: false;
    i8: true; i16: true; i32: true; i64: true; i128: true; isize: true;
}

fn number(value: &Value<'_>) -> Option<Whole> {
    match value {
        Value::Whole(number) => Some(*number),
        other => Whole::read(other.text().trim_ascii()),
    }
}

/// Text that is taken as it is.
macro_rules! text {
    ($($ty:ty: $kind:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Setting for $ty {
            const KIND: Kind = $kind;

            fn read(value: &Value<'_>) -> Result<Self, Complaint> {
                Ok(value.text().into_owned().into())
            }
        }
    )+};
}

text! {
    String: Kind::Text;
    Box<str>: Kind::Text;
    Arc<str>: Kind::Text;
    Cow<'static, str>: Kind::Text;
    PathBuf: Kind::Path;
}

#[diagnostic::do_not_recommend]
impl Setting for char {
    const KIND: Kind = Kind::Character;

    fn read(value: &Value<'_>) -> Result<Self, Complaint> {
        value.text().parse().map_err(|_| Complaint(None))
    }
}

#[diagnostic::do_not_recommend]
impl Setting for std::time::Duration {
    const KIND: Kind = Kind::Duration;

    fn read(value: &Value<'_>) -> Result<Self, Complaint> {
        <hardpoint_policy::Duration as Setting>::read(value).map(hardpoint_policy::Duration::to_std)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Setting> Setting for Option<T> {
    const KIND: Kind = Kind::Optional(&T::KIND);

    fn read(value: &Value<'_>) -> Result<Self, Complaint> {
        optional(T::read)(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Setting> Setting for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);

    fn read(value: &Value<'_>) -> Result<Self, Complaint> {
        list(T::read)(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Setting + Clear> Setting for Secret<T> {
    const KIND: Kind = Kind::Secret(&T::KIND);

    fn read(value: &Value<'_>) -> Result<Self, Complaint> {
        secret(clearing(), T::read)(value)
    }
}

/// Reads what may be absent; an empty variable says that it is.
pub fn optional<T>(
    read: impl Fn(&Value<'_>) -> Result<T, Complaint>,
) -> impl Fn(&Value<'_>) -> Result<Option<T>, Complaint> {
    move |value| match value {
        Value::Word("") => Ok(None),
        _ => read(value).map(Some),
    }
}

/// Reads several: a list in a file, or one text with commas.
pub fn list<T>(
    read: impl Fn(&Value<'_>) -> Result<T, Complaint>,
) -> impl Fn(&Value<'_>) -> Result<Vec<T>, Complaint> {
    move |value| match value {
        Value::List(items) => items.iter().map(&read).collect(),
        Value::Word(text) => {
            let mut next = 0;
            let items = std::iter::from_fn(|| {
                let (item, after) = items(text, next)?;
                next = after;
                Some(Value::Word(item))
            });
            items.map(|item| read(&item)).collect()
        }
        _ => Err(Complaint(None)),
    }
}

/// Reads what must not be shown, and is cleared in this way; nor must what its reader complains of
/// be shown.
pub fn secret<T>(
    clear: fn(&mut T),
    read: impl Fn(&Value<'_>) -> Result<T, Complaint>,
) -> impl Fn(&Value<'_>) -> Result<Secret<T>, Complaint> {
    move |value| match read(value) {
        Ok(read) => Ok(Secret::cleared_by(clear, read)),
        Err(_) => Err(Complaint(None)),
    }
}

/// How a type is cleared: what cannot be is refused here, and nowhere else.
pub fn clearing<T: Clear>() -> fn(&mut T) {
    T::zeroize
}
