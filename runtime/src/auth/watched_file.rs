//! A file of keys that is read again while the service runs.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::spawn_blocking;

use super::SetupError;
use crate::clock::{Clock, Moment};
use crate::within::within;

/// How often the file is read unless said.
pub(super) const USUAL_INTERVAL: Duration = Duration::from_secs(30);

/// How soon it is read again for a key that is not in it: so that tokens that somebody has made up
/// cost a service no more than that.
const LEAST_PAUSE: Duration = Duration::from_secs(1);

/// How long a request waits for the file; then it goes on with the keys there are.
const PATIENCE: Duration = Duration::from_secs(1);

/// The largest file.
const MOST: u64 = 1 << 20;

/// What a file says.
#[derive(Debug)]
pub(super) struct Parsed<T> {
    pub(super) keys: T,
    /// What of it is not used, and why.
    pub(super) left_out: Vec<String>,
}

#[cfg(feature = "api-keys")]
impl<T> Parsed<T> {
    /// All of it is used.
    pub(super) fn whole(keys: T) -> Self {
        let left_out = Vec::new();
        Self { keys, left_out }
    }
}

/// What a file says, or why it cannot be used.
pub(super) type Parsing<T> = Result<Parsed<T>, String>;

/// A file of keys, and what it said when it was last well.
///
/// It is read when a request comes and it is due, so that there is no task to be ended, and a
/// service that nobody asks reads nothing. What is in it is compared, not its date: a file can be
/// replaced by one that is older.
pub(super) struct WatchedFile<T>(Arc<Inner<T>>);

type Parse<T> = dyn Fn(&[u8]) -> Parsing<T> + Send + Sync;

struct Inner<T> {
    path: PathBuf,
    parse: Box<Parse<T>>,
    interval: Duration,
    current: RwLock<Arc<T>>,
    /// Whoever has it may read the file.
    turn: Arc<Mutex<Seen>>,
}

/// What was seen of the file the last time.
#[derive(Default)]
struct Seen {
    at: Option<Moment>,
    digest: [u8; 32],
    /// Why it cannot be used, if so, and has been told.
    trouble: Option<String>,
}

impl<T: Send + Sync + 'static> WatchedFile<T> {
    /// Reads the file for the first time.
    ///
    /// # Errors
    /// A file that is not there, or not well.
    pub(super) fn open(
        path: &Path,
        interval: Duration,
        parse: impl Fn(&[u8]) -> Parsing<T> + Send + Sync + 'static,
    ) -> Result<Self, SetupError> {
        let fault = |why: String| SetupError::new(format!("the file {} {why}", path.display()));
        let bytes = read(path).map_err(fault)?;
        let first = parse(&bytes).map_err(fault)?;
        tell_left_out(path, &first.left_out);
        let seen = Seen {
            digest: Sha256::digest(&bytes).into(),
            ..Seen::default()
        };
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            parse: Box::new(parse),
            interval,
            current: RwLock::new(Arc::new(first.keys)),
            turn: Arc::new(Mutex::new(seen)),
        })))
    }

    /// What it said when it was last well.
    pub(super) fn current(&self) -> Arc<T> {
        Arc::clone(&self.0.current.read())
    }

    /// Reads it again if it is due. Whoever comes while another reads it does not wait.
    pub(super) async fn keep_up(&self, clock: &Clock) {
        let Ok(seen) = Arc::clone(&self.0.turn).try_lock_owned() else {
            return;
        };
        self.read_unless_seen(self.0.interval, seen, clock).await;
    }

    /// Reads it again for a key that is not in it, or waits for another to have done so.
    pub(super) async fn look_again(&self, clock: &Clock) {
        let turn = Arc::clone(&self.0.turn).lock_owned();
        if let Ok(seen) = within(PATIENCE, turn).await {
            self.read_unless_seen(LEAST_PAUSE, seen, clock).await;
        }
    }

    async fn read_unless_seen(&self, pause: Duration, seen: OwnedMutexGuard<Seen>, clock: &Clock) {
        let now = clock.now();
        if seen.at.is_some_and(|at| now < at.after(pause)) {
            return;
        }
        let inner = Arc::clone(&self.0);
        // The turn goes along: a file system that hangs holds one thread, and no more requests than
        // come for a new key, each for as long as its patience lasts.
        let reading = spawn_blocking(move || inner.read_again(seen, now));
        let _ = within(PATIENCE, reading).await;
    }
}

impl<T> Inner<T> {
    fn read_again(&self, mut seen: OwnedMutexGuard<Seen>, now: Moment) {
        seen.at = Some(now);
        match self.changed(&mut seen.digest) {
            Ok(None) => {
                if seen.trouble.take().is_some() {
                    tracing::info!(path = %self.path.display(), "a file of keys is again as it was");
                }
            }
            Ok(Some(new)) => {
                seen.trouble = None;
                *self.current.write() = Arc::new(new.keys);
                tracing::info!(path = %self.path.display(), "a file of keys has changed and was read");
                tell_left_out(&self.path, &new.left_out);
            }
            Err(why) if seen.trouble.as_ref() == Some(&why) => {}
            Err(why) => {
                tracing::error!(
                    path = %self.path.display(),
                    %why,
                    "a file of keys cannot be used: the keys that it had are used on"
                );
                seen.trouble = Some(why);
            }
        }
    }

    /// What the file says, if that is not what it said when its digest was `known`.
    fn changed(&self, known: &mut [u8; 32]) -> Result<Option<Parsed<T>>, String> {
        let bytes = read(&self.path)?;
        let digest = Sha256::digest(&bytes).into();
        if digest == *known {
            return Ok(None);
        }
        let new = (self.parse)(&bytes)?;
        *known = digest;
        Ok(Some(new))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    let file = File::open(path).map_err(cannot)?;
    if !file.metadata().map_err(cannot)?.is_file() {
        return Err("is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let taken = file
        .take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    match u64::try_from(taken).is_ok_and(|taken| taken <= MOST) {
        true => Ok(bytes),
        false => Err(format!("is larger than {MOST} bytes")),
    }
}

fn tell_left_out(path: &Path, left_out: &[String]) {
    if !left_out.is_empty() {
        let keys = left_out.join("; ");
        tracing::warn!(path = %path.display(), %keys, "some keys of a file are not used");
    }
}

impl<T> fmt::Debug for WatchedFile<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WatchedFile").field(&self.0.path).finish()
    }
}
