//! Demands of tags: what the path does not capture, some argument reads from the query.

use crate::probe::ArgFacts;

/// Some argument may read the query; where none does, `message` says what that means.
#[track_caller]
pub const fn query_is_read(arguments: &[ArgFacts], message: &str) {
    assert!(reads_query(arguments), "{}", message);
}

const fn reads_query(arguments: &[ArgFacts]) -> bool {
    let mut index = 0;
    while index < arguments.len() {
        if arguments[index].query {
            return true;
        }
        index += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use actix_web::{HttpRequest, web};

    use super::*;
    use crate::probe::Probe;

    #[test]
    fn one_argument_that_reads_is_enough() {
        let query = Probe::<web::Query<u8>>::FACTS;
        let path = Probe::<web::Path<u8>>::FACTS;
        assert!(reads_query(&[path, query]));
        assert!(reads_query(&[Probe::<HttpRequest>::FACTS]));
        assert!(!reads_query(&[path]) && !reads_query(&[]));
    }
}
