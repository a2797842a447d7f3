CREATE TABLE hardpoint.idempotency (
    key bytea PRIMARY KEY,
    fingerprint bytea NOT NULL,
    status int2 NOT NULL,
    headers bytea[] NOT NULL,
    body bytea NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX idempotency_expires ON hardpoint.idempotency (expires);
