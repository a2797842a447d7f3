//! `none because:…`: an option that says no, and why.

use std::borrow::Cow;

use crate::PolicyError;
use crate::words::words;

/// The reason of a text that says no, `none because:…`; `None` if it says anything else.
///
/// Every option that has a default to do without says no in these words, and never without a
/// reason: what is left out on purpose and what was forgotten look the same otherwise. `example`
/// is a reason that a user might give.
///
/// ```
/// use hardpoint_policy::read_none;
///
/// let read = |text| read_none(text, "it is internal");
/// assert_eq!(read("none because:only the gateway calls it"), Some(Ok("only the gateway calls it".into())));
/// assert_eq!(read("10/min"), None);
///
/// let error = read("none").unwrap().unwrap_err();
/// assert_eq!(error.help.as_deref(), Some("write `none because:it is internal`"));
/// ```
pub fn read_none(text: &str, example: &str) -> Option<Result<Cow<'static, str>, PolicyError>> {
    let mut words = words(text);
    let none = words.next().filter(|word| word.text == "none")?;
    let refused = |error: PolicyError| {
        let help = format!("write `none because:{example}`");
        Some(Err(error.help(help)))
    };
    let Some(reason) = words.next() else {
        return refused(
            none.error("`none` says no reason: expected `because:` and the reason behind it"),
        );
    };
    if !reason.text.starts_with("because:") {
        return refused(reason.error(format!(
            "unknown word `{}`: expected `because:` and the reason",
            reason.text
        )));
    }
    let because = text[reason.start + "because:".len()..].trim();
    if because.is_empty() {
        return refused(reason.error("`because:` says no reason"));
    }
    Some(Ok(Cow::Owned(because.to_owned())))
}
