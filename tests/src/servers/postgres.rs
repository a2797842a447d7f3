//! A PostgreSQL server of a test's own, to be stopped, killed and started as it likes.

use std::fs;
use std::path::{Path, PathBuf};

use super::script::{Ready, Script, signal};

/// A private server; gone when it is dropped.
#[derive(Debug)]
pub struct Postgres {
    script: Script,
    ready: Ready,
}

impl Postgres {
    /// Starts a server with these settings (`name=value`) besides the usual ones.
    pub fn start(settings: &[&str]) -> Self {
        Self::run(&[], settings)
    }

    /// Starts a server that speaks TLS, with a certificate and its key in PEM files.
    pub fn with_tls(certificate: &Path, key: &Path) -> Self {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        Self::run(&["--tls".into(), path(certificate), path(key)], &[])
    }

    /// Starts a server that follows this one.
    pub fn standby(&self, settings: &[&str]) -> Self {
        Self::run(&["--standby-of".into(), self.ready.url.clone()], settings)
    }

    fn run(first: &[String], settings: &[&str]) -> Self {
        let settings = settings
            .iter()
            .flat_map(|setting| ["-c".into(), (*setting).to_owned()]);
        let arguments: Vec<String> = first.iter().cloned().chain(settings).collect();
        let (script, ready) = Script::run("postgres", &arguments);
        Self { script, ready }
    }

    /// Where it is: a superuser, and the database `postgres`.
    pub fn url(&self) -> &str {
        &self.ready.url
    }

    /// Stops all its processes where they are (`SIGSTOP`): it hangs.
    pub fn hang(&self) {
        signal("STOP", &self.pids());
    }

    /// Lets them go on.
    pub fn go_on(&self) {
        signal("CONT", &self.pids());
    }

    /// Kills it (`SIGKILL`), all its processes at once.
    pub fn kill(&self) {
        signal("KILL", &self.pids());
    }

    /// Starts it again, with its data and on its port.
    pub fn start_again(&mut self) {
        self.ready = self.script.start_again();
    }

    /// Its main process and the children of that.
    fn pids(&self) -> Vec<u32> {
        let main = self.ready.pid;
        let mut pids = vec![main];
        pids.extend(processes().filter(|pid| parent(*pid) == Some(main)));
        pids
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // What hangs cannot end.
        self.go_on();
    }
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").expect("a system with /proc");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(PathBuf::from(format!("/proc/{pid}/stat"))).ok()?;
    // The name of the program, in parentheses, may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}
