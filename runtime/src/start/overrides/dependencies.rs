//! Overrides of dependencies: which options an operator may state otherwise.

use hardpoint_policy::{DependencySpec, PolicyError, read_none};

use super::beside::{Beside, OptionRow};
use crate::dependency::options;

impl Beside for DependencySpec {
    const OPTIONS: &'static [OptionRow] = &[
        ("timeout", Ok("2s")),
        ("attempt", Ok("500ms")),
        ("retry", Ok("3 base:100ms")),
        ("breaker", Ok("50%/30s")),
        ("concurrency", Ok("32 wait:50ms")),
        ("hedge", Ok("p95")),
        ("idempotent", Err(REPEATABLE)),
        ("key", Err(REPEATABLE)),
        ("fallback", Err("it is a function")),
        ("guard", Err("it is what the dependency is called")),
        ("name", Err("it is what the dependency is called")),
        ("crate", Err("it is for the compiler")),
    ];

    fn name(&self) -> &str {
        &self.name
    }

    fn shared_as(&self, option: &str) -> Option<&str> {
        let guard = self.guard.as_deref()?;
        options::SHARED.contains(&option).then_some(guard)
    }

    fn promise(&mut self, option: &str, text: &str) -> Result<(), PolicyError> {
        // In the attribute it is left out.
        if option == "hedge"
            && let Some(reason) = read_none(text, "it is overloaded")
        {
            reason?;
            self.hedge = None;
            return Ok(());
        }
        Self::promise(self, option, text)
    }

    fn shown(&self, option: &str) -> String {
        let shown = options::shown(self, option);
        shown.unwrap_or_else(|| "none".to_owned())
    }
}

const REPEATABLE: &str = "whether a call may be made twice follows from what it does";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;
    use crate::start::StartFault;
    use crate::start::overrides::Override;
    use crate::start::overrides::beside::{apply, near};
    use crate::start::overrides::wanted::{Target, Wanted, of_environment};

    /// Two that share a guard, and one that does not.
    fn three() -> [DependencySpec; 3] {
        let mut specs = ["charge", "refund", "stock"].map(DependencySpec::new);
        for spec in &mut specs[..2] {
            spec.guard = Some("payments".into());
        }
        specs[2].is_repeatable = true;
        specs
    }

    fn applied(
        variables: &[(&str, &str)],
    ) -> ([DependencySpec; 3], Vec<Override>, Vec<StartFault>, usize) {
        let environment = Environment::of(variables.iter().copied());
        let wanted = of_environment(&environment).collect();
        let (mut specs, mut faults) = (three(), Vec::new());
        let mut subjects: Vec<_> = specs.iter_mut().collect();
        let (rest, overrides) = apply(&mut subjects, wanted, &mut faults);
        (specs, overrides, faults, rest.len())
    }

    #[test]
    fn an_operator_states_how_long_and_how_often() {
        let (specs, overrides, faults, rest) = applied(&[
            ("HARDPOINT_STOCK_TIMEOUT", "2s"),
            ("HARDPOINT_STOCK_HEDGE", "p95"),
            ("HARDPOINT_STOCK_BREAKER", "none because: it flaps"),
            ("HARDPOINT_GET_ORDER_TIMEOUT", "5s"),
        ]);
        assert_eq!((faults.len(), rest), (0, 1), "{faults:?}");
        assert_eq!(specs[2].timeout.to_string(), "2s");
        assert_eq!(specs[2].breaker(), None);
        let mut told: Vec<(&str, &str, &str)> = overrides
            .iter()
            .map(|one| (one.option, &*one.from, &*one.to))
            .collect();
        told.sort_unstable();
        let expected = [
            ("breaker", "50%/30s", "none"),
            ("hedge", "none", "p95"),
            ("timeout", "10s", "2s"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_shared_is_stated_once_for_all_who_share_it() {
        let (specs, overrides, faults, rest) = applied(&[
            ("HARDPOINT_PAYMENTS_CONCURRENCY", "8"),
            ("HARDPOINT_PAYMENTS_TIMEOUT", "2s"),
        ]);
        // A timeout is each one's own.
        assert_eq!((faults.len(), rest, overrides.len()), (0, 1, 2));
        let limits = specs.map(|spec| spec.bulkhead().map(|policy| policy.limit));
        assert_eq!(limits, [Some(8), Some(8), Some(100)]);
    }

    #[test]
    fn what_cannot_be_read_or_is_for_the_code_is_a_fault() {
        let (specs, _, faults, _) = applied(&[
            ("HARDPOINT_STOCK_ATTEMPT", "fast"),
            ("HARDPOINT_CHARGE_IDEMPOTENT", ""),
            ("HARDPOINT_CHARGE_GUARD", "stock"),
        ]);
        assert_eq!(specs, three());
        let mut rules: Vec<&str> = faults.iter().map(|fault| fault.rule).collect();
        rules.sort_unstable();
        let expected = [
            "an_override_can_be_read",
            "an_override_changes_how_and_not_what",
            "an_override_changes_how_and_not_what",
        ];
        assert_eq!(rules, expected);
    }

    #[test]
    fn hedging_can_be_switched_off() {
        let (mut spec, [_, _, other]) = (DependencySpec::new("stock"), three());
        spec.hedge = Some("p95".parse().unwrap());
        Beside::promise(&mut spec, "hedge", "none because: it is overloaded").unwrap();
        assert_eq!((spec.hedge, other.hedge), (None, None));
        assert!(Beside::promise(&mut spec, "hedge", "none").is_err());
    }

    #[test]
    fn a_near_spelling_is_offered() {
        let specs = three();
        let specs: Vec<_> = specs.iter().collect();
        for (said, meant) in [
            ("HARDPOINT_STOCK_TIMOUT", "HARDPOINT_STOCK_TIMEOUT"),
            ("HARDPOINT_PAYMENT_BREAKER", "HARDPOINT_PAYMENTS_BREAKER"),
        ] {
            let environment = Environment::of([(said, "1s")]);
            let one = of_environment(&environment).next().unwrap();
            let help = format!("write `{meant}`, or remove it");
            assert_eq!(near(&one, &specs), Some(help));
        }
        for (name, option, meant) in [
            ("stokc", "timeout", "[stock]"),
            ("stock", "timout", "timeout"),
            ("payment", "breaker", "[payments]"),
        ] {
            let one = Wanted {
                source: "overrides.toml:1".to_owned(),
                target: Target::Key {
                    endpoint: name.to_owned(),
                    option: option.to_owned(),
                },
                text: "1s".to_owned(),
            };
            let help = format!("write `{meant}`, or remove it");
            assert_eq!(near(&one, &specs), Some(help));
        }
    }
}
