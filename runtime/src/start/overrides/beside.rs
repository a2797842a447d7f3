//! Overrides of what stands beside the endpoints: of jobs and dependencies, whose options are read
//! one by one as the compiler hands them over.

use hardpoint_policy::{PolicyError, nearest, variable};

use super::wanted::{Target, Wanted};
use super::{Override, StartFault};

/// An option of an attribute's: an example of a value, or why it is not for an operator.
pub(super) type OptionRow = (&'static str, Result<&'static str, &'static str>);

/// What is no endpoint, and has options that an operator may state otherwise.
pub(in crate::start) trait Beside: Clone {
    /// The options of which its attribute is made.
    const OPTIONS: &'static [OptionRow];

    fn name(&self) -> &str;

    /// Under which other name an option of it is found, too: that of all who share it.
    fn shared_as(&self, _option: &str) -> Option<&str> {
        None
    }

    /// Takes an option, as text.
    fn promise(&mut self, option: &str, text: &str) -> Result<(), PolicyError>;

    /// What holds of an option, as text.
    fn shown(&self, option: &str) -> String;
}

/// Applies what is wanted of them; what is left is meant for others.
pub(in crate::start) fn apply<T: Beside>(
    subjects: &mut [&mut T],
    wanted: Vec<Wanted>,
    faults: &mut Vec<StartFault>,
) -> (Vec<Wanted>, Vec<Override>) {
    let coded: Vec<T> = subjects.iter().map(|subject| T::clone(subject)).collect();
    let (mut rest, mut overrides) = (Vec::new(), Vec::new());
    for one in wanted {
        let meant: Vec<(usize, OptionRow)> = coded
            .iter()
            .enumerate()
            .filter_map(|(place, subject)| Some((place, option(&one, subject)?)))
            .collect();
        if meant.is_empty() {
            rest.push(one);
            continue;
        }
        for (place, (name, takes)) in meant {
            match read(subjects[place], name, takes, &one) {
                Ok(()) => note(&mut overrides, &coded[place], subjects[place], name, &one),
                Err(fault) => faults.push(fault),
            }
        }
    }
    (rest, overrides)
}

/// The near spelling of what overrides no endpoint, if it is one of theirs.
pub(in crate::start) fn near<T: Beside>(one: &Wanted, subjects: &[&T]) -> Option<String> {
    let options = || T::OPTIONS.iter().map(|(option, _)| *option);
    // An option, and each name under which it is found.
    let called = subjects.iter().flat_map(|subject| {
        options().flat_map(|option| {
            let names = [Some(subject.name()), subject.shared_as(option)];
            names.into_iter().flatten().map(move |name| (name, option))
        })
    });
    let called: Vec<(&str, &str)> = called.collect();
    let near = match &one.target {
        Target::Variable(said) => {
            let known: Vec<String> = called
                .iter()
                .map(|(name, o)| variable_of(name, o))
                .collect();
            let near = nearest(said, known.iter().map(String::as_str))?;
            format!("HARDPOINT_{near}")
        }
        Target::Key { endpoint, option } if called.iter().any(|(name, _)| name == endpoint) => {
            nearest(option, options())?.to_owned()
        }
        Target::Key { endpoint, .. } => {
            let near = nearest(endpoint, called.iter().map(|(name, _)| *name))?;
            format!("[{near}]")
        }
    };
    Some(format!("write `{near}`, or remove it"))
}

fn variable_of(name: &str, option: &str) -> String {
    format!("{}_{}", variable(name), variable(option))
}

/// The option of that one which is meant, if one is.
fn option<T: Beside>(one: &Wanted, subject: &T) -> Option<OptionRow> {
    let is_called = |name: &str, option: &str| match &one.target {
        Target::Variable(said) => *said == variable_of(name, option),
        Target::Key {
            endpoint,
            option: said,
        } => endpoint == name && said == option,
    };
    let is_meant = |(option, _): &&OptionRow| {
        is_called(subject.name(), option)
            || subject
                .shared_as(option)
                .is_some_and(|shared| is_called(shared, option))
    };
    T::OPTIONS.iter().find(is_meant).copied()
}

fn note<T: Beside>(
    overrides: &mut Vec<Override>,
    coded: &T,
    subject: &T,
    option: &'static str,
    one: &Wanted,
) {
    overrides.retain(|known| known.endpoint != coded.name() || known.option != option);
    overrides.push(Override {
        endpoint: coded.name().to_owned(),
        option,
        from: coded.shown(option),
        to: subject.shown(option),
        source: one.source.clone(),
    });
}

fn read<T: Beside>(
    subject: &mut T,
    option: &'static str,
    takes: Result<&str, &str>,
    one: &Wanted,
) -> Result<(), StartFault> {
    let fault = |rule, message, help| StartFault {
        rule,
        endpoints: vec![subject.name().to_owned()],
        option: Some(option.to_owned()),
        source: Some(one.source.clone()),
        message,
        help,
    };
    let example = takes.map_err(|because| {
        fault(
            "an_override_changes_how_and_not_what",
            format!("`{option}` cannot be overridden: {because}"),
            "change the attribute, or remove the override".to_owned(),
        )
    })?;
    let mut changed = subject.clone();
    changed.promise(option, &one.text).map_err(|error| {
        let help = error.help.unwrap_or_else(|| format!("write `{example}`"));
        fault(
            "an_override_can_be_read",
            format!("`{option}`: {}", error.message),
            help,
        )
    })?;
    *subject = changed;
    Ok(())
}
