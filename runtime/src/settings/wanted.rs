//! One setting while it is read: its names, and what is said of its values.

use hardpoint_policy::setting::{Fit, Kind, Spec, Value, advice, expected, fit_now};

use super::effective::Effective;
use super::fault::SettingsFault;
use super::setting::Complaint;
use super::shown::{REDACTED, is_redacted, one_line, shown};
use super::source::Source;

/// The setting that is read.
pub(super) struct Wanted<'a> {
    pub(super) name: String,
    pub(super) variable: String,
    pub(super) spec: &'a Spec<'static>,
}

impl Wanted<'_> {
    /// Reads a value of it.
    pub(super) fn read<T>(
        &self,
        source: &Source,
        value: &Value<'_>,
        read: impl Fn(&Value<'_>) -> Result<T, Complaint>,
    ) -> Result<T, SettingsFault> {
        let Spec { kind, range, .. } = self.spec;
        if value.text().contains('\u{fffd}') && matches!(source, Source::Variable(_)) {
            let mut fault = self.unfit(source.clone(), value, None);
            fault.expected = Some("text in UTF-8".to_owned());
            "set it in UTF-8".clone_into(&mut fault.help);
            return Err(fault);
        }
        if fit_now(kind, range, value) == Fit::Unfit {
            return Err(self.unfit(source.clone(), value, None));
        }
        read(value).map_err(|Complaint(reason)| self.unfit(source.clone(), value, reason))
    }

    /// What is not as expected; `reason` is what its reader says of it.
    fn unfit(&self, source: Source, value: &Value<'_>, reason: Option<String>) -> SettingsFault {
        let Spec {
            kind,
            range,
            type_name,
            ..
        } = self.spec;
        let is_secret = kind.is_secret();
        let text = value.text();
        // What is said of a value may repeat it.
        let is_hidden = is_secret || is_redacted(&text);
        let help = match reason.filter(|_| !is_hidden) {
            Some(reason) => one_line(&reason, 120),
            // What reads it would say more, and might repeat it.
            None if is_hidden && matches!(kind.leaf(), Kind::Other) => {
                format!("write what `{type_name}` reads; why it does not read this is not shown")
            }
            None if is_hidden => advice(kind, range, &blank(value)),
            None => one_line(&advice(kind, range, value), 200),
        };
        SettingsFault {
            name: Some(self.name.clone()),
            source,
            read: Some(if is_secret {
                REDACTED.to_owned()
            } else {
                shown(&text)
            }),
            expected: Some(expected(kind, range, type_name).to_string()),
            message: None,
            help,
        }
    }

    /// What is said where there is no value, or none that is one.
    pub(super) fn without_value(&self, source: Source, message: &str) -> SettingsFault {
        let Spec {
            kind,
            range,
            type_name,
            ..
        } = self.spec;
        let variable = &self.variable;
        SettingsFault {
            name: Some(self.name.clone()),
            source,
            read: None,
            expected: Some(expected(kind, range, type_name).to_string()),
            message: Some(message.to_owned()),
            help: if kind.is_secret() {
                format!(
                    "set `{variable}`, or `{variable}_FILE` to the path of a file that holds it"
                )
            } else {
                format!("set `{variable}`")
            },
        }
    }

    /// What is said where no source has a value.
    pub(super) fn missing(&self) -> SettingsFault {
        self.without_value(Source::Variable(self.variable.clone()), "is not set")
    }

    /// How it is listed with the value that counts.
    pub(super) fn effective(&self, source: Source, value: &Value<'_>) -> Effective {
        let is_absent = self.spec.kind.is_optional() && *value == Value::Word("");
        let text = match (is_absent, self.spec.kind.is_secret()) {
            (true, _) => None,
            (_, true) => Some(REDACTED.to_owned()),
            _ => Some(shown(&value.text())),
        };
        Effective::new(&self.name, text, Some(source))
    }

    /// How it is listed with the value that an expression makes.
    pub(super) fn made(&self, expression: &str) -> Effective {
        let text = match self.spec.kind.is_secret() {
            true => REDACTED,
            false => expression,
        };
        Effective::new(&self.name, Some(shown(text)), Some(Source::Default))
    }

    /// How it is listed without a value.
    pub(super) fn absent(&self) -> Effective {
        Effective::new(&self.name, None, None)
    }
}

/// A value of which nothing is shown, in the form of the one that was read: variables are without
/// quotes, and files with them.
fn blank(value: &Value<'_>) -> Value<'static> {
    match value {
        Value::Word(_) => Value::Word(""),
        _ => Value::Text(""),
    }
}
