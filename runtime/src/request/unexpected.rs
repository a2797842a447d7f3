//! A query that nothing on a route reads, which the pipeline refuses.

use super::diagnose::unknown;
use super::report::{Kind, Report};
use super::{pointer, query};
use crate::error::Problem;

/// The problem with a query where no argument of the endpoint reads one; `None` if it is empty.
pub(crate) fn unexpected_query(query: &str) -> Option<Problem> {
    let mut report = Report::default();
    match query::parse(query) {
        Ok(pairs) => {
            for (name, _) in pairs {
                unknown(&mut report, &pointer::join("query", [&*name]));
            }
        }
        Err(query::Malformed) => report.refuse(Kind::MalformedQuery, None),
    }
    report.into_problem()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_query_that_nobody_reads_is_unknown() {
        let problem = unexpected_query("a=1&b%2Fc=2&a=3").unwrap();
        let pointers: Vec<_> = problem.errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(problem.code, "unknown_field");
        assert_eq!(pointers, ["query/a", "query/b~1c"]);
        assert!(unexpected_query("").is_none());
        assert!(unexpected_query("&").is_none());
        assert_eq!(unexpected_query("%").unwrap().code, "malformed_query");
    }
}
