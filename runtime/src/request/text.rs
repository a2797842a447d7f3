//! Values of the query, the path and the headers, decoded from text by a field's own type.

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::mistake::Mistake;

/// One piece of text, as a number, a bool, a character, a string, a unit variant, or a wrapper
/// around one of those.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) &'a str);

/// All values under one name: a list takes them all, anything else takes exactly one.
#[derive(Debug)]
pub(crate) struct Texts<'a> {
    pub(crate) first: &'a str,
    pub(crate) more: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    fn only(&self) -> Result<Text<'a>, Mistake> {
        match self.more.as_slice() {
            [] => Ok(Text(self.first)),
            _ => Err(Mistake::Repeated),
        }
    }
}

/// No value at all, which an `Option` takes for `None`.
#[derive(Debug)]
pub(crate) struct Absent;

macro_rules! numbers {
    ($($deserialize:ident $visit:ident $type:ident;)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            // `parse` takes a plus sign, which no number on the wire has.
            match self.0.parse::<$type>() {
                Ok(number) if !self.0.starts_with('+') => visitor.$visit(number),
                _ => Err(Mistake::invalid_type(Unexpected::Str(self.0), &stringify!($type))),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(self.0)
    }

    numbers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        // `parse` takes `inf` and `nan` too, which JSON does not have.
        match self.0.parse::<f64>() {
            Ok(number) if number.is_finite() && !self.0.starts_with('+') => {
                visitor.visit_f64(number)
            }
            _ => Err(Mistake::invalid_type(Unexpected::Str(self.0), &"f64")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(Mistake::invalid_type(Unexpected::Str(other), &"a boolean")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_enum(StrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

macro_rules! one_text {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            self.only()?.$method(visitor)
        })*
    };
}

impl<'de> IntoDeserializer<'de, Mistake> for Text<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Texts<'_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.only() {
            Ok(text) => text.deserialize_any(visitor),
            Err(_) => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let all = std::iter::once(self.first).chain(self.more).map(Text);
        let mut list = SeqDeserializer::new(all);
        let value = visitor.visit_seq(&mut list)?;
        list.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.only()?.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.only()?.deserialize_any(visitor)
    }

    one_text! {
        deserialize_bool deserialize_char deserialize_str deserialize_string
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_f32 deserialize_f64 deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_map deserialize_identifier deserialize_ignored_any
    }
}

impl<'de> Deserializer<'de> for Absent {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mistake> {
        Err(Mistake::Missing)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde::Deserialize;

    use super::*;

    fn one<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Mistake> {
        many(&[text])
    }

    fn many<T: for<'de> Deserialize<'de>>(texts: &[&str]) -> Result<T, Mistake> {
        T::deserialize(Texts {
            first: texts[0],
            more: texts[1..].to_vec(),
        })
    }

    fn refused<T: for<'de> Deserialize<'de> + Debug>(text: &str) -> String {
        one::<T>(text).unwrap_err().to_string()
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        DarkRed,
        Blue,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(u16);

    #[test]
    fn text_becomes_what_the_type_asks_for() {
        assert_eq!(one::<u8>("255"), Ok(255));
        assert_eq!(one::<i64>("-1"), Ok(-1));
        assert_eq!(one::<f64>("1.5e3"), Ok(1500.0));
        assert_eq!(one::<bool>("true"), Ok(true));
        assert_eq!(one::<char>("é"), Ok('é'));
        assert_eq!(one::<String>(""), Ok(String::new()));
        assert_eq!(one::<Option<u8>>("7"), Ok(Some(7)));
        assert_eq!(one::<Wrapped>("7"), Ok(Wrapped(7)));
        assert_eq!(one::<Colour>("dark_red"), Ok(Colour::DarkRed));
        assert_eq!(many::<Vec<u8>>(&["1", "2"]), Ok(vec![1, 2]));
        assert_eq!(one::<Option<Vec<u8>>>("1"), Ok(Some(vec![1])));
        assert_eq!(many::<(u8, bool)>(&["1", "true"]), Ok((1, true)));
    }

    #[test]
    fn text_that_is_no_such_value_is_refused_in_plain_words() {
        assert_eq!(
            refused::<u8>("256"),
            "expected a whole number from 0 to 255"
        );
        assert_eq!(refused::<u8>("+1"), "expected a whole number from 0 to 255");
        assert_eq!(refused::<u8>(""), "expected a whole number from 0 to 255");
        assert_eq!(refused::<f64>("NaN"), "expected a number");
        assert_eq!(refused::<f32>("+1"), "expected a number");
        assert_eq!(refused::<bool>("yes"), "expected true or false");
        assert_eq!(refused::<char>("ab"), "expected a single character");
        assert_eq!(
            refused::<Colour>("green"),
            "expected one of `dark_red`, `blue`"
        );
    }

    #[test]
    fn several_values_are_a_list_or_a_mistake() {
        assert_eq!(many::<u8>(&["1", "2"]), Err(Mistake::Repeated));
        assert_eq!(many::<Option<String>>(&["1", "2"]), Err(Mistake::Repeated));
        assert_eq!(many::<Colour>(&["blue", "blue"]), Err(Mistake::Repeated));
        assert!(many::<(u8, u8)>(&["1", "2", "3"]).is_err());
    }

    #[test]
    fn only_an_option_may_be_absent() {
        assert_eq!(Option::<u8>::deserialize(Absent), Ok(None));
        assert_eq!(u8::deserialize(Absent), Err(Mistake::Missing));
        assert_eq!(Vec::<u8>::deserialize(Absent), Err(Mistake::Missing));
    }
}
