//! The `ApiError` trait: what one error says of itself.

/// Placeholder.
#[derive(Debug)]
pub enum LogLevel {}
/// Placeholder.
pub trait ApiError {}
