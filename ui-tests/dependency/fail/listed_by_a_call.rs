//! A list names functions.
//! Breaks: `a_list_of_dependencies_names_functions`.
use hardpoint::dependencies;
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
async fn stock() -> Result<(), DependencyError> {
    Ok(())
}

fn main() {
    let _ = dependencies![stock()];
}
