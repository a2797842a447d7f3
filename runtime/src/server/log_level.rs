//! What is logged, asked for and changed on the admin listener, while the service runs.

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, Json, ServiceConfig};
use actix_web::{Error, HttpRequest, rt};
use serde_json::{Value, json};

use super::admin::{only, read, said_by, time_of};
use crate::builder::Builder;
use crate::clock::Clock;
use crate::error::{Problem, Rejection};
use crate::logs::{LONGEST_LEVELS, LogControl, Logs};

impl Builder {
    /// The logging of this process, from [`logs::init`](crate::logs::init): the admin listener says
    /// and changes what is logged, at `/log-level`, and what has been logged is written before
    /// [`run`](Self::run) ends.
    #[must_use]
    pub fn logs(mut self, logs: &Logs) -> Self {
        self.around.logs = Some(logs.0.clone());
        self
    }
}

/// Registers `/log-level`, if there is a log whose levels there are.
pub(super) fn register(logs: Option<LogControl>) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        if let Some(logs) = logs {
            app.app_data(Data::new(logs))
                .app_data(web::PayloadConfig::new(LONGEST_LEVELS))
                .service(
                    only("/log-level", "GET, HEAD, PUT")
                        .route(read().to(said))
                        .route(web::put().to(change)),
                );
        }
    }
}

async fn said(logs: Data<LogControl>) -> Json<Value> {
    Json(told(&logs))
}

fn told(logs: &LogControl) -> Value {
    let (now, standing) = logs.levels();
    json!({
        "levels": now,
        "standing": standing,
        "format": logs.format().to_string(),
        "lost": logs.lost(),
    })
}

/// The body says what is to be logged; `?for=10m` says for how long.
async fn change(
    request: HttpRequest,
    body: Result<Bytes, Error>,
    logs: Data<LogControl>,
) -> Result<Json<Value>, Problem> {
    let body = body.map_err(|_| Rejection::PayloadTooLarge.problem())?;
    let wrong = |why: String| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_log_level").detail(why)
    };
    let directives = str::from_utf8(&body).map_err(|_| wrong("expected text".to_owned()))?;
    let span = time_of(request.query_string()).map_err(wrong)?;
    let change = logs
        .change(directives, span, &said_by(&request))
        .map_err(|error| wrong(error.to_string()))?;
    if let Some(span) = span {
        let logs = Data::clone(&logs);
        rt::spawn(async move {
            Clock::system().sleep(span).await;
            logs.fall_back(&change);
        });
    }
    Ok(Json(told(&logs)))
}
