//! Nothing is said of it.
use hardpoint::dependencies;

async fn plain() {}

fn main() {
    let _ = dependencies![plain];
}
