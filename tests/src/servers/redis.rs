//! A Redis (or Valkey) server of a test's own, to be stopped, killed and started as it likes.

use super::script::{Ready, Script, signal};

/// A private server, which keeps nothing on disk; gone when it is dropped.
#[derive(Debug)]
pub struct Redis {
    script: Script,
    ready: Ready,
}

impl Redis {
    /// Starts a server with these arguments besides the usual ones.
    pub fn start(arguments: &[&str]) -> Self {
        let arguments: Vec<String> = arguments.iter().map(|part| (*part).to_owned()).collect();
        let (script, ready) = Script::run("redis", &arguments);
        Self { script, ready }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.ready.url
    }

    /// Stops it where it is (`SIGSTOP`): it hangs.
    pub fn hang(&self) {
        signal("STOP", &[self.ready.pid]);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        signal("CONT", &[self.ready.pid]);
    }

    /// Kills it (`SIGKILL`).
    pub fn kill(&self) {
        signal("KILL", &[self.ready.pid]);
    }

    /// Starts it again, empty and on its port.
    pub fn start_again(&mut self) {
        self.ready = self.script.start_again();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // What hangs cannot end.
        self.go_on();
    }
}
