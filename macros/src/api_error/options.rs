//! The options of `#[api(…)]`, each by itself: known, said once, of the right kind.

mod values;

use syn::{Ident, LitStr, Path};

use super::attribute::{ApiInput, OptionInput, Value};
use crate::errors::Errors;

/// What one `#[api(…)]` says.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub(super) status: Option<Given<u16>>,
    pub(super) code: Option<Given<LitStr>>,
    pub(super) message: Option<Given<LitStr>>,
    pub(super) retry_after: Option<Given<u64>>,
    pub(super) retryable: Option<Given<()>>,
    pub(super) not_retryable: Option<Given<()>>,
    pub(super) is_final: Option<Given<()>>,
    pub(super) not_final: Option<Given<()>>,
    pub(super) internal: Option<Given<()>>,
    pub(super) transparent: Option<Given<()>>,
    pub(super) slo: Option<Given<bool>>,
    pub(super) breaker: Option<Given<bool>>,
    pub(super) level: Option<Given<&'static str>>,
    pub(super) root: Option<Given<Path>>,
    /// Whether a part cannot be read, or has a name that is not known: what seems missing may be
    /// meant by it.
    pub(super) broken: bool,
}

/// An option that is said; its value is missing where it was wrong, which has been told.
#[derive(Debug)]
pub(super) struct Given<T> {
    pub(super) key: Ident,
    pub(super) value: Option<T>,
}

/// On what the attribute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Enum,
    Struct,
    Variant,
}

/// The options of a variant; `crate` is the only one of an enum.
const KEYS: [&str; 13] = [
    "status",
    "code",
    "message",
    "retry_after",
    "retryable",
    "not_retryable",
    "final",
    "not_final",
    "internal",
    "transparent",
    "slo",
    "breaker",
    "level",
];

impl Options {
    /// Reads each option by itself.
    pub(super) fn read(api: ApiInput, place: Place, errors: &mut Errors) -> Self {
        let mut options = Self {
            broken: api.broken,
            ..Self::default()
        };
        let mut seen: Vec<String> = Vec::new();
        for option in api.options {
            let name = option.name();
            let OptionInput { key, value } = option;
            if seen.contains(&name) {
                errors.add(
                    &key,
                    format_args!("`{name}` is said twice"),
                    "leave one of them out",
                );
                continue;
            }
            if is_out_of_place(&key, &name, place, errors) {
                continue;
            }
            options.take(&key, &name, value, place, errors);
            seen.push(name);
        }
        options
    }

    fn take(&mut self, key: &Ident, name: &str, value: Value, place: Place, errors: &mut Errors) {
        match name {
            "status" => self.status = Some(given(key, values::status(key, value, errors))),
            "code" => self.code = Some(given(key, values::code(key, value, errors))),
            "message" => self.message = Some(given(key, values::message(key, value, errors))),
            "retry_after" => {
                self.retry_after = Some(given(key, values::duration(key, value, errors)))
            }
            "retryable" => self.retryable = Some(given(key, values::flag(key, value, errors))),
            "not_retryable" => {
                self.not_retryable = Some(given(key, values::flag(key, value, errors)))
            }
            "final" => self.is_final = Some(given(key, values::flag(key, value, errors))),
            "not_final" => self.not_final = Some(given(key, values::flag(key, value, errors))),
            "internal" => self.internal = Some(given(key, values::flag(key, value, errors))),
            "transparent" => self.transparent = Some(given(key, values::flag(key, value, errors))),
            "slo" => self.slo = Some(given(key, values::boolean(key, value, errors))),
            "breaker" => self.breaker = Some(given(key, values::boolean(key, value, errors))),
            "level" => self.level = Some(given(key, values::level(key, value, errors))),
            "crate" => self.root = Some(given(key, values::path(key, value, errors))),
            _ => self.broken |= unknown(key, name, place, errors),
        }
    }
}

fn given<T>(key: &Ident, value: Option<T>) -> Given<T> {
    Given {
        key: key.clone(),
        value,
    }
}

/// An enum says where the crate is, its variants say the rest.
fn is_out_of_place(key: &Ident, name: &str, place: Place, errors: &mut Errors) -> bool {
    match place {
        Place::Enum if KEYS.contains(&name) => errors.add(
            key,
            format_args!("`{name}` is said by each variant, not by the enum"),
            format_args!("write `#[api({name} = …)]` on the variant"),
        ),
        Place::Variant if name == "crate" => errors.add(
            key,
            "`crate` is said once, by the enum",
            "write `#[api(crate = \"…\")]` on the enum",
        ),
        _ => return false,
    }
    true
}

/// Tells that there is no such option; `true` where one is near, which is most likely meant.
fn unknown(key: &Ident, name: &str, place: Place, errors: &mut Errors) -> bool {
    let keys: &[&str] = match place {
        Place::Enum => &["crate"],
        Place::Struct | Place::Variant => &KEYS,
    };
    let message = format!("there is no option `{name}`");
    let near = hardpoint_policy::nearest(name, keys.iter().copied());
    match near {
        Some(near) => errors.add(key, message, format_args!("did you mean `{near}`?")),
        None => errors.add(
            key,
            message,
            format_args!("the options are `{}`", keys.join("`, `")),
        ),
    }
    near.is_some()
}
