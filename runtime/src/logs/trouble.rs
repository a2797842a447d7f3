//! What the log has to say of itself: that lines were lost, or cannot be written.

use std::io;

use tracing::Level;

use super::escape;
use super::fields::Ids;
use super::format::Shape;
use super::levels::OWN;
use super::sentence::Sentence;
use crate::clock::Clock;

/// What the thread that writes has to say itself.
#[derive(Debug)]
pub(super) enum Trouble<'a> {
    /// So many lines were lost since the last that are there.
    Lost { no_room: u64, not_written: u64 },
    /// The output takes no more. It is said elsewhere.
    Broken(&'a io::Error),
}

impl Trouble<'_> {
    /// As a line of the log.
    pub(super) fn line(&self, shape: Shape, clock: &Clock) -> String {
        let (level, message) = match self {
            Self::Lost { .. } => (Level::WARN, "lines of the log are lost"),
            Self::Broken(_) => (Level::ERROR, "the log cannot be written where it belongs"),
        };
        let mut line = String::new();
        Sentence {
            since_epoch: clock.unix_time(),
            level,
            target: OWN,
            message,
            ids: &Ids::default(),
            fields: &self.fields(shape),
            spans: &[],
        }
        .write(shape, &mut line);
        line
    }

    fn fields(&self, shape: Shape) -> String {
        match (self, shape) {
            (
                Self::Lost {
                    no_room,
                    not_written,
                },
                Shape::Json,
            ) => {
                format!("\"no_room\":{no_room},\"not_written\":{not_written}")
            }
            (
                Self::Lost {
                    no_room,
                    not_written,
                },
                Shape::Text { .. },
            ) => {
                format!("no_room={no_room} not_written={not_written}")
            }
            (Self::Broken(error), Shape::Json) => {
                let mut fields = "\"error\":".to_owned();
                escape::json(&mut fields, &error.to_string());
                fields
            }
            (Self::Broken(error), Shape::Text { .. }) => {
                let mut fields = "error=".to_owned();
                escape::word(&mut fields, &error.to_string());
                fields
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_a_line_like_others() {
        let troubles = [
            Trouble::Lost {
                no_room: 3,
                not_written: 0,
            },
            Trouble::Broken(&io::ErrorKind::BrokenPipe.into()),
        ];
        let fields = troubles.map(|trouble| {
            let line = trouble.line(Shape::Json, &Clock::system());
            let read: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(read["target"], OWN);
            let text = trouble.line(Shape::Text { colours: false }, &Clock::system());
            assert_eq!(text.matches('\n').count(), 1, "{text}");
            read["fields"].clone()
        });
        let expected = [
            serde_json::json!({ "no_room": 3, "not_written": 0 }),
            serde_json::json!({ "error": "broken pipe" }),
        ];
        assert_eq!(fields, expected);
    }
}
