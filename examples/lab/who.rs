//! Who asks: by a token that is signed with a secret.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::web::Json;
use hardpoint::auth::{Jwt, JwtAlgorithm, JwtKey, SetupError};
use hardpoint::prelude::*;
use serde::Serialize;

use crate::settings::LabSettings;

/// How often `/mine` has run.
static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// Who makes a request, as far as a token says.
#[derive(Serialize)]
struct Who {
    id: String,
    tenant: Option<String>,
    scopes: Vec<String>,
}

impl From<&Principal> for Who {
    fn from(who: &Principal) -> Self {
        Self {
            id: who.id().to_owned(),
            tenant: who.tenant().map(str::to_owned),
            scopes: who.scopes().map(str::to_owned).collect(),
        }
    }
}

/// Whoever has a good token.
#[endpoint(get = "/whoami", auth)]
async fn whoami(who: Principal) -> Json<Who> {
    Json(Who::from(&who))
}

#[derive(Serialize)]
struct Mine {
    id: String,
    execution: u64,
}

/// What is cached for each principal apart.
#[endpoint(get = "/mine", auth, cache = "ttl:60 vary:principal")]
async fn mine(who: Principal) -> Json<Mine> {
    Json(Mine {
        id: who.id().to_owned(),
        execution: EXECUTIONS.fetch_add(1, Ordering::Relaxed) + 1,
    })
}

/// Whoever may read the lab.
#[endpoint(get = "/scoped", auth = "lab:read")]
async fn scoped(who: Principal) -> Json<Who> {
    Json(Who::from(&who))
}

/// The endpoints, and who finds out who asks; without a secret there are none of them, for a service
/// that could only refuse does not start.
pub(crate) fn all(settings: &LabSettings) -> Result<Option<(Endpoints, Jwt)>, SetupError> {
    let Some(secret) = &settings.jwt_secret else {
        return Ok(None);
    };
    // Whoever tries things out chooses the secret, a short one too; a service would not.
    let key = JwtKey::short_secret(JwtAlgorithm::Hs256, secret.expose())?;
    let jwt = Jwt::builder().key(key);
    let jwt = match &settings.jwt_issuer {
        Some(issuer) => jwt.issuer(issuer.as_str()),
        None => jwt.any_issuer(),
    };
    let jwt = match &settings.jwt_audience {
        Some(audience) => jwt.audience(audience.as_str()),
        None => jwt.any_audience(),
    };
    Ok(Some((endpoints![whoami, mine, scoped], jwt.build()?)))
}
