//! `Bounded`: the types whose values cannot grow without limit.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num;
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;

use super::field::{Shape, leaf};

/// A type whose values have an upper bound on their size, whatever a client sends.
///
/// Every field of a request either is of such a type, or is text, a list or a map whose bound
/// its `#[garde(length(max = …))]` says. Numbers, `bool`, `char`, addresses, `Uuid`, and every
/// type that derives `ApiRequest` are bounded; so are `Option`, `Box`, arrays and tuples of them.
///
/// Implement it for a type of your own that keeps the promise by itself. It decodes itself, and
/// what it does not know is refused.
///
/// ```
/// use serde::Deserialize;
///
/// /// Three letters, checked when read.
/// #[derive(Deserialize)]
/// #[serde(try_from = "String")]
/// struct Currency([u8; 3]);
///
/// impl TryFrom<String> for Currency {
///     type Error = &'static str;
///
///     fn try_from(text: String) -> Result<Self, Self::Error> {
///         text.as_bytes().try_into().map(Self).map_err(|_| "expected three letters")
///     }
/// }
///
/// impl hardpoint::Bounded for Currency {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no upper bound that is known here\n\
               help: write `String`, `Vec`, `HashMap`, … by their names, and not an alias, with `#[garde(length(max = 64))]`; \
               derive `hardpoint::ApiRequest` for a struct or enum of your own, which has body fields only where it stands inside of another; \
               or say why it needs none, `#[api(unbounded = \"why\")]`",
    label = "not `Bounded`"
)]
pub trait Bounded: DeserializeOwned {
    /// What its values look like.
    #[doc(hidden)]
    const SHAPE: Shape = Shape::Leaf(leaf::<Self>);
}

// What is missing is named by the notes above; a list of numbers and tuples would bury them.
macro_rules! bounded {
    ($($type:ty),* $(,)?) => { $(#[diagnostic::do_not_recommend] impl Bounded for $type {})* };
}

bounded! {
    (), bool, char, f32, f64,
    u8, u16, u32, u64, u128, usize,
    i8, i16, i32, i64, i128, isize,
    num::NonZeroU8, num::NonZeroU16, num::NonZeroU32, num::NonZeroU64, num::NonZeroU128,
    num::NonZeroUsize, num::NonZeroI8, num::NonZeroI16, num::NonZeroI32, num::NonZeroI64,
    num::NonZeroI128, num::NonZeroIsize,
    IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6,
    Duration, SystemTime, uuid::Uuid,
}

#[diagnostic::do_not_recommend]
impl<T: Bounded> Bounded for Option<T> {
    const SHAPE: Shape = Shape::Optional(&T::SHAPE);
}

#[diagnostic::do_not_recommend]
impl<T: Bounded> Bounded for Box<T> {
    const SHAPE: Shape = T::SHAPE;
}

#[diagnostic::do_not_recommend]
impl<T: Bounded> Bounded for PhantomData<T> {}

#[diagnostic::do_not_recommend]
impl<T: Bounded, const N: usize> Bounded for [T; N] where [T; N]: DeserializeOwned {}

macro_rules! bounded_tuples {
    ($(($($name:ident)+))*) => { $(#[diagnostic::do_not_recommend] impl<$($name: Bounded),+> Bounded for ($($name,)+) {})* };
}

bounded_tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
}

/// Looks a type's shape up where it is [`Bounded`], for fields that need not be.
#[derive(Debug)]
pub struct ShapeOf<T>(PhantomData<T>);

impl<T: Bounded> ShapeOf<T> {
    /// The type's own shape; preferred to [`AnyShape::SHAPE`], as inherent constants are.
    pub const SHAPE: Shape = T::SHAPE;
}

/// What is known of any type at all.
pub trait AnyShape {
    /// That it decodes itself.
    const SHAPE: Shape;
}

impl<T: DeserializeOwned> AnyShape for ShapeOf<T> {
    const SHAPE: Shape = Shape::Leaf(leaf::<T>);
}
