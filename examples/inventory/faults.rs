//! How the service misbehaves, as it was told when it started or since.

use std::future::pending;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Data;
use hardpoint::Clock;
use hardpoint::prelude::*;
use parking_lot::Mutex;

use crate::settings::InventorySettings;

/// How it misbehaves now.
#[derive(Debug)]
pub(crate) struct Faults(Mutex<Manner>);

#[derive(Debug, Clone, Copy)]
struct Manner {
    latency: Duration,
    errors: u32,
    hang: bool,
    /// Requests so far.
    asked: u32,
}

impl Faults {
    /// What it was told at its start.
    pub(crate) fn of(settings: &InventorySettings) -> Self {
        Self(Mutex::new(Manner {
            latency: settings.latency,
            errors: settings.errors,
            hang: settings.hang,
            asked: 0,
        }))
    }

    /// Waits as long as the next request has to, and says whether it then goes well.
    pub(crate) async fn endured(&self) -> bool {
        let (manner, is_well) = {
            let mut manner = self.0.lock();
            let is_well = manner.is_next_well();
            (*manner, is_well)
        };
        if manner.hang {
            pending::<()>().await;
        }
        Clock::system().sleep(manner.latency).await;
        is_well
    }
}

impl Manner {
    /// Errors are spread evenly: of a hundred in a row, exactly so many fail.
    fn is_next_well(&mut self) -> bool {
        let failed = |asked: u32| asked * self.errors / 100;
        let is_well = failed(self.asked + 1) == failed(self.asked);
        self.asked = (self.asked + 1) % 100;
        is_well
    }
}

/// How to misbehave from now on; what is left out, it does not.
#[derive(ApiRequest)]
#[api(query)]
pub(crate) struct Misbehave {
    /// How many milliseconds later than it could it answers.
    #[api(default)]
    #[garde(range(max = 20_000))]
    latency_ms: u64,
    /// How many of a hundred answers are 502.
    #[api(default)]
    #[garde(range(max = 100))]
    errors: u32,
    /// Whether it never answers.
    #[api(default)]
    #[garde(skip)]
    hang: bool,
}

/// Misbehaves so, and not as before.
#[endpoint(put = "/faults")]
pub(crate) async fn misbehave(faults: Data<Faults>, told: Misbehave) -> HttpResponse {
    tracing::warn!(
        latency_ms = told.latency_ms,
        errors = told.errors,
        hang = told.hang,
        "told to misbehave"
    );
    *faults.0.lock() = Manner {
        latency: Duration::from_millis(told.latency_ms),
        errors: told.errors,
        hang: told.hang,
        asked: 0,
    };
    HttpResponse::NoContent().finish()
}

/// Ends the process at once: nobody has an answer.
#[endpoint(post = "/die")]
pub(crate) async fn die() -> HttpResponse {
    std::process::abort()
}
