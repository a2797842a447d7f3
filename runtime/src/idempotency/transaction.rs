//! Claim, writes and answer in one transaction: `idempotent = "tx"`.

use actix_web::HttpResponse;

use super::Refusal;
use super::meters::Meters;
use super::plan::Once;
use super::replay::{self, Captured, MAX_ANSWER, replay};
use crate::db::{Error, Tx};
use crate::error::{Problem, respond_to_error};
use crate::store::{Begun, Ledger, News, Record, Recorded};

/// What becomes of a request.
pub(crate) enum Start {
    /// It runs on this transaction, which records it where it has a key.
    Run(Tx, Option<Record>),
    /// It was done before, and this was the answer.
    Replay(HttpResponse),
    /// It is not done, and this is why.
    Refuse(HttpResponse),
}

/// What came of a run.
pub(crate) struct Settled {
    pub(crate) response: HttpResponse,
    /// Whether what it wrote is there to stay, or what another has written for the same key.
    pub(crate) is_committed: bool,
}

impl Settled {
    fn committed(response: HttpResponse) -> Self {
        Self {
            response,
            is_committed: true,
        }
    }

    fn nothing(response: HttpResponse) -> Self {
        Self {
            response,
            is_committed: false,
        }
    }
}

/// Begins a transaction for a request, unless it has been answered or somebody is at it.
pub(crate) async fn begin(ledger: &Ledger, once: Option<&Once>, meters: &Meters) -> Start {
    let begun = match once {
        None => ledger
            .begin_without_key()
            .await
            .map(|tx| Start::Run(tx, None)),
        Some(once) => claim(ledger, once, meters).await,
    };
    begun.unwrap_or_else(|error| Start::Refuse(respond_to_error(&error)))
}

async fn claim(ledger: &Ledger, once: &Once, meters: &Meters) -> Result<Start, Error> {
    let refused = |refusal: Refusal| {
        meters.refused(refusal);
        Start::Refuse(refusal.problem().into_response())
    };
    let begun = ledger.begin(once.key, once.fingerprint, once.ttl).await?;
    Ok(match begun {
        Begun::Run(tx, record) => {
            meters.claimed();
            Start::Run(tx, Some(record))
        }
        Begun::Done(answer) => {
            meters.replayed();
            Start::Replay(replay(&answer))
        }
        Begun::InFlight => refused(Refusal::InFlight),
        Begun::Mismatch => refused(Refusal::Mismatch),
    })
}

/// Commits or takes back what a run wrote, by what it answered, and gives the response to send.
///
/// - A success is recorded and committed, at once and together, and its `news` are told with it.
/// - A final 4xx takes back what was written, and is then recorded alone.
/// - Anything else takes back what was written, and is forgotten: a retry runs.
/// - So does an answer that cannot be recorded, because it is a stream or larger than allowed:
///   500, and a line in the log.
pub(crate) async fn settle(
    ledger: &Ledger,
    tx: Tx,
    record: Option<Record>,
    response: HttpResponse,
    news: Option<News>,
) -> Settled {
    if !replay::is_kept(&response) {
        tx.roll_back().await;
        return Settled::nothing(response);
    }
    let Some(record) = record else {
        return without_key(ledger, tx, response, news).await;
    };
    let is_refusal = response.status().is_client_error();
    let (response, answer) = match replay::capture(response, MAX_ANSWER).await {
        Captured::Whole(response, answer) => (response, answer),
        unrecordable => {
            tx.roll_back().await;
            return Settled::nothing(explain(&unrecordable).into_response());
        }
    };
    if is_refusal {
        tx.roll_back().await;
        if let Err(error) = ledger.record_alone(&record, &answer).await {
            tracing::warn!(%error, "a refusal is not recorded for its idempotency key");
        }
        return Settled::nothing(response);
    }
    match ledger.commit(tx, &record, &answer, news.as_ref()).await {
        Ok(Recorded::Committed) => Settled::committed(response),
        // The record that could not be seen at the beginning can be seen now.
        Ok(Recorded::ByAnother) => by_another(ledger, &record).await,
        Err(error) => Settled::nothing(respond_to_error(&error)),
    }
}

async fn without_key(
    ledger: &Ledger,
    tx: Tx,
    response: HttpResponse,
    news: Option<News>,
) -> Settled {
    if response.status().is_client_error() {
        tx.roll_back().await;
        return Settled::nothing(response);
    }
    match ledger.commit_without_key(tx, news.as_ref()).await {
        Ok(()) => Settled::committed(response),
        Err(error) => Settled::nothing(respond_to_error(&error)),
    }
}

async fn by_another(ledger: &Ledger, record: &Record) -> Settled {
    match ledger
        .begin(record.key, record.fingerprint, record.ttl)
        .await
    {
        Ok(Begun::Done(answer)) => Settled::committed(replay(&answer)),
        Ok(Begun::Mismatch) => Settled::nothing(Refusal::Mismatch.problem().into_response()),
        Ok(Begun::InFlight | Begun::Run(..)) => {
            Settled::nothing(Refusal::InFlight.problem().into_response())
        }
        Err(error) => Settled::nothing(respond_to_error(&error)),
    }
}

fn explain(unrecordable: &Captured) -> Problem {
    match unrecordable {
        Captured::TooLarge(_) => tracing::error!(
            max = MAX_ANSWER,
            "an answer is too large to be recorded, and what was written for it is taken back"
        ),
        Captured::Streaming => tracing::error!(
            "a stream cannot be recorded, and what was written for it is taken back"
        ),
        _ => tracing::error!("an answer's body failed, and what was written for it is taken back"),
    }
    Problem::internal()
}
