//! Step 3: who asks, and whether they may.

use actix_web::http::header::WWW_AUTHENTICATE;
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpMessage, HttpResponse};

use super::exchange::{Exchange, passed};
use super::timely::timely;
use crate::error::{self, Problem};

impl Exchange {
    /// 3. Know: who asks, in time; whether they may; then the other rates, as one decision.
    pub(super) async fn know(&mut self) -> Result<(), Problem> {
        let Some(access) = self.site.access else {
            return Ok(());
        };
        let authentication = &self.site.shared.authentication;
        if self.context.principal().is_none() {
            let found = timely(&self.context, authentication.identify(&self.request)).await?;
            if let Some(principal) = found {
                self.request.extensions_mut().insert(principal.clone());
                self.context.know(principal);
            }
        }
        access.check(self.context.principal(), authentication.challenge())?;
        self.charge_known()
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
            && !response.headers().contains_key(WWW_AUTHENTICATE)
        {
            let challenge = self.site.shared.authentication.challenge().clone();
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
