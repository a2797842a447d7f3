//! What is set on a connection for its next statement, and what has to be said to change it.

use std::time::Duration;

/// The settings of a session, as the server has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Session {
    /// `statement_timeout`, in milliseconds.
    pub(super) timeout: u64,
    /// `default_transaction_read_only`.
    pub(super) read_only: bool,
}

impl Session {
    /// What a session has to become for a statement that has `left` to live, and how to say so;
    /// `None` where it fits already.
    ///
    /// The time that is left is another one for every statement, and to set it each time would
    /// double their number. At the server it only has to catch what nobody cancels: the caller's
    /// own timer is exact, and cancels at the deadline. So a setting fits that is not shorter than
    /// what is left, and longer by no more than a quarter of it and a tenth of a second; statements
    /// of one endpoint, which begin at about the same age, rarely need another. What has to be said
    /// goes ahead of the statement in the same packet, and costs no round trip.
    pub(super) fn change(
        known: Option<Self>,
        left: Duration,
        read_only: bool,
    ) -> Option<(Self, String)> {
        let fits = |known: &Self| fits(known.timeout, left);
        let timeout = match known.filter(fits) {
            Some(known) if known.read_only == read_only => return None,
            Some(known) => known.timeout,
            None => generous(left),
        };
        let wanted = Self { timeout, read_only };
        let mut said = String::new();
        if known.is_none_or(|known| known.timeout != timeout) {
            said = format!("SET statement_timeout = {timeout};");
        }
        if known.is_none_or(|known| known.read_only != read_only) {
            said += match read_only {
                true => "SET default_transaction_read_only = on;",
                false => "SET default_transaction_read_only = off;",
            };
        }
        Some((wanted, said))
    }
}

/// The timeout that a transaction sets for its next statement, for itself alone; `None` where the
/// one that it has fits.
pub(super) fn local_timeout(known: Option<u64>, left: Duration) -> Option<(u64, String)> {
    if known.is_some_and(|known| fits(known, left)) {
        return None;
    }
    let timeout = generous(left);
    Some((timeout, format!("SET LOCAL statement_timeout = {timeout}")))
}

/// Whether a timeout catches a statement that has `left` to live, neither too early nor much too
/// late.
fn fits(timeout: u64, left: Duration) -> bool {
    let left = millis(left);
    (left..=left.saturating_add(left / 4).saturating_add(100)).contains(&timeout)
}

/// A timeout in the middle of those that fit, so that it fits the next statement too.
fn generous(left: Duration) -> u64 {
    let left = millis(left);
    // The server reads 32 bits, and zero as no timeout at all.
    left.saturating_add(left / 8)
        .saturating_add(50)
        .min(LONGEST)
}

const LONGEST: u64 = i32::MAX as u64;

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis())
        .unwrap_or(LONGEST)
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn statements_of_about_the_same_age_need_nothing_said() {
        let (known, said) = Session::change(None, 5 * SECOND, false).unwrap();
        assert_eq!(
            said,
            "SET statement_timeout = 5675;SET default_transaction_read_only = off;"
        );
        for millis in [4_990, 4_700, 5_500] {
            let left = Duration::from_millis(millis);
            assert_eq!(Session::change(Some(known), left, false), None, "{millis}");
        }
    }

    #[test]
    fn only_what_is_different_is_said() {
        let known = Session {
            timeout: 1_175,
            read_only: false,
        };
        let (wanted, said) = Session::change(Some(known), SECOND, true).unwrap();
        assert_eq!(said, "SET default_transaction_read_only = on;");
        assert_eq!(wanted.timeout, 1_175);
        let (_, said) = Session::change(Some(known), SECOND / 2, false).unwrap();
        assert_eq!(said, "SET statement_timeout = 612;");
    }

    #[test]
    fn a_transaction_says_it_for_itself_alone() {
        let (known, said) = local_timeout(None, SECOND).unwrap();
        assert_eq!(said, "SET LOCAL statement_timeout = 1175");
        assert_eq!(local_timeout(Some(known), SECOND), None);
    }

    proptest! {
        #[test]
        fn a_timeout_never_falls_before_the_deadline_nor_long_after_it(
            first in 0_u64..10_000_000,
            then in 0_u64..10_000_000,
        ) {
            let mut known = None;
            for left in [first, then] {
                if let Some((wanted, _)) = Session::change(known, Duration::from_millis(left), false) {
                    known = Some(wanted);
                }
                let timeout = known.map_or(0, |known| known.timeout);
                prop_assert!(timeout >= left && timeout > 0);
                prop_assert!(timeout <= left + left / 4 + 100);
            }
        }
    }
}
