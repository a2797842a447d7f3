//! One connection: made on the driver's runtime, with everything set that outlives a statement.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::poll_fn;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::UnboundedSender;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Config, Notification, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::DbSettings;
use super::budget::within;
use super::cancel::Cancel;
use super::dial::{Peer, Stream, Target};
use super::driver::{Driver, Tied};
use super::error::{Error, Lost, Stage};
use super::session::Session;
use super::statements::Statements;
use super::url::{self, Server};
use crate::clock::{Clock, Moment, Sleep};
use crate::random;

/// How connections to one server are made.
#[derive(Clone)]
pub(super) struct Maker {
    config: Config,
    targets: Vec<Target>,
    tls: MakeRustlsConnect,
    role: Role,
    terms: Terms,
    driver: Driver,
}

/// Who listens to what is said on a connection.
pub(super) type Ear = UnboundedSender<Notification>;

/// What a server must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Primary,
    Replica,
}

/// What every connection is given on its way.
#[derive(Debug, Clone)]
struct Terms {
    connect_timeout: Duration,
    idle_in_transaction: Duration,
    max_lifetime: Duration,
    statement_cache: usize,
}

/// One connection, and what is known of its session at the server.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) cancel: Cancel,
    pub(super) statements: Mutex<Statements>,
    /// `None` where nobody knows.
    pub(super) session: Mutex<Option<Session>>,
    /// When the server last answered on it.
    answered: Mutex<Moment>,
    /// Whether nothing of it is under way: no statement, no transaction.
    at_rest: AtomicBool,
    expires: Moment,
    task: Tied,
}

impl Maker {
    /// Connections to the server of that URL; an error says what is wrong with it.
    pub(super) fn of(
        url: &str,
        role: Role,
        settings: &DbSettings,
        driver: &Driver,
    ) -> Result<Self, String> {
        let Server { mut config, tls } = url::parse(url)?;
        if let Some(name) = &settings.application_name {
            config.application_name(name);
        } else if config.get_application_name().is_none() {
            config.application_name("hardpoint");
        }
        let said = config.get_connect_timeout().copied();
        Ok(Self {
            targets: Target::all(&config),
            tls: tls.connector()?,
            role,
            terms: Terms {
                connect_timeout: said.unwrap_or(settings.connect_timeout),
                idle_in_transaction: settings.idle_in_transaction_timeout,
                max_lifetime: settings.max_lifetime,
                statement_cache: settings.statement_cache,
            },
            driver: driver.clone(),
            config,
        })
    }

    /// A new connection, to the first host that is what it must be.
    ///
    /// It is made on the driver's runtime: a socket belongs to the runtime that opened it.
    pub(super) async fn connect(&self) -> Result<Connection, Error> {
        self.connect_for(None).await
    }

    /// The same, for somebody who listens: what is said to it goes to `ear`.
    pub(super) async fn connect_for(&self, ear: Option<Ear>) -> Result<Connection, Error> {
        let maker = self.clone();
        // Boxed, as what is rare and large: everything that may need a connection holds this.
        let made = self
            .driver
            .run(async move { maker.to_any_host(ear).await }.boxed());
        made.await
            .unwrap_or_else(|| Err(Error::Unavailable(Lost::because("it is being closed"))))
    }

    async fn to_any_host(&self, ear: Option<Ear>) -> Result<Connection, Error> {
        // A host that swallows packets must not take the time of the next.
        let hosts = u32::try_from(self.targets.len()).unwrap_or(u32::MAX);
        let share = self.terms.connect_timeout / hosts.max(1);
        let mut last = Lost::because("its URL names no host");
        for target in &self.targets {
            last = match within(share, self.to_host(target, share, ear.clone())).await {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(lost)) => lost,
                Err(_late) => Lost::because("it does not answer in time"),
            };
        }
        Err(Error::Unavailable(last))
    }

    async fn to_host(
        &self,
        target: &Target,
        longest: Duration,
        ear: Option<Ear>,
    ) -> Result<Connection, Lost> {
        let (stream, peer) = target
            .dial(longest)
            .await
            .map_err(|error| io_words(&error))?;
        let mut config = self.config.clone();
        if target.name().is_none() {
            config.ssl_mode(tokio_postgres::config::SslMode::Disable);
        }
        let mut tls = self.tls.clone();
        let name = target.name().unwrap_or_default().to_owned();
        let Ok(connect) = MakeTlsConnect::<Stream>::make_tls_connect(&mut tls, &name);
        // Boxed, or the compiler does not see that it may go to another thread.
        let connecting = config.connect_raw(stream, connect).boxed();
        let (client, connection) = connecting.await.map_err(|error| lost(&error))?;
        let is_for_work = ear.is_none();
        let driving = async move {
            let ended = match ear {
                None => connection.await,
                Some(ear) => listen(connection, ear).await,
            };
            if let Err(error) = ended {
                tracing::debug!(reason = %lost(&error), "a connection to the database ended");
            }
        };
        // Whoever closes the database waits for those that somebody works with.
        let task = match is_for_work {
            true => self.driver.drive(driving),
            false => self.driver.keep(driving),
        };
        self.begin(&client).await?;
        Ok(self.connection(client, task, peer, name))
    }

    /// Says what outlives a statement, and looks whether the server is what it must be.
    async fn begin(&self, client: &Client) -> Result<(), Lost> {
        let idle = self.terms.idle_in_transaction.as_millis();
        // Servers before version 14 do not know how to look after clients that are gone.
        let said = format!(
            "SET idle_in_transaction_session_timeout = {idle};\
             SELECT set_config(name, '1000', false) FROM pg_catalog.pg_settings \
             WHERE name = 'client_connection_check_interval';\
             SELECT pg_catalog.pg_is_in_recovery() AS recovers"
        );
        let answer = client
            .simple_query(&said)
            .await
            .map_err(|error| lost(&error))?;
        let recovers = answer.iter().any(|message| match message {
            SimpleQueryMessage::Row(row) => matches!(row.try_get("recovers"), Ok(Some("t"))),
            _ => false,
        });
        match (self.role, recovers) {
            (Role::Primary, true) => Err(Lost::because("it is a replica, and takes no writes")),
            (Role::Replica, false) => Err(Lost::because("it is not a replica")),
            _ => Ok(()),
        }
    }

    fn connection(&self, client: Client, task: Tied, peer: Peer, name: String) -> Connection {
        let now = Clock::system().now();
        Connection {
            cancel: Cancel {
                token: client.cancel_token(),
                peer,
                name,
                tls: self.tls.clone(),
            },
            client,
            statements: Mutex::new(Statements::new(self.terms.statement_cache)),
            session: Mutex::new(None),
            answered: Mutex::new(now),
            at_rest: AtomicBool::new(true),
            // Not all at once: those that were made together would end together.
            expires: now.after(self.terms.max_lifetime.mul_f64(random::jitter(0.1))),
            task,
        }
    }
}

/// Drives a connection, and hands on what is said to it.
async fn listen<S, T>(
    mut connection: tokio_postgres::Connection<S, T>,
    ear: Ear,
) -> Result<(), tokio_postgres::Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(said) = poll_fn(|cx| connection.poll_message(cx)).await {
        if let AsyncMessage::Notification(notification) = said? {
            // Nobody listens any more: the connection is about to be closed.
            let _ = ear.send(notification);
        }
    }
    Ok(())
}

/// A connection that answered this recently is taken at its word; others are asked first.
const FRESH: Duration = Duration::from_millis(500);

/// How long a connection may take to say that it lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

impl Connection {
    /// Whether it may be used once more; the server is asked where it has not answered for a while.
    pub(super) async fn lives(&self) -> bool {
        if !self.is_usable() {
            return false;
        }
        let is_fresh = self.silent_for() <= FRESH;
        is_fresh || matches!(within(SIGN_OF_LIFE, self.settle("")).await, Ok(Ok(())))
    }

    /// The same, as far as can be known without asking the server.
    pub(super) fn is_usable(&self) -> bool {
        let is_young = Clock::system().now() < self.expires;
        is_young && self.at_rest.load(Ordering::Acquire) && !self.client.is_closed()
    }

    /// Says something to the server that leaves its session as it is, and waits for the answer.
    pub(super) async fn settle(&self, said: &str) -> Result<(), tokio_postgres::Error> {
        self.stir();
        self.client.batch_execute(said).await?;
        self.rest();
        Ok(())
    }

    /// Resolves once it is old enough to be replaced.
    pub(super) fn until_old(&self) -> Sleep {
        Clock::system().sleep_until(self.expires)
    }

    /// From now on, something is under way.
    pub(super) fn stir(&self) {
        self.at_rest.store(false, Ordering::Release);
    }

    /// The server has answered, and nothing is under way any more.
    pub(super) fn rest(&self) {
        self.has_answered();
        self.at_rest.store(true, Ordering::Release);
    }

    /// The server has given a sign of life.
    pub(super) fn has_answered(&self) {
        *self.answered.lock() = Clock::system().now();
    }

    /// Closes it at once, whatever is under way.
    pub(super) fn close(&self) {
        self.stir();
        self.task.end();
    }

    /// How long ago the server answered.
    pub(super) fn silent_for(&self) -> Duration {
        Clock::system().now().since(*self.answered.lock())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // What rests says goodbye and ends by itself; what does not would wait for its answer for
        // as long as the server likes.
        if self.at_rest.load(Ordering::Acquire) {
            self.task.release();
        }
    }
}

fn lost(error: &tokio_postgres::Error) -> Lost {
    match Error::of(error, Stage::Connecting) {
        Error::Unavailable(lost) => lost,
        other => Lost::because(other.to_string()),
    }
}

fn io_words(error: &io::Error) -> Lost {
    Lost::because(error.to_string())
}
