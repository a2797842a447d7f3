//! Lints speak of what is written, as they do of any function.
#![deny(dead_code, missing_docs, unused)]

use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

/// What is not used is not used, whether it is copied for each attempt or not.
#[dependency]
pub async fn once(sku: u8, mut more: String) -> Result<(), DependencyError> {
    Ok(())
}

/// What is in the key alone is used, and what is changed is.
#[dependency(key = id)]
pub async fn keyed(id: u8, sku: u8, (one, other): (u8, u8), mut more: u8) -> Result<u8, DependencyError> {
    let nothing = 1;
    more += one;
    Ok(more)
}

#[dependency]
pub async fn undocumented() -> Result<(), DependencyError> {
    Ok(())
}

#[dependency]
async fn never_called() -> Result<(), DependencyError> {
    Ok(())
}

fn main() {}
