//! A JSON body, decoded strictly into a type.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::diagnose::diagnose;
use super::field::Field;
use super::report::Report;
use super::scan::scan;
use super::strict::Strict;

/// Decodes `document`, whose members `fields` describes. What is wrong goes into `report`: what
/// cannot be read (400) before what is not acceptable (422), and of that, everything.
pub(crate) fn decode<T: DeserializeOwned>(
    document: &[u8],
    fields: &'static [Field],
    report: &mut Report,
) -> Option<T> {
    let text = scan(document, report)?;
    let ignored = Cell::new(false);
    let mut json = serde_json::Deserializer::from_str(text);
    match T::deserialize(Strict::new(&mut json, &ignored)) {
        Ok(value) if !ignored.get() => Some(value),
        _ => {
            // The scan has read this document already.
            let value = serde_json::from_str::<Value>(text).unwrap_or_default();
            diagnose(fields, &value, report);
            None
        }
    }
}
