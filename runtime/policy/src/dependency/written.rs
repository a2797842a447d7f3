//! All that a dependency promises as one text: how the compiler hands it to the running service.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::name::read_name;
use super::time::{read_attempt, read_timeout};
use super::{DependencySpec, Stated};
use crate::PolicyError;
use crate::promised::{escaped, unescaped};

impl DependencySpec {
    /// All that it promises: a line for its name, and one for each option that is said.
    ///
    /// ```
    /// use hardpoint_policy::DependencySpec;
    ///
    /// let text = "stock\nguard inventory\ntimeout 2s\nidempotent\nretry 3 base:100ms\n";
    /// assert_eq!(DependencySpec::read(text)?.written(), text);
    /// # Ok::<(), hardpoint_policy::PolicyError>(())
    /// ```
    pub fn written(&self) -> String {
        let mut text = format!("{}\n", self.name);
        for (key, value) in self.said() {
            // A reason may have any characters in it, and a string takes whatever is written.
            let line = format!("{key} {}", escaped(&value));
            let _ = writeln!(text, "{}", line.trim_end_matches(' '));
        }
        text
    }

    /// Each option that is said, and its value as it is written.
    pub(super) fn said(&self) -> impl Iterator<Item = (&'static str, String)> {
        let timeout = (self.timeout != Self::DEFAULT_TIMEOUT).then(|| self.timeout.to_string());
        let said = [
            ("guard", self.guard.as_deref().map(str::to_owned)),
            ("timeout", timeout),
            ("attempt", self.attempt.map(|attempt| attempt.to_string())),
            ("idempotent", self.is_repeatable.then(String::new)),
            ("retry", self.retry.said()),
            ("breaker", self.breaker.said()),
            ("concurrency", self.concurrency.said()),
            ("hedge", self.hedge.map(|hedge| hedge.to_string())),
        ];
        let said = said.into_iter();
        said.filter_map(|(key, value)| Some((key, value?)))
    }

    /// A dependency that promises what [`written`](Self::written) wrote.
    ///
    /// # Errors
    ///
    /// Anything else.
    pub fn read(text: &str) -> Result<Self, PolicyError> {
        let mut lines = text.split_terminator('\n');
        let mut spec = Self::new("");
        spec.name = Cow::Owned(lines.next().unwrap_or_default().to_owned());
        for line in lines {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            spec.promise(key, &unescaped(value))?;
        }
        Ok(spec)
    }

    /// Takes one option of the attribute's, as text; of a flag, the text is empty.
    ///
    /// # Errors
    ///
    /// Where there is no such option, or its value cannot be read.
    pub fn promise(&mut self, key: &str, value: &str) -> Result<(), PolicyError> {
        match key {
            "guard" => self.guard = Some(read_name(value)?),
            "timeout" => self.timeout = read_timeout(value)?,
            "attempt" => self.attempt = Some(read_attempt(value)?),
            "idempotent" => self.is_repeatable = true,
            "retry" => self.retry = Stated::read(value, "it is asked again a second later")?,
            "breaker" => self.breaker = Stated::read(value, "it runs on this machine")?,
            "concurrency" => self.concurrency = Stated::read(value, "its pool has a bound")?,
            "hedge" => self.hedge = Some(value.parse()?),
            _ => {
                return Err(PolicyError::new(
                    (0, key.len()),
                    format!("`{key}` is nothing that a dependency promises"),
                ));
            }
        }
        Ok(())
    }
}
