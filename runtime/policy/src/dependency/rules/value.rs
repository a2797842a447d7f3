//! The rule of values that no text has: a dependency can be built without one.

use crate::dependency::DependencySpec;
use crate::dependency::name::read_name;
use crate::rules::Fault;

/// What a text cannot say was never thought of: no attempts at all, a share of nothing.
pub(super) fn what_is_promised_can_be_written(spec: &DependencySpec) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Err(error) = read_name(&spec.name) {
        faults.push(("name", error));
    }
    for (option, value) in spec.said() {
        if let Err(error) = DependencySpec::new("").promise(option, &value) {
            faults.push((option, error));
        }
    }
    let faults = faults.into_iter().map(|(option, error)| {
        let help = error.help.unwrap_or_default();
        Fault::new(option, format!("`{option}`: {}", error.message), help)
    });
    faults.collect()
}
