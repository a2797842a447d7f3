//! The seed of a test that leaves something to chance.

use hardpoint::Environment;

/// That of `HARDPOINT_SEED`, to see a run once more, or one by chance; it is printed.
pub fn seed() -> u64 {
    let environment = Environment::process();
    let seed = match environment.get("HARDPOINT_SEED") {
        Some(said) => said.parse().expect("a number"),
        None => fastrand::u64(..),
    };
    #[expect(clippy::print_stdout, reason = "a failure is repeated by it")]
    {
        println!("HARDPOINT_SEED={seed}");
    }
    seed
}
