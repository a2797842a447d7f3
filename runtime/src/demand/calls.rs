//! What an endpoint waits for ends before the endpoint does.

use super::refuse_inherited;
use super::text::Text;
use crate::dependency::SaidOfDependency;

/// The calls of `function` end within `timeout`, in milliseconds, which is `written` so.
#[track_caller]
pub const fn ends_in_time(
    said: &SaidOfDependency,
    function: &str,
    timeout: u64,
    written: &str,
    note: &str,
) {
    refuse_inherited(too_long(said, function, timeout, written), note);
}

const fn too_long(
    said: &SaidOfDependency,
    function: &str,
    timeout: u64,
    written: &str,
) -> Option<Text> {
    let longest = said.timeout_millis();
    if longest <= timeout {
        return None;
    }
    Some(
        Text::new()
            .and("`calls`: a call of `")
            .and(function)
            .and("` may take `")
            .and_millis(longest)
            .and("`, and is cut off by the timeout of `")
            .and(written)
            .and("`\nhelp: write `timeout = \"")
            .and_millis(longest)
            .and("\"` or more, or a shorter `timeout` in the `#[dependency]` above `")
            .and(function)
            .and("`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_may_take_as_long_as_the_endpoint_and_no_longer() {
        let said = SaidOfDependency::new("stock\n", "shop", 2000);
        assert!(too_long(&said, "stock", 2000, "2s").is_none());
        let message = too_long(&said, "stock", 1999, "1999ms").unwrap();
        assert_eq!(
            message.as_str(),
            "`calls`: a call of `stock` may take `2s`, and is cut off by the timeout of `1999ms`\n\
             help: write `timeout = \"2s\"` or more, or a shorter `timeout` in the \
             `#[dependency]` above `stock`"
        );
    }
}
