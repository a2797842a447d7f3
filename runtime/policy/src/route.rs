//! A route's template: `/orders/{id}`, with actix's `{name}`, `{name:regex}` and `{tail}*`.

/// A checked template of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutePath {
    text: String,
    captures: Vec<String>,
}

impl RoutePath {
    /// The template as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of its captures, in their order.
    pub fn captures(&self) -> &[String] {
        &self.captures
    }
}
