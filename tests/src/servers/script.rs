//! A server that a script of `tests/servers` runs for as long as somebody holds its input.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running script. Its input is the server's lifeline: however this process ends, the server
/// ends too.
#[derive(Debug)]
pub(super) struct Script {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// What the script says of its server.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub(super) pid: u32,
    pub(super) url: String,
    /// Where it also is, without TLS.
    pub(super) plain: Option<String>,
}

impl Script {
    /// Starts a server and waits until it is ready. Where it cannot be, the script has said why.
    pub(super) fn run(name: &str, arguments: &[String]) -> (Self, Ready) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers");
        let mut child = Command::new(folder.join(name))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("tests/servers/{name} cannot be run: {error}"));
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut script = Self {
            child,
            input,
            output,
        };
        let ready = script.ready().unwrap_or_else(|| {
            panic!("no {name} server for the tests: run `tests/run`, or see above what is missing")
        });
        (script, ready)
    }

    /// Has the server started again that somebody has killed, and waits until it is ready.
    pub(super) fn start_again(&mut self) -> Ready {
        let input = self.input.as_mut().expect("a pipe");
        writeln!(input, "start").expect("the script listens");
        self.ready().expect("the server starts again")
    }

    fn ready(&mut self) -> Option<Ready> {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a pipe");
        let mut words = line.split_whitespace();
        (words.next() == Some("ready")).then(|| Ready {
            pid: words.next().expect("a pid").parse().expect("a number"),
            url: words.next().expect("a URL").into(),
            plain: words.next().map(str::to_owned),
        })
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// Stops processes where they are; when this returns, none of their threads does anything.
pub(crate) fn stop(pids: &[u32]) {
    signal("STOP", pids);
    for pid in pids {
        // The signal is one thread's to take, and the others go on until it has been scheduled.
        while threads(*pid).any(|state| !matches!(state.as_str(), "T" | "t" | "Z" | "X")) {
            std::thread::yield_now();
        }
    }
}

/// The states of the threads of a process, as the system calls them.
fn threads(pid: u32) -> impl Iterator<Item = String> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"));
    let tasks = tasks.into_iter().flatten().flatten();
    tasks.filter_map(|task| stat(&task.path(), 0))
}

/// One of the words that the system says of a process or a thread, counted from behind its name.
pub(super) fn stat(folder: &Path, at: usize) -> Option<String> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // The name of the program, in parentheses, may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(at).map(str::to_owned)
}

/// Sends a signal to processes.
pub(crate) fn signal(signal: &str, pids: &[u32]) {
    let pids: Vec<String> = pids.iter().map(u32::to_string).collect();
    // Some of them may have ended meanwhile, which is no mistake.
    let command = format!("kill -s {signal} {} 2>/dev/null", pids.join(" "));
    let _ = Command::new("sh").args(["-c", &command]).status();
}
