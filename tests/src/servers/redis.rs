//! A Redis (or Valkey) server of a test's own, to be stopped, killed and started as it likes.

use std::path::Path;

use redis::{AsyncConnectionConfig, Client, Value};

use super::script::{Ready, Script, signal, stop};

/// A private server, which keeps nothing on disk; gone when it is dropped.
#[derive(Debug)]
pub struct Redis {
    script: Script,
    ready: Ready,
}

impl Redis {
    /// Starts a server with these arguments besides the usual ones.
    pub fn start(arguments: &[&str]) -> Self {
        Self::run(&[], arguments)
    }

    /// Starts a server that speaks TLS, with a certificate and its key in PEM files.
    pub fn with_tls(certificate: &Path, key: &Path, arguments: &[&str]) -> Self {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        Self::run(&["--tls".into(), path(certificate), path(key)], arguments)
    }

    fn run(first: &[String], arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|part| (*part).to_owned());
        let arguments: Vec<String> = first.iter().cloned().chain(arguments).collect();
        let (script, ready) = Script::run("redis", &arguments);
        Self { script, ready }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.ready.url
    }

    /// Host and port, as in its URL.
    pub fn address(&self) -> &str {
        let (_, address) = self.ready.url.split_once("://").expect("a URL");
        address
    }

    /// Tells it something, over a connection that has nothing to do with what is tested.
    pub async fn tell(&self, words: &[&str]) -> Value {
        let (name, arguments) = words.split_first().expect("a command");
        let plain = self.ready.plain.as_deref().unwrap_or(self.url());
        let client = Client::open(plain).expect("a URL");
        // Some of what a test tells it takes its time.
        let config = AsyncConnectionConfig::new().set_response_timeout(None);
        let mut connection = client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .expect("a server");
        let mut command = redis::cmd(name);
        command.arg(arguments);
        command
            .query_async(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    /// What it says of itself under that name.
    pub async fn info(&self, name: &str) -> String {
        let said = self.tell(&["INFO"]).await;
        let said: String = redis::from_redis_value(said).expect("text");
        let mut fields = said.lines().filter_map(|line| line.split_once(':'));
        let found = fields.find(|(field, _)| *field == name);
        found.map_or_else(String::new, |(_, value)| value.trim().to_owned())
    }

    /// Stops it where it is (`SIGSTOP`): it hangs.
    pub fn hang(&self) {
        stop(&[self.ready.pid]);
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
