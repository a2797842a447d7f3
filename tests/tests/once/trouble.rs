//! Faults by chance: instances, sessions and the server killed, stopped and started again.

use std::time::Duration;

use hardpoint::{Clock, Moment};
use hardpoint_tests::Instance;
use hardpoint_tests::servers::Postgres;

use crate::scene::Addresses;

/// What can be harmed, one at a time.
pub(crate) struct Victims {
    pub(crate) server: Postgres,
    pub(crate) instances: Vec<Instance>,
}

/// What has been done to them.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Harm {
    pub(crate) instances_killed: u32,
    pub(crate) instances_stopped: u32,
    pub(crate) servers_killed: u32,
    pub(crate) servers_stopped: u32,
    pub(crate) sessions_ended: u32,
}

/// How many kinds of harm there are.
const KINDS: u32 = 7;

impl Victims {
    /// Harms each of them in turn, and then whom chance will have until that moment has come; leaves
    /// them as they should be.
    pub(crate) fn harm(
        &mut self,
        addresses: &Addresses,
        mut chance: fastrand::Rng,
        until: Moment,
    ) -> Harm {
        let mut harm = Harm::default();
        for number in 0_u32.. {
            rest(Duration::from_millis(chance.u64(50..600)));
            // However slow the machine is, no storm does without any of them.
            if number >= KINDS && Clock::system().now() >= until {
                break;
            }
            let kind = if number < KINDS {
                number
            } else {
                chance.u32(..10)
            };
            let pause = || Duration::from_millis(chance.u64(..300));
            self.harm_once(kind, addresses, pause, &mut harm);
        }
        harm
    }

    fn harm_once(
        &mut self,
        kind: u32,
        addresses: &Addresses,
        mut pause: impl FnMut() -> Duration,
        harm: &mut Harm,
    ) {
        let number = kind as usize % self.instances.len();
        let instance = &mut self.instances[number];
        match kind {
            2 => {
                harm.servers_killed += 1;
                self.server.kill();
                rest(pause());
                self.server.start_again();
            }
            3 => {
                harm.sessions_ended += 1;
                self.server.end_sessions();
            }
            4 => {
                harm.servers_stopped += 1;
                self.server.hang();
                rest(4 * pause());
                self.server.go_on();
            }
            5 => {
                harm.instances_stopped += 1;
                instance.hang();
                rest(4 * pause());
                instance.go_on();
            }
            6 => {
                harm.servers_killed += 1;
                self.server.stop_at_once();
                rest(pause());
                self.server.start_again();
            }
            _ => {
                harm.instances_killed += 1;
                instance.kill();
                rest(pause());
                instance.start_again();
                addresses.set(number, instance.address());
            }
        }
    }
}

/// Faults last for a while.
fn rest(time: Duration) {
    std::thread::sleep(time);
}
