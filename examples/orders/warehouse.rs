//! What the warehouse has, as the inventory service says it, or as it last said.

use std::collections::HashMap;

use hardpoint::Clock;
use hardpoint::clock::Moment;
use hardpoint::dependency::DependencyError;
use hardpoint::http;
use hardpoint::prelude::*;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// The inventory service, and what it has said so far.
#[derive(Debug)]
pub(crate) struct Warehouse {
    http: http::Client,
    clock: Clock,
    /// Only of articles that it knows, so there are no more than it has.
    known: Mutex<HashMap<String, Known>>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    left: u32,
    at: Moment,
}

/// What the warehouse has of one article, beyond what is on our shelf.
#[derive(Debug, Serialize)]
pub(crate) struct Supply {
    sku: String,
    left: u32,
    /// Whether it was said just now.
    is_current: bool,
    /// How long ago it was said, where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_ago: Option<u64>,
}

/// What the inventory service answers.
#[derive(Debug, Deserialize)]
struct Told {
    left: u32,
}

impl Warehouse {
    /// The one whose inventory service is at `url`.
    pub(crate) fn at(url: &str) -> Result<Self, http::BuildError> {
        let http = http::Client::builder("inventory").base_url(url).build()?;
        Ok(Self {
            http,
            clock: Clock::system(),
            known: Mutex::default(),
        })
    }
}

/// What there is of an article; nothing where the warehouse has never heard of it.
#[dependency(
    name = "inventory",
    timeout = "1s",
    attempt = "250ms",
    retry = "3 base:20ms max:100ms",
    idempotent,
    breaker = "50%/10s min:5 open:2s",
    concurrency = "32 wait:50ms",
    fallback = last_known
)]
pub(crate) async fn supply(
    warehouse: &Warehouse,
    sku: &str,
) -> Result<Option<Supply>, DependencyError> {
    let told: Told = match warehouse.http.get("/stock").segment(sku).send().await {
        Ok(answer) => answer.json().await?,
        Err(error) if error.status() == Some(http::StatusCode::NOT_FOUND) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let (left, at) = (told.left, warehouse.clock.now());
    warehouse
        .known
        .lock()
        .insert(sku.to_owned(), Known { left, at });
    Ok(Some(Supply {
        sku: sku.to_owned(),
        left,
        is_current: true,
        seconds_ago: None,
    }))
}

/// What it said the last time, marked as such: a customer would rather know that there were
/// thousands a minute ago than nothing at all.
async fn last_known(
    warehouse: &Warehouse,
    sku: &str,
    error: DependencyError,
) -> Result<Option<Supply>, DependencyError> {
    let Some(Known { left, at }) = warehouse.known.lock().get(sku).copied() else {
        return Err(error);
    };
    Ok(Some(Supply {
        sku: sku.to_owned(),
        left,
        is_current: false,
        seconds_ago: Some(warehouse.clock.now().since(at).as_secs()),
    }))
}
