//! Overrides of jobs: which options an operator may state otherwise.

use hardpoint_policy::{JobSpec, PolicyError};

use super::beside::{Beside, OptionRow};

impl Beside for JobSpec {
    const OPTIONS: &'static [OptionRow] = &[
        ("every", Ok("1h")),
        ("timeout", Ok("10m")),
        ("jitter", Ok("1m")),
        ("overlap", Ok("skip")),
        ("on_start", Err("it follows from what the job does")),
        ("per", Err("it follows from what the job does")),
        ("name", Err("it is what the job is called")),
        ("crate", Err("it is for the compiler")),
    ];

    fn name(&self) -> &str {
        &self.name
    }

    fn promise(&mut self, option: &str, text: &str) -> Result<(), PolicyError> {
        Self::promise(self, option, text)
    }

    fn shown(&self, option: &str) -> String {
        match option {
            "every" => self.every.to_string(),
            "timeout" => self.limit().to_string(),
            "jitter" => self.jitter.to_string(),
            "overlap" if self.skips => "skip".to_owned(),
            _ => "none".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;
    use crate::start::overrides::beside::{apply, near};
    use crate::start::overrides::wanted::of_environment;
    use crate::start::{Override, StartFault};

    fn applied(variables: &[(&str, &str)]) -> (JobSpec, Vec<Override>, Vec<StartFault>, usize) {
        let environment = Environment::of(variables.iter().copied());
        let wanted = of_environment(&environment).collect();
        let (mut job, mut faults) = (JobSpec::new("cleanup"), Vec::new());
        let (rest, overrides) = apply(&mut [&mut job], wanted, &mut faults);
        (job, overrides, faults, rest.len())
    }

    #[test]
    fn an_operator_states_how_often_and_how_long() {
        let (job, overrides, faults, rest) = applied(&[
            ("HARDPOINT_CLEANUP_EVERY", "30m"),
            ("HARDPOINT_CLEANUP_TIMEOUT", "5m"),
            ("HARDPOINT_ORDER_TIMEOUT", "5s"),
        ]);
        assert_eq!((faults.len(), rest), (0, 1));
        assert_eq!(job.every.to_string(), "30m");
        let told: Vec<(&str, &str, &str)> = overrides
            .iter()
            .map(|one| (one.option, &*one.from, &*one.to))
            .collect();
        assert_eq!(told, [("every", "1h", "30m"), ("timeout", "10m", "5m")]);
    }

    #[test]
    fn what_cannot_be_read_or_is_for_the_code_is_a_fault() {
        let (job, _, faults, _) = applied(&[
            ("HARDPOINT_CLEANUP_EVERY", "0s"),
            ("HARDPOINT_CLEANUP_PER", "instance"),
        ]);
        assert_eq!(job, JobSpec::new("cleanup"));
        let rules: Vec<&str> = faults.iter().map(|fault| fault.rule).collect();
        assert_eq!(
            rules,
            [
                "an_override_can_be_read",
                "an_override_changes_how_and_not_what"
            ]
        );
        assert_eq!(faults[0].help, "write `1s` or more");
    }

    #[test]
    fn a_near_spelling_is_offered() {
        let environment = Environment::of([("HARDPOINT_CLEANUP_EVRY", "1h")]);
        let one = of_environment(&environment).next().unwrap();
        let help = near(&one, &[&JobSpec::new("cleanup")]).unwrap();
        assert_eq!(help, "write `HARDPOINT_CLEANUP_EVERY`, or remove it");
    }
}
