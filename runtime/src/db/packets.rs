//! Transactions that begin and end in company: statements that share their packets.

use futures_util::future::{join, join_all, join3, poll_immediate};
use tokio_postgres::Row;
use tracing::Instrument as _;

use super::error::Error;
use super::run::{Params, Rows};
use super::{Db, Tx, TxOptions, span};

/// A statement and its parameters.
pub(crate) type Statement<'a> = (&'a str, Params<'a>);

impl Tx {
    /// Begins, and runs two statements in the same round trip.
    ///
    /// They are sent before anybody knows whether the transaction has begun, so they must do
    /// nothing that lasts without one. The second begins after the first has ended. What is to be
    /// run `later` is prepared on the way.
    pub(crate) async fn begin_and(
        db: &Db,
        options: TxOptions,
        first: [Statement<'_>; 2],
        later: &[&str],
    ) -> Result<(Self, [Vec<Row>; 2]), Error> {
        let db = &*db.0;
        let tx = Self::open(&db.primary, db.settings.statement_timeout).await?;
        let (begin, [one, other]) = (options.begin(), first);
        let run = async |(sql, params)| tx.run(sql, params, Rows::All).await;
        let texts = [one.0, other.0].into_iter().chain(later.iter().copied());
        let rows = if tx.needs_preparing(texts.clone()) {
            // One that is prepared must not overtake one that is not.
            let (begun, prepared) = join(tx.say(&begin), tx.prepare(texts)).await;
            begun?;
            prepared?;
            join(run(one), run(other)).await
        } else {
            let (begun, one, other) = join3(tx.say(&begin), run(one), run(other)).await;
            begun?;
            (one, other)
        };
        let rows = [rows.0?.rows, rows.1?.rows];
        Ok((tx, rows))
    }

    /// Runs the last statements, and commits in the same round trip.
    ///
    /// The commit is sent before anybody knows what became of them, so they must fail rather than
    /// do nothing where the transaction is not to be committed.
    pub(crate) async fn commit_after(self, last: &[Statement<'_>]) -> Result<(), Error> {
        self.may_commit()?;
        let texts = last.iter().map(|(sql, _)| *sql);
        if self.needs_preparing(texts.clone()) {
            self.prepare(texts).await?;
        }
        let mut sent = Vec::with_capacity(last.len());
        for (sql, params) in last {
            let mut run = Box::pin(self.run(sql, params, Rows::None));
            // What cannot be sent says so at once; the commit must not go without it.
            match poll_immediate(&mut run).await {
                Some(outcome) => drop(outcome?),
                None => sent.push(run),
            }
        }
        let span = span::statement("COMMIT");
        let commit = async { self.budget().run(self.lease().commit()).await? };
        let (ran, committed) = join(join_all(sent), commit.instrument(span.clone())).await;
        let outcome = ended(ran.into_iter().find_map(Result::err), committed);
        span::note(&span, &outcome);
        outcome
    }

    fn needs_preparing<'a>(&self, mut texts: impl Iterator<Item = &'a str>) -> bool {
        texts.any(|sql| !self.lease().is_prepared(sql))
    }

    async fn prepare<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Result<(), Error> {
        let missing = texts.filter(|sql| !self.lease().is_prepared(sql));
        let prepared = join_all(missing.map(|sql| self.lease().prepare(sql)));
        let prepared = self.budget().run(prepared).await?;
        prepared.into_iter().collect()
    }
}

/// What came of a commit that was sent together with the last statements, of which one failed or
/// none.
///
/// Where a statement was refused, the server takes the commit for a rollback, and does not call
/// that an error: what it says of the commit counts only where all statements were done.
fn ended(failed: Option<Error>, committed: Result<(), Error>) -> Result<(), Error> {
    match (failed, committed) {
        (Some(refused), _) if refused.server().is_some() => Err(refused),
        (_, Err(unknown)) => Err(unknown),
        (Some(failed), Ok(())) => Err(failed),
        (None, Ok(())) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Lost;
    use super::*;

    #[test]
    fn a_commit_counts_only_where_all_statements_were_done() {
        assert!(ended(None, Ok(())).is_ok());
        let late = ended(Some(Error::Deadline), Ok(()));
        assert!(matches!(late, Err(Error::Deadline)), "{late:?}");
    }

    #[test]
    fn nobody_is_told_that_nothing_happened_where_nobody_knows() {
        let lost = || Lost::because("it is gone");
        let unknown = Err(Error::OutcomeUnknown(lost()));
        let unknown = ended(Some(Error::Unavailable(lost())), unknown);
        assert!(
            matches!(unknown, Err(Error::OutcomeUnknown(_))),
            "{unknown:?}"
        );
    }
}
