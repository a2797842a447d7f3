//! A JSON value as a deserializer whose mistakes are said in the words of JSON.
//!
//! serde_json's own says what is wrong in Rust's words, as text. This one runs only when a body
//! has been refused, to find out everything that is wrong with it.

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Number, Value};

use super::mistake::Mistake;
use super::text::Text;

/// A value of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<'a>(pub(crate) &'a Value);

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => visit_number(number, visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(values) => visit_list(values, visitor),
            Value::Object(members) => visit_object(members, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    /// An object only, as [`super::strict::Strict`] has it.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Object(members) => visit_object(members, visitor),
            _ => Err(Mistake::invalid_type(Unexpected::Unit, &"a map")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(StrDeserializer::new(name)),
            Value::Object(members) if members.len() == 1 => {
                let members = members.iter().map(|(key, value)| (Key(key), Json(value)));
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(members)))
            }
            _ => Err(Mistake::invalid_type(Unexpected::Unit, &"a string")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Mistake> {
    if let Some(value) = number.as_u64() {
        visitor.visit_u64(value)
    } else if let Some(value) = number.as_i64() {
        visitor.visit_i64(value)
    } else {
        // Without serde_json's `arbitrary_precision` every other number is a float.
        visitor.visit_f64(number.as_f64().unwrap_or(f64::MAX))
    }
}

fn visit_list<'de, V: Visitor<'de>>(values: &'de [Value], visitor: V) -> Result<V::Value, Mistake> {
    let mut list = SeqDeserializer::new(values.iter().map(Json));
    let value = visitor.visit_seq(&mut list)?;
    list.end()?;
    Ok(value)
}

fn visit_object<'de, V: Visitor<'de>>(
    members: &'de Map<String, Value>,
    visitor: V,
) -> Result<V::Value, Mistake> {
    let members = members.iter().map(|(key, value)| (Key(key), Json(value)));
    visitor.visit_map(MapDeserializer::new(members))
}

impl<'de> IntoDeserializer<'de, Mistake> for Json<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A key of an object, which may be a number's or a variant's text.
#[derive(Clone, Copy)]
struct Key<'a>(&'a str);

impl<'de, 'a: 'de> IntoDeserializer<'de, Mistake> for Key<'a> {
    type Deserializer = Text<'a>;

    fn into_deserializer(self) -> Text<'a> {
        Text(self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Unit,
        Pair(u8, u8),
        Named { a: Option<bool> },
    }

    fn read<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, Mistake> {
        T::deserialize(Json(&value))
    }

    #[test]
    fn it_reads_what_serde_json_reads() {
        assert_eq!(read(json!(-3)), Ok(-3_i8));
        assert_eq!(read(json!(2.5)), Ok(2.5_f32));
        assert_eq!(read(json!("x")), Ok('x'));
        assert_eq!(read(json!(null)), Ok(()));
        assert_eq!(read(json!([1, 2])), Ok((1_u8, 2_u16)));
        assert_eq!(read(json!({"1": "a"})), Ok(BTreeMap::from([(1_u8, 'a')])));
        assert_eq!(read(json!("Unit")), Ok(Kind::Unit));
        assert_eq!(read(json!({"Pair": [1, 2]})), Ok(Kind::Pair(1, 2)));
        assert_eq!(
            read(json!({"Named": {"a": null}})),
            Ok(Kind::Named { a: None })
        );
    }

    #[test]
    fn it_refuses_in_the_words_of_json() {
        let refused = |value| read::<Vec<u8>>(value).unwrap_err().to_string();
        assert_eq!(refused(json!("x")), "expected a list");
        assert_eq!(
            refused(json!([256])),
            "expected a whole number from 0 to 255"
        );
        assert_eq!(
            read::<(u8, u8)>(json!([1, 2, 3])).unwrap_err().to_string(),
            "expected a list of the right length"
        );
        assert_eq!(
            read::<Kind>(json!(1)).unwrap_err().to_string(),
            "expected a string"
        );
    }
}
