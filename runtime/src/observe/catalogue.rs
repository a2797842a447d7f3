//! Every metric there is, in the order of its page.

use metrics::Unit;

use super::metric::{Kind, Metric};

/// The bounds that OpenTelemetry advises for the duration of requests, in seconds.
pub(super) const SECONDS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];
/// Those for statements and connections of a database.
const DATABASE: &[f64] = &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];
/// Those for calls to others: OpenTelemetry's for requests, from a millisecond on, for what is near.
const CALL_SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];
/// Those for runs of jobs, up to an hour.
const JOB_SECONDS: &[f64] = &[0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0];
/// Those of OpenTelemetry's histograms of which nothing is said.
pub(super) const ANYTHING: &[f64] = &[
    0.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1_000.0, 2_500.0, 5_000.0,
    7_500.0, 10_000.0,
];

/// Whose metric it is.
const ENDPOINT: &[&str] = &["endpoint", "http.route"];

const fn counter(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
) -> Metric {
    Metric {
        name,
        kind: Kind::Counter,
        unit: None,
        labels,
        help,
    }
}

const fn gauge(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric {
        name,
        kind: Kind::Gauge,
        unit: None,
        labels,
        help,
    }
}

const fn seconds(
    name: &'static str,
    bounds: &'static [f64],
    labels: &'static [&'static str],
    help: &'static str,
) -> Metric {
    Metric {
        name,
        kind: Kind::Histogram(bounds),
        unit: Some(Unit::Seconds),
        labels,
        help,
    }
}

const fn of_unit(unit: Unit, metric: Metric) -> Metric {
    Metric {
        unit: Some(unit),
        ..metric
    }
}

/// Names each metric, and lists them all.
macro_rules! metrics {
    ($($name:ident = $metric:expr;)*) => {
        $(
            #[allow(dead_code, reason = "some are of a feature")]
            pub(crate) static $name: Metric = $metric;
        )*

        /// All of them.
        pub(crate) static ALL: &[&Metric] = &[$(&$name),*];
    };
}

metrics! {
    REQUEST_DURATION = seconds(
        "http.server.request.duration",
        SECONDS,
        &["http.request.method", "http.route", "http.response.status_code", "url.scheme", "error.type"],
        "How long requests took, from their head to their answer.",
    );
    ACTIVE_REQUESTS = gauge(
        "http.server.active_requests",
        &["http.request.method", "http.route", "url.scheme"],
        "Requests in flight.",
    );
    SHED = counter(
        "hardpoint.shed.requests",
        &["endpoint", "http.route", "criticality"],
        "Requests refused because the process was full.",
    );
    CAPACITY = gauge(
        "hardpoint.shed.capacity",
        &["criticality"],
        "Requests in flight from which on those of that criticality are refused.",
    );
    RATE_DECISIONS = counter(
        "hardpoint.rate.decisions",
        &["endpoint", "http.route", "policy", "outcome"],
        "What a rate limit made of requests: allowed, denied, would_reject in shadow.",
    );
    RATE_OVERFLOW = counter(
        "hardpoint.rate.overflow",
        &[],
        "Decisions on keys for which there was no room, and which share one bucket.",
    );
    CONCURRENCY_LIMIT = gauge(
        "hardpoint.concurrency.limit",
        ENDPOINT,
        "Requests of an endpoint that may run at once.",
    );
    CONCURRENCY_IN_USE = gauge(
        "hardpoint.concurrency.in_use",
        ENDPOINT,
        "Requests that run under a concurrency limit.",
    );
    CONCURRENCY_QUEUED = gauge(
        "hardpoint.concurrency.queued",
        ENDPOINT,
        "Requests that wait for one of those to end.",
    );
    CONCURRENCY_REFUSED = counter(
        "hardpoint.concurrency.refused",
        &["endpoint", "http.route", "reason"],
        "Requests that did not get to run: full, waited_too_long, deadline.",
    );
    CACHE_REQUESTS = counter(
        "hardpoint.cache.requests",
        &["endpoint", "http.route", "result"],
        "What the cache had for requests: hit, stale, miss, collapsed into another request's run.",
    );
    CACHE_STORED = of_unit(Unit::Bytes, gauge(
        "hardpoint.cache.stored",
        &[],
        "What the answers weigh that are kept in this process.",
    ));
    CACHE_ENTRIES = gauge(
        "hardpoint.cache.entries",
        &[],
        "Answers that are kept in this process.",
    );
    CACHE_EVICTIONS = counter(
        "hardpoint.cache.evictions",
        &[],
        "Answers that made room for others.",
    );
    CACHE_ANNOUNCEMENTS = counter(
        "hardpoint.cache.announcements",
        &["outcome"],
        "Attempts to tell other instances what is out of date: announced, failed.",
    );
    CACHE_UNANNOUNCED = gauge(
        "hardpoint.cache.unannounced",
        &[],
        "Whether other instances cannot be told what is out of date.",
    );
    IDEMPOTENCY_REQUESTS = counter(
        "hardpoint.idempotency.requests",
        &["endpoint", "http.route", "outcome"],
        "What became of requests under an idempotency key: claimed, replayed, in_flight, mismatch, unknown, full, store_away; without one that counts: missing, invalid.",
    );
    IDEMPOTENCY_UNRECORDED = counter(
        "hardpoint.idempotency.unrecorded",
        &[],
        "Answers of which the shared store has not heard in time, so that a retry may run again.",
    );
    STORE_CALLS = counter(
        "hardpoint.store.calls",
        &["store", "outcome"],
        "Calls of a shared store: answered, late, failed, skipped while it was away.",
    );
    STORE_AWAY = gauge(
        "hardpoint.store.away",
        &["store"],
        "Whether a shared store is away.",
    );
    BUS_AWAY = gauge(
        "hardpoint.bus.away",
        &[],
        "Whether it is not heard what other instances say is out of date.",
    );
    CLIENT_DURATION = seconds(
        "http.client.request.duration",
        SECONDS,
        &["client", "http.request.method", "server.address", "server.port", "http.response.status_code", "error.type"],
        "How long requests to other services took, up to the head of the answer.",
    );
    DB_CONNECTIONS = gauge(
        "hardpoint.db.connections",
        &["db.client.connection.pool.name", "db.client.connection.state"],
        "Connections of a pool, used and idle.",
    );
    DB_CONNECTION_MAX = gauge(
        "db.client.connection.max",
        &["db.client.connection.pool.name"],
        "Connections that a pool may have.",
    );
    DB_PENDING = gauge(
        "db.client.connection.pending_requests",
        &["db.client.connection.pool.name"],
        "Callers that wait for a connection.",
    );
    DB_TIMEOUTS = counter(
        "db.client.connection.timeouts",
        &["db.client.connection.pool.name"],
        "Callers that got no connection in time.",
    );
    DB_CREATE_TIME = seconds(
        "db.client.connection.create_time",
        DATABASE,
        &["db.client.connection.pool.name"],
        "How long it took to make connections.",
    );
    DB_WAIT_TIME = seconds(
        "db.client.connection.wait_time",
        DATABASE,
        &["db.client.connection.pool.name"],
        "How long callers waited for the connection that they got.",
    );
    DB_USE_TIME = seconds(
        "db.client.connection.use_time",
        DATABASE,
        &["db.client.connection.pool.name"],
        "How long connections were used before they were given back.",
    );
    DB_OPERATIONS = seconds(
        "db.client.operation.duration",
        DATABASE,
        &["db.client.connection.pool.name", "outcome"],
        "How long statements took: done, refused, lost with their connection, given_up.",
    );
    DB_CANCELLED = counter(
        "hardpoint.db.cancelled",
        &["db.client.connection.pool.name"],
        "Statements that the server was told to cancel.",
    );
    DB_DISCARDED = counter(
        "hardpoint.db.discarded",
        &["db.client.connection.pool.name"],
        "Connections closed because nobody knew what state they were in.",
    );
    DB_RETRIES = counter(
        "hardpoint.db.retries",
        &["db.client.connection.pool.name"],
        "Transactions begun anew after a deadlock or a serialization failure.",
    );
    DB_REPLICA_USABLE = gauge(
        "hardpoint.db.replica.usable",
        &["db.client.connection.pool.name"],
        "Whether a replica is read from.",
    );
    DB_REPLICA_LAG = of_unit(Unit::Seconds, gauge(
        "hardpoint.db.replica.lag",
        &["db.client.connection.pool.name"],
        "How far a replica is behind its primary.",
    ));
    DEPENDENCY_DURATION = seconds(
        "hardpoint.dependency.duration",
        CALL_SECONDS,
        &["dependency", "outcome"],
        "How long calls of a dependency took, with all their attempts and waits: succeeded, refused by it for what was asked, failed, timed_out, rejected before any attempt, cancelled by the caller.",
    );
    DEPENDENCY_ATTEMPTS = counter(
        "hardpoint.dependency.attempts",
        &["dependency", "outcome"],
        "Attempts at calls of a dependency, by what they came to: succeeded, refused, failed, timed_out, cancelled.",
    );
    DEPENDENCY_RETRIES = counter(
        "hardpoint.dependency.retries",
        &["dependency"],
        "Attempts that were made after one that had failed.",
    );
    DEPENDENCY_BUDGET_EXHAUSTED = counter(
        "hardpoint.dependency.retry_budget.exhausted",
        &["dependency"],
        "Retries and hedges that were not made because the retry budget was used up.",
    );
    DEPENDENCY_REJECTED = counter(
        "hardpoint.dependency.rejected",
        &["dependency", "reason"],
        "What was not sent to a dependency: the breaker open, the bulkhead full, the deadline over.",
    );
    DEPENDENCY_BREAKER_STATE = gauge(
        "hardpoint.dependency.breaker.state",
        &["dependency", "state"],
        "Whether the breaker of a dependency is in that state: closed, half_open, open.",
    );
    DEPENDENCY_BREAKER_CHANGES = counter(
        "hardpoint.dependency.breaker.changes",
        &["dependency", "to"],
        "How often the breaker of a dependency has come into that state.",
    );
    DEPENDENCY_IN_FLIGHT = gauge(
        "hardpoint.dependency.in_flight",
        &["dependency"],
        "Calls of a dependency that are under way, those that wait to begin among them.",
    );
    DEPENDENCY_FALLBACKS = counter(
        "hardpoint.dependency.fallbacks",
        &["dependency"],
        "Calls of a dependency that were answered by their fallback.",
    );
    DEPENDENCY_HEDGES = counter(
        "hardpoint.dependency.hedges",
        &["dependency", "outcome"],
        "Attempts beside a slow one: won, where they came to an end first, or lost.",
    );
    JOB_RUNS = counter(
        "hardpoint.job.runs",
        &["job", "outcome"],
        "Runs of a job, by what they came to: succeeded, failed, panicked, timed_out, cut at the end of the process.",
    );
    JOB_SKIPPED = counter(
        "hardpoint.job.skipped",
        &["job", "reason"],
        "Runs of a job that were due and did not begin: overlap with another, elsewhere in this period, store_away, missed while the process stood still.",
    );
    JOB_DURATION = seconds(
        "hardpoint.job.duration",
        JOB_SECONDS,
        &["job"],
        "How long runs of a job took.",
    );
    JOB_RUNNING = gauge(
        "hardpoint.job.running",
        &["job"],
        "Whether a run of a job goes on in this process.",
    );
    JOB_LAST_SUCCESS = of_unit(Unit::Seconds, gauge(
        "hardpoint.job.last_success",
        &["job"],
        "When a run of a job last succeeded in this process, in seconds since 1970; 0 if none has.",
    ));
    READY_CHECK = gauge(
        "hardpoint.ready.check",
        &["check"],
        "Whether something is well that readiness waits for.",
    );
    LOG_LOST = counter(
        "hardpoint.log.lost",
        &["reason"],
        "Lines of the log that were lost: no_room, for its output is slow, not_written.",
    );
    TRACE_SPANS = counter(
        "hardpoint.trace.spans",
        &["outcome"],
        "What became of recorded spans: sent; lost: no_room to wait, refused by the collector, unanswered by it, ended with the process.",
    );
    PHASE = gauge(
        "hardpoint.phase",
        &["phase"],
        "Whether the service is in that phase of its life: starting, serving, draining.",
    );
    BUILD_INFO = gauge(
        "hardpoint.build_info",
        &["version"],
        "Always 1: which version of Hardpoint it is.",
    );
    START_TIME = of_unit(Unit::Seconds, gauge(
        "process.start_time",
        &[],
        "When the service began to run, in seconds since 1970.",
    ));
}
