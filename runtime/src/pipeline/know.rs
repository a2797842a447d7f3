//! Step 3: who asks, and whether they may.

use actix_web::dev::Payload;
use actix_web::http::header::WWW_AUTHENTICATE;
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::TryFutureExt;
use tracing::Instrument as _;

use super::exchange::{Exchange, Refused, passed};
use super::timely::timely;
use crate::error::{self, Problem, Rejection};
use crate::limit::{Step, StoreAway};
use crate::traces::stage;

impl Exchange {
    /// 3. and 4. Know and read: both, each where there is something to it.
    pub(super) async fn know_and_read(&mut self, payload: Payload) -> Result<Payload, Refused> {
        if self.site.guarded
            && let Err(problem) = self.may_be_read().await
        {
            return Err(Refused::with_unread(problem, payload).once_arrived().await);
        }
        // Reading has the deadline in itself: a slow sender is told 408, and what it still sends
        // is in hand.
        match self.has_body(&payload) {
            true => self.read(payload).instrument(stage!("read")).await,
            false => Ok(payload),
        }
    }

    /// Whether the endpoint still serves, and serves whoever asks, and can read it.
    async fn may_be_read(&mut self) -> Result<(), Problem> {
        self.charge_shared(Step::First).await?;
        if self.site.is_refused {
            return Err(Rejection::Internal.problem());
        }
        if let Some(lifecycle) = &self.site.lifecycle
            && lifecycle.has_ended(&self.site.shared.clock)
        {
            return Err(Rejection::Sunset.problem());
        }
        self.know().await?;
        self.can_be_read()
    }

    /// 3. Know: who asks, in time; whether they may; then the other rates, as one decision.
    async fn know(&mut self) -> Result<(), Problem> {
        let Some(access) = self.site.access else {
            return Ok(());
        };
        let authentication = &self.site.shared.authentication;
        if self.context.principal().is_none() {
            let identify = authentication.identify(&self.request);
            let identify = identify.instrument(stage!("authenticate"));
            let found = timely(&self.context, identify).await?;
            if let Some(principal) = found {
                self.request.extensions_mut().insert(principal.clone());
                self.context.know(principal);
            }
        }
        access.check(self.context.principal(), authentication.challenge())?;
        self.charge_known()?;
        self.charge_shared(Step::Known).await
    }

    /// The rates of that step, where a store keeps them that instances share.
    async fn charge_shared(&mut self, step: Step) -> Result<(), Problem> {
        let Some(rates) = &self.site.shared_rates else {
            return Ok(());
        };
        if self.request.method() == Method::OPTIONS {
            return Ok(());
        }
        let (memory, now) = (&self.site.shared.rates, self.context.received());
        let keys = self.rate_keys();
        let decided = rates
            .decide(step, &keys, memory, now)
            .map_err(Problem::from);
        let Some(decision) = timely(&self.context, decided).await? else {
            return Ok(());
        };
        let decision = match self.rates.take() {
            Some(earlier) => earlier.and(decision),
            None => decision,
        };
        passed(rates.limits(), self.rates.insert(decision))
    }

    fn charge_known(&mut self) -> Result<(), Problem> {
        let Some(rates) = &self.site.rates else {
            return Ok(());
        };
        if self.request.method() == Method::OPTIONS {
            return Ok(());
        }
        let now = self.context.received();
        let store = &self.site.shared.rates;
        let Some(known) = rates.decide_known(store, &self.rate_keys(), now) else {
            return Ok(());
        };
        let decision = match self.rates.take() {
            Some(earlier) => earlier.and(known),
            None => known,
        };
        passed(rates, self.rates.insert(decision))
    }

    /// What is wrong with an argument, in the envelope; a 401 says which credentials it wants.
    pub(super) fn not_extracted(&self, error: Error) -> HttpResponse {
        let mut response = error::respond_to_foreign(error);
        if response.status() == StatusCode::UNAUTHORIZED
            && response.headers().get(WWW_AUTHENTICATE.as_str()).is_none()
        {
            let challenge = self.site.shared.authentication.challenge().clone();
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl From<StoreAway> for Problem {
    fn from(_: StoreAway) -> Self {
        Rejection::RateStoreUnavailable.problem()
    }
}
