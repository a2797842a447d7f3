//! What was asked of a faulty server.

/// A request that arrived, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub target: String,
    /// Its header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// How many arrived before it.
    pub number: usize,
    /// How many with the same `Idempotency-Key` arrived before it; 0 without one.
    pub attempt: usize,
}

impl Arrival {
    /// The value of a header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(n, _)| n == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// Its `Idempotency-Key`.
    pub fn key(&self) -> Option<&str> {
        self.header("idempotency-key")
    }
}

/// All that was asked, and how it went.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// The connections that were taken.
    pub connections: usize,
    /// The requests that arrived, in their order.
    pub arrivals: Vec<Arrival>,
    /// How many are being treated.
    pub in_flight: usize,
    /// How many were being treated at once, at most.
    pub most_in_flight: usize,
    /// How many had an answer, or as much of one as was scripted.
    pub done: usize,
    /// How many clients left before that.
    pub aborted: usize,
}

impl Counts {
    /// How many requests arrived.
    pub fn asked(&self) -> usize {
        self.arrivals.len()
    }

    /// How many of them with this key.
    pub fn attempts(&self, key: &str) -> usize {
        self.keys().filter(|sent| *sent == Some(key)).count()
    }

    /// The keys in the order of their arrival.
    pub fn keys(&self) -> impl Iterator<Item = Option<&str>> {
        self.arrivals.iter().map(Arrival::key)
    }

    /// Writes a request down that is being treated from now on.
    pub(super) fn arrived(&mut self, arrival: Arrival) {
        self.arrivals.push(arrival);
        self.in_flight += 1;
        self.most_in_flight = self.most_in_flight.max(self.in_flight);
    }

    /// Writes down how one went.
    pub(super) fn ended(&mut self, is_done: bool) {
        self.in_flight -= 1;
        match is_done {
            true => self.done += 1,
            false => self.aborted += 1,
        }
    }
}
