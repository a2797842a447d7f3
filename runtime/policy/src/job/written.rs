//! All that a job promises as one text: how the compiler hands it to the running service.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::JobSpec;
use crate::words::{choice, only};
use crate::{Duration, PolicyError};

impl JobSpec {
    /// All that it promises: a line for its name, one for `every`, and one for each option that is
    /// no default.
    ///
    /// ```
    /// use hardpoint_policy::JobSpec;
    ///
    /// let text = "cleanup\nevery 1h\ntimeout 10m\non_start\n";
    /// assert_eq!(JobSpec::read(text)?.written(), text);
    /// # Ok::<(), hardpoint_policy::PolicyError>(())
    /// ```
    pub fn written(&self) -> String {
        let unsaid = Self::new("");
        let mut text = format!("{}\nevery {}\n", self.name, self.every);
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                // A string takes whatever is written.
                let _ = writeln!(text, "{}", format!("{key} {value}").trim_end());
            }
        };
        line("timeout", self.timeout.map(|limit| limit.to_string()));
        let jitter = !self.jitter.is_zero();
        line("jitter", jitter.then(|| self.jitter.to_string()));
        line("overlap", self.skips.then(|| SKIP.to_owned()));
        line("on_start", self.on_start.then(String::new));
        let per = self.per != unsaid.per;
        line("per", per.then(|| self.per.to_string()));
        text
    }

    /// A job that promises what [`written`](Self::written) wrote.
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
            spec.promise(key, value)?;
        }
        Ok(spec)
    }

    /// Takes one option of the attribute's, as text.
    ///
    /// # Errors
    ///
    /// Where there is no such option, or its value cannot be read.
    pub fn promise(&mut self, key: &str, value: &str) -> Result<(), PolicyError> {
        match key {
            "every" => self.every = value.parse()?,
            "timeout" => self.timeout = Some(value.parse()?),
            "jitter" => self.jitter = value.parse::<Duration>()?,
            "overlap" => {
                let word = only(value, "`skip`", SKIP)?;
                choice(word, "overlap", &[(SKIP, ())])?;
                self.skips = true;
            }
            "on_start" => self.on_start = true,
            "per" => self.per = value.parse()?,
            _ => {
                return Err(PolicyError::new(
                    (0, key.len()),
                    format!("`{key}` is nothing that a job promises"),
                ));
            }
        }
        Ok(())
    }
}

/// What becomes of a run that is due while another goes on.
const SKIP: &str = "skip";
