//! Names whose addresses a test decides.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use hardpoint::http::{Resolve, Resolved};
use parking_lot::Mutex;

/// For each name, what is answered the first time, the second, …; the last one from then on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(Arc<Mutex<HashMap<String, Name>>>);

#[derive(Debug)]
struct Name {
    asked: usize,
    answers: Vec<Vec<IpAddr>>,
}

impl Names {
    pub(crate) fn of<const N: usize>(names: [(&str, &[&[&str]]); N]) -> Self {
        let parsed = |addresses: &&[&str]| {
            let addresses = addresses.iter();
            addresses
                .map(|text| text.parse().expect("an address"))
                .collect()
        };
        let names = names.map(|(name, answers)| {
            (
                name.to_owned(),
                Name {
                    asked: 0,
                    answers: answers.iter().map(parsed).collect(),
                },
            )
        });
        Self(Arc::new(Mutex::new(names.into())))
    }

    /// How often a name was asked for.
    pub(crate) fn asked(&self, name: &str) -> usize {
        self.0.lock()[name].asked
    }
}

impl Resolve for Names {
    fn resolve(&self, name: &str) -> Resolved {
        let found = self.0.lock().get_mut(name).map(|name| {
            let last = name.answers.len() - 1;
            let found = name.answers[name.asked.min(last)].clone();
            name.asked += 1;
            found
        });
        Box::pin(async move { found.ok_or_else(|| io::Error::other("no such name")) })
    }
}
