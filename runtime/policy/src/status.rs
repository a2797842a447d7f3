//! What follows from an error's status, unless it is stated otherwise.

/// Whether the same request, sent again later, may succeed after that status: 408, 425, 429,
/// 502, 503 and 504.
pub const fn is_retryable(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 502 | 503 | 504)
}

/// Whether an outcome of that status can stand, so that it is stored under an idempotency key:
/// any 4xx but 408 and 429.
pub const fn may_be_final(status: u16) -> bool {
    matches!(status, 400..=499) && !matches!(status, 408 | 429)
}

/// Whether that status is an error's: 400 to 599.
pub const fn is_error(status: u16) -> bool {
    matches!(status, 400..=599)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_broke_is_never_final() {
        assert!((500..=599).all(|status| is_error(status) && !may_be_final(status)));
    }

    #[test]
    fn what_is_final_is_an_error_of_the_clients() {
        let possible: Vec<u16> = (0..1000).filter(|status| may_be_final(*status)).collect();
        assert_eq!(possible.len(), 98);
        assert!(possible.iter().all(|status| (400..=499).contains(status)));
    }
}
