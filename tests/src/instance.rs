//! An instance of a service in a process of its own, to be killed and started as a test likes.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::Duration;

use hardpoint::Clock;

use crate::servers::{signal, stop};

/// How long an instance is waited for that has to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether it has.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A running instance; gone when it is dropped.
#[derive(Debug)]
pub struct Instance {
    program: &'static str,
    environment: Vec<(String, String)>,
    child: Child,
    /// However this process ends, the instance ends with its input.
    _input: ChildStdin,
    address: SocketAddr,
}

impl Instance {
    /// Starts `program` with these variables, and waits until it says `ready` and its address.
    pub fn start(program: &'static str, environment: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self::run(program, environment.iter().map(owned).collect())
    }

    /// Starts it again after it was killed, on another port.
    pub fn start_again(&mut self) {
        *self = Self::run(self.program, std::mem::take(&mut self.environment));
    }

    /// Where it serves.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kills it (`SIGKILL`); when this returns, it is gone, and its sockets with it.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        signal(name, &[self.child.id()]);
    }

    /// How it ended, once it has.
    pub async fn ended(&mut self) -> ExitStatus {
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().expect("it is ours") {
                    return status;
                }
                Clock::system().sleep(LOOK_AGAIN).await;
            }
        };
        let ended = tokio::time::timeout(PATIENCE, ended).await;
        ended.unwrap_or_else(|_| panic!("{} does not end", self.program))
    }

    /// Stops it where it is (`SIGSTOP`): it hangs, with its sockets open.
    pub fn hang(&self) {
        stop(&[self.child.id()]);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        signal("CONT", &[self.child.id()]);
    }

    fn run(program: &'static str, environment: Vec<(String, String)>) -> Self {
        let mut child = Command::new(program)
            // What a developer has set for the tests is not meant for it.
            .env_clear()
            .envs(environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} cannot be run: {error}"));
        let input = child.stdin.take().expect("a pipe");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a pipe");
        let address = line
            .trim()
            .strip_prefix("ready ")
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("{program} is not ready, and says {line:?}"));
        Self {
            program,
            environment,
            child,
            _input: input,
            address,
        }
    }
}

/// Ends this process with its input: whoever started it holds that, and however they end, it ends
/// too.
pub fn end_with_the_input() {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.kill();
    }
}
