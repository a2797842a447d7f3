//! Where a secret comes from: a variable, or a file that a variable names.

use std::ops::Deref;

use secrecy::zeroize::Zeroizing;

use super::fault::SettingsFault;
use super::source::Source;
use super::text;
use super::wanted::Wanted;
use crate::environment::Environment;

/// The largest secret that is read from a file.
const MOST: usize = 64 << 10;

/// The text of a secret, and where it was; `variable` is what its own variable says.
pub(super) fn secret_file<'a>(
    setting: &Wanted<'_>,
    variable: Option<&'a str>,
    environment: &'a Environment,
) -> Result<Option<(Source, SecretText<'a>)>, SettingsFault> {
    let own = Source::Variable(setting.variable.clone());
    let naming = format!("{}_FILE", setting.variable);
    let (source, text) = match (variable, environment.get(&naming)) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            let message = format!("is said twice, by `{}` and by `{naming}`", setting.variable);
            let mut fault = setting.without_value(own, &message);
            fault.expected = None;
            "remove one of the two".clone_into(&mut fault.help);
            return Err(fault);
        }
        (Some(text), None) => (own, SecretText::Borrowed(text)),
        (None, Some(path)) => {
            let source = Source::SecretFile {
                variable: naming,
                path: path.to_owned(),
            };
            match text::read(path, MOST) {
                Ok(text) => (source, SecretText::File(text)),
                Err(message) => {
                    return Err(
                        setting.without_value(source, &format!("has a file that {message}"))
                    );
                }
            }
        }
    };
    let may_be_empty = setting.spec.kind.is_optional() && matches!(text, SecretText::Borrowed(_));
    if text.is_empty() && !may_be_empty {
        return Err(setting.without_value(source, "is empty"));
    }
    Ok(Some((source, text)))
}

/// A secret as text.
pub(super) enum SecretText<'a> {
    /// That of a variable.
    Borrowed(&'a str),
    /// That of a file; editors end its last line.
    File(Zeroizing<String>),
}

impl Deref for SecretText<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::File(text) => {
                let text = text.strip_suffix('\n').unwrap_or(text);
                text.strip_suffix('\r').unwrap_or(text)
            }
        }
    }
}
