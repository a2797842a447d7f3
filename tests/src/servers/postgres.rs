//! A PostgreSQL server of a test's own, to be stopped, killed and started as it likes.

use std::fs;
use std::path::{Path, PathBuf};

use super::script::{Ready, Script, signal, stat, stop};

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
        // So that it has no more children than are found now.
        stop(&[self.ready.pid]);
        stop(&self.pids());
    }

    /// Lets them go on.
    pub fn go_on(&self) {
        signal("CONT", &self.pids());
    }

    /// Kills it (`SIGKILL`), all its processes at once; when this returns, they are gone.
    pub fn kill(&self) {
        // So that it has no more children than are found now.
        stop(&[self.ready.pid]);
        let pids = self.pids();
        signal("KILL", &pids);
        until_gone(&pids);
    }

    /// Stops it at once and without a word to its clients (an immediate shutdown); when this
    /// returns, it is gone.
    pub fn stop_at_once(&self) {
        let pids = self.pids();
        signal("QUIT", &[self.ready.pid]);
        until_gone(&pids);
    }

    /// Ends the sessions of all clients, with a word to each (`SIGTERM`).
    pub fn end_sessions(&self) {
        let sessions: Vec<u32> = self
            .pids()
            .into_iter()
            .filter(|pid| has_client(*pid))
            .collect();
        signal("TERM", &sessions);
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

/// Waits until processes have ended, whether anybody has asked what became of them or not.
fn until_gone(pids: &[u32]) {
    for pid in pids {
        while !matches!(state(*pid).as_deref(), None | Some("Z" | "X")) {
            std::thread::yield_now();
        }
    }
}

/// Whether a process of the server is there for a client: its title ends with what it is doing,
/// behind the client's address.
fn has_client(pid: u32) -> bool {
    let title = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&title).contains(" 127.0.0.1(")
}

fn parent(pid: u32) -> Option<u32> {
    stat(&folder(pid), 1)?.parse().ok()
}

fn state(pid: u32) -> Option<String> {
    stat(&folder(pid), 0)
}

fn folder(pid: u32) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}"))
}
